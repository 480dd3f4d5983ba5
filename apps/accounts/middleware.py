"""A site without an owner shows one page only: the one that makes the owner's account. And allauth's pages."""

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.sites.requests import RequestSite
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from apps.shared.http import SignInFirst

from .former_usernames import holder_of
from .models import SiteSettings


class FirstRunMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.opened = False  # never asked again once true

    def __call__(self, request):
        if not self.opened and request.path != reverse("shared:healthz"):  # which must answer without a database too
            self.opened = SiteSettings.has_been_opened()
            address = reverse("accounts:first_run")
            if not self.opened and request.path != address:
                return redirect(address)
        return self.get_response(request)


ADDS_A_FACTOR = {"mfa_activate_totp", "mfa_add_webauthn"}


class AllauthPagesMiddleware:
    """Who may add a second factor: people with a confirmed address, also while they wait to confirm a new one, and
    everybody where the site sends no email. (allauth says no to whoever has any address that is not confirmed.)

    And two habits of allauth's pages that differ from ours: a form with mistakes comes with 200 (ours says 422), and
    `site` is the host's name (ours is the owner's settings, from the context processor).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.view_name not in ADDS_A_FACTOR or not request.user.is_authenticated:
            return None
        if can_add_factor(request.user):
            return None
        messages.error(request, get_mfa_adapter().error_messages["unverified_email"])
        return redirect("mfa_index")

    def process_template_response(self, request, response):
        context = response.context_data or {}
        if isinstance(context.get("site"), RequestSite):
            del context["site"]
        forms = (context.get(name) for name in ("form", "webauthn_form"))
        if request.method == "POST" and response.status_code == 200 and any(getattr(f, "errors", None) for f in forms):
            response.status_code = 422
        return response


def can_add_factor(user):
    """Otherwise somebody could take an address that is not theirs, and keep its owner out for good."""
    if not settings.DELIVERS_EMAIL:
        return True
    confirmed = list(EmailAddress.objects.filter(user=user).values_list("verified", flat=True))
    return any(confirmed) or not confirmed


class HttpResponseRedirectSameMethod(HttpResponseRedirect):
    """307: a form that was open when somebody was renamed is sent again to where it belongs now."""

    status_code = 307


class FormerUsernameMiddleware:
    """Addresses with a username that somebody had before lead to the ones with the name that they have now.

    It looks where nothing was found, so pages cost no more; and not for a while only, as browsers remember a permanent
    redirect and somebody else may take the name.
    """

    NAMES = ("username", "usernames", "follower")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        match = request.resolver_match
        if not isinstance(exception, Http404 | SignInFirst) or not set(self.NAMES) & set(match.kwargs):
            return None
        kwargs = dict(match.kwargs)
        for name in set(self.NAMES) & set(kwargs):
            kwargs[name] = self.renewed(kwargs[name], request.user)
        if kwargs == match.kwargs:
            return None
        query = request.META.get("QUERY_STRING", "")
        to = f"{reverse(match.view_name, kwargs=kwargs)}{'?' if query else ''}{query}"
        return redirect(to) if request.method in ("GET", "HEAD") else HttpResponseRedirectSameMethod(to)

    @staticmethod
    def renewed(names, viewer):
        """One username, or several with commas between them."""
        found = [(name, holder_of(name, viewer)) for name in names.split(",")[:20]]
        return ",".join(user.username if user else name for name, user in found)
