"""Where a form says it wants to go afterwards is a wish, and whoever made the link may not be a friend."""

import pytest

BACK = [
    "foo",
    "a b",
    "rooms:rooms",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "\r\nX: y",
]


@pytest.mark.parametrize("back", BACK)
def test_a_strange_way_back_is_not_taken(visitor, back):
    response = visitor.post("/settings/appearance/", {"scheme": "dark", "next": back})
    assert response["Location"] == "/settings/appearance/"


@pytest.mark.parametrize("back", BACK[3:])
def test_nor_after_signing_in(client, ada, back):
    from tests.cast import PASSWORD

    response = client.post(f"/accounts/login/?next={back}", {"login": "ada", "password": PASSWORD, "next": back})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_a_way_back_on_this_site_is(visitor):
    response = visitor.post("/settings/appearance/", {"scheme": "dark", "next": "/rooms/?q=1"})
    assert response["Location"] == "/rooms/?q=1"
