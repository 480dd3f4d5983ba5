"""Nobody learns by searching that something exists which they may not see: not by results, counts or suggestions."""

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
from apps.search.query import KINDS, Query

pytestmark = pytest.mark.both_databases

# What is planted, each under a word that is like no other, and who may find it. All others may not.
SECRETS = {
    "closed room's message": ("abyssinian", {"ada", "bob"}),
    "conversation's message": ("bergamot", {"ada", "bob"}),
    "closed room's name": ("chrysalis", {"ada"}),
    "closed room's description": ("dirndl", {"ada"}),
    "closed room's topic": ("eucalyptus", {"ada"}),
    "closed personal room's message": ("fjord", {"ada"}),
    "draft of a message": ("gazpacho", set()),
    "removed message": ("hyacinth", set()),
    "former words of a message": ("ikebana", set()),
    "post for followers": ("juggernaut", {"ada", "bob"}),
    "photo of a post for followers": ("kaleidoscope", {"ada", "bob"}),
    "comment on a post for followers": ("lymph", {"ada", "bob"}),
    "tag of a post for followers": ("mnemonic", {"ada", "bob"}),
    "private account's post": ("nyctalopia", {"pia", "bob"}),
    "archived post": ("oxymoron", set()),
    "scheduled post": ("phylactery", set()),
    "former caption": ("quixotic", set()),
    "draft of a project": ("rhododendron", set()),
    "project for followers": ("syzygy", {"ada", "bob"}),
    "comment on a project for followers": ("tchotchke", {"ada", "bob"}),
    "private account's project": ("umlaut", {"pia", "bob"}),
    "closed account's post": ("vicissitude", set()),
    "closed account's name": ("wunderkind", set()),
    # Of ada, who has blocked dora: everybody but dora and, where it is for members, visitors and guests.
    "blocker's name": ("xiphoid", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's post": ("ytterbium", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's comment": ("zeitgeist", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's project": ("vermilion", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "blocker's message": ("baklava", {"ada", "bob", "cleo", "mod", "olga", "pia", "visitor", "guest"}),
    "personal room of a blocker": ("cataclysm", {"ada", "bob", "cleo", "mod", "olga", "pia"}),
    "open room's message": ("dachshund", {"ada", "bob", "cleo", "mod", "olga", "pia", "dora"}),
}


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
    """What somebody is told when they search for a text: counts, results of each kind, suggestions."""
    groups = engine.overview(Query.parsed(text), user, site)
    told = [(group.kind, group.count, [(one.title, one.snippet) for one in group.results]) for group in groups]
    return told + [(result.kind, result.title) for result in engine.quick(text, user, site)]


def test_hidden_texts_are_never_learned(roles, secrets):
    site, leaked, missed = SiteSettings.current(), [], []
    for what, (word, who) in SECRETS.items():
        for role, user in roles.items():
            if role in who:
                missed += [] if learned(word, user, site) else [(what, role)]
            elif role != "ina":
                leaked += [(what, role, told) for told in learned(word[:-2], user, site)]
                typo = f"{word[:-2]}{word[-1]}{word[-2]}"
                leaked += [(what, role, result.title) for result in engine.quick(typo, user, site)]
    assert leaked == []
    assert missed == []


@pytest.mark.parametrize("kind", KINDS)
def test_pages_and_counts_of_a_kind_tell_strangers_nothing(roles, secrets, kind):
    site = SiteSettings.current()
    for what, (word, who) in SECRETS.items():
        for role in {"cleo", "dora", "visitor"} - who:
            query, told = Query.parsed(f'"{word}"'), [engine.count(Query.parsed(word), kind, roles[role], site)]
            told += [engine.search(query, kind, roles[role], site, sort=sort).results for sort in engine.SORTS]
            assert told == [0, [], []], (what, role)


def test_filters_do_not_tell_of_anybody_or_anything(roles, secrets, kiln):
    """An author who has blocked the viewer and a room that is closed are as if they were not there."""
    site, dora, cleo = SiteSettings.current(), roles["dora"], roles["cleo"]
    for text in ("from:ada", "in:ada", "in:@ada", "from:ada in:studio"):
        assert engine.overview(Query.parsed(text), dora, site) == [], text
    for text in ("in:kiln", "in:chrysalis", "in:@ada", "#eucalyptus", "tag:mnemonic"):
        assert engine.overview(Query.parsed(text), cleo, site) == [], text


@pytest.mark.parametrize("view", ["visitor", "member", "blocked"])
def test_view_as_shows_no_more(roles, secrets, ada, view):
    site, user = SiteSettings.current(), stand_in(view, ada)
    for what, (word, who) in SECRETS.items():
        role = {"visitor": "visitor", "member": "cleo", "blocked": "dora"}[view]
        if role not in who:
            assert learned(word, user, site) == [], what


def test_a_visitor_finds_nothing_where_the_site_shows_them_nothing(roles, secrets, set_site):
    site = set_site(visitors_may_read="nothing")
    for word, _who in SECRETS.values():
        assert learned(word, AnonymousUser(), site) == []
    assert Message.objects.filter(search_text__contains=SECRETS["blocker's message"][0]).exists()
    assert Project.objects.filter(word_text__contains=SECRETS["blocker's project"][0]).exists()
