"""Lists of rooms, members, files and names that are searched: by the folding that the index uses."""

import pytest

from apps.rooms.models import Room
from apps.tags.models import Tag
from tests.conftest import HTMX

pytestmark = pytest.mark.both_databases


@pytest.fixture
def isik(make_user):
    profile = make_user("zoe").profile
    profile.name = "Işık Sørensen"
    profile.save()
    return profile.user


ASKED = ["isik", "ışık", "IŞIK", "sorensen", "SØR"]


def test_names_that_are_completed(client_of, ada, studio, isik):
    for asked in ASKED:
        page = client_of(ada).get("/rooms/studio/names/", {"q": f"@{asked}"}, headers=HTMX)
        assert "Işık Sørensen" in page.text


def test_members_and_who_may_become_one(client_of, ada, studio, isik):
    adas = client_of(ada)
    for asked in ASKED:
        assert "@zoe" not in adas.get("/rooms/studio/people/", {"q": asked}, headers=HTMX).text
        assert "zoe" in adas.get("/rooms/studio/people/", {"username": asked}, headers=HTMX).text
    studio.join(isik)
    for asked in ASKED:
        assert "@zoe" in adas.get("/rooms/studio/people/", {"q": asked}, headers=HTMX).text


def test_whom_to_write_to_and_conversations(client_of, ada, isik):
    adas = client_of(ada)
    for asked in ASKED:
        assert "Işık" in adas.get("/messages/new/", {"q": asked}).text
    room = Room.objects.begin(ada, [isik])
    room.post(ada, "Hello")
    for asked in ASKED:
        assert list(adas.get("/messages/", {"q": asked}).context["conversations"]) == [room]
    assert list(adas.get("/messages/", {"q": "nobody"}).context["conversations"]) == []


def test_rooms_by_name_description_and_topic(client_of, bob, studio):
    studio.name, studio.description = "Möbel", "東京 kafé"
    studio.keep(["name", "description"])
    studio.topics.set(Tag.objects.named(["käse"]))
    for asked in ("mobel", "MÖBEL", "東京", "kafe", "kase"):
        assert "/rooms/studio/" in client_of(bob).get("/rooms/", {"q": asked}, headers=HTMX).text
    assert "/rooms/studio/" not in client_of(bob).get("/rooms/", {"q": "wood"}, headers=HTMX).text


def test_tags_that_are_completed(client_of, ada, studio):
    Tag.objects.named(["käse"])
    for asked in ("kas", "KÄS"):
        assert "käse" in client_of(ada).get("/rooms/studio/names/", {"q": f"#{asked}"}, headers=HTMX).text


def test_files_by_name(client_of, ada, bob, studio):
    message = studio.post(ada, "Here")
    details = {"size": 7, "content_type": "application/pdf", "file": "files/x.pdf"}
    message.attachments.create(room=studio, name="Grundriß 東京都.pdf", **details)
    for asked in ("grundriss", "GRUNDRIẞ", "東京"):
        assert "Grundriß" in client_of(bob).get("/rooms/studio/files/", {"q": asked}).text
    assert "Grundriß" not in client_of(bob).get("/rooms/studio/files/", {"q": "aufriss"}).text
