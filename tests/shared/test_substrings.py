"""Parts of words are found through an index, in the same rows as without one, whatever happens to the table."""

import logging

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Q

from apps.people.models import Profile
from apps.shared import substrings

pytestmark = pytest.mark.both_databases
INDEX = "people_profile_search_text_parts"


def found(part):
    """The usernames of those in whose text it is, which must be the same as without the index."""
    names = set(Profile.objects.filter(search_text__substring=part).values_list("user__username", flat=True))
    assert names == set(Profile.objects.filter(search_text__contains=part).values_list("user__username", flat=True))
    return names


@pytest.fixture
def zoe(make_user):
    def write(**values):
        user = make_user("zoe")
        for name, value in {"name": "Zoë Sørensen", **values}.items():
            setattr(user.profile, name, value)
        user.profile.save()
        return user.profile

    return write


@pytest.mark.parametrize(
    "part", ["zoe", "oe s", "sorensen", "rense", "oe", "山田太", "山田", 'say "hi', "100% _w", "\\"]
)
def test_a_part_of_a_word_is_found(zoe, part):
    zoe(bio='山田太郎 says: say "hi", 100% _with_ \\')
    assert found(part) == {"zoe"}


@pytest.mark.parametrize("part", ["zoes", "zoe OR", '"', "zoe*", "sor_nsen", "z%n", "search_text:zoe", "NEAR(zoe)"])
def test_nothing_in_a_question_is_an_operator(zoe, part):
    zoe()
    assert "zoe" not in found(part)


def test_a_changed_row_is_found_by_its_new_text_alone(zoe):
    profile = zoe(headline="Letterpress")
    profile.headline = "Welding"
    profile.save()
    assert (found("letterpress"), found("welding")) == (set(), {"zoe"})
    Profile.objects.filter(pk=profile.pk).update(headline="Pottery")
    assert (found("welding"), found("pottery")) == (set(), {"zoe"})


def test_a_deleted_row_leaves_the_index(zoe):
    zoe(headline="Letterpress").user.delete()
    assert found("letterpress") == set()


def test_it_can_be_part_of_a_larger_condition(zoe):
    zoe()
    either = Q(search_text__substring="sorensen") | Q(user__username="ada")
    assert set(Profile.objects.filter(either).values_list("user__username", flat=True)) == {"zoe", "ada"}
    assert "zoe" not in Profile.objects.exclude(search_text__substring="sorensen").values_list(
        "user__username", flat=True
    )


def test_the_index_is_asked(zoe):
    plan = Profile.objects.filter(search_text__substring="sorensen").explain()
    if connection.vendor == "sqlite":
        assert INDEX in plan
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert INDEX in Profile.objects.filter(search_text__substring="sorensen").explain()


def drop_index():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("new", "gone", "changed"):
                cursor.execute(f"DROP TRIGGER {INDEX}_{name}")
            cursor.execute(f"DROP TABLE {INDEX}")
        else:
            cursor.execute(f"DROP INDEX {INDEX}")
    substrings.has_table.cache_clear()


def test_without_the_index_the_table_is_read(zoe):
    drop_index()
    try:
        zoe()
        assert found("sorensen") == {"zoe"}
    finally:
        substrings.has_table.cache_clear()


def test_migrate_makes_an_index_that_is_missing_and_fills_it(zoe):
    drop_index()
    profile = zoe(headline="Letterpress")
    call_command("migrate", verbosity=0)
    assert found("sorensen") == {"zoe"}
    profile.headline = "Welding"
    profile.save()
    assert (found("letterpress"), found("welding")) == (set(), {"zoe"})
    assert (
        INDEX in Profile.objects.filter(search_text__substring="sorensen").explain() or connection.vendor != "sqlite"
    )


def test_migrate_gives_back_the_triggers_that_sqlite_loses_with_a_table(zoe):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {INDEX}_new")
    zoe()
    call_command("migrate", verbosity=0)
    assert found("sorensen") == {"zoe"}


def test_a_database_that_refuses_the_extension_is_migrated_with_a_warning(caplog):
    class Cursor:
        db = connection

        def execute(self, statement, parameters=None):
            if "pg_extension" in statement or "VIRTUAL TABLE" in statement:
                raise DatabaseError("permission denied to create extension; no such module: fts5")

        def fetchone(self):
            return None

        def fetchall(self):
            return []

    make = substrings.make_table if connection.vendor == "sqlite" else substrings.make_trigram_index
    with caplog.at_level(logging.WARNING):
        make(Cursor(), Profile, Profile._meta.get_field("search_text"), INDEX)
    assert "reads whole tables" in caplog.text
