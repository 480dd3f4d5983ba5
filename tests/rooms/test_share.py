"""A post or a project is shared by its link, into a room or a direct message."""

import pytest

from apps.people.models import Block
from apps.rooms.models import Message
from apps.shared.addresses import absolute

ADDRESS = "/share/?path=/projects/7/"


def test_the_link_and_some_words_are_posted_in_a_room(client_of, studio, bob):
    studio.join(bob)
    browser = client_of(bob)
    page = browser.get(ADDRESS).text
    assert absolute("/projects/7/") in page
    assert "Studio" in page
    sent = browser.post(ADDRESS, {"room": "studio", "body": f"Look: {absolute('/projects/7/')}"})
    message = Message.objects.get()
    assert sent.url == f"{studio.get_absolute_url()}#message-{message.pk}"
    assert 'href="' in message.body_html
    assert message.author == bob


def test_it_goes_to_a_person_as_a_direct_message(client_of, ada, bob):
    client_of(bob).post(ADDRESS, {"username": "@Ada", "body": "Look"})
    assert Message.objects.get().room.is_direct


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a room or a person."),
        ({"room": "studio", "username": "ada"}, "Choose a room or a person."),
        ({"room": "kiln"}, "Select a valid choice"),
        ({"username": "nobody"}, "There is no member with this username."),
        ({"username": "bob"}, "There is no member with this username."),
        ({"room": "studio", "body": " \u200b"}, "A message can’t be empty."),
        ({"room": "studio", "body": "x" * 50_000}, "characters"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(client_of, studio, kiln, make_user, bob, typed, sentence):
    studio.join(bob)
    kiln.leave(bob)
    response = client_of(bob).post(ADDRESS, {"body": "My words"} | typed)
    assert response.status_code == 422
    assert sentence in response.text
    assert "My words" in response.text or "body" in typed
    assert not Message.objects.exists()


def test_nobody_is_reached_across_a_block_and_no_page_elsewhere_is_shared(client_of, studio, ada, bob):
    studio.join(bob)
    Block.objects.make(ada, bob)
    browser = client_of(bob)
    refused = client_of(ada).post(ADDRESS, {"username": "bob", "body": "Look"})
    assert refused.status_code == 422
    assert "You can’t post there now." in refused.text
    for path in ("", "//evil.example/", "https://evil.example/", "projects:new"):
        assert browser.get("/share/", {"path": path}).status_code == 404
    studio.archive()
    assert browser.post(ADDRESS, {"room": "studio", "body": "Look"}).status_code == 422
