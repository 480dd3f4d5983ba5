"""Pages are sent compressed; what a foreign site asks for is not, nor what would not become smaller."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from apps.shared.compression import LEVEL, MOST_PADDING, CompressionMiddleware, compressed

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
PAGE = b"<p>Words of a page</p>" * 1000


def answer(make=lambda: HttpResponse(PAGE), **headers):
    return CompressionMiddleware(lambda _request: make())(RequestFactory().get("/", **headers))


def test_a_page_is_sent_compressed_and_says_on_what_that_depends():
    response = answer(**GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert int(response["Content-Length"]) == len(response.content) < len(PAGE) / 10
    assert gzip.decompress(response.content) == PAGE


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "br, gzip;q=0.5", "*", "deflate , gzip ; q=1"])
def test_who_takes_gzip_is_given_it(accepted):
    assert answer(HTTP_ACCEPT_ENCODING=accepted).has_header("Content-Encoding")


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip"])
def test_who_does_not_is_not(accepted):
    response = answer(HTTP_ACCEPT_ENCODING=accepted)
    assert response.content == PAGE
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("site", "is_compressed"), [("same-origin", 1), ("none", 1), ("same-site", 0), ("cross-site", 0)]
)
def test_a_foreign_site_learns_nothing_by_the_length(site, is_compressed):
    assert answer(**GZIP, HTTP_SEC_FETCH_SITE=site).has_header("Content-Encoding") == bool(is_compressed)


def test_the_length_differs_each_time():
    assert len({len(compressed(PAGE)) for _ in range(50)}) > 10
    assert max(len(compressed(PAGE)) for _ in range(50)) < len(gzip.compress(PAGE, LEVEL)) + MOST_PADDING + 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: HttpResponse(b"short"),
        lambda: HttpResponse(PAGE, content_type="image/webp"),
        lambda: HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
        lambda: StreamingHttpResponse([PAGE]),
    ],
    ids=["short", "a picture", "compressed already", "a stream"],
)
def test_what_gains_nothing_stays_as_it_is(make):
    assert answer(make, **GZIP).get("Content-Encoding") != "gzip"


def test_an_etag_becomes_weak_and_still_answers():
    response = answer(lambda: HttpResponse(PAGE, headers={"ETag": '"seven"'}), **GZIP)
    assert response["ETag"] == 'W/"seven"'


def test_a_page_and_its_fragment_are_compressed(client_of, ada, studio):
    for number in range(20):
        studio.post(ada, f"Words {number}")
    browser = client_of(ada)
    for address, headers in (("/rooms/studio/", {}), ("/rooms/studio/messages/", {"HTTP_HX_REQUEST": "true"})):
        response = browser.get(address, **GZIP, **headers)
        assert response["Content-Encoding"] == "gzip"
        assert {"Accept-Encoding", "Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


def test_a_feed_that_has_not_changed_is_not_sent_again(visitor, set_site, studio, ada):
    set_site(visitors_may_read="rooms")
    for number in range(20):
        studio.post(ada, f"Words {number} " * 20)
    first = visitor.get("/rooms/studio/feed.atom", **GZIP)
    assert first["ETag"].startswith('W/"')
    again = visitor.get("/rooms/studio/feed.atom", **GZIP, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert not again.content
