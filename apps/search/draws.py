"""The pages of a draw: what Discover shows someone for a seed.

A draw is remembered as long as someone goes on looking at it, so that likes and what is seen between two pages
neither move nor repeat anything. Where it is forgotten, it is drawn again from the same seed. What a page shows is
looked for anew each time, in what the viewer may see.
"""

import math
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.people.models import Profile
from apps.posts.models import Save
from apps.shared.addresses import with_query
from apps.shared.remembered import cache
from apps.tags.models import Tag

from .candidates import SOURCES, Reason, discoverable, draw, find_candidates, followed_by
from .interests import Interests

PAGE, MOST = 16, 240  # cards; MOST of a draw
MOST_PAGES = 8  # at once
PEOPLE = 12  # of a draw
MINUTES = 30  # for which it is remembered after someone has last looked at it
SAME_MINUTES = 10  # for which a page without a seed draws the same
ROW_OF_WIDE = 8  # a wide card, and as many as fill the rows beside and below it
SEED = re.compile(r"[0-9a-z]{1,16}")
AFTER = re.compile(r"(-?[0-9.]{1,24}(?:e-?[0-9]{1,3})?),((?:post|project)-[0-9]{1,18})")


@dataclass
class Card:
    """A post or a project, and why it is here; `tag` and `people`, as profiles, are what the reason names."""

    target: object
    reason: Reason
    tag: Tag | None = None
    people: tuple = ()
    is_wide: bool = False
    offers_author: bool = False  # with a button to follow them
    is_back: bool = False  # was hidden, and takes the focus

    @property
    def identity(self):
        return f"{self.target.noun}-{self.target.pk}"

    @property
    def author(self):
        return self.target.author.profile

    @property
    def photo(self):
        return next(iter(self.target.photos.all()), None)


@dataclass(frozen=True)
class Page:
    """`after`: of its last card, as `read_after` reads it; nothing where no more follow."""

    cards: list
    seed: str
    after: str

    @property
    def next_address(self):
        return with_query("search:discover", {"seed": self.seed, "after": self.after}) if self.after else ""


def new_seed():
    """The moment, by which all of a draw is as old as it was then, and chance."""
    return f"{int(timezone.now().timestamp()):x}{secrets.token_hex(4)}"


def seed_of_now(user):
    """The same for some minutes, so that who comes back to a page without a seed finds it as it was."""
    now = int(timezone.now().timestamp())
    return f"{now - now % (SAME_MINUTES * 60):x}{(user.pk or 0) % 2**32:08x}"


def begun_at(seed):
    """When a draw began. Of a seed that does not say it, the beginning of this hour."""
    now = timezone.now()
    if len(seed) == 16 and re.fullmatch("[0-9a-f]{8}", seed[:8]):
        begun = datetime.fromtimestamp(int(seed[:8], 16), UTC)
        if now - timedelta(days=1) < begun <= now:
            return begun
    return now.replace(minute=0, second=0, microsecond=0)


def read_seed(text):
    """As an address has it; a new one where it is none."""
    return text if SEED.fullmatch(text or "") else new_seed()


def read_after(text):
    """`(key, identity)` of the last card before, as an address has it, or None."""
    found = AFTER.fullmatch(text or "")
    try:
        key = float(found[1]) if found else math.nan
    except ValueError:
        return None
    return (key, found[2]) if math.isfinite(key) else None


@dataclass(frozen=True)
class Draw:
    """`cards`: `[(key, identity, Reason, author's number)]`, the first MOST. `people`: `[(pk, Reason)]`, those who are
    closest to the viewer.
    """

    cards: list
    people: list


def drawn(user, site, seed):
    """The draw of a seed, remembered or made; an empty one is soon made again."""
    key = f"discover-draw-{user.pk or 'visitor'}-{site.visitors_may_read}-{seed}"
    draw = cache.get(key)
    if draw is None:
        draw = draw_anew(user, site, seed)
        cache.set(key, draw, (MINUTES if draw.cards else 1) * 60)
    elif draw.cards:
        cache.touch(key, MINUTES * 60)
    return draw


def draw_anew(user, site, seed):
    interests = Interests.of(user)
    found = draw(find_candidates(user, site, seed, begun_at(seed), interests), seed, MOST)
    closest = sorted(interests.close, key=lambda pk: (-interests.close[pk], pk))[:PEOPLE]
    return Draw(
        cards=[(key, candidate.identity, candidate.reason, candidate.author) for key, candidate in found],
        people=[(pk, followed_by(pk, interests)) for pk in closest],
    )


def page_of_draw(draw, user, site, seed, after=None, pages=1, size=PAGE):
    """The cards that follow `after`, as many as are on so many pages."""
    rest = [one for one in draw.cards if after is None or one[:2] < after]
    return page_of(rest, size * min(max(pages, 1), MOST_PAGES), user, site, seed)


def beginning_of_draw(draw, user, site, seed, number, shown):
    """The first cards of people whom the viewer does not follow; without those that are shown already."""
    of_followed = set(user.following.values_list("followed", flat=True))
    there = [one for one in draw.cards if one[1] not in shown and one[3] not in of_followed]
    return page_of(there, number, user, site, seed)


def last_of(there, number):
    """The last of so many cards, as an address has it; nothing where no more follow."""
    if len(there) <= number:
        return ""
    key, identity, *_rest = there[number - 1]
    return f"{key!r},{identity}"


def page_of(there, number, user, site, seed):
    """The first `number` that may be shown: where some may not any more, those that follow take their places."""
    cards = cards_of(user, site, there[:number])
    if len(cards) < min(number, len(there)):
        shown = {
            f"{source.noun}-{pk}"
            for source in SOURCES
            for pk in discoverable_of(source, there, user, site).values_list("pk", flat=True)
        }
        there = [one for one in there if one[1] in shown]
        cards = cards_of(user, site, there[:number])
    for place, card in enumerate(cards):
        card.is_wide = place % ROW_OF_WIDE == 0
    return Page(cards, seed, last_of(there, number))


def card_of_draw(user, site, seed, identity):
    """One card of a draw, or None."""
    there = [one for one in drawn(user, site, seed).cards if one[1] == identity]
    return next(iter(cards_of(user, site, there)), None)


def cards_of(user, site, there):
    """In the same order; what may not be shown is left out. A fixed number of queries."""
    targets = {}
    for source in SOURCES:
        found = with_photos_and_tags(discoverable_of(source, there, user, site), user)
        targets |= {f"{source.noun}-{target.pk}": target for target in found}
    shown = [(targets[identity], reason) for _key, identity, reason, _author in there if identity in targets]
    tags = Tag.objects.in_bulk({reason.tag for _target, reason in shown} - {0})
    names = people_named([reason for _target, reason in shown], user, site)
    return [Card(target, reason, tags.get(reason.tag), names(reason)) for target, reason in shown]


def discoverable_of(source, there, user, site):
    """Those of a model that may be shown; no query where there are none of it."""
    pks = [int(identity.partition("-")[2]) for _key, identity, *_why in there if is_of(identity, source.noun)]
    return discoverable(source.model, user, site).filter(pk__in=pks) if pks else source.model.objects.none()


def with_photos_and_tags(targets, user):
    targets = targets.select_related(f"{targets.model.author_field}__profile").prefetch_related("photos", "tags")
    if not user.is_authenticated:
        return targets
    saves = Save.objects.filter(user=user, **{targets.model._meta.model_name: OuterRef("pk")})
    return targets.annotate(i_save=Exists(saves))


def people_named(reasons, user, site):
    """A function that gives the profiles that a reason names; none where one of them may not be seen any more."""
    pks = {pk for reason in reasons for pk in reason.people}
    found = {}
    if pks:
        people = Profile.objects.visible_to(user, site).not_parted_from(user)
        found = people.select_related("user").in_bulk(pks)

    def named(reason):
        return tuple(found[pk] for pk in reason.people if pk in found) if found.keys() >= {*reason.people} else ()

    return named


def is_of(identity, noun):
    return identity.startswith(f"{noun}-")


MODELS = {source.noun: source.model for source in SOURCES}
