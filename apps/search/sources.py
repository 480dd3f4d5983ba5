"""What can be searched, by kind: the rows that somebody may see, what filters mean for them, and how they are shown.

Every queryset here starts from the `visible_to` of its model, so nothing that a viewer may not see is ever counted,
ranked or shown.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Sum, prefetch_related_objects

from apps.people.models import Profile, Skill
from apps.people.models.blocks import has_not_blocked
from apps.posts.models import Comment, Photo, Post, Tagging
from apps.projects.models import Project, ProjectTag
from apps.rooms.models import Attachment, Message, Room
from apps.rooms.models.direct import people as people_of_conversations
from apps.rooms.models.messages import midnight
from apps.shared import folding, markdown
from apps.shared.addresses import address
from apps.shared.fulltext import snippet
from apps.tags.models import Tag


@dataclass
class Result:
    """Something that was found. `snippet`: pieces of its text and whether each is a word that was asked for."""

    kind: str
    object: object
    url: str
    title: str
    snippet: list[tuple[str, bool]]
    at: datetime | None = None
    author: Profile | None = None
    place: str = ""
    thumbnail: str = ""


MOST_SCOPES = 1_000  # rooms that are named to the index
SMALL_SHARE = 0.25  # of all messages; who reads more is told apart row by row
FEW_MESSAGES = 10_000
SMALL_TABLE = 10_000  # rows, which need no bounds
MARGIN = timedelta(days=1)  # in which rows may have been written in another order than that of their times


@dataclass(frozen=True)
class Viewer:
    """Who searches. A guest is a visitor everywhere but in the room that let them in."""

    user: object
    site: object

    @cached_property
    def known_rooms(self):
        return {}

    @cached_property
    def outside_rooms(self):
        return AnonymousUser() if getattr(self.user, "is_guest", False) else self.user

    @property
    def is_member(self):
        return self.outside_rooms.is_authenticated and not hasattr(self.user, "stand_in_for")

    def people(self):
        return Profile.objects.visible_to(self.outside_rooms, self.site)

    def rooms(self):
        return Room.objects.visible_to(self.user, self.site)

    @cached_property
    def readable_rooms(self):
        """`{pk: number of messages}` of the rooms that the viewer may read in which anything was said."""
        rooms = self.rooms().filter(message_count__gt=0).order_by()
        return dict(rooms.values_list("pk", "message_count"))

    @cached_property
    def reads_little(self):
        """Whether the rooms that the viewer may read are few, and hold a small part of all messages."""
        if len(self.readable_rooms) > MOST_SCOPES:
            return False
        everything = Room.objects.aggregate(number=Sum("message_count"))["number"] or 0
        return sum(self.readable_rooms.values()) <= everything * SMALL_SHARE

    def posts(self):
        return Post.objects.visible_to(self.user, self.site)

    def projects(self):
        return Project.objects.visible_to(self.user, self.site).published()

    def person(self, username):
        """The user of a username that the viewer may find, or None."""
        profile = self.people().with_username(username)
        return profile and profile.user

    def room(self, name):
        """The number of a room by its address, or of the conversation with `@ada` or `@ada,bob`; None without one."""
        if name not in self.known_rooms:
            self.known_rooms[name] = self.find_room(name)
        return self.known_rooms[name]

    def find_room(self, name):
        rooms = self.rooms().filter(slug=name)
        if name.startswith("@"):
            people = [self.person(username) for username in name.split(",")] if self.is_member else [None]
            rooms = self.rooms().between(self.user, *people) if all(people) else rooms.none()
        return rooms.order_by().values_list("pk", flat=True).first()


class Source:
    """`filters`: what of a query this kind can be narrowed by; a query with another filter finds none of it.

    `date`: the field of its time; `keys_follow_time`, but for rows that were written within MARGIN. `title`: the
    field whose words count most.
    """

    filters = frozenset()
    date = None
    keys_follow_time = True
    title = None

    def terms(self, query):
        """What the index of this kind is asked."""
        return query

    def scopes(self, query, viewer):
        """See `fulltext.matching`."""
        return None

    def are_few(self, query, viewer):
        """Whether so few rows are visible that they are read one by one; see `fulltext.matching`."""
        return False

    def bounds(self, query):
        """Primary keys between which, both excluded, all rows are that were made in the time asked for, and some more;
        None without a limit.
        """
        if not self.keys_follow_time:
            return None, None
        first = query.after and self.first_since(midnight(query.after - MARGIN))
        last = query.before and self.first_since(midnight(query.before + MARGIN))
        return first and first - 1, last

    def first_since(self, moment):
        """The lowest key of a row made at a moment or later, found by halves; None where the table is small."""
        rows = self.model._base_manager.all()
        lowest, highest = (rows.aggregate(pk=one("pk"))["pk"] for one in (Min, Max))  # SQLite reads all for both
        if lowest is None or highest - lowest < SMALL_TABLE:
            return None
        highest += 1
        while lowest < highest:
            middle = (lowest + highest) // 2
            row = rows.filter(pk__gte=middle).order_by("pk").values_list("pk", self.date).first()
            if row is None or row[1] >= moment:
                highest = middle
            else:
                lowest = row[0] + 1
        return lowest

    def narrowed(self, rows, query, viewer):
        if query.filters - self.filters:
            return rows.none()
        for name in sorted(query.filters):
            rows = getattr(self, f"by_{name}")(rows, query, viewer)
        return rows

    def by_author(self, rows, query, viewer):
        person = viewer.person(query.author)
        return self.of_author(rows, person) if person else rows.none()

    def of_author(self, rows, person):
        return rows.filter(author=person)

    def by_after(self, rows, query, viewer):
        return rows.filter(**{f"{self.date}__gte": midnight(query.after)})

    def by_before(self, rows, query, viewer):
        return rows.filter(**{f"{self.date}__lt": midnight(query.before)})

    def as_result(self, row, query, text, url="", **details):
        """Of `text` the piece around the words is shown."""
        url = url or row.get_absolute_url()
        return Result(kind=self.kind, object=row, url=url, snippet=snippet(text, query.wanted), **details)

    def as_result_by_author(self, row, query, text, **details):
        """Of what has no name of its own."""
        author = row.author.profile
        return self.as_result(
            row, query, text, title=author.distinct_name, author=author, at=getattr(row, self.date), **details
        )

    def results(self, pks, query, viewer):
        """The rows of these numbers that the viewer may see, in the same order."""
        found = self.rows(viewer).in_bulk(pks)
        return [self.result(found[pk], query) for pk in pks if pk in found]


class People(Source):
    kind, model, filters = "people", Profile, frozenset({"tag"})
    title = "sort_name"

    def visible(self, viewer):
        return viewer.people()

    def by_tag(self, rows, query, viewer):
        tag = Tag.objects.called(query.tag)
        return rows.filter(pk__in=Skill.objects.filter(tag__in=tag).order_by().values("profile"))

    def rows(self, viewer):
        return self.visible(viewer).with_cards()

    def result(self, profile, query):
        skills = " ".join(f"#{skill.tag.name}" for skill in profile.skill_rows.all())
        text = " · ".join(part for part in (profile.headline, markdown.plain(profile.bio_html), skills) if part)
        thumbnail = profile.face.url if profile.face else ""
        return self.as_result(profile, query, text, title=profile.distinct_name, author=profile, thumbnail=thumbnail)


class Rooms(Source):
    """Not personal rooms, which are reached from their owners' profiles, and not direct conversations."""

    kind, model, filters = "rooms", Room, frozenset({"tag"})
    title = "name"

    def visible(self, viewer):
        return viewer.rooms().shared()

    def by_tag(self, rows, query, viewer):
        topics = Room.topics.through.objects.filter(tag__in=Tag.objects.called(query.tag))
        return rows.filter(pk__in=topics.values("room"))

    def rows(self, viewer):
        return self.visible(viewer).select_related("owner__profile").prefetch_related("topics")

    def result(self, room, query):
        topics = " ".join(f"#{tag.name}" for tag in room.topics.all())
        thumbnail = room.picture.url if room.picture else ""
        return self.as_result(
            room, query, f"{room.description} {topics}".strip(), title=room.title, thumbnail=thumbnail
        )


class Tags(Source):
    kind, model, filters = "tags", Tag, frozenset({"tag"})
    title = "name"

    def visible(self, viewer):
        """Those of something that every member may see; for visitors, of something besides rooms."""
        if viewer.outside_rooms.is_authenticated:
            return Tag.objects.in_use()
        return Tag.objects.in_use_besides_rooms() if viewer.site.visitors_read_people else Tag.objects.none()

    def by_tag(self, rows, query, viewer):
        return rows.filter(pk__in=Tag.objects.called(query.tag).values("pk"))

    def rows(self, viewer):
        return self.visible(viewer)

    def result(self, tag, query):
        return self.as_result(tag, query, tag.description, address("tags:tag", tag.name), title=str(tag))


class Messages(Source):
    """Of every room that the viewer may read; not of people who have blocked them."""

    kind, model, date = "messages", Message, "sent_at"
    filters = frozenset({"author", "room", "tag", "after", "before", "has_photo", "has_file"})

    def visible(self, viewer):
        few = len(viewer.readable_rooms) <= MOST_SCOPES
        rooms = list(viewer.readable_rooms) if few else viewer.rooms().order_by().values("pk")
        messages = Message.objects.filter(room__in=rooms)
        return messages.filter(has_not_blocked(viewer.user, "author")) if viewer.user.is_authenticated else messages

    def terms(self, query):
        return with_tag_as_words(query)

    def scopes(self, query, viewer):
        if query.room:
            room = viewer.room(query.room)
            return [room] if room else []
        return list(viewer.readable_rooms) if viewer.reads_little else None

    def are_few(self, query, viewer):
        room = query.room and viewer.room(query.room)
        number = viewer.readable_rooms.get(room, 0) if room else sum(viewer.readable_rooms.values())
        return number <= FEW_MESSAGES

    def by_room(self, rows, query, viewer):
        room = viewer.room(query.room)
        return rows.filter(room=room) if room else rows.none()

    def by_has_photo(self, rows, query, viewer):
        return rows.filter(pk__in=Attachment.objects.pictures().values("message"))

    def by_has_file(self, rows, query, viewer):
        return rows.filter(pk__in=Attachment.objects.values("message"))

    def by_tag(self, rows, query, viewer):
        return rows

    def rows(self, viewer):
        rooms = viewer.rooms().select_related("owner__profile")
        return self.visible(viewer).select_related("author__profile").prefetch_related(
            Prefetch("room", rooms), "attachments"
        ).defer("search_text")  # fmt: skip

    def results(self, pks, query, viewer):
        found = self.rows(viewer).in_bulk(pks)
        rooms = {message.room_id: message.room for message in found.values() if message.room.is_direct}
        prefetch_related_objects(list(rooms.values()), people_of_conversations())
        return [self.result(found[pk], query) for pk in pks if pk in found]

    def result(self, message, query):
        text = markdown.plain(message.body_html) or message.line_of_files()
        return self.as_result_by_author(message, query, text, place=message.room.title)


class Posts(Source):
    kind, model, date = "posts", Post, "published_at"
    filters = frozenset({"author", "tag", "after", "before", "has_photo"})

    def visible(self, viewer):
        return viewer.posts()

    def by_tag(self, rows, query, viewer):
        tag = Tag.objects.called(query.tag)
        return rows.filter(pk__in=Tagging.objects.filter(tag__in=tag).values("post"))

    def by_has_photo(self, rows, query, viewer):
        return rows.filter(Exists(Photo.objects.filter(post=OuterRef("pk"))))

    def rows(self, viewer):
        return self.visible(viewer).select_related("author__profile").prefetch_related("photos")

    def result(self, post, query):
        photos = list(post.photos.all())
        text = " ".join([markdown.plain(post.body_html), *(photo.description for photo in photos)]).strip()
        return self.as_result_by_author(post, query, text, thumbnail=photos[0].small.url if photos else "")


class Comments(Source):
    """On posts and projects that the viewer may see."""

    kind, model, date = "comments", Comment, "said_at"
    filters = frozenset({"author", "tag", "after", "before"})

    def visible(self, viewer):
        on_post = Exists(viewer.posts().filter(pk=OuterRef("post")))  # asked of each row, not of all posts
        on_project = Exists(viewer.projects().filter(pk=OuterRef("project")))
        return Comment.objects.visible_to(viewer.user).filter(on_post | on_project)

    def terms(self, query):
        return with_tag_as_words(query)

    def by_tag(self, rows, query, viewer):
        return rows

    def rows(self, viewer):
        people = ("author__profile", "post__author__profile", "project__owner__profile")
        return self.visible(viewer).select_related(*people)

    def result(self, comment, query):
        target = comment.target
        place = target.line or target.author.profile.distinct_name
        return self.as_result_by_author(comment, query, markdown.plain(comment.body_html), place=place)


class Projects(Source):
    kind, model, date = "projects", Project, "published_at"
    keys_follow_time = False  # a draft may be published late
    filters = frozenset({"author", "tag", "after", "before", "has_photo"})
    title = "sort_title"

    def visible(self, viewer):
        return viewer.projects()

    def of_author(self, rows, person):
        return rows.of(person)

    def by_tag(self, rows, query, viewer):
        tag = Tag.objects.called(query.tag)
        return rows.filter(pk__in=ProjectTag.objects.filter(tag__in=tag).values("project"))

    def by_has_photo(self, rows, query, viewer):
        return rows.filter(Exists(Photo.objects.filter(project=OuterRef("pk"))))

    def rows(self, viewer):
        return self.visible(viewer).select_related("owner__profile").prefetch_related("photos", "tags")

    def result(self, project, query):
        tags = " ".join(f"#{tag.name}" for tag in project.tags.all())
        text = " · ".join(part for part in (project.summary, markdown.plain(project.body_html), tags) if part)
        return self.as_result(
            project,
            query,
            text,
            title=project.title,
            at=project.published_at,
            author=project.owner.profile,
            thumbnail=project.cover.small.url if project.cover else "",
        )


SOURCES = {source.kind: source for source in (People(), Rooms(), Tags(), Messages(), Posts(), Comments(), Projects())}


def with_tag_as_words(query):
    """What has no tags of its own is found by the words of one."""
    words = tuple(folding.words(query.tag))
    return replace(query, phrases=(*query.phrases, words)) if words else query
