from datetime import datetime

import pytest
from django.utils import timezone

from apps.shared.templatetags.shared import briefly


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-21 08:38", "09:38"),
        ("2026-11-20 22:30", "20 Nov"),
        ("2026-11-20 23:30", "00:30"),  # it is today already where the site is
        ("2026-01-03 12:00", "3 Jan"),
        ("2025-11-21 09:38", "21 Nov 2025"),
    ],
)
def test_a_moment_is_told_as_briefly_as_it_is_clear(monkeypatch, moment, words):
    def utc(text):
        return datetime.fromisoformat(text + "+00:00")

    monkeypatch.setattr("django.utils.timezone.now", lambda: utc("2026-11-21 14:00"))
    with timezone.override("Europe/Berlin"):
        assert briefly(utc(moment)) == words
