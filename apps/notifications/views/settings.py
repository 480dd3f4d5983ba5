"""What reaches the viewer, how and when; and of what they hear nothing for a while."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import get_default_timezone_name
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.shared import paging
from apps.shared.http import HtmxRequest

from ..forms import SettingsForm
from ..kinds import Channel
from ..places import muted_by
from ..reach import channels

MUTES = 48  # on a page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HtmxRequest):
    form = SettingsForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Saved. From now on you are told so."))
        return redirect("notifications:settings")
    mutes = paging.downwards(request.user.mutes.in_force().newest_first(), MUTES, request.GET.get("before"))
    context = {
        "form": form,
        "has_address": EmailAddress.objects.filter(user=request.user, primary=True, verified=True).exists(),
        "has_mail": Channel.MAIL in channels(),
        "has_push": Channel.PUSH in channels(),
        "site_zone": get_default_timezone_name(),
        "muted": muted_by(request.user, mutes.rows),
        "more": f"?before={mutes.rows[-1].pk}" if mutes.has_older else "",
    }
    return render(request, "notifications/settings.html", context, status=422 if form.is_bound else 200)
