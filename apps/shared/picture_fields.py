"""Model and form fields for one picture: django-resized declares how large it is, `images.py` draws it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_resized import ResizedImageField
from django_resized.forms import ResizedImageFieldFile

from .images import DrawnFile, cropped

ACCEPTED = "image/*,.heic,.heif"  # not every browser knows that the last two are pictures


class PictureInput(forms.ClearableFileInput):
    """With the picture as it is now, and as it will be."""

    def __init__(self, attrs=None):
        super().__init__({"accept": ACCEPTED, **(attrs or {})})


class PictureFormField(forms.FileField):
    """Draws what was uploaded before anything is saved, so that whatever is wrong with it is said beside the field.

    Django's own ImageField would decode it in this process.
    """

    widget = PictureInput
    default_error_messages = {"empty": _("There is nothing in this file.")}

    def __init__(self, *args, field, **kwargs):
        super().__init__(*args, **kwargs)
        self.field = field

    def clean(self, data, initial=None):
        uploaded = super().clean(data, initial)
        return self.field.drawn(uploaded) if uploaded and uploaded is not initial else uploaded


class PictureFieldFile(ResizedImageFieldFile):
    def draw(self):
        """Draw what was assigned, unless it is stored or drawn already. Raises ValidationError."""
        if self and not self._committed:
            self.file = self.field.drawn(self.file)

    def save(self, name, content, save=True):
        drawn = self.field.drawn(content)
        super(ResizedImageFieldFile, self).save(drawn.name, drawn, save)


class PictureField(ResizedImageField):
    """`size` is exact: what does not fit is cut at the edges."""

    attr_class = PictureFieldFile

    def drawn(self, content):
        return content if isinstance(content, DrawnFile) else self.smaller(content)

    def smaller(self, content):
        """The same picture in this field's size, of one that may be drawn already."""
        return cropped(content, *self.size, self.quality)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for declared_by_resized in ("crop", "scale", "keep_meta", "force_format"):
            del kwargs[declared_by_resized]
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, "field": self, "max_length": None, **kwargs})
