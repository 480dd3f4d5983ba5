"""The week by mail: to whom, with what, and once."""

from datetime import UTC, datetime, time

import pytest
from allauth.account.models import EmailAddress
from django_tasks_db.models import DBTaskResult

from apps.accounts.models import User
from apps.notifications.models import Preferences
from apps.people.models import Block
from apps.weeks import letters, making
from apps.weeks.models import Week, WeekMail
from tests.notifications.conftest import path_in
from tests.postbox import html, text
from tests.weeks.conftest import NEXT_MONDAY, SITE, WEEK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_home")]


def choose(user, **choices):
    Preferences.objects.filter(pk=user.pk).update(**choices)


@pytest.fixture
def week(lively, bob, clock):
    """Of which nobody has had a mail yet; bob wants one."""
    choose(bob, wants_week=True)
    week = Week.chosen_of(WEEK)
    week.save()
    clock(NEXT_MONDAY)
    return week


def mailed(week, *people):
    for user in people:
        letters.mail.call(week.pk, user.pk)


def test_the_week_comes_by_mail_with_all_its_sections(week, bob, ada, oak, studio, set_site, postbox):
    set_site(name="Alder Street")
    mailed(week, bob)
    (mail,) = postbox.mails
    question = studio.messages.get()
    assert mail["To"] == "bob@courtyard.example"
    assert mail["Subject"] == "The week at Alder Street: 9 – 15 November 2026"
    for part in (
        "Hello @bob,",
        "1 person joined, 1 post was shown and 1 message was written in the open rooms.",
        f"New here\n----\n\n- cleo\n  {SITE}/@cleo/\n",
        f"Most talked about\n----\n\n- ada: Oak\n  {SITE}/posts/{oak.pk}/\n",
        f"----\n\n- ada in Studio: Whose is the ladder?\n  {SITE}/rooms/studio/messages/{question.pk}/\n",
        f"Read the week:\n{SITE}/weeks/2026-11-09/\n",
    ):
        assert part in text(mail)
    assert f'href="{SITE}/posts/{oak.pk}/"' in html(mail)
    assert "----" not in html(mail)
    assert ">New here</h2>" in html(mail)


def test_one_click_ends_the_weeks_and_nothing_else(week, bob, postbox, client_of):
    mailed(week, bob)
    (mail,) = postbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_in(mail, "No more mails like this one")
    assert mail["List-Unsubscribe"].strip() == f"<{SITE}{path}>"
    assert client_of(None).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    bob.preferences.refresh_from_db()
    assert not bob.preferences.wants_week
    assert bob.preferences.digest == "weekly"


@pytest.mark.both_databases
def test_nobody_is_mailed_twice(week, bob, postbox):
    mailed(week, bob, bob)
    mailed(week, bob)
    assert len(postbox.mails) == 1
    assert WeekMail.objects.filter(week=week, user=bob).count() == 1


def test_a_mail_that_the_server_refused_is_sent_when_it_is_tried_again(week, bob, postbox):
    postbox.is_full = True
    with pytest.raises(OSError, match="452"):
        mailed(week, bob)
    assert not WeekMail.objects.exists()
    postbox.is_full = False
    mailed(week, bob)
    assert len(postbox.mails) == 1


def test_what_is_mailed_again_after_a_kill_has_the_number_of_the_first(week, bob, ada, postbox):
    choose(ada, wants_week=True)
    mailed(week, bob)
    WeekMail.objects.all().delete()  # as a kill between the server's word and the note leaves it
    mailed(week, bob, ada)
    first, again, other = (mail["Message-ID"] for mail in postbox.mails)
    assert first == again != other


@pytest.mark.parametrize("reason", ["unwanted", "unconfirmed", "closed", "blocked"])
def test_who_does_not_want_it_or_cannot_have_it_gets_none(week, ada, bob, cleo, postbox, reason):
    match reason:
        case "unwanted":
            choose(bob, wants_week=False)
        case "unconfirmed":
            EmailAddress.objects.filter(user=bob).update(verified=False)
        case "closed":
            User.objects.filter(pk=bob.pk).update(is_active=False)
        case "blocked":  # so that nothing is left for him to see
            Block.objects.make(bob, ada), Block.objects.make(cleo, bob)
    mailed(week, bob)
    assert not postbox.mails
    assert not WeekMail.objects.exists()


def test_each_mail_has_what_its_person_may_see(week, ada, bob, mod, cleo, postbox):
    choose(mod, wants_week=True)
    Block.objects.make(mod, ada)
    mailed(week, bob, mod)
    whole, part = map(text, postbox.mails)
    assert "ada: Oak" in whole
    assert "ladder" in whole
    assert "ada: Oak" not in part
    assert "ladder" not in part
    assert "/@cleo/" in part


def test_a_question_that_was_answered_since_is_not_mailed(week, ada, bob, studio, postbox):
    studio.post(bob, "Mine.", reply_to=studio.messages.get())
    mailed(week, bob)
    assert "ladder" not in text(postbox.mails[0])
    assert "Questions" not in text(postbox.mails[0])


def test_in_quiet_hours_it_waits_for_their_end(week, bob, postbox, clock):
    choose(bob, quiet_from=time(22), quiet_to=time(9, 30))
    clock(datetime(2026, 11, 16, 8, tzinfo=UTC))
    mailed(week, bob)
    assert not postbox.mails
    assert DBTaskResult.objects.get().run_after == datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    clock(datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
    mailed(week, bob)
    assert len(postbox.mails) == 1


@pytest.mark.both_databases
def test_from_the_round_to_the_postbox(lively, ada, bob, clock, postbox, hurry):
    choose(ada, wants_week=True), choose(bob, wants_week=True)
    clock(NEXT_MONDAY)
    making.make_last_week.enqueue()
    for _time in ("the page", "its plan", "its mails"):
        assert not hurry()
    assert sorted(mail["To"] for mail in postbox.mails) == ["ada@courtyard.example", "bob@courtyard.example"]
    assert WeekMail.objects.count() == 2


def test_a_name_of_two_lines_makes_no_line_of_its_own(week, bob, cleo, postbox):
    cleo.profile.name = "cleo\n\n- see http://bad.example"
    cleo.profile.save()
    mailed(week, bob)
    assert "- cleo - see http://bad.example\n" in text(postbox.mails[0])


def test_a_mail_is_made_in_a_fixed_number_of_queries(week, bob, make_user, django_assert_max_num_queries, postbox):
    with django_assert_max_num_queries(20):
        mailed(week, bob)
