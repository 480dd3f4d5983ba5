"""What the demo community was told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.notifications.demo.part import community, happened
from apps.notifications.models import Notification
from tests.posts.conftest import drawn, show  # noqa: F401


@pytest.mark.both_databases
def test_it_stands_in_the_order_of_its_times_and_nobody_is_mailed_it(ada, bob, cleo, show):  # noqa: F811
    oak, ash, now = show(ada, "Oak"), show(ada, "Ash"), timezone.now()
    oak.like(bob), ash.like(cleo)
    happened("post", {oak.pk: now - timedelta(hours=1), ash.pk: now - timedelta(days=3)})
    community("")
    told = Notification.objects.order_by("pk")
    assert [(one.actor, one.is_listed) for one in told] == [(cleo, True), (bob, True)]
    assert [one.read_at is None for one in told] == [False, True]
    assert not told.exclude(spread_at=None).exists()
