"""Model and form fields for one picture: django-resized declares how large it is, `images.py` draws it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from django_resized import ResizedImageField
from django_resized.forms import ResizedImageFieldFile

from .images import WHOLE, DrawnFile, cropped

ACCEPTED = "image/*,.heic,.heif"  # not every browser knows that the last two are pictures
PART, ROTATION = ("x", "y", "width", "height"), "rotation"  # fields beside the file, as `picture-x`
SLACK = 0.001  # by which a part may lie outside the picture: browsers round


class PictureInput(forms.ClearableFileInput):
    """With the picture as it is now, and as it will be; a dialog crops and rotates it where scripts run."""

    template_name = "forms/picture_input.html"
    size = (1, 1)  # pixels; the ratio counts

    def __init__(self, attrs=None):
        super().__init__({"accept": ACCEPTED, **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"crop_fields": [*PART, ROTATION], "size": self.size}
        return context

    def value_from_datadict(self, data, files, name):
        """The file; its `crop` are the texts that came beside it."""
        given = super().value_from_datadict(data, files, name)
        if isinstance(given, File):
            given.crop = {field: data.get(f"{name}-{field}", "").strip() for field in (*PART, ROTATION)}
        return given


class PictureFormField(forms.FileField):
    """Draws what was uploaded before anything is saved, so that whatever is wrong with it is said beside the field.

    Django's own ImageField would decode it in this process.
    """

    widget = PictureInput
    default_error_messages = {
        "empty": _("There is nothing in this file."),
        "crop": _("This crop doesn’t fit the picture. Choose the picture again."),
    }

    def __init__(self, *args, field, **kwargs):
        super().__init__(*args, **kwargs)
        self.field = field
        self.widget.size = field.size

    def clean(self, data, initial=None):
        uploaded = super().clean(data, initial)
        if not uploaded or uploaded is initial:
            return uploaded
        return self.field.drawn(uploaded, **self.crop_of(getattr(uploaded, "crop", {})))

    def crop_of(self, texts):
        """`part` and `rotation`, as `images.cropped` takes them; those that were not sent are left out."""
        crop = {}
        if any(texts.get(name) for name in PART):
            crop["part"] = part_of([texts.get(name, "") for name in PART])
        if texts.get(ROTATION):
            crop["rotation"] = {"0": 0, "90": 90, "180": 180, "270": 270}.get(texts[ROTATION])
        if None in crop.values():
            raise ValidationError(self.error_messages["crop"], code="crop")
        return crop


def part_of(texts):
    """`(left, top, width, height)` within the picture, or None where the texts give no such part."""
    try:
        left, top, width, height = (float(text) for text in texts)
    except ValueError:
        return None
    across = left >= -SLACK and width > 0 and left + width <= 1 + SLACK  # none of this is true of "nan"
    down = top >= -SLACK and height > 0 and top + height <= 1 + SLACK
    if not (across and down):
        return None
    left, top = min(max(left, 0), 1), min(max(top, 0), 1)
    return left, top, min(width, 1 - left), min(height, 1 - top)


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

    def drawn(self, content, part=WHOLE, rotation=0):
        return content if isinstance(content, DrawnFile) else self.smaller(content, part, rotation)

    def smaller(self, content, part=WHOLE, rotation=0):
        """The same picture in this field's size, of one that may be drawn already."""
        return cropped(content, *self.size, self.quality, part, rotation)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for declared_by_resized in ("crop", "scale", "keep_meta", "force_format"):
            del kwargs[declared_by_resized]
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, "field": self, "max_length": None, **kwargs})
