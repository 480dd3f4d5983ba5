"""A line above the feed, for the first days in which there is a new week to read."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from .models import Week

DAYS = timedelta(days=4)


def line_above_feed(request, _posts):
    week = Week.objects.newest()
    if week is None or week.made_at < timezone.now() - DAYS:
        return ""
    return render_to_string("weeks/_above_feed.html", {"week": week}, request)
