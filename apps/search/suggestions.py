"""Names of people, rooms, conversations and tags that somebody may mean who has typed some letters."""

from apps.people.models.blocks import blockers_of
from apps.shared.folding import fold
from apps.shared.similar import nearly

from .query import Query
from .sources import SOURCES, Result

LONGEST = 60  # characters that are looked for
MOST_NAMES = 50  # of a kind that are put in order
# The folded fields in which names are looked for, and the names themselves.
NAMES = {
    "people": (["sort_name", "user__username"], ["sort_name", "user__username"]),
    "rooms": (["search_text"], ["name"]),
    "tags": (["search_text"], ["search_text"]),
}
SIGNS = {"@": ("people",), "#": ("tags",)}  # before a name


def suggestions(text, viewer, size):
    """Results, the best first: whose name is what was typed, begins so, has a word that begins so, is like it."""
    text = "".join(letter for letter in text if letter.isprintable()).strip()
    kinds = SIGNS.get(text[:1], tuple(NAMES))
    wanted = fold(text.lstrip("@#").strip()[:LONGEST])
    if not wanted:
        return []
    found = [one for kind in kinds for one in beginning(SOURCES[kind], wanted, viewer)]
    if "rooms" in kinds:
        found += conversations(wanted, viewer)
    found = sorted(found, key=lambda one: one[0])[:size]
    if len(found) < size:
        known = {(result.kind, result.object.pk) for _rank, result in found}
        found += [one for kind in kinds for one in alike(SOURCES[kind], wanted, viewer, known)]
    return [result for _rank, result in found[:size]]


def beginning(source, wanted, viewer):
    """`[(rank, result), …]`"""
    if source.kind == "people":
        rows = source.visible(viewer).to_offer_to(viewer.outside_rooms).beginning_with(wanted)
    else:
        rows = source.visible(viewer).filter(search_text__contains=wanted)
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_NAMES])
    results = source.results(pks, Query(), viewer)
    return [(rank, result) for result in results if (rank := rank_of(result, wanted))]


def rank_of(result, wanted):
    """For sorting, the best first: of names that fit alike people, then rooms, then tags; None where nothing fits."""
    names = [fold(name) for name in names_of(result)]
    for place, fits in enumerate(
        (
            any(name == wanted for name in names),
            any(name.startswith(wanted) for name in names),
            any(f" {wanted}" in name.replace("-", " ").replace(".", " ") for name in names),
            any(wanted in name for name in names),
        )
    ):
        if fits:
            return place, list(NAMES).index(result.kind), len(names[0]), names[0]
    return None


def names_of(result):
    if result.kind == "people":
        return [result.object.name, result.object.user.username]
    return [result.object.name] if result.kind == "tags" else [result.title]


def conversations(wanted, viewer):
    if not viewer.is_member:
        return []
    rooms = viewer.rooms().in_inbox(viewer.user).with_people_called(wanted, viewer.user)
    rooms = rooms.with_lines().order_by("-last_message_at", "-pk")[:MOST_NAMES]
    blockers = set(blockers_of(viewer.user).values_list("blocker", flat=True))
    found = []
    for room in rooms:
        if room.is_of_two and any(profile.pk in blockers for profile in room.others):
            continue
        url = room.side_address or room.get_absolute_url()
        result = Result(kind="rooms", object=room, url=url, title=room.title, snippet=[])
        if rank := rank_of(result, wanted):
            found.append((rank, result))
    return found


def alike(source, wanted, viewer, known):
    pks = [pk for _likeness, pk in nearly_named(source, wanted, viewer) if (source.kind, pk) not in known]
    return [(None, result) for result in source.results(pks[:MOST_NAMES], Query(), viewer)]


def nearly_named(source, wanted, viewer):
    return nearly(source.visible(viewer), wanted, *NAMES[source.kind])[:MOST_NAMES]


def similar_names(source, query, viewer):
    """The primary keys of what has nearly the name that is asked for, where nothing else is asked."""
    if source.kind not in NAMES or query.phrases or query.excluded or query.filters or not query.words:
        return []
    return [pk for _likeness, pk in nearly_named(source, " ".join(query.words), viewer)]
