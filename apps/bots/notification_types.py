"""Owners are told when a webhook of theirs was turned off."""

from django.utils.translation import gettext_lazy as _

from apps.live import channels
from apps.notifications import kinds

from .models import OutgoingWebhook


def register():
    kinds.register_target("outgoingwebhook", webhooks_seen_by)
    kinds.register(
        "webhook-disabled",
        kinds.Topic.BOTS,
        group=kinds.Group.HOUSE,
        sentence=_("no longer sends to one of its webhooks: it kept failing and was turned off"),
        place=lambda webhook: channels.named("webhook", webhook.pk),
        quote=lambda webhook: webhook.host,
    )


def webhooks_seen_by(user, numbers):
    webhooks = OutgoingWebhook.objects.filter(bot__owner=user, pk__in=numbers).select_related("bot__user")
    return webhooks.in_bulk()
