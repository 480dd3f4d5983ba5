"""From the list to mail and push: who is told by which way, and when."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.live.models import Presence
from apps.notifications import spread
from apps.notifications.kinds import Channel, Topic, is_usual
from apps.notifications.models import Choice, Notification, Preferences, Subscription
from apps.posts.models import Comment

pytestmark = pytest.mark.both_databases


def say(post, author, body):
    return Comment.objects.say(post, author, body)


def wish(user, topic, channel, is_wanted):
    Choice.objects.create(user=user, topic=topic, channel=channel, is_wanted=is_wanted)


def subscribed(user):
    return Subscription.objects.create(user=user, endpoint=f"https://push.example/{user.pk}")


def enqueued(name):
    """The arguments of the tasks of a name that wait, in the order in which they came."""
    tasks = DBTaskResult.objects.filter(task_path__endswith=f".{name}").order_by("enqueued_at")
    return [task.args_kwargs["args"][0] for task in tasks]


def test_what_is_usual_is_mailed_or_not(oak, ada, bob):
    """A mention is mailed at once, a like is not."""
    oak.like(bob)
    say(oak, bob, "What do you think, @ada?")
    assert spread.is_due()
    spread.spread.call()
    assert not spread.is_due()
    assert {one.kind for one in Notification.objects.filter(to_mail=True)} == {"mention"}
    assert enqueued("mail") == [ada.pk]


def test_a_mail_waits_for_what_may_be_read_meanwhile(oak, ada, bob):
    say(oak, bob, "What do you think, @ada?")
    spread.spread.call()
    task = DBTaskResult.objects.get(task_path__endswith=".mail")
    assert task.run_after >= timezone.now() + spread.MAIL_AFTER - timedelta(minutes=1)


def test_choices_count_before_what_is_usual(oak, ada, bob):
    wish(ada, Topic.LIKES, Channel.MAIL, True)
    wish(ada, Topic.MENTIONS, Channel.MAIL, False)
    oak.like(bob)
    say(oak, bob, "What do you think, @ada?")
    spread.spread.call()
    assert {one.kind for one in Notification.objects.filter(to_mail=True)} == {"like"}


def test_what_was_read_meanwhile_goes_nowhere(oak, ada, bob):
    subscribed(ada)
    say(oak, bob, "What do you think, @ada?")
    ada.notifications.read()
    spread.spread.call()
    assert enqueued("mail") == enqueued("push") == []
    assert not spread.is_due()


def test_browsers_are_told_of_what_is_usual_there_and_of_nobody_elses(oak, ada, bob, cleo):
    subscribed(ada), subscribed(cleo)
    oak.like(bob)
    say(oak, bob, "What do you think, @ada and @cleo?")
    spread.spread.call()
    mentions = Notification.objects.filter(kind="mention").order_by("recipient")
    assert sorted(enqueued("push")) == sorted(one.pk for one in mentions)


def test_who_has_no_browser_for_it_costs_no_task(oak, ada, bob):
    say(oak, bob, "What do you think, @ada?")
    spread.spread.call()
    assert enqueued("push") == []


def test_whoever_sits_before_a_page_is_not_pushed(oak, ada, bob):
    subscribed(ada)
    Presence.objects.create(channel=f"user-{ada.pk}", user=ada, process="here")
    say(oak, bob, "What do you think, @ada?")
    spread.spread.call()
    assert enqueued("push") == []
    assert enqueued("mail") == [ada.pk]  # unless it is read until then


def test_a_second_one_in_the_same_row_is_not_pushed_while_the_first_is_unread(oak, ada, bob, cleo):
    subscribed(ada)
    wish(ada, Topic.LIKES, Channel.PUSH, True)
    oak.like(bob)
    spread.spread.call()
    oak.like(cleo)
    spread.spread.call()
    assert len(enqueued("push")) == 1
    ada.notifications.read()
    bob.notifications.read()
    Notification.objects.filter(actor=cleo).delete()
    oak.unlike(cleo)
    oak.like(cleo)
    spread.spread.call()
    assert len(enqueued("push")) == 2


def test_in_quiet_hours_everything_waits_for_their_end(oak, ada, bob):
    subscribed(ada)
    now = timezone.now()
    begun, over = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time().replace(microsecond=0)
    Preferences.objects.filter(user=ada).update(quiet_from=begun, quiet_to=over, time_zone="UTC")
    say(oak, bob, "What do you think, @ada?")
    spread.spread.call()
    assert enqueued("mail") == enqueued("push") == []
    assert not spread.is_due()  # nobody looks in vain meanwhile
    waiting = Notification.objects.get(recipient=ada, kind="mention")
    assert waiting.spread_at > now
    assert waiting.spread_at.time() == over


@pytest.mark.parametrize(
    ("start", "end", "at", "until"),
    [
        ("21:00", "07:30", "2026-03-02 22:00", "2026-03-03 07:30"),  # before midnight
        ("21:00", "07:30", "2026-03-03 03:00", "2026-03-03 07:30"),  # and after it
        ("21:00", "07:30", "2026-03-03 07:30", None),
        ("21:00", "07:30", "2026-03-03 20:59", None),
        ("13:00", "15:00", "2026-03-03 13:00", "2026-03-03 15:00"),
        ("13:00", "15:00", "2026-03-03 15:00", None),
        ("13:00", "13:00", "2026-03-03 13:00", None),  # no hours at all
        (None, "15:00", "2026-03-03 14:00", None),
    ],
)
def test_quiet_hours_may_span_midnight(start, end, at, until):
    quiet = Preferences(
        quiet_from=start and time.fromisoformat(start), quiet_to=end and time.fromisoformat(end), time_zone="UTC"
    )
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert quiet.quiet_until(moment) == (until and datetime.fromisoformat(until).replace(tzinfo=UTC))


def test_quiet_hours_are_those_of_the_persons_zone():
    """21:00 in Berlin is 20:00 UTC in winter and 19:00 in summer; an unknown zone is the site's."""
    quiet = Preferences(quiet_from=time(21), quiet_to=time(7), time_zone="Europe/Berlin")
    assert quiet.quiet_until(datetime(2026, 1, 5, 19, 59, tzinfo=UTC)) is None
    assert quiet.quiet_until(datetime(2026, 1, 5, 20, tzinfo=UTC)) == datetime(2026, 1, 6, 6, tzinfo=UTC)
    assert quiet.quiet_until(datetime(2026, 7, 5, 19, tzinfo=UTC)) == datetime(2026, 7, 6, 5, tzinfo=UTC)
    quiet.time_zone = "Middle/Earth"
    assert quiet.quiet_until(datetime(2026, 1, 5, 20, 30, tzinfo=UTC)) is None


def test_every_topic_goes_to_the_site_unless_somebody_wants_it_otherwise():
    assert all(is_usual(topic, Channel.SITE) for topic in Topic)
    assert not is_usual(Topic.LIKES, Channel.MAIL)


def test_what_is_not_wanted_in_the_list_may_still_be_mailed(oak, ada, bob):
    wish(ada, Topic.MENTIONS, Channel.SITE, False)
    say(oak, bob, "What do you think, @ada?")
    assert not ada.notifications.listed().filter(kind="mention").exists()
    spread.spread.call()
    assert enqueued("mail") == [ada.pk]


def test_how_many_there_are_costs_no_query_more(oak, ada, bob, cleo, mod):
    wish(ada, Topic.LIKES, Channel.MAIL, True)
    oak.like(bob)
    with CaptureQueriesContext(connection) as for_one:
        assert spread.portion() == 1
    Notification.objects.update(spread_at=timezone.now())
    oak.like(cleo), oak.like(mod)
    with CaptureQueriesContext(connection) as for_three:
        assert spread.portion() == 3
    assert len(for_one) == len(for_three)


def test_portion_follows_portion_until_nothing_waits(oak, ada, bob, cleo, mod, monkeypatch):
    monkeypatch.setattr(spread, "PORTION", 2)
    for person in (bob, cleo, mod):
        oak.like(person)
    spread.spread.call()
    assert not Notification.objects.exclude(spread_at=None).exists()
