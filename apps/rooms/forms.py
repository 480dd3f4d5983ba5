from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.shared.forms import ClientId, Words
from apps.shared.markdown import is_blank

from .models import Message
from .uploads import FilesField


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
    files = None

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

    sentence = MessageForm.sentence
