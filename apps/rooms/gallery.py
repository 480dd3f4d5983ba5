"""The newest pictures and files of a room, beside it: the same for everybody, remembered until there are others."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.shared.remembered import cache

LOOKED_AT = 24  # of the newest, for
PICTURES, OTHERS = 6, 3
REMEMBERED = 60 * 5  # seconds


def newest_files(room) -> SafeString:
    key = key_of(room.pk, get_language())
    html = cache.get(key)
    if html is None:
        html = render_to_string("rooms/_files.html", {"room": room, **newest(room)})
        cache.set(key, html, REMEMBERED)
    return mark_safe(html)


def newest(room):
    files = list(room.attachments.with_sender().newest_first()[:LOOKED_AT])
    return {
        "count": room.attachments.count() if len(files) == LOOKED_AT else len(files),
        "pictures": [file for file in files if file.is_picture][:PICTURES],
        "others": [file for file in files if not file.is_picture][:OTHERS],
    }


def forget(room_pk):
    cache.delete_many([key_of(room_pk, language) for language, _name in settings.LANGUAGES])


def key_of(room_pk, language):
    return f"room-files:{language}:{room_pk}"
