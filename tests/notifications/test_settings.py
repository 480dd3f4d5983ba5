"""What people choose of being told, what it would have been this week, and what becomes of old notifications."""

import re
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications import kinds, trimming
from apps.notifications.kinds import Channel, Topic
from apps.notifications.models import Choice, Mute, Notification, Preferences
from apps.notifications.models.mutes import Length
from apps.notifications.reach import week_of
from apps.notifications.rows import rows_of
from apps.posts.models import Comment
from apps.tasks import schedule
from tests.conftest import forget_everything

PAGE = "/settings/notifications/"


@pytest.fixture
def with_push(settings):
    settings.PUSH_PUBLIC_KEY = "a key"


def usual(**typed):
    """What a browser sends of the page of somebody who has chosen nothing; None for what they take away."""
    boxes = {
        f"{topic}-{channel}": "on" for topic in kinds.topics() for channel in Channel if kinds.is_usual(topic, channel)
    }
    sent = {"quiet_from": "", "quiet_to": "", "time_zone": "", "digest": "weekly", **boxes}
    sent |= {name.replace("_in_", "-"): value for name, value in typed.items()}
    return {name: value for name, value in sent.items() if value is not None}


def said(browser):
    """The sentence above the matrix."""
    words = re.search(r'<p class="matrix__sum".*?>(.*?)<span class="faint">', browser.get(PAGE).text, re.DOTALL)[1]
    return " ".join(re.sub("<[^>]+>", "", words).split())


def likes(post, make_user, number, begin=0):
    for one in range(begin, begin + number):
        post.like(make_user(f"dora{one}"))


# --- The matrix -----------------------------------------------------------------------------------


def test_the_matrix_shows_what_is_usual_and_only_topics_that_have_a_kind(adas):
    page = adas.get(PAGE).text
    boxes = dict(re.findall(r'<input type="checkbox" name="([a-z]+-[a-z]+)"([^>]*)>', page))
    assert set(boxes) == {f"{topic}-{channel}" for topic in kinds.topics() for channel in Channel}
    for topic in kinds.topics():
        for channel in Channel:
            assert ("checked" in boxes[f"{topic}-{channel}"]) == kinds.is_usual(topic, channel)
    assert "Likes: Mail" in page


def test_a_topic_of_which_nobody_can_be_told_has_no_row(adas, monkeypatch):
    known = {key: kind for key, kind in kinds._kinds.items() if kind.topic != Topic.LIKES}
    monkeypatch.setattr(kinds, "_kinds", known)
    assert 'name="likes-mail"' not in adas.get(PAGE).text


@pytest.mark.both_databases
def test_choices_are_kept_where_they_differ_and_twice_is_once(adas, ada, bob):
    for _time in range(2):
        assert adas.post(PAGE, usual(likes_in_mail="on", comments_in_site=None))["Location"] == PAGE
        kept = set(Choice.objects.values_list("user", "topic", "channel", "is_wanted"))
        assert kept == {(ada.pk, "likes", "mail", True), (ada.pk, "comments", "site", False)}
    boxes = dict(re.findall(r'<input type="checkbox" name="([a-z]+-[a-z]+)"([^>]*)>', adas.get(PAGE).text))
    assert "checked" in boxes["likes-mail"]
    assert "checked" not in boxes["comments-site"]
    adas.post(PAGE, usual())
    wants = Choice.objects.wishes_of([ada.pk])
    assert not wants(ada.pk, Topic.LIKES, Channel.MAIL)
    assert wants(ada.pk, Topic.COMMENTS, Channel.SITE)


@pytest.mark.both_databases
def test_what_is_not_wanted_in_the_site_stands_in_no_list_and_is_counted(adas, ada, bob, oak):
    adas.post(PAGE, usual(likes_in_site=None))
    oak.like(bob)
    Comment.objects.say(oak, bob, "Fine")
    told = dict(Notification.objects.filter(recipient=ada).values_list("kind", "is_listed"))
    assert told == {"like": False, "comment": True}
    assert [row.newest.kind for row in rows_of(ada)[0]] == ["comment"]
    page = adas.get("/notifications/").text
    assert "liked your photo" not in page
    assert '<span class="count">1<' in page
    assert week_of(ada)[Topic.LIKES] == 1
    assert said(adas) == "This week this would have been 1 mark in the site, and at most 0 mails."


def test_without_keys_the_push_column_says_so_and_is_kept_as_it_was(adas, ada):
    page = adas.get(PAGE).text
    assert "Push is off" in page
    assert page.count('data-channel="push"') == page.count("disabled") > 3
    adas.post(PAGE, usual(likes_in_push="on", mentions_in_push=None))
    assert not Choice.objects.exists()
    assert "push" not in said(adas)


def test_without_a_mail_server_the_mail_column_says_so_and_is_kept_as_it_was(adas, ada, with_push, settings):
    settings.SENDS_MAIL = False
    page = adas.get(PAGE).text
    assert "has not set up a mail server" in page
    assert page.count('data-channel="mail"') == page.count("disabled") > 3
    adas.post(PAGE, usual(likes_in_mail="on"))
    assert not Choice.objects.exists()
    assert said(adas).endswith("and at most 0 pushes.")
    settings.PUSH_PUBLIC_KEY = ""
    assert said(adas).endswith("0 marks in the site.")


def test_with_keys_pushes_are_chosen(adas, ada, with_push):
    page = adas.get(PAGE).text
    assert "Push is off" not in page
    assert "disabled" not in page
    adas.post(PAGE, usual(likes_in_push="on"))
    assert Choice.objects.get().channel == "push"
    assert said(adas).endswith("and at most 0 mails and 0 pushes.")


def test_mails_that_go_nowhere_are_said_to(adas, ada):
    assert "Mails go nowhere" not in adas.get(PAGE).text
    ada.emailaddress_set.update(verified=False)
    assert "until you have confirmed ada@courtyard.example" in adas.get(PAGE).text
    ada.emailaddress_set.all().delete()
    User.objects.filter(pk=ada.pk).update(email="")
    page = adas.get(PAGE).text
    assert "until you have given an address" in page
    assert 'href="/accounts/email/">Give one' in page


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_hours_zone_and_mails_are_kept(adas, ada):
    Preferences.objects.filter(user=ada).update(digest_due_at=timezone.now(), digested_up_to=7)
    typed = {"quiet_from": "21:00", "quiet_to": "07:30", "time_zone": "Europe/Berlin", "wants_week": "on"}
    assert adas.post(PAGE, usual(**typed)).status_code == 302
    kept = Preferences.objects.get(user=ada)
    assert (kept.quiet_from, kept.quiet_to, kept.time_zone) == (time(21), time(7, 30), "Europe/Berlin")
    assert kept.wants_week
    assert kept.digest_due_at  # it is sent as before
    page = adas.get(PAGE).text
    assert '<option value="Europe/Berlin" selected>Berlin</option>' in page
    assert 'value="21:00"' in page
    adas.post(PAGE, usual(digest="daily"))
    kept.refresh_from_db()
    assert (kept.digest, kept.digest_due_at, kept.digested_up_to) == ("daily", None, 7)
    assert not kept.has_quiet_hours


def test_what_was_written_beside_the_form_stays(adas, ada, monkeypatch):
    def meanwhile(*args):
        Preferences.objects.filter(user=ada).update(digested_up_to=9, digest_due_at=timezone.now())

    monkeypatch.setattr("apps.notifications.forms.SettingsForm.clean", meanwhile)
    adas.post(PAGE, usual(wants_week="on"))
    kept = Preferences.objects.get(user=ada)
    assert kept.wants_week
    assert kept.digested_up_to == 9
    assert kept.digest_due_at


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"quiet_from": "21:00"}, "Say until when, too"),
        ({"quiet_to": "07:30"}, "Say from when, too"),
        ({"quiet_from": "21:00", "quiet_to": "21:00"}, "the moment at which it begins"),
        ({"quiet_from": "25:99", "quiet_to": "07:30"}, "Enter a valid time"),
        ({"time_zone": "Mars/Olympus"}, "There is no time zone called “Mars/Olympus”."),
        ({"digest": "hourly"}, "hourly is not one of the available choices"),
        ({"digest": None}, "This field is required"),
    ],
)
def test_what_is_amiss_is_said_and_everything_typed_is_kept(adas, ada, typed, sentence):
    answer = adas.post(PAGE, usual(wants_week="on", likes_in_mail="on", mentions_in_site=None, **typed))
    assert answer.status_code == 422
    page = answer.text
    assert sentence in page
    assert "Nothing is saved yet" in page
    boxes = dict(re.findall(r'<input type="checkbox" name="([a-z_]+-?[a-z]*)"([^>]*)>', page))
    assert "checked" in boxes["likes-mail"]
    assert "checked" in boxes["wants_week"]
    assert "checked" not in boxes["mentions-site"]
    for name in ("quiet_from", "quiet_to"):
        if typed.get(name):
            assert f'value="{typed[name]}"' in page
    assert not Choice.objects.exists()
    assert not Preferences.objects.get(user=ada).wants_week


def test_the_page_takes_a_post_with_a_token_of_those_who_are_signed_in(client_of, ada, visitor):
    assert client_of(ada, enforce_csrf_checks=True).post(PAGE, usual()).status_code == 403
    assert visitor.get(PAGE).url.startswith("/accounts/login/")
    assert visitor.post(PAGE, usual()).url.startswith("/accounts/login/")
    assert client_of(ada).delete(PAGE).status_code == 405


def test_nobody_chooses_for_somebody_else(client_of, ada, bob):
    client_of(bob).post(PAGE, usual(likes_in_site=None, user=ada.pk))
    assert set(Choice.objects.values_list("user", flat=True)) == {bob.pk}


# --- The week -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_week_counts_what_had_news_and_a_storm_once(ada, adas, bob, oak, make_user):
    likes(oak, make_user, 5)
    Comment.objects.say(oak, bob, "Look, @ada")
    assert week_of(ada)[Topic.LIKES] == 1
    assert said(adas) == "This week this would have been 2 marks in the site, and at most 1 mail."
    ada.notifications.read()
    likes(oak, make_user, 3, begin=5)
    assert week_of(ada)[Topic.LIKES] == 2
    ada.notifications.filter(kind="mention").update(at=timezone.now() - timedelta(days=8))
    assert said(adas) == "This week this would have been 2 marks in the site, and at most 0 mails."
    assert 'data-week="2"' in adas.get(PAGE).text
    assert "2 this week" in adas.get(PAGE).text


def test_the_page_costs_the_same_however_much_was_told_and_muted(adas, ada, bob, studio, make_user, show):
    def queries():
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert adas.get(PAGE).status_code == 200
        return len(captured)

    def happens(number):
        for one in range(number):
            post, person = show(bob, f"Post {one}"), make_user(f"e{number}.{one}")
            mine = show(ada, "Mine")
            mine.like(person)
            Comment.objects.say(mine, person, "Fine")
            for place in (f"post-{post.pk}", f"profile-{person.pk}", f"room-{studio_of(person)}"):
                Mute.objects.make(ada, place, Length.WEEK)

    def studio_of(person):
        return person.owned_rooms.get().pk

    adas.get(PAGE)
    happens(1)
    few = queries()
    happens(6)
    assert len(re.findall("Hear again of", adas.get(PAGE).text)) == 21
    assert queries() == few <= 20


# --- The third column -----------------------------------------------------------------------------


def test_the_list_says_beside_it_what_reaches_one(adas, ada):
    adas.post(PAGE, usual(likes_in_site=None, quiet_from="21:00", quiet_to="07:30"))
    page = adas.get("/notifications/").text
    assert '>Likes<span class="faint">not at all<' in page
    assert '>Mentions<span class="faint">in the site and mail<' in page
    assert "21:00 to 07:30" in page
    assert 'href="/settings/notifications/">Change' in page
    assert "What reaches you" not in adas.get("/notifications/", headers={"HX-Request": "true"}).text


# --- What goes ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_nobody_will_look_for_any_more_goes(ada, bob, oak, monkeypatch, make_user):
    monkeypatch.setattr(trimming, "PORTION", 2)
    likes(oak, make_user, 7)
    numbers = list(ada.notifications.order_by("pk").values_list("pk", flat=True))
    now, unlisted = timezone.now(), Notification.objects.filter(pk__in=numbers[:4])
    unlisted.update(is_listed=False, at=now - timedelta(days=9))
    Notification.objects.filter(pk=numbers[3]).update(at=now - timedelta(days=7))
    Notification.objects.filter(pk=numbers[4]).update(read_at=now - timedelta(days=366))
    Notification.objects.filter(pk=numbers[5]).update(at=now - timedelta(days=366))
    over, in_force = (Mute.objects.make(ada, f"post-{number}", Length.HOUR) for number in (1, 2))
    Mute.objects.filter(pk=over.pk).update(until=now)
    trimming.trim.call()
    assert list(ada.notifications.order_by("pk").values_list("pk", flat=True)) == [numbers[3], *numbers[5:]]
    assert list(Mute.objects.all()) == [in_force]
    assert trimming.trim in [one.task for one in schedule.rounds()]
