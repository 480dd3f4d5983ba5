"""Posts that show themselves later; and those that are taken out of sight."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.posts import plans
from apps.posts.models import Draft, Photo, Post
from apps.shared.images import Picture
from apps.tasks import schedule

HOUR = timedelta(hours=1)


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def draft(ada, drawn):
    """Ada's, with one photo that is described."""
    draft = Draft.objects.create(author=ada, body="Oak")
    draft.add_photos([Photo.of(Picture(**vars(drawn)), "A plank")])
    return draft


def planned(draft, **more):
    return {"body": draft.body, "audience": "everyone", "do": "schedule"} | more


def local(moment):
    """As a browser sends a day and an hour."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.both_databases
def test_what_is_planned_shows_itself_when_its_time_has_come(adas, ada, bob, client_of, draft):
    soon = timezone.now() + HOUR
    response = adas.post(f"/posts/drafts/{draft.key}/", planned(draft, shown_at=local(soon)))
    assert response["Location"] == "/posts/new/"
    draft.refresh_from_db()
    assert abs(draft.publishes_at - soon) < timedelta(minutes=1)
    assert not plans.are_due()
    assert plans.portion() == 0
    assert not Post.objects.exists()
    draft.change(publishes_at=timezone.now() - HOUR)
    before = timezone.now()
    assert plans.are_due()
    assert plans.portion() == 1
    post = Post.objects.get()
    assert post.body == "Oak"
    assert before <= post.published_at <= timezone.now()
    assert client_of(bob).get(f"/posts/{post.pk}/").status_code == 200
    assert plans.portion() == 0
    assert adas.get(f"/posts/drafts/{draft.key}/")["Location"] == f"/posts/{post.pk}/"


def test_a_browser_with_scripts_says_the_moment_itself(adas, draft):
    moment, elsewhere = timezone.now() + HOUR, local(timezone.now() - 9 * HOUR)
    adas.post(f"/posts/drafts/{draft.key}/", planned(draft, shown_at=elsewhere, moment=moment.isoformat()))
    assert Draft.objects.get().publishes_at == moment


@pytest.mark.parametrize(
    ("shown_at", "sentence"),
    [
        ("", "Say the day and the hour"),
        ("2020-01-01T10:00", "That moment is over already."),
        ("2999-01-01T10:00", "more than a year away"),
        ("soon", "Enter a valid date/time."),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_stays_typed(adas, draft, shown_at, sentence):
    response = adas.post(f"/posts/drafts/{draft.key}/", planned(draft, body="Changed", shown_at=shown_at))
    assert response.status_code == 422
    assert sentence in response.text
    assert f'value="{shown_at}"' in response.text or not shown_at
    assert "Changed" in response.text
    assert Draft.objects.get().publishes_at is None


@pytest.mark.parametrize("do", ["schedule", "save", "publish"])
@pytest.mark.parametrize("name", ["shown_at", "moment"])
@pytest.mark.parametrize(
    "moment",
    [
        *("0001-01-01T00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59", "9999-12-31T23:59:59-23:59"),
        *("0000-00-00T00:00", "2027-02-30T10:00", "10000-01-01T00:00", "1e9"),
    ],
)
def test_a_moment_off_the_calendar_is_refused(adas, draft, do, name, moment):
    response = adas.post(f"/posts/drafts/{draft.key}/", planned(draft, body="Changed", do=do, **{name: moment}))
    assert response.status_code == 422
    assert "Changed" in response.text


def test_a_photo_without_description_is_asked_for_before_it_is_planned(adas, draft):
    draft.photos.update(description="")
    plan = planned(draft, shown_at=local(timezone.now() + HOUR))
    response = adas.post(f"/posts/drafts/{draft.key}/", plan)
    assert "1 photo has no alt text." in response.text
    assert 'value="schedule-anyway"' in response.text
    assert f'value="{plan["shown_at"]}"' in response.text
    adas.post(f"/posts/drafts/{draft.key}/", plan | {"do": "schedule-anyway"})
    assert Draft.objects.get().publishes_at


def test_a_plan_is_taken_back_and_the_draft_stays(adas, draft):
    draft.change(publishes_at=timezone.now() + HOUR)
    assert "It shows itself on" in adas.get(f"/posts/drafts/{draft.key}/").text
    response = adas.post(f"/posts/drafts/{draft.key}/", planned(draft, do="unplan", shown_at="2027-01-01T10:00"))
    assert response.status_code == 200
    assert "It shows itself on" not in response.text
    assert Draft.objects.get().publishes_at is None


def test_saving_a_planned_draft_keeps_its_plan(adas, draft):
    draft.change(publishes_at=timezone.now() + HOUR)
    adas.post(f"/posts/drafts/{draft.key}/", planned(draft, do="save", body="Ash"))
    saved = Draft.objects.get()
    assert (saved.body, saved.publishes_at) == ("Ash", draft.publishes_at)


@pytest.mark.both_databases
def test_what_lost_its_photos_waits_for_its_author_and_holds_up_nothing(ada, draft):
    past = timezone.now() - HOUR
    draft.change(publishes_at=past)
    bare = Draft.objects.create(author=ada, publishes_at=past - HOUR)
    assert plans.portion() == 1
    bare.refresh_from_db()
    assert bare.publishes_at is None


@pytest.mark.both_databases
def test_what_fails_is_tried_again_and_holds_up_nothing(ada, draft, drawn, caplog, monkeypatch):
    other = Draft.objects.create(author=ada, body="Broken", publishes_at=timezone.now() - 2 * HOUR)
    other.add_photos([Photo.of(Picture(**vars(drawn)))])
    draft.change(publishes_at=timezone.now() - HOUR)
    publish = Draft.publish

    def fails(self):
        if self.body == "Broken":
            raise OSError("the disk is full")
        return publish(self)

    monkeypatch.setattr(Draft, "publish", fails)
    assert plans.portion() == 1
    assert f"Draft {other.pk} could not be shown" in caplog.text
    monkeypatch.undo()
    assert plans.portion() == 1


def test_what_was_moved_to_later_meanwhile_is_not_shown(draft):
    draft.change(publishes_at=timezone.now() - HOUR)
    (seen_by_the_look,) = Draft.objects.due()
    draft.change(publishes_at=timezone.now() + HOUR)
    assert seen_by_the_look.publish_if_due() is None
    assert not Post.objects.exists()


def test_whoever_may_not_sign_in_shows_nothing(ada, draft):
    draft.change(publishes_at=timezone.now() - HOUR)
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert plans.portion() == 0
    assert Draft.objects.exists()


def test_it_is_done_while_the_site_runs():
    assert schedule.Round(plans.carry_out, plans.EVERY, plans.are_due) in schedule.rounds()


@pytest.mark.both_databases
def test_the_archive_is_its_authors_and_brings_back(adas, client_of, ada, bob, show):
    post = show(ada, "Oak")
    adas.post(f"/posts/{post.pk}/archive/")
    assert "1 archived post" in adas.get("/@ada/").text
    assert "archived post" not in client_of(bob).get("/@ada/").text
    assert f'href="/posts/{post.pk}/edit/"' in adas.get("/posts/archived/").text
    assert "/edit/" not in client_of(bob).get("/posts/archived/").text
    editor = adas.get(f"/posts/{post.pk}/edit/").text
    assert "This post is archived" in editor
    assert f'href="/posts/{post.pk}/"' not in editor
    saved = adas.post(f"/posts/{post.pk}/edit/", {"body": "Ash", "audience": "everyone", "do": "save"})
    assert saved["Location"] == f"/posts/{post.pk}/edit/"
    adas.post(f"/posts/{post.pk}/archive/", {"_method": "delete"})
    assert adas.get(f"/posts/{post.pk}/").status_code == 200
    assert "This post is archived" not in adas.get(f"/posts/{post.pk}/edit/").text
