"""Private by default: whoever is not signed in gets the sign-in page, unless the view says otherwise.

And what holds for every request and every answer: input that no page of ours would send, and security headers.
"""

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django_htmx.http import HttpResponseClientRedirect

from . import errors
from .http import SignInFirst, plain, referring_path
from .images import PicturesBusy
from .limits import RateLimited

# Everything that no page of ours asks a browser for. Names that Chromium does not know would be errors on its console.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
        *("microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
    )
)
MAX_QUERY = 8 * 1024  # characters of an address's query


class SecurityHeadersMiddleware:
    """Besides Django's own. First of all: pages, errors, static files, media and streams have them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class SiteAddressMiddleware:
    """Absolute addresses are the site's own, whatever `Host` says: what allauth puts into mails is made by this."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.build_absolute_uri = lambda path=None: urljoin(
            settings.SITE_URL, request.get_full_path() if path is None else str(path)
        )
        return self.get_response(request)


class CookieMiddleware:
    """Forget cookies with null characters, before anybody asks a database for them: a quoted one may hold `\\000`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\\000" in request.META.get("HTTP_COOKIE", ""):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}
        return self.get_response(request)


class InputMiddleware:
    """Refuse addresses with null characters, which PostgreSQL does not take, and queries longer than any page makes.

    SQLite refuses a LIKE of 50,000 characters; forms that are posted have their own limits.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "%00" in query or "\x00" in query:
            return errors.answer(request, 400)
        if len(query) > MAX_QUERY:
            return errors.answer(request, 414)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Where to go on, allauth reads as an address, whatever it is."""
        if not (is_address(request.GET.get("next", "")) and is_address(request.POST.get("next", ""))):
            return errors.answer(request, 400)
        return None


def is_address(text):
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


class ViewerCookieMiddleware:
    """Tell a page's script whose session it is without telling the session: see static/js/signed-out.js."""

    name = "__Host-viewer" if settings.HTTPS else "viewer"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not request.htmx:
            self.tell(request, response)
        return response

    def tell(self, request, response):
        viewer = viewer_of(request)
        if viewer == request.COOKIES.get(self.name, ""):
            return
        if viewer:
            response.set_cookie(
                self.name, viewer, max_age=settings.SESSION_COOKIE_AGE, secure=settings.HTTPS, samesite="Lax"
            )
        else:
            response.delete_cookie(self.name, samesite="Lax")
            response.cookies[self.name]["secure"] = settings.HTTPS  # or a browser would not believe the prefix


def viewer_of(request):
    """Guests are visitors outside of their room: by their pass they are the same viewer everywhere."""
    is_member = request.user.is_authenticated and not request.user.is_guest
    key = request.session.session_key if is_member else request.COOKIES.get("guest")  # see apps/rooms/guest_pass.py
    return salted_hmac("apps.shared.viewer", key, algorithm="sha256").hexdigest()[:16] if key else ""


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
        """Also where the account was deleted in the meantime: its session has ended with it."""
        if isinstance(exception, SignInFirst) or (is_a_failure(exception) and account_is_gone(request)):
            return sign_in(request, self.get_login_url(None))
        return None


def is_a_failure(exception):
    """Whether 500 would be the answer."""
    return not isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation | BadRequest)


def account_is_gone(request):
    """Deleted since the request began."""
    try:
        user = request.user
        return user.is_authenticated and not get_user_model().objects.filter(pk=user.pk).exists()
    except DatabaseError:  # perhaps what has failed
        return False


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
