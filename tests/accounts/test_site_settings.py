"""What follows when the owner changes how the site is set up."""

import pytest

from apps.accounts.models import SiteSettings
from apps.live import log
from apps.live.delivery import RIGHTS, delivery

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ended_streams():
    return [event.data for event in log.read(0, [RIGHTS])]


@pytest.mark.parametrize(("before", "after"), [("rooms", "nothing"), ("nothing", "rooms"), ("rooms", "rooms-people")])
def test_what_visitors_may_read_ends_their_streams_when_it_changes(set_site, before, after):
    set_site(visitors_may_read=before)
    ended = ended_streams()
    set_site(visitors_may_read=after)
    assert ended_streams() == [*ended, '{"user": null}']
    set_site(name="Alder Street")
    assert ended_streams() == [*ended, '{"user": null}']


def test_the_settings_are_asked_anew_before_a_stream_comes_back(
    set_site, monkeypatch, django_capture_on_commit_callbacks
):
    set_site(visitors_may_read="rooms")
    assert SiteSettings.current().visitors_read_rooms
    seen = []
    monkeypatch.setattr(delivery, "wake", lambda: seen.append(SiteSettings.current().visitors_read_rooms))
    site = SiteSettings.objects.get()
    site.visitors_may_read = "nothing"
    with django_capture_on_commit_callbacks(execute=True):
        site.save()
    assert seen == [False]
