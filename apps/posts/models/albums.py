"""What a post and the draft of one have in common: photos in an order, and what their author decides about them."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from apps.shared.files import stored
from apps.shared.folded_columns import FoldedModel

MOST_PHOTOS = 10


class TooManyPhotos(Exception):
    """An album is full."""


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone here")
    FOLLOWERS = "followers", _("My followers")


class Album(models.Model):
    audience = models.CharField(_("who may see it"), max_length=9, choices=Audience.choices, default=Audience.EVERYONE)
    takes_comments = models.BooleanField(_("others may comment on it"), default=True)

    keeps_a_photo = True  # whether its last photo stays; a draft may have none

    class Meta:
        abstract = True

    def room_for_photos(self):
        return MOST_PHOTOS - self.photos.count()

    def add_photos(self, photos):
        """Put photos, which are not stored yet, behind the others. Raises TooManyPhotos."""
        with stored(photos), transaction.atomic():
            self.hold()
            if len(photos) > self.room_for_photos():
                raise TooManyPhotos
            last = self.photos.aggregate(last=models.Max("position"))["last"]
            for position, photo in enumerate(photos, start=0 if last is None else last + 1):
                setattr(photo, self._meta.model_name, self)
                photo.position = position
                photo.save()
            self.index_photos()

    def index_photos(self):
        """Posts and projects are found by the words of their photos' descriptions."""
        if isinstance(self, FoldedModel):
            self.refold()

    def replace_photo(self, pk, photo):
        """Put another picture in a photo's place; its description is for its author to keep or change."""
        with stored([photo]), transaction.atomic():
            self.hold()
            old = self.photos.get(pk=pk)
            setattr(photo, self._meta.model_name, self)
            photo.position, photo.description = old.position, old.description
            old.delete()
            photo.save()
            self.index_photos()

    def move_photo(self, pk, by):
        """One place towards the beginning (-1) or the end (1), as far as there is one."""
        self.put_in_order(swapped([photo.pk for photo in self.photos.all()], pk, by))

    def put_in_order(self, pks):
        """The photos in the order of these numbers; those that it does not name come last, as they stood."""
        with transaction.atomic():
            self.hold()
            there = {photo.pk: photo for photo in self.photos.all()}
            wanted = [there.pop(pk) for pk in dict.fromkeys(pks) if pk in there]
            for position, photo in enumerate([*wanted, *there.values()]):
                self.photos.filter(pk=photo.pk).exclude(position=position).update(position=position)

    def remove_photo(self, pk):
        """A second time changes nothing."""
        with transaction.atomic():
            self.hold()
            self.photos.filter(pk=pk).delete()
            self.index_photos()

    def remove(self):
        """With its photos, whose files leave the disk by django-cleanup. Raises DoesNotExist when it is gone."""
        with transaction.atomic():
            self.hold().delete()

    def describe_photos(self, descriptions):
        """`{pk: description}`."""
        with transaction.atomic():
            changed = [
                photo
                for photo in self.photos.filter(pk__in=descriptions)
                if photo.description != descriptions[photo.pk]
            ]
            for photo in changed:
                self.photos.filter(pk=photo.pk).update(description=descriptions[photo.pk])
            if changed:
                self.index_photos()

    def hold(self):
        """Keep others from changing what hangs on it, until this transaction ends. The row as it stands now.

        Raises DoesNotExist when it is gone. Whoever changes what hangs on an album holds the album first.
        """
        return type(self).objects.select_for_update(no_key=True).get(pk=self.pk)


def swapped(pks, pk, by):
    place = pks.index(pk) if pk in pks else -1
    if place >= 0 and 0 <= place + by < len(pks):
        pks[place], pks[place + by] = pks[place + by], pks[place]
    return pks
