"""Digests: what stands in them, when they come, and that nobody gets one twice whatever is killed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.accounts.models import User
from apps.notifications import digests, letters
from apps.notifications.models import Mute, Notification, Preferences
from apps.people.models import Follow
from apps.posts.models import Comment
from apps.tasks import schedule
from tests.notifications.conftest import SITE, path_in, to_mail
from tests.postbox import html, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_home"), pytest.mark.both_databases]

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
SATURDAY_MORNING = datetime(2026, 11, 21, 8, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)


def choose(user, **choices):
    Preferences.objects.filter(pk=user.pk).update(**choices)


def preferences_of(user):
    return Preferences.objects.get(pk=user.pk)


def due_at(user):
    return preferences_of(user).digest_due_at


@pytest.fixture
def friday(clock):
    """It is Friday noon, and nobody has a digest due."""
    clock(FRIDAY)
    digests.run.call()
    return FRIDAY


@pytest.fixture
def on_monday(clock, hurry):
    """The digests of Monday morning are sent."""

    def send():
        clock(MONDAY_MORNING)
        assert digests.is_due()
        digests.run.call()
        assert not hurry()
        assert not digests.is_due()

    return send


def digest_now(user):
    digests.digest.call(user.pk, Notification.objects.latest("pk").pk)


# --- What stands in it ----------------------------------------------------------------------------


def test_what_was_not_read_in_a_week_comes_on_monday(oak, ada, bob, cleo, friday, on_monday, postbox, set_site):
    set_site(name="Alder Street")
    for person in (bob, cleo):
        oak.like(person)
    comment = Comment.objects.say(oak, bob, "A fine grain")
    on_monday()
    (mail,) = postbox.mails
    assert mail["To"] == "ada@courtyard.example"
    assert mail["Subject"] == "2 things wait for you at Alder Street"
    place = f"{SITE}/posts/{oak.pk}/"
    assert f"- bob commented on your photo: “A fine grain”\n  {place}?comment={comment.pk}#comment-{comment.pk}\n" in (
        text(mail)
    )
    assert f"- cleo and bob liked your photo\n  {place}\n" in text(mail)
    assert f'href="{place}"' in html(mail)
    assert mail["List-Id"] == "<digest.yard.example>"
    assert mail["List-Unsubscribe"].strip() == f"<{SITE}{path_in(mail, 'No more mails like this one')}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_told_once_is_not_told_in_the_next_one(oak, ada, bob, cleo, friday, on_monday, postbox, clock, hurry):
    oak.like(bob)
    on_monday()
    oak.like(cleo)
    clock(MONDAY_MORNING + timedelta(days=7))
    digests.run.call()
    hurry()
    assert len(postbox.mails) == 2
    assert "- cleo liked your photo\n" in text(postbox.mails[1])
    assert postbox.mails[0]["Message-ID"] != postbox.mails[1]["Message-ID"]


def test_where_there_is_nothing_nothing_comes(oak, ada, bob, friday, on_monday, postbox):
    oak.like(bob)
    ada.notifications.read()
    on_monday()
    assert postbox.mails == []
    assert due_at(ada) == MONDAY_MORNING + timedelta(days=7)


def test_what_is_not_in_the_list_or_was_mailed_or_will_be_is_not_told_again(oak, ada, bob, cleo, postbox, make_user):
    for person in (bob, cleo, make_user("dora"), make_user("ed")):
        oak.like(person)
    ada.notifications.filter(actor=bob).update(is_listed=False)
    ada.notifications.filter(actor=cleo).update(to_mail=True)
    ada.notifications.filter(actor__username="dora").update(mailed_at=timezone.now())
    digest_now(ada)
    (mail,) = postbox.mails
    assert "- ed liked your photo\n" in text(mail)


def test_what_a_mail_told_at_once_stands_in_no_digest(oak, ada, bob, postbox):
    Comment.objects.say(oak, bob, "@ada")
    to_mail(ada)
    letters.mail.call(ada.pk)
    digest_now(ada)
    assert postbox.subjects() == ["bob mentioned you"]


def test_what_a_digest_told_is_not_mailed_at_once_after_it(oak, ada, bob, postbox):
    Comment.objects.say(oak, bob, "@ada")
    digest_now(ada)
    to_mail(ada)
    letters.mail.call(ada.pk)
    assert postbox.subjects() == ["1 thing waits for you at Courtyard"]
    assert not ada.notifications.filter(to_mail=True).exists()


def test_what_is_muted_since_is_not_told(oak, ada, bob, cleo, postbox):
    for person in (bob, cleo):
        oak.like(person)
    Mute.objects.create(user=ada, place=f"profile-{cleo.pk}")
    digest_now(ada)
    assert "- bob liked your photo\n" in text(postbox.mails[0])


def test_many_rows_are_the_newest_ones_and_a_number(oak, ada, bob, postbox):
    for number in range(letters.ROWS + 1):
        Comment.objects.say(oak, bob, f"{number} for @ada")
    digest_now(ada)
    (mail,) = postbox.mails
    assert mail["Subject"] == f"{letters.ROWS + 1} things wait for you at Courtyard"
    assert text(mail).count("- bob mentioned you") == letters.ROWS
    assert "And 1 more." in text(mail)


def test_what_one_may_no_longer_see_is_not_told(ada, bob, show, postbox):
    Follow.objects.make(bob, ada)
    show(ada, "For @bob", audience="followers")
    Follow.objects.end(bob, ada)
    digests.digest.call(bob.pk, 10**6)
    assert postbox.mails == []
    assert preferences_of(bob).digested_up_to == 10**6


# --- When it comes --------------------------------------------------------------------------------


def test_who_is_new_is_planned_and_nothing_is_sent(oak, ada, bob, clock, postbox, hurry):
    oak.like(bob)
    choose(bob, digest="daily")
    clock(FRIDAY)
    assert digests.is_due()
    digests.run.call()
    hurry()
    assert not digests.is_due()
    assert due_at(ada) == MONDAY_MORNING
    assert due_at(bob) == SATURDAY_MORNING
    assert postbox.mails == []


@pytest.mark.parametrize(
    ("zone", "digest", "now", "then"),
    [
        ("", "daily", "2026-11-20 07:59", "2026-11-20 08:00"),
        ("", "daily", "2026-11-20 08:00", "2026-11-21 08:00"),
        ("", "weekly", "2026-11-23 07:59", "2026-11-23 08:00"),
        ("", "weekly", "2026-11-23 08:00", "2026-11-30 08:00"),
        ("Asia/Tokyo", "weekly", "2026-11-22 22:00", "2026-11-22 23:00"),  # it is Monday there
        ("Asia/Tokyo", "weekly", "2026-11-22 23:00", "2026-11-29 23:00"),
        ("America/New_York", "weekly", "2026-11-23 03:00", "2026-11-23 13:00"),
        ("Europe/Berlin", "daily", "2026-10-24 12:00", "2026-10-25 07:00"),  # summer time has ended in the night
        ("Nowhere/Town", "daily", "2026-11-20 07:59", "2026-11-20 08:00"),
    ],
)
def test_the_next_morning_where_somebody_lives(zone, digest, now, then):
    now, then = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (now, then))
    assert digests.next_morning(Preferences(digest=digest, time_zone=zone), now) == then


def test_quiet_hours_are_waited_for(oak, ada, bob, friday, clock, postbox):
    choose(ada, quiet_from=time(22), quiet_to=time(9, 30))
    oak.like(bob)
    clock(MONDAY_MORNING)
    digest_now(ada)
    assert postbox.mails == []
    (task,) = DBTaskResult.objects.all()
    assert task.run_after == MONDAY_MORNING.replace(hour=9, minute=30)
    clock(task.run_after)
    digests.digest.call(*task.args_kwargs["args"])
    assert len(postbox.mails) == 1


def test_a_site_that_was_down_for_weeks_sends_one(oak, ada, bob, friday, clock, postbox, hurry):
    oak.like(bob)
    clock(MONDAY_MORNING + timedelta(days=21, hours=5))
    digests.run.call()
    hurry()
    assert len(postbox.mails) == 1
    assert due_at(ada) == MONDAY_MORNING + timedelta(days=28)


@pytest.mark.empty_site
def test_who_wants_none_or_is_gone_is_not_planned(oak, ada, bob, cleo, clock, hurry, postbox):
    oak.like(bob)
    choose(ada, digest="never")
    type(ada).objects.filter(pk__in=[bob.pk, cleo.pk]).update(is_active=False)
    clock(FRIDAY)
    assert not digests.is_due()
    choose(ada, digest_due_at=FRIDAY)  # who chose it a moment ago
    choose(bob, digest_due_at=FRIDAY)
    assert not digests.is_due()
    digests.run.call()
    digest_now(ada)
    hurry()
    assert postbox.mails == []


def test_whose_address_nobody_confirmed_gets_nothing(oak, ada, bob, postbox):
    oak.like(bob)
    ada.emailaddress_set.update(verified=False)
    digest_now(ada)
    assert postbox.mails == []
    ada.emailaddress_set.update(verified=True)
    digest_now(ada)
    assert len(postbox.mails) == 1


def test_the_round_is_in_the_schedule_and_leaves_no_trace_where_nobody_is_due():
    (round,) = (round for round in schedule.rounds() if round.task is digests.run)
    assert round.every <= 600
    assert round.is_due is digests.is_due


@pytest.mark.empty_site
def test_a_round_costs_the_same_few_statements_for_each_person(make_user, clock, django_assert_max_num_queries):
    people = [User(username=f"p{number}") for number in range(400)]
    User.objects.bulk_create(people)
    clock(FRIDAY)
    with django_assert_max_num_queries(10):
        digests.run.call()
    assert Preferences.objects.filter(digest_due_at=MONDAY_MORNING).count() == 400
    clock(MONDAY_MORNING)
    with django_assert_max_num_queries(400 + 40):
        digests.run.call()
    assert DBTaskResult.objects.count() == 400


# --- What goes wrong ------------------------------------------------------------------------------


def test_what_the_mail_server_does_not_take_is_sent_later(oak, ada, bob, friday, postbox, clock, hurry):
    oak.like(bob)
    postbox.is_full = True
    clock(MONDAY_MORNING)
    digests.run.call()
    assert "SMTPDataError" in hurry().get().exception_class_path
    assert preferences_of(ada).digested_up_to == 0
    postbox.is_full = False
    DBTaskResult.objects.update(status="READY")
    assert not hurry()
    assert len(postbox.mails) == 1


def test_whoever_was_told_so_far_is_not_told_again(oak, ada, bob, postbox):
    oak.like(bob)
    for _time in range(3):
        digest_now(ada)
    assert len(postbox.mails) == 1
    up_to = preferences_of(ada).digested_up_to
    digests.digest.call(ada.pk, up_to - 1)  # a task that waited while a later one was done
    assert preferences_of(ada).digested_up_to == up_to > 0
    assert len(postbox.mails) == 1


def test_a_round_that_is_cut_off_leaves_everything_as_it_was(oak, ada, bob, friday, clock, monkeypatch):
    oak.like(bob)
    clock(MONDAY_MORNING)
    monkeypatch.setattr(digests, "plan", killed)
    with pytest.raises(SystemExit):
        digests.portion()
    assert not DBTaskResult.objects.exists()
    assert due_at(ada) == MONDAY_MORNING


def killed(*_arguments, **_details):
    raise SystemExit


@pytest.mark.parametrize("moment", ["before the mail is sent", "after the mail is sent"])
def test_who_is_in_hand_at_a_kill_may_have_two_and_everybody_else_has_one(
    oak, ada, make_user, friday, clock, postbox, hurry, monkeypatch, moment
):
    people = [make_user(f"p{number}") for number in range(12)]
    for person in people:
        Comment.objects.say(oak, ada, f"@{person.username}")
    digests.run.call()
    clock(MONDAY_MORNING)
    digests.run.call()
    sent, send = [], letters.send

    def send_or_die(user, *arguments, **details):
        sent.append(user)
        if len(sent) == 5 and moment.startswith("before"):
            killed()
        send(user, *arguments, **details)
        if len(sent) == 5:
            killed()

    monkeypatch.setattr(letters, "send", send_or_die)
    task = hurry().get()
    assert task.args_kwargs["args"][0] == sent[4].pk
    assert preferences_of(sent[4]).digested_up_to == 0
    DBTaskResult.objects.update(status="READY")  # each of them, also those that were done
    assert not hurry()
    told = [mail["To"] for mail in postbox.mails]
    assert set(told) == {person.email for person in people}
    assert len(told) == 12 + moment.startswith("after")
    doubled = [mail["Message-ID"] for mail in postbox.mails if mail["To"] == sent[4].email]
    assert len(set(doubled)) == 1
