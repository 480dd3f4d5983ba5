"""Requests and answers that know htmx."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """What every view of ours receives: `request.htmx` is true when a fragment is asked for."""

    htmx: HtmxDetails


class SignInFirst(Exception):
    """Raised where a visitor might see more after signing in; SignInMiddleware answers it."""


def fragment_or_redirect(request, template, context, *, to, status=200):
    """The fragment for htmx; for a plain form post, a redirect to where the fragment lives."""
    if request.htmx:
        return render(request, template, context, status=status)
    return redirect(to)


def redirect_with_query(request, to, permanent=False):
    """To another address of the same thing, with what this one was asked."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{resolve_url(to)}{'?' if query else ''}{query}", permanent=permanent)


def way_back(request, address):
    """An address of this site that a form names, to go on with; nothing where it leads elsewhere."""
    here = address.startswith("/")  # redirect() takes other words for names of URLs
    safe = here and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def referring_path(request):
    """The page of this site on which a request was made; the front page where that is not known."""
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if referrer.netloc != request.get_host() or referrer.path.startswith("//"):
        return "/"
    return referrer._replace(scheme="", netloc="").geturl()


def asks_to_end(request):
    """Whether this is a DELETE, or a plain form's way to say so."""
    return request.method == "DELETE" or request.POST.get("_method") == "delete"


def plain(words, status=200):
    """An answer in plain text; a sentence where something was refused, which the page shows."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def refused(request, sentence, *, to):
    """Why something cannot be done now: 409 with the sentence for htmx, the sentence on the page for a plain form."""
    if request.htmx:
        return plain(sentence, 409)
    messages.error(request, sentence)
    return redirect(to)


def any_of(queryset):
    """The one row of a queryset that has one at most, or None; `first` would ask for an order, which costs a tenth."""
    return next(iter(queryset[:1]), None)


def visible_or_404(request, queryset, **lookup):
    """The object of an already permitted queryset, or 404.

    A visitor is sent to sign in instead, whether or not the thing exists: the answer tells nothing.
    """
    found = any_of(queryset.filter(**lookup))
    if found is None:
        if not request.user.is_authenticated:
            raise SignInFirst
        raise Http404
    return found
