"""Whether the site is well; its media files."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError

from apps.shared import views


@pytest.mark.both_databases
def test_a_well_site_says_so(visitor):
    response = visitor.get("/healthz")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["database"] == "ok"
    assert response["Cache-Control"] == "no-store"


def test_it_says_so_before_anybody_owns_it(client, db):
    assert client.get("/healthz").status_code == 200


@pytest.mark.both_databases
@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_a_site_without_its_database_says_so_in_json(visitor, monkeypatch, error):
    visitor.get("/healthz")  # from now on the site is known to have been opened

    class Away:
        def cursor(self):
            raise error("connection refused by the-secret-host")

    monkeypatch.setattr(views, "connection", Away())
    response = visitor.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "does not answer"} | (
        {"redis": "ok"} if "redis" in response.json() else {}
    )
    assert "secret" not in response.text


@pytest.mark.both_databases
def test_a_fresh_process_without_its_database_says_so_too(client, monkeypatch, db):
    """The first question of a new process must not be whether somebody owns the site."""

    def away(*arguments):
        raise DatabaseError("away")

    monkeypatch.setattr("apps.accounts.models.SiteSettings.has_been_opened", away)
    monkeypatch.setattr(views, "database_answers", lambda: "does not answer")
    client.raise_request_exception = False
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "failing"


@pytest.mark.both_databases
def test_redis_is_asked_where_it_is_configured(visitor, settings, monkeypatch):
    visitor.get("/healthz")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = visitor.get("/healthz")
    assert response.status_code == 503
    assert response.json()["redis"] == "does not answer"


# --- Media ----------------------------------------------------------------------------------------


@pytest.fixture
def stored():
    names = []

    def store(name, content=b"content"):
        names.append(default_storage.save(name, ContentFile(content)))
        return f"/media/{names[-1]}"

    yield store
    for name in names:
        default_storage.delete(name)


def test_a_picture_is_shown_and_kept(visitor, stored):
    response = visitor.get(stored("pictures/face.webp", b"RIFF"))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"RIFF"
    assert response["Content-Type"] == "image/webp"
    assert "Content-Disposition" not in response or "inline" in response["Content-Disposition"]
    assert "immutable" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["x.html", "x.svg", "x.xhtml", "x.js", "x.xml", "x.pdf", "x.unknown", "x", "x.webp.html"]
)
def test_what_could_run_as_ours_is_only_downloaded(visitor, stored, name):
    response = visitor.get(stored(name, b"<script>alert(1)</script>"))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "no-such.webp",
        "../settings.py",
        "pictures/../../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "/etc/passwd",
        "%2fetc/passwd",
        "pictures",
        "pictures/",
        ".",
        "a%00b",
        "x" * 300,
        "..\\secret.txt",
    ],
)
def test_nothing_else_of_the_disk_is_shown(visitor, stored, path, settings):
    stored("pictures/face.webp")
    with open(f"{settings.MEDIA_ROOT}/../secret.txt", "w") as secret:
        secret.write("secret")
    response = visitor.get(f"/media/{path}")
    assert response.status_code in (301, 400, 404)
    assert "secret" not in response.get("Location", "")
