from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.names import check_not_like_staff
from apps.shared.names import NameField

from . import client
from .models import Bot, IncomingWebhook, OutgoingWebhook

MOST_BOTS = 20  # of one person
MOST_WEBHOOKS = 20  # of one bot, of each kind
TOO_MANY_BOTS = _("You have %(most)d bots, which is the most. Delete one first.")
TOO_MANY_WEBHOOKS = _("This bot has %(most)d of these webhooks, which is the most. Delete one first.")


def check_number(rows, most, sentence):
    if rows.count() >= most:
        raise ValidationError(sentence % {"most": most}, code="too-many")


class NameForm(forms.Form):
    """How a bot is called."""

    name = NameField(label=_("Name"), max_length=60)

    def clean_name(self):
        name = self.cleaned_data["name"]
        check_not_like_staff(name)
        return name


class BotForm(forms.ModelForm, NameForm):
    """A new bot of `owner`. Its username follows the same rules as a person's."""

    class Meta:
        model = get_user_model()
        fields = ["username"]
        labels = {"username": _("Username")}
        help_texts = {"username": _("3 to 30 letters a–z, digits, dots or underscores. Others write it as @name.")}
        widgets = {
            "username": forms.TextInput({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"})
        }

    field_order = ["name", "username"]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clean_username(self):
        username = User.normalize_username(self.cleaned_data["username"].strip().removeprefix("@"))
        check_not_like_staff(username)
        return username

    def clean(self):
        check_number(Bot.objects.filter(owner=self.owner), MOST_BOTS, TOO_MANY_BOTS)
        return super().clean()

    def save(self):
        return Bot.objects.make(self.owner, self.cleaned_data["username"], self.cleaned_data["name"])


class RoomField(forms.ModelChoiceField):
    def label_from_instance(self, room):
        return room.title


class IncomingWebhookForm(forms.Form):
    """A new incoming webhook of `bot`."""

    room = RoomField(
        queryset=None, label=_("Room"), help_text=_("Rooms you’ve joined. A closed room needs the bot as a member.")
    )

    def __init__(self, *args, bot, **kwargs):
        super().__init__(*args, **kwargs)
        self.bot = bot
        self.fields["room"].queryset = bot.rooms_to_choose()

    def clean(self):
        check_number(self.bot.incoming, MOST_WEBHOOKS, TOO_MANY_WEBHOOKS)

    def save(self):
        """`(webhook, secret)`, as `IncomingWebhook.objects.make`."""
        return IncomingWebhook.objects.make(self.bot, self.cleaned_data["room"])


class OutgoingWebhookForm(forms.Form):
    """A new outgoing webhook of `bot`. `event` is `mention`, or the number of a room whose messages are sent."""

    url = forms.CharField(
        label=_("Address"),
        max_length=client.LONGEST_ADDRESS,
        widget=forms.URLInput({"placeholder": "https://"}),
    )
    event = forms.ChoiceField(label=_("What to send"))

    def __init__(self, *args, bot, **kwargs):
        super().__init__(*args, **kwargs)
        self.bot = bot
        self.rooms = {str(room.pk): room for room in bot.rooms_to_choose()}
        mention = OutgoingWebhook.Event.MENTION
        rooms = [(pk, room.title) for pk, room in self.rooms.items()]
        messages = [(OutgoingWebhook.Event.MESSAGE.label, rooms)] if rooms else []
        self.fields["event"].choices = [(mention.value, mention.label), *messages]

    def clean_url(self):
        try:
            client.check_url(self.cleaned_data["url"])
        except client.CannotSend as refused:
            raise ValidationError(str(refused), code="refused") from None
        return self.cleaned_data["url"]

    def clean(self):
        check_number(self.bot.outgoing, MOST_WEBHOOKS, TOO_MANY_WEBHOOKS)

    def save(self):
        room = self.rooms.get(self.cleaned_data["event"])
        event = OutgoingWebhook.Event.MESSAGE if room else OutgoingWebhook.Event.MENTION
        return OutgoingWebhook.objects.create(bot=self.bot, url=self.cleaned_data["url"], event=event, room=room)
