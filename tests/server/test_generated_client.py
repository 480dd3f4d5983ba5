"""A client that is made of nothing but the schema does what a member does; through the real server."""

import importlib
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from tests import pictures

from .conftest import on_a_file

pytestmark = pytest.mark.server
PACKAGE = "courtyard_client"


@pytest.fixture(scope="module")
def site(tmp_path_factory, request):
    sites = on_a_file(request, tmp_path_factory.mktemp("generated"))
    yield sites()
    sites.end()


@pytest.fixture(scope="module")
def module(site, tmp_path_factory):
    """`module("api.posts.posts_create")` of the client, which is made where nothing of it calls for a warning."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "schema.yml").write_text(site.get("/api/schema/").text)
    programs = Path(sys.executable).parent
    subprocess.run(
        [
            *(programs / "openapi-python-client", "generate", "--fail-on-warning", "--meta", "none"),
            *("--path", folder / "schema.yml", "--output-path", folder / PACKAGE),
        ],
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        check=True,
        capture_output=True,
    )
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    sys.path.remove(str(folder))


def test_it_signs_in_posts_follows_talks_reacts_and_hears_itself(site, module):
    def call(name, *arguments, **options):
        answer = module(f"api.{name}").sync_detailed(*arguments, client=client, **options)
        assert answer.status_code < 300, answer.content
        return answer.parsed

    models, client = module("models"), module("client").Client(f"http://127.0.0.1:{site.port}")
    pair = call("token.token_create", body=models.SignInRequest(username="cleo", password="unused"))
    renewed = call("token.token_refresh", body=models.RefreshRequest(pair.refresh))
    assert renewed.access != pair.access
    client = module("client").AuthenticatedClient(f"http://127.0.0.1:{site.port}", renewed.access)
    assert call("me.me_retrieve").username == "cleo"

    photo = module("types").File(BytesIO(pictures.picture()), "kiln.jpg", "image/jpeg")
    post = call("posts.posts_create", body=models.NewPostRequest([photo], body="The #kiln", descriptions=["Warm"]))
    assert [one.description for one in post.photos] == ["Warm"]
    assert [tag.name for tag in post.tags] == ["kiln"]
    assert [one.id for one in call("posts.posts_list", author="cleo").results] == [post.id]
    assert call("follows.follow_create", "ada").following is True

    events = client.get_httpx_client().stream("GET", "/events/", params={"room": "studio", "format": "json"})
    with events as stream:
        heard = (json.loads(line.removeprefix("data: ")) for line in stream.iter_lines() if line.startswith("data: "))
        assert next(heard)["type"] == "stream-open"
        said = call("messages.room_messages_create", "studio", body=models.NewMessageRequest("It is *warm*"))
        event = next(event for event in heard if event["type"] == "message-created")
        assert models.Message.from_dict(event["message"]) == said
        call("messages.room_reactions_create", "studio", said.id, "👍")
        reaction = next(event for event in heard if event["type"] == "reaction")
        assert models.Reactions.from_dict(reaction["reactions"][0]).usernames == ["cleo"]
    refused = module("api.token.token_refresh").sync_detailed(client=client, body=models.RefreshRequest(pair.refresh))
    assert refused.status_code == 401, "the first refresh token was used"
    assert module("api.me.me_retrieve").sync_detailed(client=client).status_code == 401, "and the whole login ended"
