"""Direct conversations: begun, listed, accepted and declined by scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.api.scopes import Scope
from apps.people.models import Block
from apps.rooms.models import Membership, Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def shy_bob(bob):
    """Is asked before anybody writes to him whom he does not follow."""
    bob.profile.admits = bob.profile.Admits.FOLLOWED
    bob.profile.save()
    return bob


def begin(script, *usernames):
    return script.send("POST", "direct/", {"usernames": list(usernames)})


def people_in(response):
    assert response.status_code == 200, response.content
    return [[person["username"] for person in row["people"]] for row in response.json()["results"]]


def test_it_is_begun_once_and_seen_from_each_side(ada, bob, cleo, api):
    response = begin(api(ada), "Bob")
    assert response.status_code == 201, response.content
    room = response.json()
    assert response["Location"] == room["url"]
    assert (room["kind"], room["title"], room["owner"], room["is_closed"]) == ("direct", bob.profile.name, None, True)
    assert [person["username"] for person in room["people"]] == ["bob"]
    again = begin(api(bob), "ada", "bob")
    assert (again.status_code, again.json()["id"]) == (200, room["id"])
    assert again.json()["title"] == ada.profile.name
    assert begin(api(ada), "bob", "cleo").status_code == 201
    assert api(cleo).send("GET", f"rooms/{room['slug']}/").status_code == 404
    assert Room.objects.direct().count() == 2


def test_only_people_are_written_to_whom_one_may_find(ada, bob, cleo, api):
    Block.objects.make(cleo, ada)
    for names in ((), ("nobody",), ("ada",), ("cleo",), ("bob", "cleo"), ("a\0b",), tuple(f"u{n}" for n in range(12))):
        assert begin(api(ada), *names).status_code == 422, names
    assert not Room.objects.direct().exists()
    Block.objects.make(ada, bob)
    response = begin(api(ada), "bob")
    assert (response.status_code, response.json()["code"]) == (409, "unreachable")
    assert not Room.objects.direct().exists()


def test_a_request_is_accepted(ada, shy_bob, api):
    slug = begin(api(ada), "bob").json()["slug"]
    messages = f"rooms/{slug}/messages/"
    assert people_in(api(shy_bob).send("GET", "direct/?requests=true")) == [], "nothing was said yet"
    assert api(ada).send("POST", messages, {"body": "Hello"}).status_code == 201
    response = api(ada).send("POST", messages, {"body": "Hello?"})
    assert (response.status_code, response.json()["code"]) == (409, "posting-not-allowed")
    assert people_in(api(shy_bob).send("GET", "direct/")) == []
    requests = api(shy_bob).send("GET", "direct/?requests=true")
    assert people_in(requests) == [["ada"]]
    assert requests.json()["results"][0]["membership"]["admission"] == "asked"
    assert api(shy_bob).send("POST", messages, {"body": "Hi"}).json()["code"] == "posting-not-allowed"
    for _attempt in range(2):
        room = api(shy_bob).send("PUT", f"rooms/{slug}/admission/").json()
        assert room["membership"]["admission"] == "admitted"
    assert people_in(api(shy_bob).send("GET", "direct/")) == [["ada"]]
    assert api(ada).send("POST", messages, {"body": "Thanks"}).status_code == 201


def test_a_request_is_declined_and_nobody_is_told(ada, shy_bob, cleo, kiln, api):
    slug = begin(api(ada), "bob").json()["slug"]
    api(ada).send("POST", f"rooms/{slug}/messages/", {"body": "Hello"})
    waiting = api(ada).send("GET", f"rooms/{slug}/").json()
    for _attempt in range(2):
        assert api(shy_bob).send("DELETE", f"rooms/{slug}/admission/").status_code == 204
    assert people_in(api(shy_bob).send("GET", "direct/?requests=true")) == []
    assert api(ada).send("GET", f"rooms/{slug}/").json() == waiting
    assert api(cleo).send("PUT", f"rooms/{slug}/admission/").status_code == 404
    assert api(shy_bob).send("PUT", "rooms/kiln/admission/").status_code == 404
    assert api(shy_bob).send("DELETE", f"rooms/{slug}/membership/").status_code == 404


def test_the_inbox_is_paged_at_the_same_cost_and_searched(ada, make_user, api):
    script = api(ada)

    def write_to(name):
        room = Room.objects.begin(ada, [make_user(name)])
        room.post(ada, "Hello")
        return room

    def cost():
        script.send("GET", "direct/")
        with CaptureQueriesContext(connection) as queries:
            script.send("GET", "direct/")
        return len(queries)

    write_to("dora0")
    few = cost()
    rooms = [write_to(f"dora{number}") for number in range(1, 5)]
    assert cost() == few
    first = script.send("GET", "direct/?limit=3")
    assert people_in(first) == [["dora4"], ["dora3"], ["dora2"]]
    assert people_in(script.send("GET", first.json()["next"].split("/api/v1/")[1])) == [["dora1"], ["dora0"]]
    Membership.objects.filter(room=rooms[0], user=ada).update(level="hidden")
    assert ["dora1"] not in people_in(script.send("GET", "direct/"))
    assert people_in(script.send("GET", "direct/?q=dora1")) == [["dora1"]]


def test_scopes(ada, bob, api):
    assert begin(api(ada, Scope.MESSAGES_WRITE), "bob").status_code == 403
    assert api(ada, Scope.ROOMS_WRITE).send("GET", "direct/").status_code == 403
    assert begin(api(ada, Scope.ROOMS_WRITE), "bob").status_code == 201
