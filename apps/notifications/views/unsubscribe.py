"""The page that the foot of a mail leads to. Mail programs post to it by themselves (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.shared.http import HtmxRequest

from ..endings import opened_or_404


@login_not_required
@csrf_exempt  # what proves that somebody may is in the address; a mail program has no cookies
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HtmxRequest, token):
    """To look is not to end: programs that examine mails open every link. `again`: they shall come, as before."""
    try:
        preferences, mails = opened_or_404(token)
    except Http404:
        return render(request, "notifications/unsubscribe_unknown.html", status=404)
    before = mails.coming(preferences)
    if request.method == "POST":
        again = "again" in request.POST
        mails.choose(preferences, (request.POST.getlist("what") or mails.usual) if again else [])
    context = {
        "person": preferences.user,
        "mails": mails,
        "coming": mails.coming(preferences),
        "before": before,
        "is_done": request.method == "POST",
    }
    return render(request, "notifications/unsubscribe.html", context)
