"""Private by default: whoever is not signed in gets the sign-in page, unless the view says otherwise.

And no null characters: PostgreSQL takes none, and no address of ours has one.
"""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from . import errors
from .http import SignInFirst, plain, referring_path
from .images import PicturesBusy
from .limits import RateLimited


class NullCharacterMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A null character in an address")
        return self.get_response(request)


class RateLimitMiddleware:
    """429 where somebody does something too often: for htmx the sentence, for a plain form a page with what was typed.

    Every 429, allauth's too, says in `Retry-After` when to try again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", str(getattr(request, "retry_after", 60)))
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, RateLimited):
            return None
        if request.htmx:
            return plain(exception.sentence, 429)
        return errors.too_many_requests(request, exception)


class FragmentMiddleware:
    """A page and its fragment have one address: a browser that goes back must not take the one for the other."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response


class SearchersMiddleware:
    """Search engines keep nothing of this site but what says that everybody may find it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's, but a fragment request turns the whole page: a sign-in form inside a button helps nobody."""

    def handle_no_permission(self, request, view_func):
        return sign_in(request, self.get_login_url(view_func))

    def process_exception(self, request, exception):
        if isinstance(exception, SignInFirst):
            return sign_in(request, self.get_login_url(None))
        return None


class PicturesBusyMiddleware:
    """Whoever sends a picture while too many others do is told so, whatever form it came with."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return errors.pictures_busy(request) if isinstance(exception, PicturesBusy) else None


def sign_in(request, login_url):
    login_url = resolve_url(login_url)
    if not request.htmx:
        # After a post one comes back to the page it was made on, since the post itself cannot be repeated.
        came_from = request.get_full_path() if request.method in ("GET", "HEAD") else referring_path(request)
        return redirect_to_login(came_from, login_url)
    page = urlsplit(request.htmx.current_url_abs_path or "/")
    return HttpResponseClientRedirect(redirect_to_login(page.geturl(), login_url).url)
