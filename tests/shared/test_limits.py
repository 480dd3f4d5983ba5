"""Every entry of the table of limits is enforced, for htmx and for plain forms: a wait, a sentence, and the text."""

import re
from itertools import count
from types import SimpleNamespace

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.bots.models import Bot, IncomingWebhook
from apps.posts.models import Comment, Draft, Post
from apps.projects.models import Project, Review
from apps.rooms.models import Room
from apps.shared import limits
from config.rate_limits import rate_limits
from tests import pictures
from tests.cast import PASSWORD
from tests.conftest import HTMX, forget_everything

numbers = count()
TEXT = "A sentence that took a while to write"


@pytest.fixture(autouse=True)
def one_window(monkeypatch):
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_000_000))


@pytest.fixture
def things(ada, bob, cleo, owner, studio, client_of):
    """What the requests of the table are about."""
    studio.admits_guests = True
    studio.save()
    studio.join(bob)
    post = Post.objects.publish(ada, [], "Oak")

    def browser_of(who):
        browser = client_of({"ada": ada, "bob": bob, "olga": owner}.get(who))
        if who == "guest":
            browser.post("/rooms/studio/guest/", {"name": "Paul"})
        return browser

    message = studio.post(bob, "Helo")
    comment, draft = Comment.objects.say(post, ada, "Oak it is"), Draft.objects.create(author=bob)
    project = Project.objects.create(owner=ada, title="Cart", body="Two frames", published_at=timezone.now())
    review = Review.objects.write(project, cleo, is_positive=True, body="Fine", relation="used")
    _webhook, secret = IncomingWebhook.objects.make(Bot.objects.make(ada, "kiln.log", "Kiln logger"), studio)
    made = {"project": project, "review": review, "hook": f"/hooks/{secret}/"}
    return SimpleNamespace(**made, post=post, message=message, comment=comment, draft=draft, browser_of=browser_of)


def picture():
    return SimpleUploadedFile("oak.jpg", pictures.picture(size=(40, 30)), "image/jpeg")


# (entry, who, address, fields, whether the text comes back to whoever sends a plain form)
REQUESTS = [
    ("messages", "bob", "/rooms/studio/messages/", lambda: {"body": TEXT}, True),
    ("messages", "bob", "/rooms/studio/messages/{message}/edit/", lambda: {"body": TEXT}, True),
    ("comments", "bob", "/posts/{post}/comments/", lambda: {"body": TEXT}, True),
    ("projects", "bob", "/projects/new/", lambda: {"title": TEXT}, True),
    ("projects", "ada", "/projects/{project}/collaborators/", lambda: {"username": "cleo"}, False),
    ("reviews", "bob", "/projects/{project}/reviews/", lambda: {"is_positive": "yes", "relation": "used",
                                                                "body": TEXT}, True),
    ("reviews", "ada", "/reviews/{review}/answer/", lambda: {"body": TEXT}, True),
    ("comments", "bob", "/projects/{project}/comments/", lambda: {"body": TEXT}, True),
    ("reactions", "bob", "/projects/{project}/like/", dict, False),
    ("reactions", "bob", "/rooms/studio/messages/{message}/reactions/", lambda: {"emoji": "👍"}, False),
    ("reactions", "bob", "/posts/{post}/like/", dict, False),
    ("reactions", "bob", "/posts/{post}/save/", dict, False),
    ("reactions", "bob", "/comments/{comment}/like/", dict, False),
    ("seen", "bob", "/discover/seen/", lambda: {"of": "post-1"}, False),
    ("follows", "bob", "/@ada/follow/", dict, False),
    ("follows", "bob", "/@ada/block/", dict, False),
    ("follows", "bob", "/@bob/followers/ada/", dict, False),
    ("follows", "bob", "/settings/requests/ada/", dict, False),
    ("follows", "bob", "/tags/oak/follow/", dict, False),
    ("rooms", "bob", "/rooms/new/", lambda: {"name": TEXT, "kind": "open"}, True),
    ("joins", "bob", "/rooms/studio/membership/", dict, False),
    ("joins", "ada", "/rooms/studio/people/", lambda: {"username": "cleo"}, False),
    ("conversations", "bob", "/messages/ada/", dict, False),
    ("conversations", "bob", "/messages/new/", lambda: {"with": "ada"}, False),
    ("uploads", "bob", "/posts/new/", lambda: {"photos": picture()}, False),
    ("uploads", "bob", "/posts/drafts/{draft}/", lambda: {"do": "add", "photos": picture(), "body": TEXT,
                                                         "audience": "everyone"}, True),
    ("uploads", "bob", "/rooms/studio/messages/", lambda: {"body": TEXT, "files": picture()}, True),
    ("uploads", "bob", "/settings/profile/", lambda: {"name": "Bob", "bio": TEXT, "picture": picture()}, True),
    ("uploads", "bob", "/rooms/new/", lambda: {"name": TEXT, "kind": "open", "picture": picture()}, True),
    ("uploads", "ada", "/rooms/studio/settings/", lambda: {"name": TEXT, "kind": "open", "picture": picture()}, True),
    ("previews", "bob", "/rooms/studio/preview/", lambda: {"body": TEXT}, True),
    ("drafts", "bob", "/rooms/studio/draft/", lambda: {"body": TEXT}, True),
    ("typing", "bob", "/rooms/studio/typing/", dict, False),
    ("searches", "bob", "/rooms/?q=oak", None, False),
    ("searches", "bob", "/people/?q=oak", None, False),
    ("searches", "bob", "/projects/?q=oak", None, False),
    ("searches", "bob", "/search/?q=oak", None, False),
    ("searches", "bob", "/search/?filter=1&author=ada", None, False),
    ("searches", "bob", "/rooms/studio/search/?q=oak", None, False),
    ("searches", "bob", "/rooms/studio/files/?q=oak", None, False),
    ("searches", "bob", "/rooms/studio/people/?q=oak", None, False),
    ("searches", "bob", "/messages/?q=oak", None, False),
    ("searches", "bob", "/messages/new/?q=oak", None, False),
    ("completions", "bob", "/rooms/studio/names/?q=@ad", None, False),
    ("completions", "bob", "/search/quick/?q=ad", None, False),
    ("invitations", "olga", "/settings/invitations/", lambda: {"note": TEXT, "uses_left": 1}, True),
    ("api", "bob", "/api/v1/tags/", None, False),
    ("tokens", "bob", "/settings/tokens/", lambda: {"name": TEXT, "scopes": ["everything"], "expiration": "90"}, True),
    ("bots", "ada", "/settings/bots/", lambda: {"name": TEXT, "username": f"loom{next(numbers)}"}, True),
    ("hooks", "visitor", "{hook}", lambda: {"text": TEXT}, False),
    ("guest_api", "visitor", "/api/v1/token/refresh/", lambda: {"refresh": "none"}, False),
    ("guest_entries", "visitor", "/rooms/studio/guest/", lambda: {"name": "admin"}, False),
    ("guest_messages", "guest", "/rooms/studio/messages/", lambda: {"body": TEXT}, True),
    ("guest_messages", "guest", "/rooms/studio/messages/{message}/reactions/", lambda: {"emoji": "👍"}, False),
    ("guest_network", "guest", "/rooms/studio/messages/", lambda: {"body": TEXT}, True),
    ("guest_previews", "guest", "/rooms/studio/preview/", lambda: {"body": TEXT}, True),
    ("guest_drafts", "guest", "/rooms/studio/draft/", lambda: {"body": TEXT}, True),
    ("guest_typing", "guest", "/rooms/studio/typing/", dict, False),
    ("guest_searches", "guest", "/rooms/studio/search/?q=oak", None, False),
    ("guest_completions", "guest", "/rooms/studio/names/?q=@ad", None, False),
]  # fmt: skip

PLAIN_FORMS = {
    "/projects/new/",
    "/rooms/new/",
    "/settings/profile/",
    "/settings/invitations/",
    "/settings/tokens/",
    "/settings/bots/",
    "/rooms/studio/guest/",
    "/rooms/studio/settings/",
}


def test_every_entry_of_the_table_is_tried_here():
    assert {entry for entry, *_rest in REQUESTS} == set(site_settings.RATE_LIMITS)


@pytest.mark.parametrize(("entry", "who", "address", "fields", "text_returns"), REQUESTS)
def test_an_entry_is_enforced(things, settings, entry, who, address, fields, text_returns):
    settings.RATE_LIMITS = {entry: (2, 60)}
    address = address.format(
        post=things.post.pk,
        message=things.message.pk,
        draft=things.draft.key,
        comment=things.comment.pk,
        project=things.project.pk,
        review=things.review.pk,
        hook=things.hook,
    )
    browser = things.browser_of(who)
    if entry == "tokens":
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for htmx in (True, False):
        forget_everything()  # how often was asked before
        refused = third_answer(browser, address, fields, HTMX if htmx else {})
        assert refused["Retry-After"] == "20"  # 1,000,000 is forty seconds into its minute
        assert "You’re doing that too often. Try again in 20 seconds." in refused.text
        if address.startswith(("/api/", "/hooks/")):
            assert refused["Content-Type"] == "application/problem+json"
        elif htmx and address not in PLAIN_FORMS:  # what is typed stays on the page, and the sentence appears there
            assert refused["Content-Type"].startswith("text/plain")
        elif text_returns:
            assert TEXT in refused.text


def third_answer(browser, address, fields, headers):
    def ask():
        return browser.post(address, fields(), headers=headers) if fields else browser.get(address, headers=headers)

    assert [ask().status_code == 429 for _n in range(2)] == [False, False]
    refused = ask()
    assert refused.status_code == 429
    return refused


@pytest.mark.both_databases
def test_a_person_is_counted_and_not_a_session(ada, bob, studio, client_of, settings):
    settings.RATE_LIMITS = {"messages": (1, 60)}
    assert client_of(ada).post("/rooms/studio/messages/", {"body": "One"}, headers=HTMX).status_code == 200
    assert client_of(ada).post("/rooms/studio/messages/", {"body": "Two"}, headers=HTMX).status_code == 429
    assert client_of(bob).post("/rooms/studio/messages/", {"body": "Three"}, headers=HTMX).status_code == 200


@pytest.mark.both_databases
def test_nothing_is_done_past_the_limit(bob, studio, client_of, settings):
    settings.RATE_LIMITS = {"rooms": (1, 3600), "joins": (0, 60)}
    browser = client_of(bob)
    for name in ("Loom", "Wool"):
        browser.post("/rooms/new/", {"name": name, "kind": "open"})
    assert list(Room.objects.filter(owner=bob, kind="open").values_list("name", flat=True)) == ["Loom"]
    browser.post("/rooms/studio/membership/")
    assert not studio.memberships.filter(user=bob).exists()


@pytest.mark.both_databases
def test_a_new_window_begins_anew(bob, studio, client_of, settings, monkeypatch):
    settings.RATE_LIMITS = {"typing": (1, 60)}
    browser = client_of(bob)
    assert [browser.post("/rooms/studio/typing/", headers=HTMX).status_code for _n in range(2)] == [204, 429]
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_000_020))
    assert browser.post("/rooms/studio/typing/", headers=HTMX).status_code == 204


@pytest.mark.both_databases
def test_files_are_counted_and_not_requests(bob, client_of, settings):
    settings.RATE_LIMITS = {"uploads": (3, 60)}
    browser = client_of(bob)
    assert browser.post("/posts/new/", {"photos": [picture(), picture()]}).status_code == 302
    assert browser.post("/posts/new/", {"photos": [picture(), picture()]}).status_code == 429


@pytest.mark.both_databases
def test_the_page_of_a_button_leads_back_to_where_it_was_pressed(things, settings):
    settings.RATE_LIMITS = {"follows": (0, 60)}
    refused = things.browser_of("bob").post(
        "/@ada/follow/", {"row": "x"}, headers={"Referer": "http://testserver/people/?q=a"}
    )
    assert refused.status_code == 429
    assert 'href="/people/?q=a"' in refused.text


@pytest.mark.both_databases
def test_visitors_who_search_are_counted_by_their_network(visitor, studio, set_site, settings):
    set_site(visitors_may_read="rooms-people")
    settings.RATE_LIMITS = {"guest_searches": (1, 60)}
    assert [visitor.get("/people/?q=a").status_code for _n in range(2)] == [200, 429]
    assert visitor.get("/people/?q=a", REMOTE_ADDR="198.51.100.9").status_code == 200
    assert visitor.get("/people/").status_code == 200


def test_guests_are_held_shorter_than_members():
    table = site_settings.RATE_LIMITS
    for name in ("messages", "previews", "drafts", "typing", "searches", "completions"):
        assert table[f"guest_{name}"][0] < table[name][0]
        assert table[f"guest_{name}"][1] == table[name][1]


# --- The variable ---------------------------------------------------------------------------------

TABLE = {"messages": (60, 60), "rooms": (20, 3600)}


@pytest.mark.parametrize(("text", "table", "wrong"), [
    ("", TABLE, []),
    ("messages=120/60", {"messages": (120, 60), "rooms": (20, 3600)}, []),
    (" messages=120/60 , rooms=off", {"messages": (120, 60)}, []),
    ("off", {}, []),
    ("messages=0/60", {"messages": (0, 60), "rooms": (20, 3600)}, []),
    ("mesages=1/60", TABLE, ["mesages=1/60"]),
    ("messages=1", TABLE, ["messages=1"]),
    ("messages=1/0", TABLE, ["messages=1/0"]),
    ("messages=-1/60,rooms=off", {"messages": (60, 60)}, ["messages=-1/60"]),
    ("on", TABLE, ["on"]),
])  # fmt: skip
def test_the_environment_changes_the_table(text, table, wrong):
    assert rate_limits(TABLE, text) == (table, wrong)


def test_an_entry_that_means_nothing_is_said_at_the_start(settings):
    from config.checks import problems

    settings.WRONG_RATE_LIMITS = ["mesages=1/60"]
    assert [sentence for id, sentence in problems() if id == "courtyard.E012" and "mesages=1/60" in sentence]


@pytest.mark.parametrize(("seconds", "words"), [(1, "1 second."), (40, "40 seconds."), (3600, "60 minutes.")])
def test_the_sentence_says_how_long(seconds, words):
    assert re.search(rf"Try again in {words}$", limits.RateLimited(seconds).sentence)
