"""Nobody learns by searching that something exists which they may not see: not by results, counts or suggestions."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.accounts.models import SiteSettings
from apps.people.models import Block, Follow
from apps.people.stand_ins import stand_in
from apps.posts.models import Draft, Post
from apps.projects.models import Project
from apps.rooms.models import Message, Room
from apps.search import counts, engine
from apps.search.corrections import correction
from apps.search.query import KINDS, Query

pytestmark = pytest.mark.both_databases

PREFIX = "zqx"
# What is planted, each under a word of its own behind PREFIX, and who may find it. All others may not.
SECRETS = {
    "closed room's message": (f"{PREFIX}abyssinian", {"ada", "bob"}),
    "conversation's message": (f"{PREFIX}bergamot", {"ada", "bob"}),
    "closed room's name": (f"{PREFIX}chrysalis", {"ada"}),
    "closed room's description": (f"{PREFIX}dirndl", {"ada"}),
    "closed room's topic": (f"{PREFIX}eucalyptus", {"ada"}),
    "closed personal room's message": (f"{PREFIX}fjord", {"ada"}),
    "draft of a message": (f"{PREFIX}gazpacho", set()),
    "removed message": (f"{PREFIX}hyacinth", set()),
    "former words of a message": (f"{PREFIX}ikebana", set()),
    "post for followers": (f"{PREFIX}juggernaut", {"ada", "bob"}),
    "photo of a post for followers": (f"{PREFIX}kaleidoscope", {"ada", "bob"}),
    "comment on a post for followers": (f"{PREFIX}lymph", {"ada", "bob"}),
    "tag of a post for followers": (f"{PREFIX}mnemonic", {"ada", "bob"}),
    "private account's post": (f"{PREFIX}nyctalopia", {"pia", "bob"}),
    "archived post": (f"{PREFIX}oxymoron", set()),
    "scheduled post": (f"{PREFIX}phylactery", set()),
    "former caption": (f"{PREFIX}quixotic", set()),
    "draft of a project": (f"{PREFIX}rhododendron", set()),
    "project for followers": (f"{PREFIX}syzygy", {"ada", "bob"}),
    "comment on a project for followers": (f"{PREFIX}tchotchke", {"ada", "bob"}),
    "private account's project": (f"{PREFIX}umlaut", {"pia", "bob"}),
    "closed account's post": (f"{PREFIX}vicissitude", set()),
    "closed account's name": (f"{PREFIX}wunderkind", set()),
    # Of ada, who has blocked dora: everybody but dora and, where it is for members, visitors and guests.
    "blocker's name": (f"{PREFIX}xiphoid", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's post": (f"{PREFIX}ytterbium", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's comment": (f"{PREFIX}zeitgeist", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's project": (f"{PREFIX}vermilion", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's message": (f"{PREFIX}baklava", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "personal room of a blocker": (f"{PREFIX}cataclysm", {"ada", "bob", "cleo", "mod", "olga", "pia"}),
    "open room's message": (f"{PREFIX}dachshund", {"ada", "bob", "cleo", "mod", "olga", "pia", "dora"}),
}
NAMES = ["closed room's name", "closed account's name", "blocker's name"]  # found with a typo in them, too
STRANGERS = ["cleo", "dora", "visitor"]


@pytest.fixture
def roles(ada, bob, cleo, mod, owner, make_user, studio, set_site):
    set_site(visitors_may_read="rooms-people")
    studio.open_door()
    everyone = {"ada": ada, "bob": bob, "cleo": cleo, "mod": mod, "olga": owner, "visitor": AnonymousUser()}
    everyone |= {"pia": make_user("pia"), "dora": make_user("dora"), "ina": make_user("ina")}
    return everyone | {"guest": studio.admit_guest("Paul", "203.0.113.7").user}


@pytest.fixture
def secrets(roles, ada, bob, studio, kiln, make, photo):
    word = {what: secret for what, (secret, _who) in SECRETS.items()}
    pia, dora, ina = roles["pia"], roles["dora"], roles["ina"]
    Follow.objects.make(bob, ada)
    Follow.objects.make(bob, pia)
    pia.profile.is_private = True
    pia.profile.save()

    kiln.post(ada, word["closed room's message"])
    Room.objects.begin(ada, [bob]).post(ada, word["conversation's message"])
    details = {"description": word["closed room's description"], "topics": [word["closed room's topic"]]}
    Room.objects.open_by(ada, name=word["closed room's name"], kind=Room.Kind.CLOSED, **details)
    personal = pia.owned_rooms.get(kind="personal")
    personal.post(pia, "Come in")
    own = ada.owned_rooms.get(kind="personal")
    own.post(ada, word["personal room of a blocker"])
    closed = Room.objects.open_by(ada, name="Cellar", kind=Room.Kind.CLOSED)
    closed.post(ada, word["closed personal room's message"])
    studio.keep_draft(ada, word["draft of a message"])
    studio.remove(studio.post(ada, word["removed message"]))
    studio.post(ada, word["former words of a message"]).edit(ada, "Nothing")
    studio.post(ada, word["blocker's message"])
    public = Room.objects.open_by(bob, name="Garden", kind=Room.Kind.OPEN)
    public.post(bob, word["open room's message"])

    def post(author, body, description="", **values):
        picture = photo()
        picture.description = description
        return Post.objects.publish(author, [picture], body, **values)

    followers = {"audience": "followers"}
    shown = post(ada, f"{word['post for followers']} #{word['tag of a post for followers']}", **followers)
    shown.comments.say(shown, bob, word["comment on a post for followers"])
    post(ada, "A photo", word["photo of a post for followers"], **followers)
    post(pia, word["private account's post"])
    post(ada, word["archived post"]).archive()
    Draft.objects.create(author=ada, body=word["scheduled post"], publishes_at=timezone.now() + timedelta(days=1))
    open_post = post(ada, word["former caption"]).edit(word["blocker's post"])
    open_post.comments.say(open_post, bob, "Nice")
    theirs = post(bob, "Something of bob's")
    theirs.comments.say(theirs, ada, word["blocker's comment"])
    make(ada, title=word["draft of a project"], draft=True)
    project = make(ada, title=word["project for followers"], audience="followers")
    project.comments.say(project, bob, word["comment on a project for followers"])
    make(pia, title=word["private account's project"])
    make(ada, title=word["blocker's project"])
    post(ina, word["closed account's post"])
    ina.profile.name = word["closed account's name"]
    ina.profile.save()
    ina.is_active = False
    ina.save()
    ada.profile.name = word["blocker's name"]
    ada.profile.save()
    Block.objects.make(ada, dora)
    counts.refresh.call()


def learned(text, user, site):
    """The planted words that somebody is told when they search for a text, by results of each kind and suggestions."""
    groups = engine.overview(Query.parsed(text), user, site, size=100)
    assert [group.count for group in groups] == [len(group.results) for group in groups]
    told = [result for group in groups for result in group.results]
    return words_of([*told, *engine.quick(text, user, site, size=100)])


def words_of(results):
    told = " ".join(f"{result.title} {''.join(piece for piece, _marked in result.snippet)}" for result in results)
    return set(re.findall(rf"{PREFIX}[a-z]+", told))


def known_to(role):
    return {word for word, who in SECRETS.values() if role in who}


def test_hidden_texts_are_never_learned(roles, secrets):
    site = SiteSettings.current()
    for role, user in roles.items():
        if user.is_active or user.is_anonymous:
            assert learned(PREFIX, user, site) == known_to(role), role


def test_typos_find_no_hidden_names(roles, secrets):
    site = SiteSettings.current()
    for word, who in (SECRETS[name] for name in NAMES):
        typo = f"{word[:-2]}{word[-1]}{word[-2]}"
        for role, user in roles.items():
            if user.is_active or user.is_anonymous:
                found = word in words_of(engine.quick(typo, user, site, size=100))
                assert found == (role in who), (typo, role)


@pytest.mark.parametrize("role", ["ada", "bob", "cleo", "dora", "pia", "visitor", "guest"])
def test_corrections_come_from_what_one_may_see(roles, secrets, role):
    site, user = SiteSettings.current(), roles[role]
    for word, _who in SECRETS.values():
        query = Query.parsed(f"{word[:-2]}{word[-1]}{word[-2]}"[:16])
        numbers = {kind: engine.count(query, kind, user, site) for kind in KINDS}
        found = correction(query, numbers, user, site)
        assert not found or set(found.words) <= known_to(role), (word, found)
        if role == "bob" and word == SECRETS["closed room's message"][0]:
            assert found.words == (word,)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_and_counts_of_a_kind_tell_strangers_nothing(roles, secrets, kind):
    site, query = SiteSettings.current(), Query.parsed(PREFIX)
    for role in STRANGERS:
        pages = [engine.search(query, kind, roles[role], site, sort=sort, size=100).results for sort in engine.SORTS]
        assert {result.url for result in pages[0]} == {result.url for result in pages[1]}
        assert words_of(pages[0]) <= known_to(role)
        assert engine.count(query, kind, roles[role], site) == len(pages[0])


def test_phrases_tell_strangers_nothing(roles, secrets):
    site = SiteSettings.current()
    for what, (word, who) in SECRETS.items():
        if "cleo" not in who:
            assert engine.overview(Query.parsed(f'"{word}"'), roles["cleo"], site) == [], what


def test_filters_do_not_tell_of_anybody_or_anything(roles, secrets, kiln):
    """An author who has blocked the viewer and a room that is closed are as if they were not there."""
    site, dora, cleo = SiteSettings.current(), roles["dora"], roles["cleo"]
    for text in ("from:ada", "in:ada", "in:@ada", "from:ada in:studio"):
        assert engine.overview(Query.parsed(text), dora, site) == [], text
    for text in ("in:kiln", "in:zqxchrysalis", "in:@ada", "#zqxeucalyptus", "tag:zqxmnemonic"):
        assert engine.overview(Query.parsed(text), cleo, site) == [], text


@pytest.mark.parametrize(("view", "role"), [("visitor", "visitor"), ("member", "cleo"), ("blocked", "dora")])
def test_view_as_shows_no_more(roles, secrets, ada, view, role):
    assert learned(PREFIX, stand_in(view, ada), SiteSettings.current()) <= known_to(role)


def test_a_visitor_finds_nothing_where_the_site_shows_them_nothing(roles, secrets, set_site):
    site = set_site(visitors_may_read="nothing")
    assert learned(PREFIX, AnonymousUser(), site) == set()
    assert Message.objects.filter(search_text__contains=SECRETS["blocker's message"][0]).exists()
    assert Project.objects.filter(word_text__contains=SECRETS["blocker's project"][0]).exists()
