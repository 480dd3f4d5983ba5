"""The list of all tags, and the page of one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.people.models import Block, Follow, Profile, Skill
from apps.posts.models import Post, Tagging
from apps.projects.models import Project, ProjectTag
from apps.rooms.models import Room
from apps.search import counts
from apps.search.views import tags as views
from apps.tags.models import FormerTag, Tag, TagFollow
from tests.conftest import HTMX, forget_everything

pytestmark = pytest.mark.both_databases
LEVEL = Skill.Level


def tag(name):
    return Tag.objects.named([name]).get()


def skill(user, name, level=LEVEL.ABLE, endorsements=0):
    return Skill.objects.create(profile=user.profile, tag=tag(name), level=level, endorsement_count=endorsements)


def listed(response):
    """`{"#oak": [people, projects, posts, rooms]}`, in the order of the list."""
    rows = re.findall(
        r'<tr><th scope="row"><a[^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</a></th>(.*?)</tr>', response.text, re.DOTALL
    )
    return {name: [int(number) for number in re.findall(r"<td[^>]*>(\d+)</td>", cells)] for name, cells in rows}


def section(response, name):
    """The text of one part of a tag's page; empty where it is not shown."""
    found = re.search(rf'<section id="{name}".*?</section>', response.text, re.DOTALL)
    return found[0] if found else ""


def room_about(owner, name, topic, kind=Room.Kind.OPEN):
    return Room.objects.open_by(owner, name=name, kind=kind, topics=[topic])


# --- All tags -------------------------------------------------------------------------------------


def test_tags_are_listed_with_what_every_member_may_see(client_of, ada, bob, cleo, make, photo):
    skill(ada, "welding"), skill(bob, "welding"), skill(cleo, "wool")
    make(ada, tags=["welding"]), make(bob, draft=True, tags=["welding", "drafts"])
    Post.objects.publish(ada, [photo()], "Sparks #welding")
    Post.objects.publish(ada, [photo()], "For friends #welding #friends", audience="followers")
    room_about(ada, "Metal", "welding"), room_about(ada, "Secret metal", "welding", Room.Kind.CLOSED)
    room_about(ada, "Whispers", "whispers", Room.Kind.CLOSED)
    counts.refresh.call()
    assert listed(client_of(cleo).get("/tags/")) == {"#welding": [2, 1, 1, 1], "#wool": [1, 0, 0, 0]}
    assert listed(client_of(ada).get("/tags/")) == {"#welding": [2, 1, 1, 1], "#wool": [1, 0, 0, 0]}


def test_what_is_hidden_is_counted_no_longer(client_of, ada, bob, make, photo):
    skill(bob, "welding")
    make(ada, tags=["welding"])
    Post.objects.publish(ada, [photo()], "#welding")
    counts.refresh.call()
    assert listed(client_of(bob).get("/tags/"))["#welding"] == [1, 1, 1, 0]
    ada.profile.is_private = True
    ada.profile.save()
    counts.refresh.call()
    assert listed(client_of(bob).get("/tags/"))["#welding"] == [1, 0, 0, 0]
    User.objects.filter(pk=bob.pk).update(is_active=False)
    counts.refresh.call()
    assert listed(client_of(ada).get("/tags/")) == {}


def test_tags_are_searched_by_their_beginning_and_sorted(client_of, ada, bob):
    for name, people in (("Éclair", [ada]), ("welding", [ada, bob]), ("ebony", [])):
        [skill(user, name) for user in people]
    counts.refresh.call()
    adas = client_of(ada)
    assert list(listed(adas.get("/tags/"))) == ["#welding", "#éclair"]
    assert list(listed(adas.get("/tags/", {"q": "#ECL"}))) == ["#éclair"]
    assert listed(adas.get("/tags/", {"q": "elding"})) == {}
    for sort in ("uses", "people"):
        assert list(listed(adas.get("/tags/", {"sort": sort}))) == ["#welding", "#éclair"]
    TagFollow.objects.create(user=ada, tag=tag("ebony"))
    assert list(listed(adas.get("/tags/", {"show": "following"}))) == ["#ebony"]
    assert list(listed(adas.get("/tags/", {"show": "skills", "q": "w"}))) == ["#welding"]
    assert "No tags found" in adas.get("/tags/", {"q": "%"}).text


@pytest.mark.parametrize("sort", ["", "uses", "people", "projects", "posts"])
def test_pages_of_the_list_follow_one_another_without_gap_or_repetition(client_of, ada, monkeypatch, sort):
    monkeypatch.setattr(views, "PAGE", 3)
    Tag.objects.bulk_create(
        Tag(name=f"tag{n}", use_count=1 + n % 3, person_count=n % 2, post_count=n % 4) for n in range(10)
    )
    adas, address, seen = client_of(ada), f"/tags/?sort={sort}", []
    while address:
        response = adas.get(address, headers=HTMX)
        seen += listed(response)
        following = re.search(r'hx-get="([^"]+)"[^>]*>More tags', response.text)
        address = following and following[1].replace("&amp;", "&")
    assert len(seen) == 10
    assert set(seen) == {f"#tag{n}" for n in range(10)}
    for nonsense in ("x", "1.", ".5", "9" * 30 + ".1"):
        assert adas.get("/tags/", {"sort": sort, "after": nonsense}).status_code == 200


def test_a_tag_is_followed_from_the_list(client_of, cleo, ada):
    skill(ada, "oak")
    counts.refresh.call()
    cleos = client_of(cleo)
    assert "Follow #" in re.sub("[\u2066-\u2069]", "", cleos.get("/tags/").text)
    answer = cleos.post("/tags/oak/follow/", {"back": "/tags/"}, headers=HTMX)
    assert 'aria-pressed="true"' in answer.text
    assert "button--small" in answer.text
    assert cleos.post("/tags/oak/follow/", {"back": "/tags/", "_method": "delete"}).url == "/tags/"
    assert cleos.post("/tags/oak/follow/", {"back": "https://elsewhere.example/"}).url == "/tags/oak/"


def test_visitors_see_no_rooms_and_cannot_follow(visitor, ada, set_site):
    room_about(ada, "Metal", "welding"), skill(ada, "welding"), room_about(ada, "Rota", "members-only")
    counts.refresh.call()
    assert visitor.get("/tags/").status_code == visitor.get("/tags/welding/").status_code == 302
    set_site(visitors_may_read="rooms-people")
    response = visitor.get("/tags/", {"show": "following"})
    assert listed(response) == {"#welding": [1, 0, 0]}
    assert "/follow/" not in response.text
    assert "Metal" not in visitor.get("/tags/welding/").text


# --- One tag --------------------------------------------------------------------------------------


def test_a_tag_shows_people_projects_rooms_and_posts(client_of, ada, bob, cleo, make, photo):
    skill(ada, "welding", LEVEL.LEARNING), skill(bob, "welding", LEVEL.TEACHES)
    make(ada, "Cargo bike", tags=["welding", "bicycles"], help_wanted="Someone who bends tubes")
    post = Post.objects.publish(bob, [photo()], "Sparks #welding #steel #bicycles")
    room_about(bob, "Metal evening", "welding")
    Tag.objects.filter(name="welding").update(description="Joining <b>steel</b> with heat")
    response = client_of(cleo).get("/tags/welding/")
    people = section(response, "people")
    assert people.index("Teaches") < people.index("Learning")
    assert people.index("bob") < people.index("ada")
    assert 'href="/people/help/?q=welding"' in people
    assert "Cargo bike" in section(response, "projects")
    assert "Metal evening" in section(response, "rooms")
    assert f"/posts/{post.pk}/" in section(response, "posts")
    assert "Joining &lt;b&gt;steel&lt;/b&gt; with heat" in response.text
    assert "Someone who bends tubes" in response.text
    aside = response.text[response.text.index("Related tags") :]
    assert aside.index("bicycles") < aside.index("steel")
    assert "Used together 2 times" in aside
    assert "Used together once" in aside


def test_a_tag_shows_nobody_what_is_hidden_from_them(client_of, ada, bob, cleo, make, photo):
    skill(ada, "welding")
    make(ada, "Draft of ada", draft=True, tags=["welding", "secret-draft"])
    make(ada, "For followers", audience="followers", tags=["welding", "secret-project"])
    Post.objects.publish(ada, [photo()], "#welding #secret-post", audience="followers")
    room_about(ada, "Closed metal", "welding", Room.Kind.CLOSED)
    for someone in (cleo, ada):
        shown = client_of(someone).get("/tags/welding/").text
        for hidden in ("For followers", "Closed metal", "secret-project", "secret-post"):
            assert (hidden in shown) == (someone == ada), hidden
        assert "secret-draft" not in shown
    Follow.objects.make(bob, ada)
    assert "secret-post" in client_of(bob).get("/tags/welding/").text
    Block.objects.make(ada, cleo)
    assert section(client_of(cleo).get("/tags/welding/"), "people") == ""
    Block.objects.end(ada, cleo), Block.objects.make(cleo, ada)
    assert section(client_of(cleo).get("/tags/welding/"), "people") == ""


def test_older_posts_of_a_tag_come_page_by_page(client_of, ada, cleo, photo, monkeypatch):
    monkeypatch.setattr("apps.posts.grid.GRID", 2)
    posts = [Post.objects.publish(ada, [photo()], "#oak") for _ in range(3)]
    skill(ada, "oak")
    cleos = client_of(cleo)
    assert f"?before={posts[1].pk}" in cleos.get("/tags/oak/").text
    older = cleos.get("/tags/oak/", {"before": posts[1].pk})
    assert f"/posts/{posts[0].pk}/" in section(older, "posts")
    assert section(older, "people") == ""
    assert "<h1" not in cleos.get("/tags/oak/", {"before": posts[1].pk}, headers=HTMX).text


def test_a_tag_that_nobody_has_says_so_and_one_that_never_was_is_404(client_of, cleo):
    tag("oak")
    assert "Nothing here yet" in client_of(cleo).get("/tags/oak/").text
    assert client_of(cleo).get("/tags/elm/").status_code == 404


def test_the_pages_of_tags_take_a_constant_number_of_queries(client_of, ada, cleo):
    def fill(number):
        users = User.objects.bulk_create(
            User(username=f"p{number}x{n}", email=f"{number}.{n}@x.example") for n in range(number)
        )
        others = Tag.objects.named([f"t{number}x{n}" for n in range(number)])
        posts = Post.objects.bulk_create(Post(author=ada, body="x") for _ in range(number))
        projects = Project.objects.bulk_create(
            Project(owner=ada, title=f"P{n}", published_at=ada.date_joined, help_wanted="x") for n in range(number)
        )
        rooms = [room_about(ada, f"R{number}x{n}", "oak") for n in range(number)]
        assert len(rooms) == number
        profiles = Profile.objects.create_missing(users).values()
        for one in [tag("oak"), *others]:
            Skill.objects.bulk_create(Skill(profile=profile, tag=one) for profile in profiles)
            Tagging.objects.bulk_create(Tagging(post=post, tag=one) for post in posts)
            ProjectTag.objects.bulk_create(ProjectTag(project=project, tag=one) for project in projects)
        TagFollow.objects.bulk_create(TagFollow(user=cleo, tag=one) for one in others)
        counts.refresh.call()

    def queries(address):
        cleos.get(address)
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert cleos.get(address).status_code == 200
        return len(captured)

    cleos = client_of(cleo)
    fill(2)
    few = [queries("/tags/"), queries("/tags/oak/")]
    fill(8)
    assert [queries("/tags/"), queries("/tags/oak/")] == few
    assert few[0] <= 18, few
    assert few[1] <= 34, few


# --- Former names ---------------------------------------------------------------------------------


def test_old_addresses_of_a_tag_redirect_to_the_new_one(client_of, visitor, cleo, ada, set_site, photo):
    Post.objects.publish(ada, [photo()], "#weld")
    weld = Tag.objects.get(name="weld")
    weld.name = "welding"
    weld.save()
    cleos = client_of(cleo)
    for old, new in (
        ("/tags/weld/?before=7", "/tags/welding/?before=7"),
        ("/tags/Weld/", "/tags/welding/"),
        ("/@ada/tag/weld/", "/@ada/tag/welding/"),
    ):
        response = cleos.get(old)
        assert (response.status_code, response.url) == (301, new)
    assert cleos.post("/tags/weld/follow/").url == "/tags/welding/"
    assert TagFollow.objects.filter(user=cleo, tag=weld).exists()
    assert visitor.get("/tags/weld/feed.atom").status_code == 404
    set_site(visitors_may_read="rooms-people")
    assert visitor.get("/tags/weld/feed.atom").url == "/tags/welding/feed.atom"
    assert visitor.get("/tags/welding/feed.atom").status_code == 200


def test_filters_know_a_tag_by_its_former_name(client_of, cleo, ada, make):
    skill(ada, "welding")
    make(ada, "Cargo bike", tags=["welding"])
    FormerTag.objects.create(name="weld", tag=tag("welding"))
    assert "Cargo bike" in client_of(cleo).get("/projects/", {"tag": "weld"}).text
    assert "/@ada/" in client_of(cleo).get("/people/", {"skill": "weld"}).text
