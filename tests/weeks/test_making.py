"""When a week's page is made, and that it is made once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from apps.accounts.models import User
from apps.notifications.models import Preferences
from apps.tasks import schedule
from apps.weeks import letters, making
from apps.weeks.models import Week
from tests.weeks.conftest import DAY, NEXT_MONDAY, WEDNESDAY, WEEK, came, comment, say

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def wants_week(user, **choices):
    Preferences.objects.filter(pk=user.pk).update(wants_week=True, **choices)


def planned():
    """(who, when) of each mail that waits."""
    queue = DBTaskResult.objects.filter(task_path=letters.mail.module_path)
    return sorted((task.args_kwargs["args"][1], task.run_after) for task in queue)


def test_on_monday_a_worker_makes_the_page_of_the_week_that_is_over(lively, clock, hurry, bob):
    round_of_weeks = next(
        one for one in schedule.rounds() if one.task.module_path == making.make_last_week.module_path
    )
    clock(NEXT_MONDAY - DAY)
    assert making.last_week() == WEEK - 7 * DAY
    making.make_last_week.call()
    assert not round_of_weeks.is_due()
    clock(NEXT_MONDAY)
    assert round_of_weeks.is_due()
    round_of_weeks.task.enqueue()
    assert not hurry()
    week = Week.objects.to_read().get()
    assert week.begins == WEEK
    assert len(week.sections_for(bob)) == 3
    assert not round_of_weeks.is_due()


def test_a_second_run_changes_nothing(lively, clock, hurry, bob):
    wants_week(bob)
    clock(NEXT_MONDAY)
    week = making.make(WEEK)
    for _time in range(2):
        making.make_last_week.call()
        making.plan_mails.call(week.pk)
    assert making.make(WEEK) is None
    assert not hurry()
    assert Week.objects.count() == 1
    assert len(planned()) == 1


def test_whoever_comes_too_late_with_a_page_of_the_same_week_mails_nobody(lively, clock, hurry, bob, monkeypatch):
    """As when two workers choose at once: both have looked before one of them wrote."""
    wants_week(bob)
    clock(NEXT_MONDAY)
    really_chosen = Week.chosen_of

    def slow(begins):
        week = really_chosen(begins)
        monkeypatch.setattr(Week, "chosen_of", really_chosen)
        assert making.make(begins)
        return week

    monkeypatch.setattr(Week, "chosen_of", slow)
    assert making.make(WEEK) is None
    assert not hurry()
    assert Week.objects.count() == 1
    assert len(planned()) == 1


def test_a_site_that_was_off_on_monday_makes_it_later_and_no_older_one(lively, clock):
    clock(NEXT_MONDAY + 3 * DAY)
    making.make_last_week.call()
    assert [week.begins for week in Week.objects.all()] == [WEEK]
    clock(NEXT_MONDAY + 30 * DAY)
    making.make_last_week.call()
    assert Week.objects.newest_first().first().begins == date(2026, 12, 7)
    assert Week.objects.count() == 2


def test_monday_begins_where_the_site_is(clock, settings):
    clock(datetime(2026, 11, 15, 14, tzinfo=UTC))
    assert making.last_week() == date(2026, 11, 2)
    settings.TIME_ZONE = "Pacific/Auckland"
    assert making.last_week() == WEEK


def test_a_week_in_which_nothing_happened_has_no_page_and_is_not_looked_at_again(ada, bob, studio, clock, client_of):
    wants_week(bob)
    User.objects.update(date_joined=WEDNESDAY - 30 * DAY)
    say(studio, ada, "Good morning.")
    clock(NEXT_MONDAY)
    making.make_last_week.call()
    assert not Week.objects.to_read().exists()
    assert not making.is_due()
    assert planned() == []
    assert client_of(bob).get(f"/weeks/{WEEK}/").status_code == 404
    assert "The first week is not over yet" in client_of(bob).get("/weeks/").text


def test_mails_are_planned_for_those_who_want_them_for_monday_morning_where_they_live(
    lively, clock, hurry, ada, bob, cleo, mod
):
    wants_week(ada)
    wants_week(bob, time_zone="America/New_York")
    wants_week(mod)
    User.objects.filter(pk=mod.pk).update(is_active=False)
    clock(NEXT_MONDAY)
    making.make_last_week.call()
    assert not hurry()
    morning = datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert planned() == sorted([(ada.pk, morning), (bob.pk, morning.replace(hour=13))])


class Killed(BaseException):
    """As nothing of ours catches it."""


def test_a_kill_leaves_the_page_with_its_mails_or_neither(lively, clock, hurry, bob, monkeypatch):
    wants_week(bob)
    clock(NEXT_MONDAY)
    with monkeypatch.context() as patched:
        patched.setattr(making.plan_mails.__class__, "enqueue", killed)
        with pytest.raises(Killed):
            making.make_last_week.call()
    assert not Week.objects.exists()
    making.make_last_week.call()
    assert not hurry()
    assert [person for person, _at in planned()] == [bob.pk]


def killed(*args, **kwargs):
    raise Killed


def test_a_kill_while_mails_are_planned_forgets_nobody_and_plans_none_twice(lively, clock, make_user, monkeypatch):
    people = [make_user(f"reader{number}") for number in range(5)]
    for user in people:
        wants_week(user)
    clock(NEXT_MONDAY)
    monkeypatch.setattr(making, "PORTION", 2)
    week = making.make(WEEK)
    really = making.morning_after
    with monkeypatch.context() as patched:
        patched.setattr(making, "morning_after", lambda *of: killed() if len(planned()) == 3 else really(*of))
        with pytest.raises(Killed):
            making.plan_mails.call(week.pk)
    assert len(planned()) == 2  # the portion in hand has gone, the one before it stays
    making.plan_mails.call(week.pk)
    assert [person for person, _at in planned()] == [user.pk for user in people]


def test_what_it_costs_to_choose_does_not_grow_with_what_there_is(lively, show, make_user, studio):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            Week.chosen_of(WEEK)
        return len(captured)

    few = cost()
    for number in range(8):
        user = came(make_user(f"new{number}"))
        comment(show(user, "Ash"), make_user(f"friend{number}"))
        say(studio, user, f"Question {number}?", at=WEDNESDAY - 3 * DAY + number * DAY / 2)
    assert cost() == few <= 8
