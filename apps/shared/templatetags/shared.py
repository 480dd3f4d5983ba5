"""The tags that every template may use without loading."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .. import direction
from ..addresses import address
from ..picture_fields import ACCEPTED

register = template.Library()


@register.simple_tag
def dom_id(thing, part=""):
    """`noun-pk[-part]`: the one place where the ids of rows are made."""
    noun = thing._meta.model_name
    return f"{noun}-{thing.pk}-{part}" if part else f"{noun}-{thing.pk}"


@register.simple_tag
def accepted_pictures():
    """What `accept` says of a field for pictures."""
    return ACCEPTED


register.simple_tag(address, name="address")  # {% address "rooms:room" slug %}: as {% url %}, and remembered


register.filter("isolate", direction.isolate)  # {{ profile.name|isolate }}: people's words in a sentence of ours,
register.filter("isolate_text", direction.isolate_text)  # and in an attribute, a title or plain text


class Remember(template.Node):
    MOST = 2_000

    def __init__(self, nodelist, keys):
        self.nodelist, self.keys = nodelist, keys
        self.remembered = {}

    def render(self, context):
        key = (get_language(), *(str(key.resolve(context)) for key in self.keys))
        html = self.remembered.get(key)
        if html is None:
            if len(self.remembered) >= self.MOST:
                self.remembered.clear()
            html = self.remembered[key] = self.nodelist.render(context)
        return html


@register.tag
def remember(parser, token):
    """`{% remember room.slug %}…{% endremember %}`: what depends on the language and on the keys, and on nothing else.

    As {% cache %}, but in the memory of the process and for as long as it lives: for the furniture of a page, which a
    cache that is asked over the network would not make cheaper. What differs from viewer to viewer
    may stand inside only where it is one of the keys.
    """
    keys = [parser.compile_filter(key) for key in token.split_contents()[1:]]
    nodelist = parser.parse(["endremember"])
    parser.delete_first_token()
    return Remember(nodelist, keys)


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name, kind=""):
    """A drawing of the sprite in the colour of the words beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {kind}" if kind else "",
        static("img/icons.svg"),
        name,
    )


@register.filter
def initials(name):
    """One or two letters for a face without a picture."""
    words = [word for word in str(name).split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def briefly(moment):
    """09:38 of today, 21 Nov of this year, 3 Jan 2025 before; in the site's zone, until when.js knows the reader's."""
    moment, now = timezone.localtime(moment), timezone.localtime()
    if moment.date() == now.date():
        return date_format(moment, "H:i")
    return date_format(moment, "j M" if moment.year == now.year else "j M Y")


@register.simple_tag(takes_context=True)
def current_if(context, *prefixes):
    """`aria-current` for a place whose address the page's begins with."""
    path = context["request"].path
    return mark_safe('aria-current="page"') if path.startswith(prefixes) else ""


@register.simple_tag
def face(profile, size="", lazy=True, present=False):
    """A person's face, or initials. `size`: xs, s, l, xl, or nothing for 36 pixels. `present`: with a light.

    Made here and not in a template, because a page has dozens of them and a template costs five times as much.
    """
    pixels = FACES[size]
    picture = profile.picture if size == "xl" else profile.face
    kind = f" face--{size}" if size else ""
    if not picture:
        return format_html(
            '<span class="face face--initials{}" data-tint="{}"{} aria-hidden="true">{}</span>',
            kind,
            profile.pk % 6,
            LIGHT if present else "",
            initials(profile.name),
        )
    image = format_html(
        '<img{} src="{}" alt="" width="{}" height="{}"{}>',
        "" if present else format_html(' class="face{}"', kind),
        address_of_file(picture.storage, picture.name),
        pixels,
        pixels,
        mark_safe(' loading="lazy" decoding="async"') if lazy else "",
    )
    return format_html('<span class="face{}"{}>{}</span>', kind, LIGHT, image) if present else image


@lru_cache(maxsize=20_000)
def address_of_file(storage, name):
    """Faces stand on every page again and again, and a stored file keeps its address."""
    return storage.url(name)


LIGHT = mark_safe(" data-present")
FACES = {"xs": 20, "s": 28, "": 36, "l": 44, "xl": 128}  # pixels


@register.filter
def with_look(field):
    """A form's control in the site's look; one with an error says so to screen readers too. The first has focus."""
    widget = field.field.widget
    attributes = {}
    if getattr(widget, "input_type", "") not in ("checkbox", "radio", "hidden"):
        attributes["class"] = f"input {widget.attrs.get('class', '')}".strip()
    if field.errors:
        hint = f"{field.auto_id}_helptext " if field.help_text else ""
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{hint}{field.auto_id}_error"}
        attributes |= {"autofocus": True} if field.name == next(iter(field.form.errors)) else {}
    return field.as_widget(attrs=attributes)
