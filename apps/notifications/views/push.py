"""The browser at hand: whether it is told by push, and the script in it that shows what it is told."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from apps.accounts.templatetags.accounts import browser_name
from apps.shared.http import HtmxRequest, asks_to_end, plain

from ..models import Subscription
from ..subscription_form import SubscriptionForm


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def subscriptions(request: HtmxRequest):
    """This browser's, which ends with its session. A service worker has no page to learn from: it asks."""
    mine = request.user.subscriptions.of_session(request.session.session_key)
    if request.method == "GET":
        endpoint = mine.values_list("endpoint", flat=True).first()
        return JsonResponse({"endpoint": endpoint, "key": settings.PUSH_PUBLIC_KEY, "token": get_token(request)})
    if asks_to_end(request):
        mine.delete()
        return HttpResponse(status=204)
    sentence = why_not(request) or taken(request)
    return plain(sentence, 422) if sentence else HttpResponse(status=204)


def why_not(request):
    if not settings.PUSH_PUBLIC_KEY:
        return _("This site has no key for push yet.")
    if request.session.get_expire_at_browser_close():
        return _("This browser forgets you when it is closed. Sign in with “Keep me signed in here” to be told here.")
    return ""


def taken(request):
    """Nothing, or why it was not."""
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return form.sentence
    browser = browser_name(request.headers.get("User-Agent", ""))[:60]
    details = {**form.cleaned_data, "browser": browser}
    if subscription := Subscription.objects.take(request.user, request.session.session_key, **details):
        request.session["push"] = subscription.pk
        return ""
    return _("Ten browsers of yours are told already. Sign out where you no longer are: Settings, Sessions.")


@login_not_required
@require_safe
@conditional_page
def service_worker(request):
    """From the root, since a worker may only speak for what lies below its own address; looked for anew each time."""
    script = Path(finders.find("js/service-worker.js")).read_bytes()
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)
