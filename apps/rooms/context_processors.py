from typing import NamedTuple

from django.db import connection
from django.utils.functional import SimpleLazyObject

from apps.accounts.models import User
from apps.live import channels, presence
from apps.shared.addresses import address

from .inbox import usernames_in
from .models import Membership, Room
from .models.rooms import title

# Asked by every page. As SQL because the ORM takes half a millisecond to make this query of its parts.
SIDE = """
SELECT side.news, side.id, side.kind, side.slug, side.name, side.picture, keeper.name, side.newest, side.read_up_to
FROM (
    SELECT
        SUM(CASE WHEN room.last_message_id > mine.read_up_to AND mine.level <> %s AND room.slug <> %s THEN 1 ELSE 0
            END) OVER (PARTITION BY room.owner_id IS NULL) AS news,
        ROW_NUMBER() OVER (PARTITION BY room.owner_id IS NULL ORDER BY room.stirred_at DESC, room.id DESC) AS place,
        room.id, room.kind, room.slug, room.name, room.picture, room.owner_id, room.last_message_id AS newest,
        mine.read_up_to
    FROM rooms_membership mine
    JOIN rooms_room room ON room.id = mine.room_id
    WHERE mine.user_id = %s AND mine.level <> %s AND mine.admission = 'admitted' AND room.archived_at IS NULL
        AND (room.owner_id IS NOT NULL OR room.last_message_id > mine.read_up_to OR room.slug = %s)
) side
LEFT JOIN people_profile keeper ON keeper.user_id = side.owner_id
WHERE side.place <= 12
ORDER BY side.owner_id IS NULL DESC, side.place
"""
PICTURES = Room._meta.get_field("picture").storage


class SideRoom(NamedTuple):
    pk: int
    kind: str
    address: str
    title: str
    picture: str
    has_news: bool
    is_on_the_page: bool
    channel: str
    number_here: int


class Side(NamedTuple):
    """The liveliest rooms; and in how many of all that do not keep still there is something that was not read.

    `conversations` are those that need no second look when something is said there: their numbers, and whether they
    are marked already or stand on the page.
    """

    rooms: list
    conversations: list
    news: int
    direct_news: int

    @property
    def total(self):
        return self.news + self.direct_news


def side(request):
    """`side`: of the rooms of whoever is signed in. Asked only where a page shows it.

    A page that refuses a request may come before anybody knows whose it is.
    """
    return {"side": SimpleLazyObject(lambda: side_of(getattr(request, "user", None), request.path))}


def side_of(user, path=""):
    """`path` is the address of the page: the room that one looks at has no news."""
    if user is None or not user.is_authenticated:
        return Side([], [], 0, 0)
    open_now = slug_at(path, user)
    level = Membership.Level
    with connection.cursor() as cursor:
        cursor.execute(SIDE, [level.NOTHING.value, open_now, user.pk, level.HIDDEN.value, open_now])
        found = cursor.fetchall()
    direct = [(news, pk, slug == open_now) for news, pk, kind, slug, *_more in found if kind == Room.Kind.DIRECT]
    found = found[len(direct) :]
    rooms = {channels.named("room", pk): (pk, *shown) for _news, pk, *shown in found}
    here = presence.counts(rooms)
    rooms = [side_room(open_now, channel, here[channel], *shown) for channel, shown in rooms.items()]
    conversations = [(pk, is_open) for _news, pk, is_open in direct]
    return Side(rooms, conversations, found[0][0] if found else 0, direct[0][0] if direct else 0)


def slug_at(path, user):
    """The slug of the room at which somebody looks, empty where they look at none."""
    if path.startswith(address("rooms:inbox")):
        people = usernames_in(path.removeprefix(address("rooms:inbox")).partition("/")[0])
        others = people and User.objects.filter(username__in=people)
        return (others and Room.objects.between(user, *others).values_list("slug", flat=True).first()) or ""
    slug = path.removeprefix(address("rooms:rooms")).partition("/")[0]
    return "" if "\0" in slug else slug  # the page that refuses such an address has a side too


def side_room(open_now, channel, number_here, pk, kind, slug, name, picture, owner_name, newest, read_up_to):
    is_open = slug == open_now
    has_news = (newest or 0) > read_up_to and not is_open
    picture = picture and PICTURES.url(picture)
    its_title = title(kind, name, owner_name)
    return SideRoom(pk, kind, address("rooms:room", slug), its_title, picture, has_news, is_open, channel, number_here)
