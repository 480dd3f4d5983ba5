"""Feeds for feed readers, who sign in nowhere: what visitors may see, and nothing else."""

from xml.etree import ElementTree

import pytest

from apps.tags.models import Tag

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def for_visitors(set_site):
    return lambda: set_site(visitors_may_read="rooms-people")


def entries(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_a_public_profile_has_a_feed_of_what_everybody_sees(visitor, client_of, ada, show, for_visitors):
    show(ada, "Oak & ash \x0b #oak")
    show(ada, "For friends", audience="followers")
    for_visitors()
    for browser in (visitor, client_of(ada)):  # whoever asks gets the same
        for_visitors()
        (entry,) = entries(browser.get("/@ada/feed.atom"))
        assert entry.find(f"{ATOM}title").text == "Oak & ash ? #oak"
        assert 'src="http://testserver/media/photos/' in entry.find(f"{ATOM}summary").text
        assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/posts/")


def test_who_is_private_has_none_nor_has_a_site_that_shows_nobody(visitor, ada, show, set_site, for_visitors):
    show(ada, "Oak #oak")
    for address in ("/@ada/feed.atom", "/tags/oak/feed.atom"):
        set_site(visitors_may_read="rooms")
        assert visitor.get(address).status_code == 404
    ada.profile.is_private = True
    ada.profile.save()
    for_visitors()
    assert visitor.get("/@ada/feed.atom").status_code == 404
    for_visitors()
    assert entries(visitor.get("/tags/oak/feed.atom")) == []


def test_a_tag_has_a_feed(visitor, ada, bob, show, for_visitors):
    show(ada, "One #oak"), show(bob, "Two #oak"), show(bob, "Three")
    for_visitors()
    assert len(entries(visitor.get("/tags/OAK/feed.atom"))) == 2
    assert visitor.get("/tags/ash/feed.atom").status_code == 404


def test_somebodys_photos_with_a_tag(client_of, ada, bob, show):
    mine, other = show(ada, "One #oak"), show(bob, "Two #oak")
    plain = show(ada, "Three")
    Tag.objects.create(name="ash")
    page = client_of(bob).get("/@ada/tag/oak/").text
    assert f"/posts/{mine.pk}/" in page
    assert f"/posts/{other.pk}/" not in page
    assert f"/posts/{plain.pk}/" not in page
    assert "No photos here" in client_of(bob).get("/@ada/tag/ash/").text
    assert client_of(bob).get("/@ada/tag/beech/").status_code == 404
