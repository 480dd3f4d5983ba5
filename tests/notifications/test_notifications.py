"""What people are told of, the list of it, and the bell."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.notifications.rows import ROWS, rows_of
from apps.people.models import Block, Follow, FollowRequest, Profile
from apps.posts.models import Comment
from tests.conftest import HTMX, forget_everything

LET_IN = "ada lets you follow: their photos are in your feed now"

LIST = "/notifications/"
NUDGES = ("notifications-changed", "many-told")


@pytest.fixture
def heard(monkeypatch, django_capture_on_commit_callbacks):
    """`heard(deed)`: which channels were told that notifications changed; none is told twice."""

    def during(deed):
        channels = []
        monkeypatch.setattr(
            "apps.live.publish.delivery.add_to_queues",
            lambda channel, event: channels.append(channel) if event.type in NUDGES else None,
        )
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        assert len(channels) == len(set(channels))
        return set(channels)

    return during


def said(user, group=""):
    """The rows of the list in words, the newest first."""
    rows, _more = rows_of(user, group)
    return [re.sub("<[^>]+>", "", f"{row.who} {row.sentence}") for row in rows]


def unread(browser):
    """What the bell of a page says."""
    found = re.search(r'id="notification-count"( hidden)?><span class="count">(\d+)<', browser.get("/people/").text)
    assert bool(found[1]) == (found[2] == "0")
    return int(found[2])


def say(post, author, body, **details):
    return Comment.objects.say(post, author, body, **details)


# --- Who is told of what --------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_like_is_told_once_and_taken_back_while_it_is_unread(oak, ada, bob):
    for _time in range(2):
        oak.like(bob)
    assert said(ada) == ["bob liked your photo"]
    oak.unlike(bob)
    assert said(ada) == []
    oak.like(bob)
    ada.notifications.unread().read()
    oak.unlike(bob)
    assert said(ada) == ["bob liked your photo"]


def test_nobody_is_told_of_what_they_do_themselves(oak, ada):
    oak.like(ada)
    comment = say(oak, ada, "Mine, @ada")
    comment.like(ada)
    say(oak, ada, "And an answer", parent=comment)
    assert not Notification.objects.exists()


@pytest.mark.both_databases
def test_of_a_comment_each_is_told_once_for_the_best_reason(oak, ada, bob, cleo):
    comment = say(oak, bob, "Nice, @cleo")
    assert said(ada) == ["bob commented on your photo"]
    assert said(cleo) == ["bob mentioned you"]
    say(oak, ada, "Thanks, @cleo", parent=comment)
    assert said(bob) == ["ada answered your comment"]
    assert said(cleo) == ["ada mentioned you", "bob mentioned you"]
    say(oak, cleo, "Come, @ada", parent=comment)
    assert said(ada) == ["cleo mentioned you", "bob commented on your photo"]
    comment.like(cleo)
    assert said(bob)[0] == "cleo liked your comment"


def test_what_is_taken_back_is_told_no_longer(oak, ada, bob, cleo):
    comment = say(oak, bob, "Nice, @cleo")
    say(oak, ada, "Thanks", parent=comment)
    comment.remove()
    assert not Notification.objects.exists()
    oak.edit("Oak for @cleo")
    assert said(cleo) == ["ada mentioned you"]
    oak.edit("Oak")
    assert said(cleo) == []


@pytest.mark.parametrize("end", ["archive", "remove"])
def test_of_a_post_that_is_gone_nothing_is_told(oak, ada, bob, end):
    oak.like(bob)
    say(oak, bob, "Nice")
    getattr(oak, end)()
    assert not Notification.objects.exists()


def test_who_follows_asks_and_is_let_in(ada, bob, cleo):
    ada.profile.take_follower(bob)
    assert said(ada) == ["bob began to follow you"]
    ada.profile.lose_follower(bob)
    assert said(ada) == []
    Profile.objects.filter(user=ada).update(is_private=True)
    ada.profile.take_follower(cleo)
    assert said(ada) == ["cleo would like to follow you"]
    FollowRequest.objects.accept(cleo, ada)
    assert said(ada) == []
    assert said(cleo) == [LET_IN]


@pytest.mark.both_databases
def test_who_is_private_no_longer_lets_all_follow_who_asked(ada, bob, cleo, mod, heard, client_of):
    Profile.objects.filter(user=ada).update(is_private=True)
    for asker in (bob, cleo, mod):
        ada.profile.take_follower(asker)
    Block.objects.make(ada, mod)
    ada.profile.is_private = False
    with CaptureQueriesContext(connection) as captured:
        assert heard(ada.profile.save) == {f"user-{user.pk}" for user in (ada, bob, cleo)}
    assert len([query for query in captured if "INSERT INTO" in query["sql"] and '"notif' in query["sql"]]) == 1
    assert (said(bob), said(cleo), said(mod), said(ada)) == ([LET_IN], [LET_IN], [], [])
    assert 'class="row__cover" href="/@ada/"' in client_of(bob).get(LIST).text
    client_of(bob).get("/@ada/")
    assert not bob.notifications.unread().exists()


def test_who_asks_a_second_time_is_told_a_second_time(ada, bob):
    Profile.objects.filter(user=ada).update(is_private=True)
    for _time in range(2):
        ada.profile.take_follower(bob)
        FollowRequest.objects.accept(bob, ada)
        assert said(bob) == [LET_IN]
        bob.notifications.read()
        ada.profile.lose_follower(bob)


def test_a_request_is_answered_in_its_row(adas, ada, bob, cleo):
    Profile.objects.filter(user=ada).update(is_private=True)
    for asker in (bob, cleo):
        ada.profile.take_follower(asker)
    page = adas.get(LIST).text
    assert page.count('action="/settings/requests/') == 4
    answer = adas.post("/settings/requests/bob/", {"back": LIST}, headers=HTMX).text
    assert "bob follows you now" in answer
    assert "requests-count" not in answer  # which stands on another page
    declined = adas.post("/settings/requests/cleo/", {"back": LIST, "_method": "delete"})
    assert declined["Location"] == LIST
    assert said(ada) == []
    assert unread(adas) == 0
    away = adas.post("/settings/requests/cleo/", {"back": "https://x.example/", "_method": "delete"})
    assert away["Location"] == "/settings/requests/"


@pytest.mark.both_databases
def test_a_block_takes_back_what_was_told_both_ways_and_silences_what_comes(oak, ada, bob, cleo):
    oak.like(bob)
    oak.like(cleo)
    bob.profile.take_follower(ada)
    Block.objects.make(ada, bob)
    assert said(ada) == ["cleo liked your photo"]
    assert said(bob) == []
    say(oak, cleo, "Nice")
    Notification.objects.tell(User.objects.filter(pk=ada.pk), bob, "like", oak)
    Notification.objects.tell(User.objects.filter(pk=bob.pk), ada, "like", oak)
    assert said(ada) == ["cleo commented on your photo", "cleo liked your photo"]
    assert said(bob) == []


@pytest.mark.both_databases
def test_what_one_may_no_longer_see_leaves_the_list_and_the_bell(ada, bob, client_of, show):
    Follow.objects.make(bob, ada)
    show(ada, "For @bob", audience="followers")
    assert said(bob) == ["ada mentioned you"]
    Follow.objects.end(bob, ada)
    assert said(bob) == []
    assert unread(client_of(bob)) == 0


def test_her_tabs_alone_hear_of_it(oak, ada, bob, cleo, heard):
    assert heard(lambda: oak.like(bob)) == {f"user-{ada.pk}"}
    assert heard(lambda: oak.like(bob)) == set()
    assert heard(lambda: say(oak, bob, "Nice, @cleo")) == {f"user-{ada.pk}", f"user-{cleo.pk}"}
    assert heard(lambda: oak.unlike(bob)) == {f"user-{ada.pk}"}


# --- The list -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_many_did_at_one_place_is_one_row(oak, ada, make_user):
    crowd = [make_user(f"dora{number}") for number in range(6)]
    few = ("", " and dora0", ", dora1 and 1 other", ", dora2 and 2 others", ", dora3 and 3 others")
    for number, rest in enumerate((*few, " and 5 others")):
        oak.like(crowd[number])
        assert said(ada) == [f"dora{number}{rest} liked your photo"]


def test_what_comes_after_one_has_read_is_a_row_of_its_own(oak, ada, bob, cleo):
    oak.like(bob)
    ada.notifications.read()
    oak.like(cleo)
    assert said(ada) == ["cleo liked your photo", "bob liked your photo"]
    ada.notifications.read()
    assert said(ada) == ["cleo and bob liked your photo"]


def test_a_row_leads_to_the_exact_place_with_a_face_words_and_a_photo(adas, oak, ada, bob):
    comment = say(oak, bob, "A fine **grain**")
    page = adas.get(LIST).text
    assert f'href="/posts/{oak.pk}/?comment={comment.pk}#comment-{comment.pk}"' in page
    assert "<b>bob</b> commented on your photo: “A fine grain”" in page
    assert oak.photos.get().small.url in page
    assert f'id="notification-{ada.notifications.get().pk}" data-unread' in page


@pytest.mark.both_databases
def test_the_list_can_be_narrowed(adas, oak, ada, bob):
    oak.like(bob)
    say(oak, bob, "Look, @ada")
    ada.profile.take_follower(bob)
    for group, words in [
        ("mentions", ["bob mentioned you"]),
        ("photos", ["bob liked your photo"]),
        ("people", ["bob began to follow you"]),
    ]:
        assert said(ada, group) == words
        assert 'aria-current="true"' in adas.get(f"{LIST}?of={group}").text
    assert len(said(ada)) == 3
    assert adas.get(f"{LIST}?of=nonsense").status_code == 200


def test_each_chip_says_how_many_rows_are_unread_there(adas, oak, ada, bob, cleo):
    def chips():
        found = re.findall(r'chip--filter"[^>]*>(.*?)</a>', adas.get(LIST).text)
        return [re.sub("<[^>]+>", "", words) for words in found]

    assert chips() == ["All", "Mentions", "Photos", "People", "Projects", "Messages", "The house"]
    oak.like(bob)
    oak.like(cleo)
    say(oak, bob, "Nice")
    say(oak, bob, "Look, @ada")
    assert chips()[:4] == ["All", "Mentions 1 unread", "Photos 2 unread", "People"]


def test_rows_stand_under_their_days_and_no_title_comes_twice(adas, oak, ada, bob):
    ages = [*[0] * 3, *[2] * ROWS, *[30] * ROWS]
    for age in reversed(ages):
        comment = say(oak, ada, "Mine")
        comment.like(bob)
        ada.notifications.filter(number=comment.pk).update(at=timezone.now() - timedelta(days=age))
    pages, address, more = [], LIST, True
    while more:
        page = adas.get(address, headers=HTMX if pages else {}).text
        pages.append(re.findall(r'day-title">([^<]+)<|(row--notification)', page))
        more = re.search(r'hx-get="(/notifications/\?[^"]+)"', page)
        address = more and more[1].replace("&amp;", "&")
    row = ("", "row--notification")
    assert pages[0] == [("Today", ""), *[row] * 3, ("This week", ""), *[row] * (ROWS - 3)]
    assert pages[1] == [*[row] * 3, ("Earlier", ""), *[row] * (ROWS - 3)]
    assert pages[2] == [row] * 3
    ada.notifications.filter(pk=ada.notifications.latest("pk").pk).update(at=timezone.now() - timedelta(days=30))
    assert re.findall(r'day-title">([^<]+)<', adas.get(LIST).text) == ["Earlier"]  # it was told late
    first_of_last = ada.notifications.order_by("pk")[3].pk  # without a script, each page begins with its title
    assert "Earlier</h2>" in adas.get(f"{LIST}?before={first_of_last}").text


def test_an_empty_list_says_what_will_stand_there(adas):
    assert "Nothing has happened yet" in adas.get(LIST).text


@pytest.mark.both_databases
def test_every_row_stands_on_one_page_and_in_order(adas, oak, ada, bob):
    comments = [say(oak, ada, f"Comment {number}") for number in range(ROWS + 5)]
    for comment in comments:
        comment.like(bob)
    found, address = [], LIST
    while address:
        page = adas.get(address, headers=HTMX if found else {}).text
        found += re.findall(r"comment=(\d+)#", page)
        more = re.search(r'href="(/notifications/\?before=\d+)"', page)
        address = more and more[1]
    assert found == [str(comment.pk) for comment in reversed(comments)]


def test_the_list_costs_the_same_for_10_and_for_3_000(adas, oak, ada, make_user):
    def queries():
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert adas.get(LIST).status_code == 200
        return len(captured)

    def comments(number):
        Comment.objects.bulk_create([Comment(post=oak, author=ada, body="x") for _n in range(number)])
        crowd = list(User.objects.exclude(pk=ada.pk))
        Notification.objects.bulk_create(
            [
                Notification(
                    recipient=ada,
                    actor=crowd[pk % len(crowd)],
                    kind="comment-like",
                    noun="comment",
                    number=pk,
                    place=f"post-{oak.pk}",
                    bundle=f"comment-like comment-{pk // 3}",
                )
                for pk in Comment.objects.exclude(
                    pk__in=Notification.objects.values("number")
                ).values_list("pk", flat=True)
            ]
        )  # fmt: skip

    for number in range(3):
        make_user(f"dora{number}")
    adas.get(LIST)
    comments(10)
    few = queries()
    comments(2_990)
    assert ada.notifications.count() == 3_000
    assert queries() == few <= 15


# --- Reading --------------------------------------------------------------------------------------


def test_opening_the_place_reads_what_was_told_of_it(adas, oak, ada, bob, heard, show):
    other = show(ada, "Ash")
    oak.like(bob)
    say(oak, bob, "Nice")
    other.like(bob)
    ada.profile.take_follower(bob)
    assert unread(adas) == 4
    assert heard(lambda: adas.get(f"/posts/{oak.pk}/")) == {f"user-{ada.pk}"}
    assert unread(adas) == 2
    assert heard(lambda: adas.get(f"/posts/{oak.pk}/")) == set()
    adas.get("/@ada/followers/")
    assert unread(adas) == 1


@pytest.mark.both_databases
def test_one_row_is_marked_and_what_came_since_stays(adas, oak, ada, bob, cleo):
    oak.like(bob)
    number = ada.notifications.get().pk
    oak.like(cleo)
    assert adas.post(f"{LIST}{number}/read/")["Location"] == LIST
    assert said(ada) == ["cleo liked your photo", "bob liked your photo"]
    assert unread(adas) == 1
    newest = ada.notifications.latest("pk").pk
    assert "data-unread" not in adas.post(f"{LIST}{newest}/read/", headers=HTMX).text
    assert unread(adas) == 0


@pytest.mark.both_databases
def test_all_that_stood_there_is_marked_and_nothing_that_came_since(adas, oak, ada, bob, cleo):
    oak.like(bob)
    up_to = re.search(r'name="up_to" value="(\d+)"', adas.get(LIST).text)[1]
    oak.like(cleo)
    assert adas.post(f"{LIST}read/", {"up_to": up_to})["Location"] == LIST
    assert unread(adas) == 1
    for nonsense in ("", "x", "-1", "9" * 30):
        assert adas.post(f"{LIST}read/", {"up_to": nonsense}).status_code == 302
    assert ada.notifications.filter(read_at__lte=timezone.now()).count() in (1, 2)


def test_nobody_reads_for_somebody_else(client_of, oak, ada, bob, cleo):
    oak.like(bob)
    number = ada.notifications.get().pk
    assert client_of(cleo).post(f"{LIST}{number}/read/").status_code == 404
    client_of(cleo).post(f"{LIST}read/", {"up_to": number})
    assert ada.notifications.unread().count() == 1


@pytest.mark.parametrize("address", ["read/", "1/read/"])
def test_reading_is_a_post(adas, visitor, address):
    assert adas.get(f"{LIST}{address}").status_code == 405
    assert visitor.post(f"{LIST}{address}").url.startswith("/accounts/login/")


# --- The bell -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_bell_says_how_many_rows_are_unread_and_so_does_the_title(adas, oak, bob, cleo):
    assert unread(adas) == 0
    oak.like(bob)
    oak.like(cleo)
    say(oak, bob, "Nice")
    page = adas.get("/people/").text
    assert unread(adas) == 2
    assert "<title>(2) " in page
    assert 'aria-label="Notifications, 2 unread"' in page
    assert adas.get("/rooms/side/?news").text == "0 0 2"


@pytest.mark.both_databases
def test_the_bell_tells_in_a_word_what_is_new_and_once(adas, oak, ada, bob):
    oak.like(bob)
    newest = ada.notifications.get().pk
    bell = adas.get(f"{LIST}bell/?after={newest - 1}", headers=HTMX).text
    assert "<b>bob</b> liked your photo" in bell
    assert f'href="/posts/{oak.pk}/"' in bell
    assert f"after={newest}" in bell
    assert "liked" not in adas.get(f"{LIST}bell/?after={newest}", headers=HTMX).text
    ada.notifications.read()
    assert "liked" not in adas.get(f"{LIST}bell/?after=0", headers=HTMX).text


@pytest.mark.parametrize(
    ("zone", "titles", "shown"),
    [
        ("", ["Today"], "09:30"),
        ("Pacific/Kiritimati", ["This week"], "20 Nov"),  # there it was half past eleven of the day before
        ("America/Los_Angeles", ["Today"], "01:30"),
        ("Middle/Earth", ["Today"], "09:30"),
    ],
)
def test_days_and_times_are_those_of_the_readers_zone(adas, oak, ada, bob, clock, settings, zone, titles, shown):
    settings.TIME_ZONE = "UTC"
    comment = say(oak, bob, "Hello")
    ada.notifications.filter(number=comment.pk).update(at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    ada.preferences.__class__.objects.filter(user=ada).update(time_zone=zone)
    clock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    page = adas.get(LIST).text
    assert re.findall(r'day-title">([^<]+)<', page) == titles
    assert f">{shown}</time>" in page
    assert re.findall(r'day-title">([^<]+)<', adas.get(LIST, headers=HTMX).text) == titles


@pytest.mark.both_databases
def test_an_open_list_is_told_how_many_rows_are_new(adas, oak, ada, bob, cleo):
    say(oak, bob, "First")
    newest = ada.notifications.latest("pk").pk

    def line(query=f"?newer={newest}"):
        return " ".join(re.sub("<[^>]+>", " ", adas.get(f"{LIST}newer/{query}", headers=HTMX).text).split())

    assert line() == ""
    oak.like(bob)
    assert line() == "1 new"
    oak.like(cleo)
    assert line() == "1 new"  # in the same row
    say(oak, cleo, "Second")
    assert line() == "2 new"
    assert line(f"?of=people&newer={newest}") == ""
    assert line("?newer=x") == "2 new"  # both comments are one row
    ada.notifications.unread().read()
    assert line() == ""
    assert f"newer/?newer={ada.notifications.latest('pk').pk}" in adas.get(LIST).text
