"""The pages of the weeks, and the ways to them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.people.models import Block
from apps.weeks import making, sections, views
from apps.weeks.models import Week
from tests.conftest import HTMX, forget_everything
from tests.weeks.conftest import DAY, NEXT_MONDAY, WEDNESDAY, WEEK, came, comment, say

pytestmark = pytest.mark.django_db

ADDRESS = f"/weeks/{WEEK}/"


@pytest.fixture
def week(lively, clock):
    clock(NEXT_MONDAY)
    return making.make(WEEK)


def weeks(number):
    """The last of them is WEEK."""
    return Week.objects.bulk_create(
        Week(begins=WEEK - timedelta(weeks=back), totals={"photos": back + 1}) for back in range(number)
    )


def test_a_week_shows_who_is_new_the_photos_and_the_questions(week, client_of, bob, oak, studio, set_site):
    set_site(name="Alder Street")
    page = client_of(bob).get(ADDRESS).text
    assert ">Follow<" in page
    assert "button--primary" not in page
    question = studio.messages.get()
    assert "<h1>9 – 15 November 2026</h1>" in page
    assert "The week at Alder Street" in page
    assert "1 person joined, 1 post was shown and 1 message was written in the open rooms." in page
    assert re.findall(r'<h2 class="display" id="\w+">(.*?)</h2>', page) == [
        "New here",
        "Most talked about",
        "Questions without an answer",
    ]
    assert 'href="/@cleo/"' in page
    assert f'href="/posts/{oak.pk}/"' in page
    assert f'href="/rooms/studio/messages/{question.pk}/?reply={question.pk}"' in page
    assert f'name="reply_to" value="{question.pk}"' in (
        client_of(bob).get(f"/rooms/studio/messages/{question.pk}/?reply={question.pk}").text
    )


def test_the_page_counts_no_like_of_whom_a_block_parts_from_the_viewer(week, client_of, ada, bob, cleo, oak):
    oak.like(ada), oak.like(cleo)
    assert "2 likes" in client_of(bob).get(ADDRESS).text
    Block.objects.make(bob, cleo)
    page = client_of(bob).get(ADDRESS).text
    assert "1 like<" in page
    assert "2 likes" not in page


def test_empty_sections_are_left_out_and_a_week_of_which_nothing_is_left_says_so(week, client_of, ada, bob, cleo, oak):
    oak.remove()
    page = client_of(bob).get(ADDRESS).text
    assert "Most talked about" not in page
    assert "New here" in page
    ada.delete(), cleo.delete()
    assert "Nothing of it is left" in client_of(bob).get(ADDRESS).text


def test_an_answered_question_needs_no_answer(week, client_of, bob, studio):
    studio.post(bob, "Mine.", reply_to=studio.messages.get())
    page = client_of(bob).get(ADDRESS).text
    assert "Answered since" in page
    assert "?reply=" not in page


@pytest.mark.parametrize("begins", ["2026-11-02", "2026-11-10", "2026-02-31", "0000-00-00", "2026-W46", "week"])
def test_what_is_no_week_is_not_found(week, client_of, bob, begins):
    assert client_of(bob).get(f"/weeks/{begins}/").status_code == 404


@pytest.mark.parametrize("address", ["/weeks/", ADDRESS])
def test_the_weeks_are_for_members(week, visitor, client_of, bob, address, set_site):
    set_site(visitors_may_read="rooms-people")
    response = visitor.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert client_of(bob).post(address).status_code == 405


@pytest.mark.parametrize(
    ("begins", "title"),
    [
        ("2026-11-09", "9 – 15 November 2026"),
        ("2026-09-28", "28 September – 4 October 2026"),
        ("2026-12-28", "28 December 2026 – 3 January 2027"),
    ],
)
def test_a_weeks_title_says_no_part_of_it_twice(begins, title):
    assert Week(begins=timezone.datetime.fromisoformat(begins).date()).title == title


def test_one_week_leads_to_the_next(client_of, bob):
    weeks(3)
    Week.objects.filter(begins=WEEK - 7 * DAY).update(is_quiet=True)
    browser, oldest = client_of(bob), WEEK - 14 * DAY
    assert f'rel="prev" href="/weeks/{oldest}/"' in browser.get(ADDRESS).text
    assert 'rel="next"' not in browser.get(ADDRESS).text
    assert f'rel="next" href="{ADDRESS}"' in browser.get(f"/weeks/{oldest}/").text


@pytest.mark.both_databases
def test_all_weeks_stand_in_a_list_page_by_page(client_of, bob, monkeypatch):
    monkeypatch.setattr(views, "WEEKS", 2)
    made = weeks(5)
    browser, address, seen = client_of(bob), "/weeks/", []
    while address:
        page = browser.get(address).text
        seen += re.findall(r'class="row__cover" href="(/weeks/[\d-]+/)"', page)
        more = re.search(r'href="(/weeks/\?before=[\d-]+)"', page)
        address = more and more[1]
    assert seen == [week.get_absolute_url() for week in made]
    fragment = browser.get(f"/weeks/?before={WEEK}", headers=HTMX).text
    assert "<html" not in fragment
    assert fragment.count("row--week") == 2
    assert browser.get("/weeks/?before=nonsense").status_code == 200
    assert "That was all" in browser.get("/weeks/?before=2020-01-06").text


def test_the_list_shows_photos_that_one_may_see(week, client_of, bob, oak):
    assert client_of(bob).get("/weeks/").text.count("row__thumb") == 1
    oak.archive()
    assert "row__thumb" not in client_of(bob).get("/weeks/").text


@pytest.mark.parametrize("address", ["/weeks/", ADDRESS])
def test_a_page_costs_the_same_with_little_and_with_much_on_it(
    lively, client_of, bob, show, make_user, studio, address
):
    browser = client_of(bob)

    def cost():
        Week.objects.all().delete()
        making.make(WEEK), making.make(WEEK - 7 * DAY)
        browser.get(address)
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return [query["sql"] for query in captured]

    few = cost()
    for number in range(8):
        user = came(make_user(f"new{number}"))
        comment(show(user, "Ash", number=2), make_user(f"friend{number}"))
        say(studio, user, f"Question {number}?", at=WEDNESDAY - 3 * DAY + number * DAY / 2)
    many = cost()
    assert len(few) == len(many), "\n".join([*few, "— and with more rows:", *many])
    assert len(few) <= 18


# --- The ways there -------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_feed_speaks_of_a_new_week_for_some_days(lively, client_of, bob, clock):
    browser = client_of(bob)
    assert "/weeks/2" not in browser.get("/").text
    clock(NEXT_MONDAY)
    Week.objects.filter(pk=making.make(WEEK).pk).update(made_at=NEXT_MONDAY)
    Week.objects.all().forget_newest()  # nothing commits inside a test
    for after, is_told in ((0, True), (3, True), (5, False)):
        clock(NEXT_MONDAY + after * DAY)
        assert (f'href="{ADDRESS}"' in browser.get("/").text) == is_told
    clock(NEXT_MONDAY)
    assert ADDRESS not in browser.get("/?before=999999").text


def test_the_directory_leads_to_the_weeks(client_of, bob, visitor, set_site):
    set_site(visitors_may_read="rooms-people")
    assert 'href="/weeks/"' in client_of(bob).get("/people/").text
    assert 'href="/weeks/"' not in visitor.get("/people/").text


# --- Sections of other apps -----------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_section_of_another_app_joins_by_registering(client_of, bob, cleo, monkeypatch):
    monkeypatch.setattr(sections, "_sections", dict(sections._sections))
    came(bob, WEDNESDAY - 30 * DAY), came(cleo)
    asked = []
    sections.register(
        "projects",
        title="New projects",
        template="weeks/_people.html",
        choose=lambda begins, ends: asked.append((begins, ends)) or [7, 8],
        shown_to=lambda user, numbers: [user.profile] if numbers == [7, 8] else [],
        line=lambda row: row.name,
        number=lambda begins, ends: 2,
        sentence=lambda number: f"{number} projects began",
        order=15,
    )
    week = making.make(WEEK)
    assert week.chosen["projects"] == [7, 8]
    assert asked[0][1] - asked[0][0] == 7 * DAY
    page = client_of(bob).get(ADDRESS).text
    assert page.index("New here") < page.index("New projects")
    assert "1 person joined and 2 projects began." in page


def test_a_week_of_before_a_section_was_known_has_none_of_it(client_of, bob):
    Week.objects.create(begins=WEEK, chosen={"gone": [1]}, totals={"gone": 3})
    assert "Nothing of it is left" in client_of(bob).get(ADDRESS).text


def test_every_section_has_its_template():
    for section in sections.sections():
        assert get_template(section.template)
