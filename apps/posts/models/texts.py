"""What captions and comments have in common: Markdown with names and tags, rendered once, when it is written."""

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from apps.accounts.former_usernames import people_named
from apps.shared import markdown
from apps.shared.addresses import address
from apps.shared.words import shortened
from apps.tags.models import Tag

CAPTION = 2_200  # characters
MOST_NAMED, MOST_TAGS = 50, 30  # in one text


class Text(models.Model):
    """`body` is Markdown, `body_html` what it was rendered to by `markdown.VERSION`. After `render`, `named` are the
    numbers of the people whom it names and `tagged` the names of its tags.
    """

    body = models.TextField(_("text"), blank=True, help_text=_("In Markdown, with #tags and @names."))
    body_html = models.TextField(editable=False, blank=True)
    renderer = models.PositiveSmallIntegerField(editable=False, default=0)

    has_headings = False  # whether lines that begin with ## or ### are headings

    class Meta:
        abstract = True

    def render(self, readers):
        """`readers`: the users who may read it; nobody else is named by it. One query, and none without an `@`."""
        self.named, self.tagged = [], []
        names = self.names_among(readers)
        self.body_html = markdown.render(self.body, names, self.note_tags, headings=self.has_headings)
        self.renderer = markdown.VERSION

    def names_among(self, readers):
        def named(names):
            before = {"written_at": self.written_at, "mentioned": self.mentioned_before} if self.pk else {}
            found = people_named(names[:MOST_NAMED], readers, **before)
            self.named = [pk for pk, _username in found.values()]
            return {
                name: {"href": address("people:profile", username), "data-mention": pk}
                for name, (pk, username) in found.items()
            }

        return named

    def mentioned_before(self):
        return [self.author_id, *self.mentions.values_list("user", flat=True)]

    def note_tags(self, names):
        self.tagged = names[:MOST_TAGS]
        return {name: {"href": address("tags:tag", name), "class": "hashtag"} for name in self.tagged}

    @property
    def html(self):
        return mark_safe(self.body_html)

    @property
    def line(self):
        """The words on one line, for lists and titles."""
        return shortened(markdown.plain(self.body_html))


def members():
    """Everybody who may sign in."""
    return get_user_model().objects.filter(is_active=True)


def tags_named(names):
    return Tag.objects.named(names) if names else []
