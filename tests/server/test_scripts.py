"""The stream for scripts, and the bot of the README, through the real server."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import on_a_file
from .site import ROOT, wait_until

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def site(tmp_path_factory, request):
    sites = on_a_file(request, tmp_path_factory.mktemp("scripts"))
    yield sites(CORS_ORIGINS="https://app.example")
    sites.end()


def call(site, method, path, person, data=None):
    """A request of the API with somebody's token; the JSON of the answer."""
    headers = {"Authorization": f"Bearer {site.furniture['tokens'][person]}", "Content-Type": "application/json"}
    response = site.request(method, f"/api/v1/{path}", None, json.dumps(data) if data else None, **headers)
    assert response.status < 300, (response.status, response.text[:500])
    return json.loads(response.text) if response.text else None


def heard(stream, type):
    """The next event of a type, whose `data:` says the same as the lines around it."""
    event = stream.events(of=type)[0]
    assert event.json["type"] == type
    return event.json


def test_a_script_hears_what_happens_in_a_room_and_goes_on_where_it_stopped(site):
    script = site.script("ada", "studio").opened()
    place = script.place
    sent = call(site, "POST", "rooms/studio/messages/", "bob", {"body": "The **kiln** is hot"})
    created = heard(script, "message-created")
    assert created["message"] == sent
    assert created["id"] == int(script.place)
    assert sent["author"]["username"] == "bob"
    path = f"rooms/studio/messages/{sent['id']}/"
    call(site, "PUT", f"{path}reactions/{quote('👍')}/", "ada")
    reaction = heard(script, "reaction")
    assert reaction["reactions"] == [{"emoji": "👍", "count": 1, "usernames": ["ada"]}]
    assert (reaction["room"]["slug"], reaction["message"]) == ("studio", {"id": sent["id"]})
    call(site, "PATCH", path, "bob", {"body": "It is warm"})
    assert heard(script, "message-updated")["message"]["body"] == "It is warm"
    call(site, "POST", "rooms/studio/typing/", "bob")
    typing = heard(script, "typing")
    assert (typing["username"], typing["room"]["slug"]) == ("bob", "studio")
    with site.stream("bob", "studio").opened():
        assert heard(script, "presence")["count"] == 1, "who hears by a script is not there"
    late = site.script("ada", str(site.furniture["rooms"]["studio"]), place=place).opened()
    assert heard(late, "message-created")["message"]["body"] == "It is warm", "what is said now, not what was"
    call(site, "DELETE", path, "bob")
    for stream in (script, late):
        deleted = heard(stream, "message-deleted")
        assert (deleted["message"], deleted["room"]["slug"]) == ({"id": sent["id"]}, "studio")
        stream.close()


def test_a_script_hears_of_notifications(site):
    with site.script("ada").opened() as script:
        call(site, "PUT", "people/ada/follow/", "cleo")
        assert heard(script, "notification")["unread_count"] == 1


def test_who_may_not_hear_is_refused(site):
    for token, room, status, code in [
        (None, "kiln", 404, "not-found"),
        (None, "nowhere", 404, "not-found"),
        ("cy_nobody", "studio", 401, "invalid-token"),
    ]:
        response = site.request(
            "GET",
            f"/events/?format=json&room={room}",
            Authorization=f"Bearer {token or site.furniture['tokens']['cleo']}",
        )
        assert (response.status, json.loads(response.text)["code"]) == (status, code)
    response = site.request("GET", "/events/?format=json")
    assert (response.status, json.loads(response.text)["code"]) == (401, "not-authenticated")


def test_a_stream_ends_with_its_token(site):
    pair = json.loads(
        site.request(
            "POST",
            "/api/v1/token/",
            None,
            json.dumps({"username": "bob", "password": "unused"}),
            **{"Content-Type": "application/json"},
        ).text
    )
    script = site.script("bob", "kiln", token=pair["access"]).opened()
    body = json.dumps({"refresh": pair["refresh"]})
    assert (
        site.request("POST", "/api/v1/token/revoke/", None, body, **{"Content-Type": "application/json"}).status < 300
    )
    assert script.read_to_the_end()[-1]["type"] == "stream-closed"
    assert site.script("bob", "kiln", token=pair["access"]).status == 401


def test_the_bot_of_the_readme_answers(site, tmp_path):
    readme = (Path(ROOT) / "README.md").read_text()
    code = re.search(r"```python\n(import json.*?)```", readme, re.DOTALL)[1]
    assert len(code.strip().splitlines()) <= 25
    (tmp_path / "bot.py").write_text(code)
    environment = {
        **os.environ,
        "SITE": f"http://127.0.0.1:{site.port}",
        "ROOM": "kiln",
        "TOKEN": site.furniture["tokens"]["bob"],
    }
    bot = subprocess.Popen([sys.executable, tmp_path / "bot.py"], env=environment)
    try:
        with site.script("ada", "kiln").opened() as script:
            wait_until(lambda: site.inside()["streams"] == 2, what="the bot's stream")
            asked = call(site, "POST", "rooms/kiln/messages/", "ada", {"body": "ping"})
            assert heard(script, "message-created")["message"]["id"] == asked["id"]
            answer = heard(script, "message-created")["message"]
            assert (answer["author"]["username"], answer["body"]) == ("bob", "pong")
            assert answer["reply_to"]["id"] == asked["id"]
            call(site, "POST", "rooms/kiln/messages/", "ada", {"body": "That was all"})
            assert heard(script, "message-created")["message"]["body"] == "That was all", "the bot answers once"
    finally:
        bot.kill()
        bot.wait()


def test_browsers_use_it_from_the_origins_of_the_setting_alone(site):
    def allowed(method, path, origin="https://app.example", **headers):
        token = f"Bearer {site.furniture['tokens']['ada']}"
        response = site.request(method, path, Origin=origin, Authorization=token, **headers)
        assert "Access-Control-Allow-Credentials" not in response.headers
        return response.headers.get("Access-Control-Allow-Origin")

    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for path in ("/api/v1/me/", "/api/v1/nothing/", "/events/?format=json&room=nowhere"):
        assert allowed("GET", path) == "https://app.example"
        assert allowed("OPTIONS", path, **asks) == "https://app.example"
        assert allowed("GET", path, origin="https://other.example") is None
    assert allowed("GET", "/people/") is None
