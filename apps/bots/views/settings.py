"""The pages on which people look after their bots. All lookups begin with `request.user`: others' bots are 404."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import deletion
from apps.api.forms import AccessTokenForm
from apps.api.models import AccessToken
from apps.shared.addresses import absolute
from apps.shared.http import HtmxRequest, asks_to_end
from apps.shared.limits import over_limit, rate_limited

from .. import deliveries
from ..forms import BotForm, IncomingWebhookForm, NameForm, OutgoingWebhookForm
from ..models import Bot, Delivery, OutgoingWebhook

NEWEST = 10  # deliveries on a bot's page
ON_A_PAGE = 50  # deliveries


@never_cache
@require_http_methods(["GET", "POST"])
def bots(request: HtmxRequest):
    """The bots of one's own, and a form for a new one."""
    form, status = BotForm(request.POST or None, owner=request.user), 200
    if request.method == "POST":
        if bot := saved(request, form):
            return redirect(bot)
        status = status_of(request)
    rows = Bot.objects.of(request.user)
    return render(request, "bots/bots.html", {"bots": rows, "form": form}, status=status)


def saved(request, form):
    """What a valid form has made, or None; the form says why."""
    if not form.is_valid():
        return None
    if limited := over_limit(request, "bots"):
        form.add_error(None, limited.sentence)
        return None
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError:  # somebody has taken the username since we looked
        form.add_error(None, _("That name was taken a moment ago. Try another."))
        return None


def status_of(request):
    """Of a form that was not taken."""
    return 429 if hasattr(request, "retry_after") else 422


def own_bot(request, username):
    return get_object_or_404(Bot.objects.of(request.user), user__username=username)


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def bot(request: HtmxRequest, username):
    """A bot with all that belongs to it. `make` names which of the page's forms was sent."""
    found = own_bot(request, username)
    if request.method == "GET":
        return page(request, found)
    if asks_to_end(request):
        found.delete()
        messages.success(request, _("Bot deleted."))
        return redirect("bots:bots")
    if request.POST.get("make") not in MAKERS:
        raise Http404
    return MAKERS[request.POST["make"]](request, found)


def page(request, bot, status=200, **more):
    """`more`: forms that were sent, and `secrets`, `{part of the page: what is shown this once}`."""
    context = {
        "bot": bot,
        "name_form": NameForm(initial={"name": bot.user.profile.name}, prefix="name"),
        "token_form": AccessTokenForm(user=bot.user, prefix="token"),
        "incoming_form": IncomingWebhookForm(bot=bot, prefix="incoming"),
        "outgoing_form": OutgoingWebhookForm(bot=bot, prefix="outgoing"),
        "tokens": AccessToken.objects.filter(user=bot.user).order_by("-created_at"),
        "incoming": bot.incoming.select_related("room__owner__profile").order_by("-pk"),
        "outgoing": bot.outgoing.select_related("room__owner__profile").order_by("-pk"),
        "deliveries": Delivery.objects.of(bot).page(NEWEST),
        "keeps_words": deletion.keeps_words(),
        "now": timezone.now(),
    }
    return render(request, "bots/bot.html", {**context, **more}, status=status)


def rename(request, bot):
    form = NameForm(request.POST, prefix="name")
    if not form.is_valid():
        return page(request, bot, 422, name_form=form)
    bot.user.profile.name = form.cleaned_data["name"]
    bot.user.profile.save()
    messages.success(request, _("Saved"))
    return redirect(bot)


@reauthentication_required  # a browser that somebody left open makes no token
def make_token(request, bot):
    form = AccessTokenForm(request.POST, user=bot.user, prefix="token")
    made = saved(request, form)
    if made is None:
        return page(request, bot, status_of(request), token_form=form)
    return page(request, bot, 201, secrets={"token": made[1]})


@reauthentication_required
def make_incoming(request, bot):
    form = IncomingWebhookForm(request.POST, bot=bot, prefix="incoming")
    made = saved(request, form)
    if made is None:
        return page(request, bot, status_of(request), incoming_form=form)
    return page(request, bot, 201, secrets={"incoming": absolute(reverse("bots:hook", args=[made[1]]))})


@reauthentication_required
def make_outgoing(request, bot):
    form = OutgoingWebhookForm(request.POST, bot=bot, prefix="outgoing")
    made = saved(request, form)
    if made is None:
        return page(request, bot, status_of(request), outgoing_form=form)
    return page(request, bot, 201, secrets={"outgoing": made.secret})


MAKERS = {"name": rename, "token": make_token, "incoming": make_incoming, "outgoing": make_outgoing}


@require_http_methods(["POST", "DELETE"])
def token(request: HtmxRequest, username, pk):
    """Revoke a token of a bot."""
    found = own_bot(request, username)
    return end(request, found, AccessToken.objects.filter(user=found.user), pk, _("Token revoked."))


@require_http_methods(["POST", "DELETE"])
def incoming(request: HtmxRequest, username, pk):
    """Delete an incoming webhook."""
    found = own_bot(request, username)
    return end(request, found, found.incoming, pk, _("Webhook deleted. Its address no longer works."))


@never_cache
@require_http_methods(["POST", "DELETE"])
@rate_limited("bots")
def outgoing(request: HtmxRequest, username, pk):
    """Delete an outgoing webhook, turn it off or on, or give it a new secret, which the answer shows this once."""
    found = own_bot(request, username)
    if asks_to_end(request):
        return end(request, found, found.outgoing, pk, _("Webhook deleted."))
    webhook = get_object_or_404(found.outgoing, pk=pk)
    wish = request.POST.get("do")
    if wish == "rotate":
        return rotate(request, found, webhook)
    if wish == "disable":
        webhook.disable(OutgoingWebhook.Reason.OWNER)
    elif wish == "enable":
        webhook.enable()
    else:
        raise Http404
    return redirect(webhook)


@reauthentication_required
def rotate(request, bot, webhook):
    webhook.rotate_secret()
    return page(request, bot, secrets={"outgoing": webhook.secret}, rotated=webhook)


def end(request, bot, rows, pk, sentence):
    row = get_object_or_404(rows, pk=pk)
    if not asks_to_end(request):
        raise Http404
    row.delete()
    messages.success(request, sentence)
    return redirect(bot)


@never_cache
@require_safe
def delivery_list(request: HtmxRequest, username):
    """All deliveries of a bot that are kept, the newest first. `?before=`: the id of the last one of a page."""
    found = own_bot(request, username)
    rows = Delivery.objects.of(found).page(ON_A_PAGE, before=request.GET.get("before", ""))
    return render(request, "bots/deliveries.html", {"bot": found, "deliveries": rows})


@require_POST
@rate_limited("bots")
def delivery(request: HtmxRequest, username, pk):
    """Send it again."""
    found = own_bot(request, username)
    again = get_object_or_404(Delivery.objects.of(found), pk=pk)
    if again.webhook.disabled_at:
        messages.error(request, _("The webhook is turned off. Turn it on first."))
    else:
        deliveries.send_again(again)
        messages.success(request, _("It is sent again."))
    return redirect(f"{found.get_absolute_url()}#deliveries")
