"""The pages of a draw: what Discover shows someone for a seed.

A draw is remembered for a while, so that likes and what is seen between two pages neither move nor repeat anything.
Where it is forgotten, it is drawn again from the same seed. What a page shows is looked for anew each time, in what
the viewer may see.
"""

import math
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from apps.shared.addresses import with_query
from apps.shared.remembered import cache
from apps.tags.models import Tag

from .candidates import SOURCES, Reason, discoverable, draw, find_candidates
from .interests import Interests

PAGE, MOST = 16, 240  # cards; MOST of a draw
PEOPLE = 12  # of a draw
MINUTES = 30  # for which it is remembered
ROW_OF_WIDE = 8  # a wide card, and as many as fill the rows beside and below it
SEED = re.compile(r"[0-9a-z]{1,16}")
AFTER = re.compile(r"(-?[0-9.]{1,24}(?:e-?[0-9]{1,3})?),((?:post|project)-[0-9]{1,18})")


@dataclass
class Card:
    """A post or a project, and why it is here; `tag` is what the reason names."""

    target: object
    reason: Reason
    tag: Tag | None = None
    is_wide: bool = False

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
    cards: list
    next_address: str


def new_seed():
    """The moment, by which all of a draw is as old as it was then, and chance."""
    return f"{int(timezone.now().timestamp()):x}{secrets.token_hex(4)}"


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
    """`cards`: `[(key, identity, Reason)]`, the first MOST. `people`: `[(pk, how many people whom the viewer follows
    follow them)]`, those who are closest to the viewer.
    """

    cards: list
    people: list


def drawn(user, site, seed):
    """The draw of a seed, remembered or made."""
    key = f"discover-{user.pk or 'visitor'}-{site.visitors_may_read}-{seed}"
    return cache.get_or_set(key, lambda: draw_anew(user, site, seed), MINUTES * 60)


def draw_anew(user, site, seed):
    interests = Interests.of(user)
    found = draw(find_candidates(user, site, seed, begun_at(seed), interests), seed, MOST)
    closest = sorted(interests.close, key=lambda pk: (-interests.close[pk], pk))[:PEOPLE]
    return Draw(
        cards=[(key, candidate.identity, candidate.reason) for key, candidate in found],
        people=[(pk, interests.common.get(pk, 0)) for pk in closest],
    )


def page_of_draw(draw, user, site, seed, after=None):
    """The cards that follow `after`; fewer than PAGE where some may not be shown any more."""
    rest = [one for one in draw.cards if after is None or one[:2] < after]
    page = rest[:PAGE]
    cards = cards_of(user, site, page)
    for number, card in enumerate(cards):
        card.is_wide = number % ROW_OF_WIDE == 0
    last = page[-1] if len(rest) > PAGE else None
    query = {"seed": seed, "after": f"{last[0]!r},{last[1]}"} if last else None
    return Page(cards, with_query("search:discover", query) if query else "")


def card_of_draw(user, site, seed, identity):
    """One card of a draw, or None."""
    there = [one for one in drawn(user, site, seed).cards if one[1] == identity]
    return next(iter(cards_of(user, site, there)), None)


def cards_of(user, site, page):
    """In the same order; what may not be shown is left out. A fixed number of queries."""
    targets = {}
    for source in SOURCES:
        pks = [int(identity.partition("-")[2]) for _key, identity, _why in page if is_of(identity, source.noun)]
        found = discoverable(source.model, user, site).filter(pk__in=pks) if pks else []
        if pks:
            author = f"{source.model.author_field}__profile"
            found = found.select_related(author).prefetch_related("photos", "tags")
        targets |= {f"{source.noun}-{target.pk}": target for target in found}
    tags = Tag.objects.in_bulk({why.tag for _key, identity, why in page if why.tag and identity in targets})
    return [Card(targets[identity], why, tags.get(why.tag)) for _key, identity, why in page if identity in targets]


def is_of(identity, noun):
    return identity.startswith(f"{noun}-")


MODELS = {source.noun: source.model for source in SOURCES}
