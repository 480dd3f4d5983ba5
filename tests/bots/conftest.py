import pytest
from django.urls import reverse

from apps.bots.models import Bot, IncomingWebhook, OutgoingWebhook
from tests.cast import PASSWORD


@pytest.fixture
def bot(ada):
    """A bot of ada's, which may read open rooms."""
    return Bot.objects.make(ada, "kiln.log", "Kiln logger")


@pytest.fixture
def hook(bot, studio):
    """The address by which the bot posts in the studio."""
    _webhook, secret = IncomingWebhook.objects.make(bot, studio)
    return f"/hooks/{secret}/"


@pytest.fixture
def webhook(bot):
    """An outgoing webhook of the bot: for what mentions it."""
    return OutgoingWebhook.objects.create(bot=bot, url="https://receiver.example/in", event="mention")


@pytest.fixture
def trusted(ada, client_of):
    """Ada's browser, in which she has just typed her password again."""
    browser = client_of(ada)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser
