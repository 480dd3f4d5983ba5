"""What every address of the API has in common: problems, pages, ETags, repetition, limits, the schema."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import yaml
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver
from django.utils import timezone

from apps.api.models import IdempotentRequest
from apps.api.scopes import Scope

pytestmark = pytest.mark.django_db


def test_a_visitor_is_told_to_bring_a_token(api, ada):
    response = api(None).send("GET", "me/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not-authenticated"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "people/nobody/", 404),
        ("GET", "nothing/", 404),
        ("POST", "me/", 405),
        ("GET", "people/?limit=0", 422),
        ("GET", "people/?limit=101", 422),
        ("GET", "people/?after=kiln", 422),
        ("GET", "people/?after=1.", 422),
        ("GET", "people/?q=%00", 400),
        ("GET", f"people/?q={'x' * 9_000}", 414),
        ("GET", "people/?sort=shoe-size", 422),
        ("GET", "people/ada%00/", 400),
        ("GET", "people/ada/followers/?after=x", 422),
        ("GET", "me/blocks/?after=-1", 422),
    ],
)
def test_every_refusal_is_a_problem_document(api, ada, method, path, status):
    response = api(ada).send(method, path)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert set(problem) == {"type", "title", "status", "detail", "code", "errors"}


def test_what_is_wrong_with_a_field_is_said_as_on_the_page(api, ada):
    response = api(ada).send("PATCH", "me/", {"name": "", "headline": "x" * 100, "is_private": "perhaps"})
    assert response.status_code == 422
    assert {error["field"] for error in response.json()["errors"]} == {"name", "is_private"}
    response = api(ada).send("PATCH", "me/", {"headline": "x" * 100})
    [error] = response.json()["errors"]
    assert error["field"] == "headline"
    assert "80" in error["detail"]


@pytest.mark.parametrize("body", ["{", "[1]", '"me"', "null", "\ufeff{}"])
def test_a_body_that_is_no_object_is_refused(api, ada, body):
    response = api(ada).generic("PATCH", "/api/v1/me/", body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


def test_who_may_write_alone_reads_nothing_in_the_answer(api, ada, bob, studio):
    """ "A write scope does not include the read scope": not by a reaction to one message after the other, either."""
    message = studio.post(ada, "Between us")
    for method, path, write, read in (
        ("PUT", f"rooms/studio/messages/{message.pk}/reactions/👍/", Scope.MESSAGES_WRITE, Scope.ROOMS_READ),
        ("PUT", "rooms/studio/membership/", Scope.ROOMS_WRITE, Scope.ROOMS_READ),
        ("PUT", "people/ada/follow/", Scope.PEOPLE_WRITE, Scope.PEOPLE_READ),
    ):
        writes = api(bob, write).send(method, path, {})
        assert (writes.status_code, writes.content) == (204, b""), path
        assert api(bob, write, read).send(method, path, {}).status_code == 200, path
    assert [one.emoji for one in studio.messages.with_rows().get().tally] == ["👍"]


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"scope":' * 10_000, '{"scope": "\\ud800"}', '{"\\udfff": 1}', "[NaN]"]
)
def test_json_that_could_not_be_answered_is_refused(client, body):
    """Too deep for Python, and half of a surrogate pair, which no sentence about it could name."""
    response = client.post("/api/v1/token/", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse-error")
    whole = client.post("/api/v1/token/", '{"scope": "\\ud83d\\ude00"}', content_type="application/json")
    assert (whole.status_code, "😀" in whole.content.decode()) == (422, True)


def test_an_answer_has_an_etag_and_is_not_sent_twice(api, ada):
    script = api(ada)
    first = script.send("GET", "people/")
    again = script.send("GET", "people/", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    ada.profile.headline = "Throws pots"
    ada.profile.save()
    assert script.send("GET", "people/", If_None_Match=first["ETag"]).status_code == 200


def test_no_cache_gives_one_persons_answer_to_another(api, ada):
    response = api(ada).send("GET", "me/")
    assert "private" in response["Cache-Control"]
    assert {"Authorization", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


def test_limits_are_said_and_kept(api, ada, bob, settings):
    settings.RATE_LIMITS = {"api": (5, 60), "follows": (2, 600)}
    script = api(ada)
    response = script.send("PUT", "people/bob/follow/")
    assert response["RateLimit-Policy"] == '"api";q=5;w=60, "follows";q=2;w=600'
    assert response["RateLimit"].startswith('"api";r=4;t=')
    assert '"follows";r=1;t=' in response["RateLimit"]
    script.send("DELETE", "people/bob/follow/")
    response = script.send("PUT", "people/bob/follow/")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert response.json()["code"] == "rate-limited"
    assert not ada.following.exists()


class TestIdempotency:
    """With the one POST that needs a person: signing in has none, and is not repeated."""

    @pytest.fixture
    def view(self, monkeypatch):
        """An address that counts how often it is asked."""
        from rest_framework.response import Response

        from apps.api.views.people import Me

        calls = []

        def post(self, request):
            calls.append(request.data)
            if request.data.get("fails"):
                raise RuntimeError
            return Response({"number": len(calls)}, status=201, headers={"Location": "/somewhere/"})

        monkeypatch.setattr(Me, "post", post, raising=False)
        return calls

    def test_a_repetition_gets_the_same_answer(self, api, ada, view):
        script = api(ada)
        first = script.send("POST", "me/", {"a": 1}, Idempotency_Key="one")
        again = script.send("POST", "me/", {"a": 1}, Idempotency_Key="one")
        assert len(view) == 1
        assert (again.status_code, again.content) == (201, first.content)
        assert again["Location"] == "/somewhere/"
        assert again["Idempotency-Replayed"] == "true"
        assert again["Content-Type"] == first["Content-Type"]

    @pytest.mark.parametrize("content_type", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
    def test_a_form_without_files_is_repeated_too(self, api, ada, view, content_type):
        script = api(ada)
        for data, status in (({"a": 1}, 201), ({"a": 1}, 201), ({"a": 2}, 422)):
            body = encode_multipart(BOUNDARY, data) if content_type == MULTIPART_CONTENT else urlencode(data)
            headers = {"Idempotency-Key": "one"}
            response = script.generic("POST", "/api/v1/me/", body, content_type=content_type, headers=headers)
            assert response.status_code == status, response.content
        assert len(view) == 1

    def test_another_key_and_no_key_are_other_requests(self, api, ada, view):
        script = api(ada)
        for headers in ({"Idempotency_Key": "one"}, {"Idempotency_Key": "two"}, {}, {}):
            assert script.send("POST", "me/", {"a": 1}, **headers).status_code == 201
        assert len(view) == 4

    def test_a_key_belongs_to_a_person(self, api, ada, bob, view):
        for user in (ada, bob):
            assert "Idempotency-Replayed" not in api(user).send("POST", "me/", {"a": 1}, Idempotency_Key="one")
        assert len(view) == 2

    def test_a_key_belongs_to_one_request(self, api, ada, view):
        script = api(ada)
        script.send("POST", "me/", {"a": 1}, Idempotency_Key="one")
        response = script.send("POST", "me/", {"a": 2}, Idempotency_Key="one")
        assert (response.status_code, len(view)) == (422, 1)

    def test_while_it_is_answered_a_repetition_waits(self, api, ada, view):
        script = api(ada)
        script.send("POST", "me/", {"a": 1}, Idempotency_Key="one")
        IdempotentRequest.objects.update(status=None)
        response = script.send("POST", "me/", {"a": 1}, Idempotency_Key="one")
        assert (response.status_code, response.json()["code"]) == (409, "in-progress")

    def test_a_request_that_took_too_long_leaves_the_key_to_the_next_one(self, ada):
        slow, _new = IdempotentRequest.objects.begin(ada, "one", "a")
        IdempotentRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        fast, is_new = IdempotentRequest.objects.begin(ada, "one", "a")
        assert is_new
        fast.finish(201, "fast", {})
        slow.finish(201, "slow", {})
        assert IdempotentRequest.objects.get().body == "fast"

    def test_after_a_failure_of_ours_it_is_tried_again(self, api, ada, view):
        script = api(ada)
        script.raise_request_exception = False
        assert script.send("POST", "me/", {"fails": True}, Idempotency_Key="one").status_code == 500
        assert script.send("POST", "me/", {"fails": True}, Idempotency_Key="one").status_code == 500
        assert len(view) == 2

    @pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
    def test_a_key_is_short_and_printable(self, api, ada, view, key):
        assert api(ada).send("POST", "me/", {"a": 1}, Idempotency_Key=key).status_code == 422
        assert not view


def test_the_schema_names_every_address(client_of):
    response = client_of(None).get("/api/schema/")
    assert response.status_code == 200
    schema = yaml.safe_load(response.content)
    resolver = get_resolver("apps.api.urls").url_patterns[0]
    assert len(schema["paths"]) == len(resolver.url_patterns)
    operations = [one for path in schema["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one.get("description") for one in operations if "list" in one["operationId"])


def test_the_schema_is_made_without_a_warning(capsys):
    from django.core.management import call_command

    call_command("spectacular", "--fail-on-warn", "--validate", "--file", "/dev/null")


def test_the_documentation_is_served_by_us(client_of):
    response = client_of(None).get("/api/docs/")
    assert response.status_code == 200
    assert b"http://" not in response.content
    assert b"https://" not in response.content


def test_json_is_the_only_way_to_be_read(api, ada):
    response = api(ada).get("/api/v1/me/", headers={"Accept": "text/html"})
    assert json.loads(response.content)


def test_json_is_taken_as_the_schema_says(api, ada, studio):
    """What a form cannot say otherwise is wrong in JSON: a number for a text, a text for a number, yes for true."""
    script = api(ada)
    for path, method, body, field in [
        ("me/", "PATCH", {"headline": 5}, "headline"),
        ("me/", "PATCH", {"is_private": "yes"}, "is_private"),
        ("rooms/studio/messages/", "POST", {"body": "One", "reply_to": "1"}, "reply_to"),
        ("rooms/studio/messages/", "POST", {"body": "One", "reply_to": True}, "reply_to"),
        ("rooms/studio/", "PATCH", {"topics": ["oak", 5]}, "topics"),
    ]:
        response = script.send(method, path, body)
        assert response.status_code == 422, (path, body)
        assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not studio.messages.exists()
    form = "name=Ada&is_private=true"
    response = script.generic("PATCH", "/api/v1/me/", form, content_type="application/x-www-form-urlencoded")
    assert response.json()["is_private"] is True, "a form has nothing but texts"
