from datetime import timedelta
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.shared.files import stored
from apps.shared.forms import ClientId, Moment, Words
from apps.shared.images import redrawn
from apps.shared.markdown import is_blank

from .models import CAPTION, COMMENT, DESCRIPTION, Audience, Comment, Draft, Photo, Post

TOO_LONG = _("That is %(show_value)d characters; there is room for %(limit_value)d. Nothing is lost: shorten it.")
FARTHEST = timedelta(days=366)


class AlbumForm(forms.Form):
    """Everything about a post but which photos it has: for a draft, and for a post that is changed later."""

    body = Words(
        label=_("Caption"),
        required=False,
        max_length=CAPTION,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("In Markdown, with #tags and @names."),
        error_messages={"max_length": TOO_LONG},
    )
    audience = forms.ChoiceField(label=_("Who may see it"), choices=Audience.choices)
    takes_comments = forms.BooleanField(label=_("Others may comment on it"), required=False)
    shown_at = Moment(
        label=_("When"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    moment = Moment(required=False, widget=forms.HiddenInput)  # what that is in the writer's time zone

    def __init__(self, data, album, planned_for=None, photos=None):
        names = ("body", "audience", "takes_comments")
        super().__init__(data, initial={name: getattr(album, name) for name in names})
        self.album = album
        self.undescribed = []
        self.initial["shown_at"] = planned_for or getattr(album, "publishes_at", None)
        self.photos = list(album.photos.all()) if photos is None else photos
        for photo in self.photos:
            self.fields[self.name_of(photo)] = Words(
                label=_("Description (alt text)"),
                required=False,
                max_length=DESCRIPTION,
                initial=photo.description,
                widget=forms.Textarea({"rows": 2}),
                error_messages={"max_length": TOO_LONG},
            )

    def clean_body(self):
        """No caption is fine; one of which nothing is seen is a mistake."""
        body = self.cleaned_data["body"]
        if body and is_blank(body):
            raise ValidationError(_("Nobody would see this caption. Write something, or leave it empty."))
        return body

    def mark_undescribed(self):
        """The fields of photos without alt text are marked as what is missing."""
        for photo in self.photos:
            field = self[self.name_of(photo)]
            if not photo.description:
                self.undescribed.append(field)
                error = {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
                field.field.widget.attrs |= error

    def name_of(self, photo):
        return f"description-{photo.pk}"

    def with_fields(self):
        """Each photo with the field of its description."""
        return [(photo, self[self.name_of(photo)]) for photo in self.photos]

    @property
    def details(self):
        return {name: self.cleaned_data[name] for name in ("body", "audience", "takes_comments")}

    @property
    def planned_for(self):
        """When it is to be shown by itself. Without scripts that is in the site's time zone."""
        return self.cleaned_data["moment"] or self.cleaned_data["shown_at"]

    def says_nothing_of_later(self):
        """Why it cannot be planned like that, in a sentence; nothing where it can."""
        now = timezone.now()
        if self.planned_for is None:
            return _("Say the day and the hour at which it is to be shown.")
        if self.planned_for <= now:
            return _("That moment is over already. Choose a later one, or post it now.")
        if self.planned_for > now + FARTHEST:
            return _("That is more than a year away. Choose an earlier moment.")
        return None

    @property
    def descriptions(self):
        """Of the photos that were on the page: another tab may have brought one since, and described it."""
        there = [photo for photo in self.photos if self.name_of(photo) in self.data]
        return {photo.pk: self.cleaned_data[self.name_of(photo)].strip() for photo in there}


class NewPostForm(AlbumForm):
    """A post that is made at once: with alt text for so many photos, which are not stored yet, by their places."""

    def __init__(self, data, number):
        super().__init__(data, Draft(), photos=[Photo() for _place in range(number)])

    def name_of(self, photo):
        return f"descriptions.{self.photos.index(photo)}"

    @property
    def descriptions(self):
        """In the order of the photos."""
        return [self.cleaned_data[self.name_of(photo)].strip() for photo in self.photos]

    def clean(self):
        given = super().clean()
        if given.get("shown_at") and (refusal := self.says_nothing_of_later()):
            self.add_error("shown_at", refusal)
        return given

    def save(self, author, photos):
        """The post, or the draft that is to be published later. `photos` are not stored yet."""
        for photo, description in zip(photos, self.descriptions, strict=True):
            photo.description = description
        if self.planned_for is None:
            with stored(photos):
                return Post.objects.publish(author, photos, **self.details)
        with stored(photos), transaction.atomic():
            draft = Draft.objects.create(author=author, publishes_at=self.planned_for, **self.details)
            draft.add_photos(photos)
        return draft


class CommentForm(forms.Form):
    body = Words(
        label=_("Comment"),
        max_length=COMMENT,
        strip=False,
        widget=forms.Textarea({"rows": 1}),
        error_messages={"required": _("There is nothing to send yet. Write something first."), "max_length": TOO_LONG},
    )
    client_id = ClientId(required=False, widget=forms.HiddenInput, initial=uuid4)
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def clean_body(self):
        body = self.cleaned_data["body"].strip("\n")
        if is_blank(body):
            raise ValidationError(self.fields["body"].error_messages["required"])
        return body

    def save(self, target, author):
        """The comment. Raises CommentsOff; and DoesNotExist where the target or the comment it replies to is gone."""
        given, parent = self.cleaned_data, None
        if given["parent"]:
            parent = target.comments.visible_to(author).select_related("parent").get(pk=given["parent"])
        return Comment.objects.say(target, author, given["body"], parent=parent, client_id=given["client_id"])


def photos_of(uploads):
    """Photos, not stored yet, of the files that are pictures; and a sentence for each of the others.

    One picture that takes all the time it may take is enough for a request: those after it are not opened.
    """
    photos, refusals = [], []
    for number, upload in enumerate(uploads):
        try:
            photos.append(Photo.of(redrawn(upload, with_medium=True)))
        except ValidationError as error:
            refusals += [f"{upload.name[:80]}: {sentence}" for sentence in error.messages]
            if error.code == "heavy":
                not_tried = _("Not uploaded, because another picture took too long. Send it again.")
                refusals += [f"{later.name[:80]}: {not_tried}" for later in uploads[number + 1 :]]
                break
    return photos, refusals
