"""The tables are what the models say, from nothing, and no name can take the site's own addresses."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import URLPattern, get_resolver

from apps.shared.reserved import RESERVED

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_test_database_was_made_by_all_migrations():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_an_empty_file_becomes_a_site(tmp_path):
    """As on the first start: every migration in its order, in a process that knows nothing of tests."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
    }
    for arguments in (["migrate", "--verbosity=0"], ["migrate", "--check"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def first_words(patterns=None, before=""):
    """The literal first segment of every address, as far as it has one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if "/" in route or isinstance(pattern, URLPattern):
            word = re.match(r"[^/<(\[]*", route)[0].rstrip("$\\Z")
            if word and "@" not in word:
                yield word
        else:
            yield from first_words(pattern.url_patterns, route)


def test_the_sites_own_addresses_are_reserved():
    words = set(first_words())
    assert {"rooms", "people", "admin", "accounts", "settings", "healthz", "events", "media", "join"} <= words
    words |= {url.strip("/").split("/")[0] for url in (settings.STATIC_URL, settings.MEDIA_URL)}
    assert {word for word in words if word.lower() not in RESERVED} == set()


def test_rooms_cannot_be_called_like_the_pages_beside_them():
    from apps.rooms import urls

    seconds = {
        match[1] for pattern in urls.urlpatterns if (match := re.match(r"rooms/([a-z-]+)/", str(pattern.pattern)))
    }
    assert "new" in seconds
    assert seconds - RESERVED == set()


def test_reserved_words_are_written_as_names_are():
    assert {word for word in RESERVED if word != word.lower()} == set()
