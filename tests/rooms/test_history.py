"""Pages of what was said before and after, and the day one goes to: which messages, and that the index finds them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.rooms.models import Message
from apps.rooms.rows import newest_sent, sent
from apps.rooms.views.pages import PAGE
from apps.shared import paging
from tests.conftest import HTMX

from . import talking

pytestmark = pytest.mark.both_databases


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


@pytest.fixture
def talk(ada, studio):
    return [message.pk for message in talking.talk(studio, [ada], 3 * PAGE, apart=timedelta(milliseconds=1))]


def numbers(response):
    return [int(pk) for pk in re.findall(r'<li id="message-(\d+)"', response.text)]


def links(response):
    """The pages that this one leads to, as somebody without JavaScript finds them."""
    shown = re.sub(r"<template.*?</template>", "", response.text, flags=re.DOTALL)
    return re.findall(r'href="/rooms/studio/messages/\?(before|after)=(\d+)"', shown)


def test_the_newest_are_what_the_queryset_would_say(talk, studio):
    by_hand, asked = newest_sent(studio, 5), list(sent(studio.messages).order_by("-pk")[:5])
    assert by_hand == asked
    assert by_hand[0]._fields == asked[0]._fields
    assert [row.sent_at.utcoffset() for row in by_hand] == [row.sent_at.utcoffset() for row in asked]


def test_a_whole_page_leads_to_both_sides(bobs, talk):
    middle = bobs.get(f"/rooms/studio/messages/?before={talk[2 * PAGE]}")
    assert numbers(middle) == talk[PAGE : 2 * PAGE]
    assert links(middle) == [("before", str(talk[PAGE])), ("after", str(talk[2 * PAGE - 1]))]
    assert '<noscript><a href="/rooms/studio/messages/">' in middle.text
    assert links(bobs.get(f"/rooms/studio/messages/?before={talk[PAGE]}")) == [("after", str(talk[PAGE - 1]))]
    assert links(bobs.get(f"/rooms/studio/messages/?after={talk[2 * PAGE - 1]}")) == [("before", str(talk[2 * PAGE]))]
    assert links(bobs.get("/rooms/studio/")) == [("before", str(talk[2 * PAGE]))]


def test_a_piece_leads_on_where_it_was_asked_for_alone(bobs, talk):
    older = bobs.get(f"/rooms/studio/messages/?before={talk[2 * PAGE]}", headers=HTMX)
    assert links(older) == [("before", str(talk[PAGE]))]
    newer = bobs.get(f"/rooms/studio/messages/?after={talk[PAGE - 1]}", headers=HTMX)
    assert links(newer) == [("after", str(talk[2 * PAGE - 1]))]


def test_around_a_number_that_is_gone_are_its_neighbours(bobs, studio, talk):
    studio.remove(Message.objects.get(pk=talk[60]))
    assert numbers(bobs.get(f"/rooms/studio/messages/?around={talk[60]}")) == talk[19:60] + talk[61:101]


def test_the_link_to_older_messages_knows_who_spoke_before(bobs, ada, studio, talk):
    page = bobs.get("/rooms/studio/").text
    link = re.search(r'<a class="waiting"[^>]*before=[^>]*>', page)[0]
    assert f'data-author="{ada.pk}"' in link
    assert 'data-sent="20' in link


def test_the_message_that_was_asked_for_is_marked_for_its_reader_alone(bobs, talk):
    page = bobs.get(f"/rooms/studio/messages/{talk[60]}/")
    assert re.findall(r'<li id="message-(\d+)" tabindex="-1" autofocus class="message message--target', page.text) == [
        str(talk[60])
    ]
    assert "message--target" not in bobs.get("/rooms/studio/").text


# --- Days -----------------------------------------------------------------------------------------


def test_a_day_leads_to_its_first_message_or_the_next(bobs, studio, talk):
    for pk, day in ((talk[10], 2), (talk[11], 2), (talk[12], 5)):
        Message.objects.filter(pk=pk).update(sent_at=datetime(2020, 11, day, 12, tzinfo=UTC))
    for day, pk in (("2020-11-02", talk[10]), ("2020-11-01", talk[10]), ("2020-11-03", talk[12])):
        assert bobs.get(f"/rooms/studio/messages/?on={day}")["Location"] == f"/rooms/studio/messages/{pk}/"


@pytest.mark.parametrize("day", ["", "soon", "2999-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "1" * 300])
def test_a_day_that_never_comes_leads_to_the_newest(bobs, talk, day):
    assert bobs.get(f"/rooms/studio/messages/?on={day}")["Location"] == "/rooms/studio/"


def test_a_stranger_goes_to_no_day_of_a_closed_room(client_of, cleo, kiln, ada):
    kiln.post(ada, "Secret")
    assert client_of(cleo).get("/rooms/kiln/messages/?on=2020-01-01").status_code == 404


# --- What it costs --------------------------------------------------------------------------------


def plan_of(queryset):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of a few rows would be read whole
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    return queryset.explain()


def test_every_page_is_found_by_the_index(studio, talk):
    messages = sent(studio.messages)
    for queryset in (
        messages.order_by("-pk")[: PAGE + 1],
        messages.filter(pk__lt=talk[50]).order_by("-pk")[: PAGE + 1],
        messages.filter(pk__gt=talk[50]).order_by("pk")[: PAGE + 1],
    ):
        plan = plan_of(queryset)
        assert "message_by_room" in plan
        assert "message_by_room_and_time" not in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan
    assert "message_by_room_and_time" in plan_of(
        studio.messages.sent_from(datetime(2026, 11, 2, tzinfo=UTC).date())[:1]
    )


@pytest.mark.parametrize("where", ["newest", "before", "after", "around"])
def test_a_page_deep_down_asks_what_the_first_asks(bobs, studio, talk, where):
    pk = talk[len(talk) // 2]
    query = "" if where == "newest" else f"?{where}={pk}"
    bobs.get(f"/rooms/studio/messages/{query}", headers=HTMX)
    with CaptureQueriesContext(connection) as captured:
        response = bobs.get(f"/rooms/studio/messages/{query}", headers=HTMX)
    assert numbers(response)
    assert len(captured) <= 8
    assert [query["sql"] for query in captured if "OFFSET" in query["sql"] or "COUNT(" in query["sql"]] == []


def test_pages_know_both_sides_only_where_asked(studio, talk):
    page = paging.before(studio.messages.all(), talk[50], 10)
    assert (page.has_older, page.has_newer) == (True, None)
    assert page.previous.pk == talk[39]
    page = paging.with_both_sides(page, studio.messages.all())
    assert (page.has_older, page.has_newer) == (True, True)
    page = paging.with_both_sides(paging.after(studio.messages.all(), talk[-1], 10), studio.messages.all())
    assert (page.has_older, page.has_newer) == (False, False)
