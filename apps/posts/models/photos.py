from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.shared.files import HasFiles
from apps.shared.folded_columns import texts_by_pk
from apps.shared.image_formats import scale_within
from apps.shared.images import MEDIUM, MEDIUM_SHORTER, SMALL, SMALL_SHORTER, Folder

from .marks import one_target

DESCRIPTION = 1_000  # characters


class Photo(HasFiles, models.Model):
    """A picture of a post, a draft or a project, in three sizes. Of an animation only the large file moves."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="photos", null=True, db_index=False)
    draft = models.ForeignKey("posts.Draft", models.CASCADE, related_name="photos", null=True, blank=True)
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="photos", null=True, blank=True, db_index=False
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    description = models.CharField(
        _("description"),
        max_length=DESCRIPTION,
        blank=True,
        help_text=_("For whoever cannot see it, and for everybody."),
    )
    large = models.FileField(_("large"), upload_to=Folder("photos"))
    medium = models.FileField(_("medium"), upload_to=Folder("photos"))
    small = models.FileField(_("small"), upload_to=Folder("photos"))
    content_type = models.CharField(_("kind"), max_length=20)
    width = models.PositiveIntegerField(_("width"), help_text=_("Of the large one, in pixels."))
    height = models.PositiveIntegerField(_("height"))
    colour = models.CharField(_("main colour"), max_length=7, blank=True)
    is_animated = models.BooleanField(_("animated"), default=False, help_text=_("Its large file moves."))

    class Meta:
        verbose_name, verbose_name_plural = _("photo"), _("photos")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["post", "position"], name="photo_by_post"),
            models.Index(fields=["project", "position"], name="photo_by_project"),
        ]
        constraints = [one_target("photo_has_one_target", "draft")]

    def __str__(self):
        return f"#{self.pk}"

    @classmethod
    def of(cls, picture, description=""):
        """A photo that is not stored yet, of a `shared.images.Picture`."""
        return cls(
            large=picture.large,
            medium=picture.medium,
            small=picture.small,
            content_type=picture.content_type,
            width=picture.width,
            height=picture.height,
            colour=picture.colour,
            is_animated=picture.is_animated,
            description=description,
        )

    @property
    def moves(self):
        return self.is_animated

    @property
    def srcset(self):
        """Each size with its width. A picture that was smaller than a size was not made larger."""
        sizes = {round(self.width * scale): file for scale, file in self.scales()}
        return ", ".join(f"{file.url} {width}w" for width, file in sizes.items())

    def scales(self):
        """How much smaller than the large one each file is that stands still."""
        size = self.width, self.height
        yield scale_within(size, SMALL, SMALL_SHORTER), self.small
        yield scale_within(size, MEDIUM, MEDIUM_SHORTER), self.medium
        if not self.is_animated:
            yield 1, self.large


def descriptions_of(noun, pks):
    """`{pk: descriptions of its photos}` of posts or projects; in an order that moving photos does not change."""
    photos = Photo.objects.filter(**{f"{noun}__in": pks}).exclude(description="").order_by("pk")
    return texts_by_pk(photos.values_list(noun, "description"))
