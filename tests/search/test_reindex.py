"""`manage.py reindex`: what is missing or differs is put right, `--check` tells of it and changes nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.posts.models import Photo, Post
from apps.rooms.models import Message
from apps.shared import fulltext

pytestmark = pytest.mark.both_databases


@pytest.fixture
def post(ada, photo):
    return Post.objects.publish(ada, [photo()], "kiln")


def test_nothing_differs_where_everything_is_written_by_the_models(ada, studio, post, capsys):
    studio.post(ada, "kiln")
    call_command("reindex", check=True)
    assert capsys.readouterr().out == ""


def test_texts_that_differ_are_told_and_put_right(ada, studio, post, capsys):
    message = studio.post(ada, "kiln")
    Message.objects.filter(pk=message.pk).update(search_text="wheel")
    Photo.objects.filter(post=post).update(description="celadon")
    with pytest.raises(CommandError, match="2"):
        call_command("reindex", check=True)
    out = capsys.readouterr().out
    assert f"rooms.message: 1 rows differ from their texts: {message.pk}" in out
    assert f"posts.post: 1 rows differ from their texts: {post.pk}" in out
    assert Message.objects.get(pk=message.pk).search_text == "wheel"
    call_command("reindex", "rooms.message")
    with pytest.raises(CommandError, match="1"):
        call_command("reindex", check=True)
    call_command("reindex")
    call_command("reindex", check=True)
    assert Post.objects.get(pk=post.pk).search_text == "kiln celadon"


def test_an_index_that_differs_is_told_and_built_anew(ada, studio, capsys):
    message = studio.post(ada, "kiln")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            statement = "INSERT INTO rooms_message_words (rowid, room_id, search_text) VALUES (999, 1, 'wheel')"
            cursor.execute(statement)
        else:
            cursor.execute("UPDATE rooms_message SET words = NULL WHERE id = %s", [message.pk])
    assert not fulltext.is_sound(Message)
    with pytest.raises(CommandError):
        call_command("reindex", "rooms.message", check=True)
    assert "rooms.message: the full-text index differs from the table" in capsys.readouterr().out
    call_command("reindex", "rooms.message")
    assert "the index was built anew" in capsys.readouterr().out
    assert fulltext.is_sound(Message)


def test_it_goes_on_where_it_was_interrupted(ada, studio):
    first, second = studio.post(ada, "kiln"), studio.post(ada, "kiln")
    Message.objects.update(search_text=None)
    call_command("reindex", "rooms.message", after=f"rooms.message:{first.pk}")
    assert list(Message.objects.order_by("pk").values_list("search_text", flat=True)) == [None, "kiln"]
    call_command("reindex", missing=True)
    assert list(Message.objects.values_list("search_text", flat=True)) == ["kiln", "kiln"]
    assert second.pk > first.pk


def test_an_unknown_model_is_refused():
    with pytest.raises(CommandError, match=r"rooms\.message"):
        call_command("reindex", "rooms.massage")


def test_what_was_never_computed_is_by_migrate_where_an_index_is_missing(ada, studio, post):
    index = fulltext.index_of(Post)
    Post.objects.update(search_text=None)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {index.name}_new")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table waits for them
            cursor.execute(f"DROP INDEX {index.name}")
    fulltext.make_index("default", index)
    assert Post.objects.get(pk=post.pk).search_text == "kiln"
    assert fulltext.is_sound(Post)
