from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.posts.forms import TOO_LONG, AlbumForm
from apps.shared.forms import Day, Words
from apps.shared.link_forms import link_formset
from apps.shared.markdown import is_blank
from apps.shared.names import LineField, NameField
from apps.shared.text import tag_name
from apps.tags.models import Tag, split

from .models import MOST_LINKS, ProjectLink, Review
from .models.projects import HELP, MOST_TAGS, ROLE, STORY, SUMMARY, TITLE
from .models.reviews import ANSWER, REVIEW


class NewProjectForm(forms.Form):
    title = NameField(
        label=_("Title"),
        max_length=TITLE,
        widget=forms.TextInput({"autofocus": True}),
        error_messages={"required": _("Give the project a title."), "max_length": TOO_LONG},
    )


class TagsField(forms.CharField):
    """Names of tags as someone types them; its value is a list of names."""

    def clean(self, value):
        value = super().clean(value)
        names = split(value)
        if len(names) > MOST_TAGS:
            raise ValidationError(_("A project has at most %(most)d tags.") % {"most": MOST_TAGS})
        if value.strip(" ,#\n") and not names:
            raise ValidationError(_("A tag is one word of letters, digits and hyphens."))
        return names


def tags_field(**details):
    return TagsField(label=_("Tags"), max_length=600, help_text=_("Separated by commas, at most 12."), **details)


class AskForHelpForm(NewProjectForm):
    """A new project that is looking for help: `?tag=` gives the tag, which may be changed."""

    tags = tags_field(error_messages={"required": _("Add at least one tag: its followers are notified.")})
    help_wanted = LineField(
        label=_("Looking for help"),
        max_length=HELP,
        help_text=_("What do you need? Shown on the project."),
        error_messages={"required": _("Say what you need help with."), "max_length": TOO_LONG},
    )

    @classmethod
    def of(cls, data, name):
        """`name`: of a tag, as an address has it; what is not one is left out."""
        tag = Tag.objects.called(name).first()
        name = tag.name if tag else tag_name(name)
        initial = {"tags": name, "help_wanted": _("Help with %(tag)s") % {"tag": name}} if name else {}
        return cls(data, initial=initial)


class ProjectForm(AlbumForm):
    """Everything about a project but its pictures, links and people; with the alt text of each picture."""

    title = NameField(
        label=_("Title"),
        max_length=TITLE,
        error_messages={"required": _("Give the project a title."), "max_length": TOO_LONG},
    )
    summary = LineField(
        label=_("Summary"), required=False, max_length=SUMMARY, help_text=_("One line, shown on cards.")
    )
    body = Words(
        label=_("Story"),
        required=False,
        max_length=STORY,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Use #tags and @names. Markdown works; a line that begins with ## is a heading."),
        error_messages={"max_length": TOO_LONG},
    )
    role = LineField(label=_("Your role"), required=False, max_length=ROLE)
    started_on = Day(label=_("Started"), required=False)
    ended_on = Day(label=_("Finished"), required=False, help_text=_("Leave empty if it’s still going."))
    tags = tags_field(required=False)
    help_wanted = LineField(
        label=_("Looking for help"),
        required=False,
        max_length=HELP,
        help_text=_(
            "What do you need? Shown on the project; members who follow its tags are notified once. Leave empty if "
            "you don’t need help."
        ),
    )
    takes_comments = forms.BooleanField(label=_("Allow comments"), required=False)
    shown_at = moment = None

    NAMES = ("title", "summary", "body", "role", "started_on", "ended_on", "help_wanted", "audience", "takes_comments")

    def __init__(self, data, project):
        super().__init__(data, project)
        self.fields["audience"].label = _("Who can see this")
        self.initial |= {name: getattr(project, name) for name in self.NAMES}
        self.initial["tags"] = ", ".join(tag.name for tag in project.tags.all())

    def clean_body(self):
        body = self.cleaned_data["body"]
        if body and is_blank(body, headings=True):
            raise ValidationError(_("Nothing of this story can be seen. Write something, or leave it empty."))
        return body

    def clean(self):
        given = super().clean()
        started, ended = given.get("started_on"), given.get("ended_on")
        if started and ended and ended < started:
            self.add_error("ended_on", _("It can’t be finished before it started."))
        return given

    @property
    def details(self):
        return {name: self.cleaned_data[name] for name in self.NAMES}


LinkFormSet = link_formset(ProjectLink, MOST_LINKS, _("A project has at most %(most)d links."))


class InviteForm(forms.Form):
    """`people`: the profiles of those whom the owner may find."""

    username = forms.CharField(label=_("Username"), required=False, max_length=60)

    def __init__(self, data=None, people=None):
        super().__init__(data)
        self.people = people

    def clean_username(self):
        """The user, not the text."""
        username = self.cleaned_data["username"]
        if not username.lstrip("@"):
            raise ValidationError(_("Enter a username."))
        profile = self.people.with_username(username)
        if profile is None:
            raise ValidationError(_("There is no member with this username."))
        return profile.user


class ReviewForm(forms.Form):
    is_positive = forms.ChoiceField(
        label=_("Would you recommend this project?"),
        choices=[("yes", _("Recommend")), ("no", _("Don’t recommend"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you recommend it.")},
    )
    relation = forms.ChoiceField(label=_("How do you know it?"), choices=Review.Relation.choices, initial="used")
    body = Words(
        label=_("Your review"),
        max_length=REVIEW,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everyone who can see this project can read it. You can edit or withdraw it later."),
        error_messages={"required": _("Write a few words."), "max_length": TOO_LONG},
    )

    def clean_body(self):
        return seen(self.cleaned_data["body"])

    @property
    def values(self):
        given = self.cleaned_data
        return {"is_positive": given["is_positive"] == "yes", "relation": given["relation"], "body": given["body"]}

    @classmethod
    def of(cls, review):
        vote = "yes" if review.is_positive else "no"
        return cls(initial={"is_positive": vote, "relation": review.relation, "body": review.body})


class AnswerForm(forms.Form):
    body = Words(
        label=_("Your reply"),
        max_length=ANSWER,
        widget=forms.Textarea({"rows": 2, "autofocus": True}),
        help_text=_("You can reply once. Your reply can’t be edited, but you can delete it."),
        error_messages={"required": _("Write a few words."), "max_length": TOO_LONG},
    )

    def clean_body(self):
        return seen(self.cleaned_data["body"])


def seen(body):
    """The text, unless nothing of it would be seen."""
    if is_blank(body):
        raise ValidationError(_("Write a few words."))
    return body
