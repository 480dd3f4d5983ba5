"""View as: `<main>` of one's own pages is what others get, from the same code; nothing is written."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.people.models import Block, Follow, Profile, ProfileLink
from apps.people.profile_tabs import addresses_of_tabs
from apps.posts.models import Post
from apps.projects.models import Project
from tests.conftest import HTMX

pytestmark = pytest.mark.django_db

TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"')
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
WORDS = {"everyone": "Seen by all", "followers": "Seen by followers"}


def main_of(response, status=200):
    assert response.status_code == status, response.content[:200]
    return TOKENS.sub("", re.search(r"<main.*?</main>", response.text, re.DOTALL)[0])


@pytest.fixture
def profile(ada):
    """Ada's, with a post and a project for everyone and for her followers, a skill, a link and a draft."""
    for audience, words in WORDS.items():
        post = Post.objects.create(author=ada, body=words, audience=audience)
        photo = dict.fromkeys(("large", "medium", "small"), "photos/oak.webp")
        post.photos.create(position=0, width=40, height=30, content_type="image/webp", description=words, **photo)
        Project.objects.create(owner=ada, title=words, audience=audience, published_at=timezone.now())
    Project.objects.create(owner=ada, title="Not yet seen")
    ada.profile.bio, ada.profile.place = "Weaves", "Loft"
    ada.profile.save()
    ada.profile.set_skills(["weaving"])
    ada.profile.set_links([ProfileLink.of("https://ada.example/")])
    return ada.profile


def addresses(profile):
    found = addresses_of_tabs(profile) | {"/@ada/photos/", "/@ada/tag/weaving/", "/@ada/skills/weaving/"}
    assert {"/@ada/", "/@ada/about/"} <= found
    return sorted(found)


@pytest.fixture(params=[False, True], ids=["open", "private"])
def private(request, profile):
    Profile.objects.filter(pk=profile.pk).update(is_private=request.param)
    return request.param


@pytest.fixture(params=["visitor", "member", "follower", "blocked"])
def other(request, client_of, ada, bob, cleo, set_site):
    """A real person of the kind, and what it is called; others follow and are blocked too."""
    set_site(visitors_may_read="rooms-people")
    Follow.objects.make(cleo, ada)
    if request.param == "follower":
        Follow.objects.make(bob, ada)
    elif request.param == "blocked":
        Block.objects.make(ada, bob)
    return request.param, client_of(None if request.param == "visitor" else bob)


@pytest.mark.both_databases
def test_the_preview_is_what_they_get(client_of, ada, profile, private, other):
    view_as, browser = other
    adas = client_of(ada)
    for address in addresses(profile):
        answer = browser.get(address, follow=True)
        if view_as == "visitor" and answer.redirect_chain:
            assert "/accounts/login/" in answer.redirect_chain[-1][0]
            continue
        theirs = main_of(answer, 404 if view_as == "blocked" else 200)
        assert main_of(adas.get(address, {"view_as": view_as})) == theirs, address
    if view_as == "blocked":
        assert theirs == main_of(browser.get("/@nobody/"), 404)


@pytest.mark.parametrize("address", ["/@ada/followers/", "/@ada/following/"])
def test_lists_and_further_pages_are_previewed_too(client_of, ada, profile, private, other, address):
    view_as, browser = other
    status = browser.get(address).status_code
    preview = client_of(ada).get(address, {"view_as": view_as})
    if status == 302:
        assert "Visitors have to sign in first" in main_of(preview)
    elif view_as == "follower" and "followers" in address:  # who is in it
        assert "cleo" in main_of(preview)
    else:
        assert main_of(preview) == main_of(browser.get(address), status)


def test_what_htmx_brings_is_read_as_the_other_too(client_of, ada, profile, private, other, monkeypatch):
    """Older photos, a further page of a tab, another tab."""
    monkeypatch.setattr("apps.posts.grid.GRID", 1)
    monkeypatch.setattr("apps.projects.views.profile.PAGE", 1)
    view_as, browser = other
    adas = client_of(ada)
    newest = Post.objects.order_by("-pk").first()
    for address, data in [
        ("/@ada/photos/", {"before": newest.pk + 1}),
        ("/@ada/photos/", {"before": newest.pk}),
        ("/@ada/projects/", {"after": "x"}),
        ("/@ada/about/", {}),
    ]:
        theirs = browser.get(address, data, headers=HTMX)
        answer = adas.get(address, data | {"view_as": view_as}, headers=HTMX)
        if theirs.status_code == 404 or "HX-Redirect" in theirs:
            assert answer.status_code == 404
        else:
            assert TITLE.sub("", TOKENS.sub("", theirs.text)).strip() == TOKENS.sub("", answer.text).strip()
        assert "/settings/" not in answer.text
    text = adas.get("/@ada/about/", {"view_as": view_as}, headers=HTMX | {"HX-Target": "profile-body"}).text
    assert ('id="view-as" hx-swap-oob="true"' in text) == (view_as != "blocked")


def test_links_and_requests_stay_in_the_view(client_of, ada, profile):
    """By a script and by htmx: without them, the banner's links lead to each tab."""
    text = client_of(ada).get("/@ada/", {"view_as": "follower"}).text
    assert """hx-vals='{"view_as": "follower"}'""" in text
    assert 'data-behaviour="view-as" data-view-as="follower" data-of="/@ada/"' in text


def test_it_shows_what_each_may_see(client_of, ada, profile, private, other):
    view_as, _browser = other
    main = main_of(client_of(ada).get("/@ada/", {"view_as": view_as}))
    assert ("Seen by followers" in main) == (view_as == "follower")
    assert ("Seen by all" in main) == (view_as == "follower" or (view_as != "blocked" and not private))
    assert "Not yet seen" not in main
    assert "/settings/" not in main


def test_a_visitor_who_has_to_sign_in_sees_nothing(client_of, ada, profile, set_site):
    set_site(visitors_may_read="nothing")
    main = main_of(client_of(ada).get("/@ada/", {"view_as": "visitor"}))
    assert "Visitors have to sign in first" in main
    assert "Seen by all" not in main


def test_the_banner_says_as_whom_and_leads_out_and_to_each_tab(client_of, ada, profile):
    text = client_of(ada).get("/@ada/about/", {"view_as": "follower"}).text
    banner, main = text.index('class="view-as"'), text.index("<main")
    assert banner < main
    assert "Viewing your profile as <b>a follower</b>" in text
    for link in ('href="/@ada/?view_as=follower"', 'href="?view_as=blocked"', 'href="/@ada/about/">Exit'):
        assert link in text[banner:main], link
    assert 'href="?view_as=member"' in main_of(client_of(ada).get("/@ada/"))


@pytest.mark.parametrize("view_as", ["visitor", "member", "follower", "blocked"])
def test_it_writes_nothing_and_leaves_notifications_unread(client_of, ada, bob, profile, view_as):
    Profile.objects.get(user=ada).take_follower(bob)
    adas = client_of(ada)
    adas.get("/people/")
    before = ada.notifications.unread().count()
    for address in addresses(profile):
        with CaptureQueriesContext(connection) as captured:
            adas.get(address, {"view_as": view_as})
        written = [query["sql"] for query in captured if re.match(r"INSERT|UPDATE|DELETE", query["sql"])]
        assert not [sql for sql in written if "people_" in sql or "notifications_" in sql], written
    assert ada.notifications.unread().count() == before
    assert not Profile.objects.filter(pk=-1).exists()


@pytest.mark.parametrize("view_as", ["", "owner", "admin", "-1"])
def test_another_view_is_ones_own_page(client_of, ada, profile, view_as):
    adas = client_of(ada)
    assert main_of(adas.get("/@ada/", {"view_as": view_as})) == main_of(adas.get("/@ada/"))


def test_no_one_looks_at_anothers_page_as_someone_else(client_of, bob, visitor, profile, set_site):
    set_site(visitors_may_read="rooms-people")
    for browser in (client_of(bob), visitor):
        for address in addresses(profile):
            assert main_of(browser.get(address, {"view_as": "follower"})) == main_of(browser.get(address))
            assert "view-as" not in browser.get(address, {"view_as": "follower"}).text
