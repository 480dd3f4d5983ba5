"""Feeds for feed readers, who sign in nowhere: what visitors may see, and nothing else."""

import re
from xml.etree import ElementTree

import pytest
from django.utils.feedgenerator import rfc3339_date

from apps.shared.atom import with_absolute_links
from apps.tags.models import Tag

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def for_visitors(set_site, settings):
    settings.SITE_URL = "https://yard.example.org"
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
        assert entry.find(f"{ATOM}title").text == "Oak & ash #oak"
        assert 'src="https://yard.example.org/media/photos/' in entry.find(f"{ATOM}summary").text
        assert entry.find(f"{ATOM}link").get("href").startswith("https://yard.example.org/posts/")


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


@pytest.mark.both_databases
def test_a_tag_has_a_feed(visitor, ada, bob, show, for_visitors):
    show(ada, "One #oak"), show(bob, "Two #oak"), show(bob, "Three")
    for_visitors()
    assert len(entries(visitor.get("/tags/OAK/feed.atom"))) == 2
    assert visitor.get("/tags/ash/feed.atom").status_code == 404


@pytest.mark.both_databases
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


@pytest.mark.parametrize("address", ["/@ada/feed.atom", "/tags/oak/feed.atom"])
def test_every_link_of_a_feed_is_absolute(visitor, ada, bob, show, for_visitors, address):
    show(ada, "#oak for @bob, [here](/rooms/) and [there](https://glaze.example/?a=1&b=2)")
    for_visitors()
    text = visitor.get(address, headers={"host": "other.example"}).text
    feed = ElementTree.fromstring(text.encode())
    (entry,) = entries(visitor.get(address))
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    links += re.findall(r'(?:href|src)="([^"]+)"', entry.find(f"{ATOM}summary").text)
    links += [entry.find(f"{ATOM}id").text, feed.find(f"{ATOM}id").text]
    assert len(links) > 8
    assert {link.split("/")[2] for link in links} == {"yard.example.org", "glaze.example"}
    assert {link.split("/")[0] for link in links} == {"https:"}
    assert f"https://yard.example.org{address}" in links
    assert "other.example" not in text


def test_html_is_left_as_it_is_but_for_its_links(settings):
    settings.SITE_URL = "http://localhost"
    html = '<p>href="/x" <code>&lt;a href="/y"&gt;</code> <a href="?q=1">a</a> <a title="b" href="../3/">c</a>'
    html += '<a href="//[">d</a></p>'
    assert with_absolute_links(html, "/posts/7/") == html.replace('"?q=1"', '"http://localhost/posts/7/?q=1"').replace(
        '"../3/"', '"http://localhost/posts/3/"'
    )


@pytest.mark.both_databases
def test_a_feed_is_sent_again_when_it_changed_and_only_then(visitor, ada, show, for_visitors):
    first, second = show(ada, "One"), show(ada, "Two")
    for_visitors()
    validators = [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]

    def edit():
        second.edit("Three")

    def describe():
        second.photos.update(description="A bowl")

    def rename():
        ada.profile.name = "Ada of the looms"
        ada.profile.save()

    for change in (edit, describe, rename, second.remove, first.archive, first.bring_back, first.remove):
        was = visitor.get("/@ada/feed.atom")
        for header, kept in validators:
            again = visitor.get("/@ada/feed.atom", headers={header: was[kept]})
            assert (again.status_code, again.content) == (304, b"")
            assert (again["ETag"], again["Last-Modified"]) == (was["ETag"], was["Last-Modified"])
        change()
        for header, kept in validators:
            again = visitor.get("/@ada/feed.atom", headers={header: was[kept]})
            assert again.status_code == 200, (change, header)
            assert again.text != was.text


@pytest.mark.both_databases
def test_when_an_entry_and_a_feed_were_updated(visitor, ada, show, for_visitors):
    post = show(ada, "One")
    for_visitors()
    assert entries(visitor.get("/@ada/feed.atom"))[0].find(f"{ATOM}updated").text == rfc3339_date(post.published_at)
    post = post.edit("Two")
    feed = ElementTree.fromstring(visitor.get("/@ada/feed.atom").content)
    assert (
        feed.find(f"{ATOM}updated").text
        == feed.find(f"{ATOM}entry/{ATOM}updated").text
        == rfc3339_date(post.edited_at)
    )
    assert feed.find(f"{ATOM}entry/{ATOM}published").text == rfc3339_date(post.published_at)
    post.remove()
    feed = ElementTree.fromstring(visitor.get("/@ada/feed.atom").content)
    assert feed.find(f"{ATOM}updated").text == rfc3339_date(ada.date_joined)
