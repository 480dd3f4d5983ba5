"""What the house says to everybody."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.live import channels
from apps.notifications.models import Announcement, Notification

from .test_notifications import LIST, heard, said, unread  # noqa: F401

NEW = "/admin/notifications/announcement/add/"


@pytest.fixture
def desk(client_of, owner):
    return client_of(owner)


def announce(desk, title="Soup", body="At **noon**, for all"):
    assert desk.post(NEW, {"title": title, "body": body}).status_code == 302
    return Announcement.objects.latest("pk")


@pytest.mark.empty_site
def test_every_member_is_told_and_nobody_else(desk, owner, ada, bob, cleo, studio):
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    studio.open_door()
    studio.admit_guest("Paul", "127.0.0.1")
    announcement = announce(desk)
    assert announcement.author == owner
    assert set(Notification.objects.values_list("recipient__username", flat=True)) == {"ada", "bob"}
    assert said(ada) == said(ada, "house") == ["olga announces Soup"]


@pytest.mark.both_databases
def test_opening_its_page_reads_it(desk, client_of, ada):
    adas, announcement = client_of(ada), announce(desk)
    assert unread(adas) == 1
    listed = adas.get(LIST).text
    assert f'href="/announcements/{announcement.pk}/"' in listed
    assert "“At noon, for all”" in listed
    page = adas.get(f"/announcements/{announcement.pk}/").text
    assert "<strong>noon</strong>" in page
    assert unread(adas) == 0
    assert adas.get(f"/announcements/{announcement.pk + 1}/").status_code == 404


def test_what_is_changed_later_nobody_is_told(desk, client_of, ada, heard):  # noqa: F811
    announcement = announce(desk)
    ada.notifications.read()
    change = f"/admin/notifications/announcement/{announcement.pk}/change/"
    assert heard(lambda: desk.post(change, {"title": "Bread", "body": "At *one*"})) == set()
    announcement.refresh_from_db()
    assert announcement.body_html == "<p>At <em>one</em></p>"
    assert said(ada) == ["olga announces Bread"]
    assert unread(client_of(ada)) == 0


@pytest.mark.both_databases
@pytest.mark.empty_site
@pytest.mark.parametrize("way", ["page", "list"])
def test_what_is_deleted_is_forgotten(way, desk, ada, heard):  # noqa: F811
    announcement = announce(desk)
    address = "/admin/notifications/announcement/"
    data = {"post": "yes"}
    if way == "page":
        address += f"{announcement.pk}/delete/"
    else:
        data |= {"action": "delete_selected", "_selected_action": [announcement.pk]}
    assert heard(lambda: desk.post(address, data)) == {f"user-{ada.pk}"}
    assert not Notification.objects.exists()


def test_what_is_written_is_shown_as_text(desk, client_of, ada):
    announcement = announce(desk, "<script>alert(1)</script>", "<script>alert(2)</script>")
    for address in (LIST, f"/announcements/{announcement.pk}/"):
        page = client_of(ada).get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.both_databases
@pytest.mark.empty_site
def test_to_5000_people_it_is_a_few_statements_and_one_word(desk, owner, heard):  # noqa: F811
    def told():
        with CaptureQueriesContext(connection) as captured:
            assert heard(lambda: announce(desk)) == {"members-all"}
        return len(captured)

    people(20)
    told()
    few = told()
    people(5_000)
    assert told() == few
    assert Notification.objects.filter(number=Announcement.objects.latest("pk").pk).count() == 5_020


def test_taking_it_back_from_many_is_one_word_too(desk, heard):  # noqa: F811
    people(200)
    announcement = announce(desk)
    assert heard(announcement.delete) == {"members-all"}


def people(number):
    """Past what comes with people: 5,000 rooms are not the matter here."""
    first = User.objects.count()
    QuerySet(User).bulk_create(User(username=f"dora{first + n}") for n in range(number))


def test_members_alone_hear_that_there_is_one(ada, studio, rf):
    studio.open_door()
    for user, hears in ((ada, True), (studio.admit_guest("Paul", "127.0.0.1").user, False)):
        request = rf.get("/events/")
        request.user = user
        assert ("members-all" in channels.ChannelManager().get_channels_for_request(request, {})) == hears
        assert channels.ChannelManager().can_read_channel(user, "members-all") == hears
