"""The engine of search: what is found, in which order, on which pages."""

from datetime import timedelta
from random import Random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.people.models import Block, Profile
from apps.posts.models import Post
from apps.projects.models import Project
from apps.rooms.models import Message, Room
from apps.search import counts, engine, sources
from apps.search.query import KINDS, Query
from apps.tags.models import Tag

pytestmark = pytest.mark.both_databases


@pytest.fixture
def site(db):
    return SiteSettings.current()


@pytest.fixture
def found(site):
    """`found("kiln", "messages", bob)`: the rows of the first page."""

    def found(text, kind, user, **options):
        page = engine.search(Query.parsed(text), kind, user, site, **options)
        return [result.object for result in page.results]

    return found


@pytest.fixture
def all_pages(site):
    def all_pages(text, kind, user, **options):
        rows, cursor = [], None
        while True:
            page = engine.search(Query.parsed(text), kind, user, site, cursor=cursor, **options)
            rows += [result.object for result in page.results]
            if not (cursor := page.next_cursor):
                return rows

    return all_pages


@pytest.fixture
def kinds(ada, bob, studio, make, photo):
    """`{kind: a row with the words "glaze" and "kiln six"}`"""
    ada.profile.headline = "Fires the kiln six days a week, with every glaze"
    ada.profile.save()
    Profile.objects.get(pk=ada.pk).set_skills(["raku"])
    room = Room.objects.open_by(
        ada, name="Glaze", kind=Room.Kind.OPEN, topics=["raku"], description="For the kiln six feet from here"
    )
    picture = photo()
    picture.description = "a glaze that ran"
    post = Post.objects.publish(ada, [picture], "Out of kiln six: #raku")
    project = make(ada, title="Tiles", body="From kiln six", tags=["raku"], summary="In one glaze")
    tag = Tag.objects.get(name="raku")
    tag.description = "A glaze, and what a kiln six minutes later does to it"
    tag.save()
    counts.refresh.call()
    return {
        "people": ada.profile,
        "rooms": room,
        "tags": tag,
        "messages": studio.post(ada, "Which glaze for kiln six? #raku"),
        "posts": post,
        "comments": post.comments.say(post, bob, "The glaze of kiln six, I think: #raku"),
        "projects": project,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_by_words_phrases_and_beginnings(kinds, found, bob, kind):
    row = kinds[kind]
    for asked in ("glaze", "GLÀZE kiln", '"kiln six"', "kiln gla", "glaz", "glaze -wheel", '"kiln six" glaze'):
        assert found(asked, kind, bob) == [row], asked
    for asked in ("glaze -kiln", '"six kiln"', 'glaze -"kiln six"', "glaze wheel", "lazed", "xylophon", "-glaze"):
        assert found(asked, kind, bob) == [], asked


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_says_what_it_is(kinds, site, bob, kind):
    (result,) = engine.search(Query.parsed("glaze"), kind, bob, site).results
    assert result.kind == kind
    assert result.object == kinds[kind]
    assert result.url.startswith("/")
    assert result.title
    if kind not in ("people", "rooms"):
        marked = [piece.lower() for piece, is_marked in result.snippet if is_marked]
        assert marked[:1] == ["glaze"]
    assert (result.at is not None) == (kind in ("messages", "posts", "comments", "projects"))
    assert engine.count(Query.parsed("glaze"), kind, bob, site) == 1


def test_the_overview_has_the_kinds_that_have_any(kinds, site, bob, studio):
    groups = engine.overview(Query.parsed("glaze"), bob, site)
    assert [(group.kind, group.count) for group in groups] == [(kind, 1) for kind in KINDS]
    studio.post(bob, "xylophon")
    groups = engine.overview(Query.parsed("xylophon"), bob, site)
    assert [(group.kind, group.results[0].object.body) for group in groups] == [("messages", "xylophon")]
    assert engine.overview(Query.parsed(""), bob, site) == []
    assert engine.overview(Query.parsed("-glaze"), bob, site) == []


def test_what_belongs_to_a_row_is_found_with_it(kinds, found, bob):
    assert found("raku", "people", bob) == [kinds["people"]]
    assert found("ada", "people", bob) == [kinds["people"]]
    assert found("raku", "rooms", bob) == [kinds["rooms"]]
    assert found("raku", "projects", bob) == [kinds["projects"]]
    assert found('"ran"', "posts", bob) == [kinds["posts"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tag_narrows_every_kind(kinds, found, bob, kind):
    assert found("#raku", kind, bob) == [kinds[kind]]
    assert found("glaze tag:raku", kind, bob) == [kinds[kind]]
    assert found("glaze tag:oak", kind, bob) == []


def test_the_filters_narrow(kinds, found, ada, bob, studio):
    today, message = timezone.localdate(), kinds["messages"]
    tomorrow = today + timedelta(days=1)
    for kind in ("messages", "posts", "projects"):
        assert found("glaze from:ada", kind, bob) == [kinds[kind]]
        assert found("glaze from:@ADA", kind, bob) == [kinds[kind]]
        assert found("from:ada", kind, bob)[0] == kinds[kind]
        assert found("glaze from:bob", kind, bob) == []
        assert found("glaze from:nobody", kind, bob) == []
    for kind in ("messages", "posts", "comments", "projects"):
        assert found(f"glaze after:{today} before:{tomorrow}", kind, bob) == [kinds[kind]]
        assert found(f"glaze after:{tomorrow}", kind, bob) == found(f"glaze before:{today}", kind, bob) == []
    assert found("glaze in:studio", "messages", bob) == [message]
    assert found("glaze in:glaze", "messages", bob) == found("glaze in:nowhere", "messages", bob) == []
    assert found("glaze has:photo", "posts", bob) == [kinds["posts"]]
    assert found("glaze has:photo", "messages", bob) == []
    message.attachments.create(room=studio, file="f", name="plan.pdf", size=7, content_type="application/pdf")
    assert found("glaze has:file", "messages", bob) == found("has:file", "messages", bob) == [message]
    assert found("glaze has:photo", "messages", bob) == []
    assert found("glaze from:ada", "people", bob) == found("glaze has:file", "posts", bob) == []


def test_a_conversation_can_be_searched_by_whom_it_is_with(found, ada, bob, cleo):
    talk = Room.objects.begin(ada, [bob])
    message = talk.post(ada, "glaze")
    assert found("glaze", "messages", bob) == found("glaze in:@ada", "messages", bob) == [message]
    assert found("glaze in:@bob", "messages", ada) == [message]
    assert found("glaze", "messages", cleo) == found("glaze in:@ada", "messages", cleo) == []


def test_a_conversation_of_several_is_searched_by_all_their_names(found, ada, bob, cleo, mod):
    both = Room.objects.begin(ada, [bob, cleo])
    message = both.post(ada, "glaze for three")
    Room.objects.begin(ada, [bob]).post(ada, "glaze for two")
    assert found("glaze in:@ada,cleo", "messages", bob) == found("glaze in:@cleo,ada", "messages", bob) == [message]
    assert found("glaze in:@bob,@cleo", "messages", ada) == [message]
    assert found("glaze in:@ada,nobody", "messages", bob) == found("glaze in:@ada,", "messages", bob) == []
    assert found("glaze in:@ada,bob", "messages", mod) == found("glaze in:@ada,bob,cleo", "messages", mod) == []


def test_filters_within_quotes_are_words(found, ada, bob, studio):
    message = studio.post(ada, "Type: see from:bob now #oak, it says")
    studio.post(bob, "see now")
    assert found('"see from:bob now"', "messages", ada) == [message]
    assert found('"now #oak it"', "messages", ada) == [message]
    query = Query.parsed('"see from:bob" "#oak tree" from:"ada" in:studio "kiln from:cleo')
    assert (query.author, query.room, query.tag) == ("cleo", "studio", "")
    assert query.phrases == (("see", "from", "bob"), ("oak", "tree"), ("kiln",))


def test_better_matches_come_first_and_the_newest_if_wanted(found, ada, bob, studio):
    long = studio.post(ada, f"kiln {'and many other words ' * 20}")
    twice = studio.post(ada, "kiln, kiln!")
    part = studio.post(ada, "kilnside chairs")
    assert found("kiln", "messages", bob)[0] == twice
    assert found("kiln", "messages", bob, sort="newest") == [part, twice, long]


@pytest.mark.parametrize("sort", engine.SORTS)
def test_pages_neither_repeat_nor_skip(all_pages, site, ada, bob, studio, sort):
    rows = [studio.post(ada, f"kiln {'kiln ' * (number % 3)}{number % 2 * 'and others'}") for number in range(23)]
    first = engine.search(Query.parsed("kiln"), "messages", bob, site, sort=sort, size=5)
    whole = all_pages("kiln", "messages", bob, sort=sort, size=5)
    assert sorted(row.pk for row in whole) == sorted(row.pk for row in rows)
    studio.post(ada, "kiln kiln kiln")  # newer than what the first page began with, as is the next one
    studio.post(ada, f"kiln {'and nothing else ' * 20}")
    studio.remove(whole[-1])
    seen, cursor = list(first.results), first.next_cursor
    while cursor:
        page = engine.search(Query.parsed("kiln"), "messages", bob, site, sort=sort, cursor=cursor, size=5)
        seen, cursor = seen + page.results, page.next_cursor
    assert [result.object for result in seen] == whole[:-1]
    assert all_pages("kiln", "messages", bob, sort=sort, size=24)[-1] is not None


def test_relevance_ends_at_its_window_and_says_so(site, ada, bob, studio, monkeypatch):
    monkeypatch.setattr(engine, "WINDOW", 6)
    old = studio.post(ada, "kiln kiln kiln")
    for number in range(6):
        studio.post(ada, f"kiln {'and others ' * number}")
    query = Query.parsed("kiln")
    first = engine.search(query, "messages", bob, site, size=4)
    assert (len(first.results), first.is_cut) == (4, False)
    last = engine.search(query, "messages", bob, site, size=4, cursor=first.next_cursor)
    assert (len(last.results), last.is_cut, last.next_cursor) == (2, True, None)
    assert old not in [result.object for result in [*first.results, *last.results]]
    by_time = engine.search(query, "messages", bob, site, size=7, sort="newest")
    assert (by_time.results[-1].object, by_time.is_cut) == (old, False)
    old.delete()
    assert not engine.search(query, "messages", bob, site, size=7).is_cut


def test_the_overview_is_sorted_by_time_if_wanted(site, ada, bob, studio):
    rows = [studio.post(ada, text) for text in ("kiln kiln", "the kiln", "a kiln and many other words here")]
    for sort, first in (("relevance", rows[0]), ("newest", rows[2])):
        groups = {group.kind: group for group in engine.overview(Query.parsed("kiln"), bob, site, sort=sort)}
        assert groups["messages"].results[0].object == first
        assert groups["messages"].count == 3
    assert [result.object for result in groups["messages"].results] == rows[::-1]


def test_projects_are_sorted_by_when_they_were_published(all_pages, found, site, ada, bob, make):
    late, early, middle = (make(ada, title=f"Kiln {name}") for name in ("late", "early", "middle"))
    now = timezone.now()
    for project, days in ((late, 0), (early, 9), (middle, 5)):
        Project.objects.filter(pk=project.pk).update(published_at=now - timedelta(days=days))
    twin = make(ada, title="Kiln twin")
    Project.objects.filter(pk=twin.pk).update(published_at=now - timedelta(days=5))
    expected = [late, twin, middle, early]
    assert found("kiln", "projects", bob, sort="newest") == expected
    for size in (1, 2, 3):
        assert all_pages("kiln", "projects", bob, sort="newest", size=size) == expected
    (group,) = (
        one for one in engine.overview(Query.parsed("kiln"), bob, site, sort="newest") if one.kind == "projects"
    )
    assert [result.object for result in group.results] == expected[:3]
    for cursor in ("9" * 18 + ".1", "1", "0.0", "x.y"):
        found("kiln", "projects", bob, sort="newest", cursor=cursor)


def test_rows_out_of_order_within_a_day_are_not_lost_by_dates(site, ada, bob, studio, monkeypatch):
    """As after an import, or where two clocks differ."""
    monkeypatch.setattr(sources, "SMALL_TABLE", 0)
    random, start = Random(7), timezone.now() - timedelta(days=12)
    times = {}
    for number in range(120):
        message = studio.post(ada, "kiln")
        times[message.pk] = start + timedelta(hours=2.4 * number + random.uniform(-11.9, 11.9))
    for pk, moment in times.items():
        Message.objects.filter(pk=pk).update(sent_at=moment)
    for days in range(-1, 14):
        day = timezone.localdate(start) + timedelta(days=days)
        for name, is_asked in (("after", lambda at, day=day: at >= day), ("before", lambda at, day=day: at < day)):
            page = engine.search(Query.parsed(f"kiln {name}:{day}"), "messages", bob, site, size=200)
            expected = {pk for pk, moment in times.items() if is_asked(timezone.localdate(moment))}
            assert {result.object.pk for result in page.results} == expected, (name, day)


@pytest.mark.parametrize("cursor", ["", "x", "1.2", "1.x.3", "9" * 30, "-1", "0", "0.0.0", "\0", "1.2.3.4"])
def test_an_odd_cursor_is_no_error(found, ada, bob, studio, cursor):
    studio.post(ada, "kiln")
    for sort in engine.SORTS:
        found("kiln", "messages", bob, sort=sort, cursor=cursor)


def test_counts_stop(site, ada, bob, studio):
    Message.objects.bulk_create(
        Message(room=studio, author=ada, body="kiln", body_html="kiln", renderer=0) for _ in range(120)
    )
    Room.objects.filter(pk=studio.pk).update(message_count=120)
    assert engine.count(Query.parsed("kiln"), "messages", bob, site) == engine.MOST_COUNTED + 1
    groups = {group.kind: group.count for group in engine.overview(Query.parsed("kiln"), bob, site)}
    assert groups == {"rooms": 1, "messages": engine.MOST_COUNTED + 1}


def test_the_index_follows_what_is_changed(kinds, found, ada, bob, studio, kiln):
    post, project, room = kinds["posts"], kinds["projects"], kinds["rooms"]
    post.describe_photos({post.photos.get().pk: "a crackle"})
    assert found("glaze", "posts", bob) == []
    assert found("crackle", "posts", bob) == [post]
    post.edit("Celadon")
    assert found("kiln", "posts", bob) == []
    assert found("celadon crackle", "posts", bob) == [post]
    project.edit(tags=["celadon"], body="Of nothing")
    assert found("raku", "projects", bob) == found("kiln", "projects", bob) == []
    assert found("celadon", "projects", bob) == [project]
    room.topics.set(Tag.objects.named(["celadon"]))
    assert found("raku", "rooms", bob) == []
    assert found("celadon", "rooms", bob) == [room]
    ada.profile.set_skills(["celadon"])
    assert found("raku", "people", bob) == []
    tag = Tag.objects.get(name="celadon")
    tag.name = "temmoku"
    tag.save()
    for kind in ("people", "rooms", "projects"):
        assert found("celadon", kind, bob) == []
        assert found("temmoku", kind, bob) == [kinds[kind]]
    tag.delete()
    for kind in ("people", "rooms", "projects"):
        assert found("temmoku", kind, bob) == []
    kinds["comments"].remove()
    assert found("glaze", "comments", bob) == []
    message = kinds["messages"]
    Message.objects.filter(pk=message.pk).update(room=kiln)
    assert found("glaze", "messages", AnonymousUser()) == []
    studio.remove(message)
    assert found("glaze", "messages", ada) == []


def test_a_new_username_is_found(found, ada, bob):
    ada.username = "countess"
    ada.save()
    assert found("countess", "people", bob) == [ada.profile]


HOSTILE = [
    *('"', '"kiln', 'kiln"', "''", "NEAR(", "NEAR(a b)", "kiln AND", "OR", "NOT kiln", "*", "kiln*", ":*", "a:b:*"),
    *("%", "_", "\\", "\\'", "'", "<->", "!kiln & |", "^", "(", ")", "room_id : 1", "🔥", "🔥 kiln", "-", "--", '-"'),
    *(
        "x" * 10_000,
        "kiln " * 2_000,
        '"' * 10_000,
        "-a " * 5_000,
        "\0",
        "ki\0ln",
        "\ud800",
        "ki\udfffln",
        "from:\ud800",
    ),
    *(
        "from:",
        "from:\0",
        "in:",
        'in:"',
        "tag:",
        "#",
        "##",
        "#\0",
        "#%",
        "before:x",
        "after:0000-00-00",
        "has:",
        "@",
        "@ada",
    ),
    *(
        "東京",
        "東",
        "ー",
        "\u0301",
        "ﷺ",
        "\u200b",
        "ﬁ",
        "İ",
        "ß",
        "from:東京",
        "tag:東京",
        "-東京 kiln",
        '"東京 kiln"',
    ),
    *(
        f'{"ﷺ" * 4} "ﷺﷺ" -"ﷺﷺ" ' * 4,
        "ไทยแลนด์ 東京タワー かな 한국어 مرحبا",
        "e\u0301\u0301\u0301" * 60,
        "I\u0307" * 80,
        "\U0010ffff \ufffe",
        "in:@,",
        "in:@,,@ada,",
        "before:9999-12-31 kiln",
        'from:"',
        '"from:ada kiln',
        "kiln before:2026-11-20 after:2027-01-01",
        "%s %d {0}",
    ),
]


def test_hostile_queries_are_answered(kinds, found, site, bob):
    for text in HOSTILE:
        query = Query.parsed(text)
        assert Query.parsed(query.text) == query, text
        for user in (bob, AnonymousUser()):
            engine.overview(query, user, site)
            engine.quick(text, user, site)
        for kind in KINDS:
            found(text, kind, bob, sort="newest")
            engine.count(query, kind, bob, site)


def test_a_query_is_read_and_written_back():
    query = Query.parsed('Kiln "Cone  Six" -wheel -"bad clay" from:@Ada in:studio #Oak after:2026-01-31 has:photo gla')
    assert query.words == ("kiln", "gla")
    assert query.phrases == (("cone", "six"),)
    assert query.excluded == (("wheel",), ("bad", "clay"))
    assert (query.author, query.room, query.tag, query.has_photo, query.has_file) == (
        "ada",
        "studio",
        "oak",
        True,
        False,
    )
    assert str(query.after) == "2026-01-31"
    assert Query.parsed(query.text) == query
    assert Query.parsed("").is_empty
    assert Query.parsed("-kiln").is_empty
    assert query.wanted == ["kiln", "gla", "cone", "six"]


@pytest.fixture
def names(site):
    def names(text, user):
        return [(result.kind, result.title) for result in engine.quick(text, user, site)]

    return names


def test_quick_suggestions_are_the_best_first(kinds, names, ada, bob):
    Room.objects.begin(ada, [bob]).post(ada, "Hello")
    assert names("glaz", bob) == [("rooms", "Glaze")]
    assert names("#rak", bob) == names("rak", bob) == [("tags", "#raku")]
    assert set(names("ada", bob)) == {("people", "ada"), ("rooms", "ada")}
    assert names("@ada", bob) == [("people", "ada")]
    assert names("stu", bob)[0] == ("rooms", "Studio")
    assert names("", bob) == names("  ", bob) == []


def test_of_names_that_begin_alike_people_come_first_then_rooms_then_tags(kinds, names, bob, make_user):
    make_user("glazemaker").profile.set_skills(["gla"])
    counts.refresh.call()
    assert [kind for kind, _title in names("gl", bob)] == ["people", "rooms", "tags"]
    assert names("gla", bob)[0] == ("tags", "#gla")  # which is called so


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("sutdio", "rooms", "Studio"),
        ("studoi", "rooms", "Studio"),
        ("celadno", "tags", "#celadon"),
        ("Lovelcae", "people", "Ada Lovelace"),
    ],
)
def test_typos_in_names_are_forgiven(kinds, names, site, ada, bob, typed, kind, title):
    ada.profile.name = "Ada Lovelace"
    ada.profile.save()
    ada.profile.set_skills(["celadon"])
    counts.refresh.call()
    assert (kind, title) in names(typed, bob)
    assert [result.title for result in engine.search(Query.parsed(typed), kind, bob, site).results] == [title]
    assert engine.count(Query.parsed(typed), kind, bob, site) == 1


def test_a_typo_is_forgiven_among_many_names_that_begin_so(names, bob):
    users = User.objects.bulk_create(
        User(username=f"mark{number}", email=f"m{number}@x.example") for number in range(320)
    )
    Profile.objects.filter(user__in=users).update(name="Mark", sort_name="mark")
    last = User.objects.create_user("maria", "maria@x.example")
    last.profile.name = "Maria"
    last.profile.save()
    assert ("people", "Maria") in names("maira", bob)


def test_nobody_is_suggested_to_those_they_have_blocked(kinds, names, found, ada, bob):
    Room.objects.begin(ada, [bob]).post(ada, "glaze")
    Block.objects.make(ada, bob)
    assert names("ada", bob) == names("adda", bob) == []
    for kind in ("people", "messages", "posts", "projects"):
        assert found("glaze", kind, bob) == []
