"""Who comes as a guest is somebody in the one room that let them in, and nobody anywhere else.

And to whoever is nobody, there are no conversations.
"""

from django.http import Http404

from .guest_pass import stay_of
from .models import Guest, Room
from .models.direct import SLUG_OF_DIRECT

GUESTS_MAY = {
    *("room", "head", "messages", "message", "edit", "reactions", "typing", "draft", "preview", "read", "here"),
    *("search", "names", "files", "file", "small_file", "guest"),
}
SIGNS_OF_LIFE = {"live:events", "live:alive"}  # of any page that a guest has open


class GuestMiddleware:
    """Before the sign-in: what a guest may not open, a visitor is asked to sign in for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        pk = stay_of(request)
        if pk is None or request.user.is_authenticated:
            return
        match = request.resolver_match
        stays = Guest.objects.staying().filter(pk=pk)
        if match.namespace == "rooms" and match.url_name in GUESTS_MAY:
            stays = stays.filter(room__in=Room.objects.with_open_door().filter(slug=kwargs["slug"]))
        elif match.view_name not in SIGNS_OF_LIFE:
            return
        guest = stays.with_names().first()
        if guest:
            guest.seen()
            request.user = guest.user


class ConversationsMiddleware:
    """Before the sign-in, after the guests: 404 for visitors at whatever might be a conversation's address.

    The page that says so offers to sign in, to whoever is one of its people and was signed out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.namespace == "api":  # has its own credentials, and asks for them whatever is there
            return
        a_conversation = request.resolver_match.view_name == "rooms:conversation"
        if (a_conversation or SLUG_OF_DIRECT.fullmatch(kwargs.get("slug", ""))) and not request.user.is_authenticated:
            raise Http404
