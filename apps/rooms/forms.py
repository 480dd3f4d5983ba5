from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.shared.forms import ClientId, Words
from apps.shared.markdown import is_blank

from .models import NO_DRAFT, Message
from .uploads import FilesField


class DraftVersions(forms.CharField):
    """The versions of a draft that a page knows, with spaces between; None where it says nothing of them."""

    widget = forms.HiddenInput
    MOST = 40

    def to_python(self, value):
        if value is None:
            return None
        names = super().to_python(value).split()[-self.MOST :]
        return {name if name == NO_DRAFT else UUID(name).hex for name in names if name == NO_DRAFT or is_uuid(name)}

    def validate(self, value):
        """Nothing is wrong with a page that knows none."""


def is_uuid(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False


class MessageForm(forms.ModelForm):
    class Meta:
        model = Message
        fields = ["body"]

    body = Words(
        required=False,
        strip=False,
        max_length=settings.MESSAGE_MAX_LENGTH,
        error_messages={
            "required": _("There is nothing to send yet. Write something first."),
            "max_length": _(
                "That is %(show_value)d characters; a message has room for %(limit_value)d. "
                "Nothing is lost: shorten it, or send it in parts."
            ),
        },
    )
    client_id = ClientId(required=False, widget=forms.HiddenInput, initial=uuid4)
    draft = DraftVersions(required=False, initial=NO_DRAFT)  # what the message is made from
    files = FilesField(required=False)
    answers = None  # the number of the message that a draft answers

    @property
    def sentence(self):
        """Why it was not taken, in one line."""
        return " ".join(error for errors in self.errors.values() for error in errors)

    @property
    def limits(self):
        """What a browser may refuse by itself."""
        together = settings.REQUEST_MAX_BYTES - 1024 * 1024  # the text and the frame need room too
        return {"count": settings.FILES_PER_MESSAGE, "each": settings.FILE_MAX_BYTES, "together": together}

    def clean_body(self):
        """Empty where nothing of it would be seen."""
        body = self.cleaned_data["body"].strip("\n")
        return "" if is_blank(body) else body

    def clean(self):
        if not self.errors and not self.cleaned_data["body"] and not self.cleaned_data["files"]:
            self.add_error("body", self.fields["body"].error_messages["required"])


class EditForm(MessageForm):
    files = draft = None

    def __init__(self, *args, message, **kwargs):
        super().__init__(*args, initial={"body": message.body}, **kwargs)
        self.message = message

    def clean(self):
        if not self.errors and not self.cleaned_data["body"] and not self.message.attachments.all():
            self.add_error("body", _("Nothing would be left of it. Write something, or delete the message."))


class DraftForm(forms.Form):
    """A text that is not finished: longer than a message may be, too, since it can still be shortened."""

    body = Words(required=False, strip=False, max_length=20 * settings.MESSAGE_MAX_LENGTH)
    client_id = ClientId(required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    version = ClientId(required=False)
    versions = DraftVersions(required=False)  # that it may overwrite

    sentence = MessageForm.sentence
