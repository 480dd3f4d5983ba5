"""The page on which people make and revoke what lets scripts and apps use their account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.shared.http import HtmxRequest, asks_to_end
from apps.shared.limits import over_limit

from ..forms import MOST_TOKENS, AccessTokenForm
from ..models import AccessToken, Login


@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)  # a browser that somebody left open makes no token
def tokens(request: HtmxRequest):
    """The tokens and sign-ins of one's own, and a form for a new token, whose secret the answer shows this once."""
    form, status, secret = AccessTokenForm(request.POST or None, user=request.user), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if limited := over_limit(request, "tokens"):
                form.add_error(None, limited.sentence)
                status = 429
            else:
                _token, secret = form.save()
                form, status = AccessTokenForm(user=request.user), 201
    context = {
        "form": form,
        "secret": secret,
        "tokens": AccessToken.objects.filter(user=request.user).order_by("-created_at"),
        "logins": Login.objects.filter(user=request.user).order_by("-created_at")[:MOST_TOKENS],
    }
    return render(request, "api/tokens.html", context, status=status)


@require_http_methods(["POST", "DELETE"])
def token(request: HtmxRequest, pk):
    """Revoke one of one's own tokens."""
    return end(request, AccessToken, pk, _("Token revoked. Whatever used it is refused from now on."))


@require_http_methods(["POST", "DELETE"])
def login(request: HtmxRequest, pk):
    """Sign an app out."""
    return end(request, Login, pk, _("The app is signed out."))


def end(request, model, pk, sentence):
    found = model.objects.filter(user=request.user, pk=pk)
    if not asks_to_end(request) or not found.exists():
        raise Http404
    found.delete()
    messages.success(request, sentence)
    return redirect("api:tokens_page")
