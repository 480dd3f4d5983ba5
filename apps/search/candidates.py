"""The posts and projects from which Discover draws: each with its weight, what that is made of, and a reason.

They come from a fixed number of queries, each of which looks at a limited number of rows by an index: what is newest,
what was liked most of that, what has tags or authors of interest, and a uniform share of everything. So the cost does
not grow with the number of posts. What was found so is looked for once more in what the viewer may see.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from math import log1p

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils import timezone

from apps.accounts.models import User
from apps.posts.feed import quoted
from apps.posts.models import Like, Post, Tagging
from apps.posts.models.targets import visible_targets
from apps.projects.models import Collaborator, Project, ProjectTag
from apps.tags.models import Tag

from .interests import Interests, saturated, together
from .models import DiscoverSettings, NotInterested, Seen
from .sampling import sample, uniform

DAY = timedelta(days=1)
BEST_TAGS, BEST_PEOPLE = 12, 30  # whose posts are looked for
MOST_NAMES = 2  # in a reason
SHARPNESS = 2  # a few hints, as anyone has for most tags and people here, say less than half of twice as many
LIKED_BY_FOLLOWED = 0.6  # how much one like by someone whom the viewer follows says


@dataclass(frozen=True)
class Source:
    """How many candidates of a model are looked for, of which kind."""

    model: type
    tagging: type
    author: str  # the name of the column
    newest: str  # how the newest come first, as SQL
    shown: str  # which rows may be shown to anyone, as SQL
    window: int  # of the newest rows, from which come the newest that are not seen, and those with most likes
    recent: int
    popular: int
    of_tag: int
    of_person: int
    old: int  # the uniform share of all

    @property
    def noun(self):
        return self.model._meta.model_name


SOURCES = [
    Source(
        Post, Tagging, "author_id", "id DESC", "archived_at IS NULL",
        window=600, recent=150, popular=60, of_tag=15, of_person=5, old=90,
    ),
    Source(
        Project, ProjectTag, "owner_id", "published_at DESC, id DESC", "published_at IS NOT NULL",
        window=150, recent=40, popular=20, of_tag=4, of_person=2, old=20,
    ),
]  # fmt: skip
LOOKED_AT = 3  # times as many of a tag's and a person's are looked at, as some of them may be seen already


@dataclass(frozen=True)
class Reason:
    """`kind`, and as it needs: a tag's number, a number of people, and theirs where they are one or two."""

    kind: str
    tag: int = 0
    number: int = 0
    people: tuple = ()


@dataclass
class Candidate:
    """`parts`: `{name: share of the weight}`."""

    noun: str
    pk: int
    author: int
    parts: dict = field(default_factory=dict)
    reason: Reason = Reason("other")

    @property
    def identity(self):
        return f"{self.noun}-{self.pk}"

    @property
    def weight(self):
        return sum(self.parts.values())


# --- What may be shown ----------------------------------------------------------------------------


def discoverable(model, user, site):
    """The published posts or projects of others that the viewer may see, and has not said to be of no interest."""
    targets = visible_targets(model, user, site)
    if model is Project:
        targets = targets.published()
    if not user.is_authenticated:
        return targets
    noun, this = model._meta.model_name, OuterRef("pk")
    mine = NotInterested.objects.filter(user=user)
    tagging = next(source.tagging for source in SOURCES if source.model is model)
    its_tags = tagging.objects.filter(tag=OuterRef("tag"), **{noun: OuterRef(OuterRef("pk"))})
    targets = targets.exclude(**{model.author_field: user}).exclude(
        Exists(mine.filter(**{noun: this}))
        | Exists(mine.filter(person=OuterRef(model.author_field)))
        | Exists(mine.filter(Exists(its_tags)).exclude(tag=None))
    )
    if model is Project:
        targets = targets.exclude(Exists(Collaborator.objects.filter(project=this, user=user)))
    return targets


# --- Where they come from -------------------------------------------------------------------------


def pks_from(source, user, interests, seed):
    """The numbers of what may be worth showing and was not seen yet, by index alone; some the viewer may not see."""
    names = {
        "target": quoted(source.model),
        "tagging": quoted(source.tagging),
        "tags": quoted(Tag),
        "people": quoted(User),
        "seen": quoted(Seen),
        "noun": f"{source.noun}_id",
        "author": source.author,
        "newest": source.newest,
        "shown": source.shown,
    }
    rows = [NEWEST.format(**names)]
    parameters = {"user": user.pk or 0, "window": source.window}
    for place, table, few, pks, most in (
        ("tag", "tags", OF_TAG, interests.best_tags(BEST_TAGS), source.of_tag),
        ("person", "people", OF_PERSON, interests.best_people(BEST_PEOPLE), source.of_person),
    ):
        if pks:
            parameters[f"most_{place}"] = LOOKED_AT * most
            few = few.format(most=f"%(most_{place})s", **names)
            rows.append(of_each(place, names[table], names["target"], few, parameters, pks))
    if old := random_pks(source, seed):
        rows.append(OLD.format(values=values_of(old, "old", parameters), **names))
    sql = NOT_SEEN.format(rows=" UNION ALL ".join(rows), **names)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return chosen(source, cursor.fetchall(), interests)


# Rows of (place, part, id, like_count). A part is a tag, a person, or among the newest rows the position.
NEWEST = """
SELECT 'newest' AS place, ROW_NUMBER() OVER (ORDER BY {newest}) AS part, w.id, w.like_count
  FROM (SELECT id, like_count, published_at FROM {target} WHERE {shown} ORDER BY {newest} LIMIT %(window)s) w
"""
OF_TAG = "SELECT t.{noun} AS id FROM {tagging} t WHERE t.tag_id = f.id ORDER BY t.{noun} DESC LIMIT {most}"
OF_PERSON = "SELECT t.id FROM {target} t WHERE t.{author} = f.id AND t.{shown} ORDER BY {newest} LIMIT {most}"
OLD = """
SELECT 'old' AS place, 0 AS part, (SELECT t.id FROM {target} t WHERE t.id >= v.column1 ORDER BY t.id LIMIT 1) AS id,
       0 AS like_count FROM (VALUES {values}) v
"""
NOT_SEEN = """
SELECT place, part, id, like_count FROM ({rows}) found WHERE id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM {seen} s WHERE s.{noun} = found.id AND s.user_id = %(user)s)
"""


def of_each(place, table, target, few, parameters, pks):
    """Of each tag or person a few; `few` finds those of the row `f`."""
    own = "f.id IN (" + ", ".join(named_parameters(pks, place, parameters)) + ")"
    if connection.vendor == "postgresql":
        join = f"CROSS JOIN LATERAL ({few}) few"
    else:
        join = f"JOIN {target} few ON few.id IN ({few})"
    return f"SELECT '{place}' AS place, f.id AS part, few.id, 0 AS like_count FROM {table} f {join} WHERE {own}"  # noqa: S608


def named_parameters(values, name, parameters):
    """The placeholders of values, which are added to the parameters."""
    for number, value in enumerate(values):
        parameters[f"{name}{number}"] = value
        yield f"%({name}{number})s"


def values_of(pks, name, parameters):
    return ", ".join(f"({placeholder})" for placeholder in named_parameters(pks, name, parameters))


def random_pks(source, seed):
    """Numbers between the first and the last row's, evenly spread; not all of them need be there."""
    pks = source.model.objects.values_list("pk", flat=True)
    # Each by itself: SQLite walks through all rows where one query asks for Min and Max.
    first, last = pks.order_by("pk").first(), pks.order_by("-pk").first()
    if first is None:
        return []
    span = last - first + 1
    return [first + int(uniform(seed, f"old {source.noun} {number}") * span) for number in range(source.old)]


def chosen(source, rows, interests):
    """Of the rows that were found as many as the source says, of each place; of a tag the more, the closer it is."""
    newest, parts, pks = [], defaultdict(list), set()
    for place, part, pk, likes in rows:
        if place == "newest":
            newest.append((part, pk, likes))
        elif place == "old":
            pks.add(pk)
        else:
            parts[place, part].append(pk)
    newest.sort()
    pks.update(pk for _position, pk, _likes in newest[: source.recent])
    liked = sorted((-likes, position, pk) for position, pk, likes in newest if likes)
    pks.update(pk for _likes, _position, pk in liked[: source.popular])
    for (place, part), its in parts.items():
        most = source.of_person
        if place == "tag":
            most = max(round(source.of_tag * LOOKED_AT * interests.tags[part][0] ** SHARPNESS), 1)
        pks.update(sorted(its, reverse=True)[:most])
    return sorted(pks)


# --- How much they weigh --------------------------------------------------------------------------


def find_candidates(user, site, seed, now=None, interests=None):
    """A list of `Candidate`, as old as they are at a moment."""
    interests, settings = interests or Interests.of(user), DiscoverSettings.current()
    now, found = now or timezone.now(), []
    for source in SOURCES:
        pks = pks_from(source, user, interests, seed)
        found += weighed(source, pks, user, site, interests, settings, now) if pks else []
    return found


def weighed(source, pks, user, site, interests, settings, now):
    author = source.model.author_field
    help_wanted = ["help_wanted"] if source.model is Project else []
    targets = discoverable(source.model, user, site).filter(pk__in=pks)
    rows = targets.order_by().values_list(
        "pk", author, "published_at", "like_count", "comment_count", f"{author}__date_joined", *help_wanted
    )
    rows = list(rows)
    found = [row[0] for row in rows]
    tags, likers = tags_of(source, found), likes_by(source, found, interests.followed)
    return [weigh(source, row, tags[row[0]], likers.get(row[0], ()), interests, settings, now) for row in rows]


def tags_of(source, pks):
    """`{pk: [numbers of tags]}`."""
    found = defaultdict(list)
    taggings = source.tagging.objects.filter(**{f"{source.noun}__in": pks})
    for pk, tag in taggings.order_by("tag_id").values_list(source.noun, "tag"):
        found[pk].append(tag)
    return found


def likes_by(source, pks, people):
    """`{pk: (how many of these people like it, the first, the last of them)}`."""
    if not people:
        return {}
    likes = Like.objects.filter(user__in=people, **{f"{source.noun}__in": pks})
    rows = likes.order_by().values_list(source.noun).annotate(Count("pk"), Min("user"), Max("user"))
    return {pk: of_whom for pk, *of_whom in rows}


def weigh(source, row, tags, likers, interests, settings, now):
    like_number, *likers = likers or [0]
    pk, author, published_at, likes, comments, joined_at, *help_wanted = row
    age = max((now - published_at) / DAY, 0)
    of_tags = {tag: interests.tags[tag] for tag in tags if tag in interests.tags}
    near = {
        "liked-by": saturated(LIKED_BY_FOLLOWED * like_number),
        "followed-by": interests.close.get(author, 0),
        "liked-before": interests.liked.get(author, 0),
    }
    parts = {
        "floor": settings.floor,
        "tags": settings.tags * together(*(affinity for affinity, _kind in of_tags.values())) ** SHARPNESS,
        "people": settings.people * together(*near.values()) ** SHARPNESS,
        "popularity": settings.popularity * log1p(likes + comments),
        "recency": settings.recency * 0.5 ** (age / settings.half_life),
    }
    best_tag = max(of_tags, key=lambda tag: (of_tags[tag][0], -tag), default=None)
    if parts["tags"] and parts["tags"] >= parts["people"]:
        kind = of_tags[best_tag][1]
        reason = Reason("help" if kind == "skill" and any(help_wanted) else kind, tag=best_tag)
    elif parts["people"]:
        kind = max(near, key=near.get)
        if kind == "liked-by":
            reason = reason_by(kind, like_number, dict.fromkeys(likers))
        else:
            reason = followed_by(author, interests) if kind == "followed-by" else Reason(kind)
    elif (now - joined_at) / DAY < 30 and age < 30:
        reason = Reason("new-member")
    elif parts["popularity"] > parts["recency"]:
        reason = Reason("popular-now" if age < 7 else "popular")
    else:
        reason = Reason("new" if age < 7 else "other")
    return Candidate(source.noun, pk, author, parts, reason)


def reason_by(kind, number, people):
    """What some people did is said with their names where they are one or two."""
    return Reason(kind, number=number, people=tuple(people) if number <= MOST_NAMES else ())


def followed_by(person, interests):
    common = interests.common.get(person, ())
    return reason_by("followed-by", len(common), common)


def draw(candidates, seed, size, after=None):
    """`[(key, candidate)]`, the first `size` of the sample; `after`: `(key, identity)` of the last one before."""
    there = {candidate.identity: candidate for candidate in candidates}
    weights = {identity: candidate.weight for identity, candidate in there.items()}
    return [(key, there[identity]) for key, identity in sample(weights, seed, size, after)]
