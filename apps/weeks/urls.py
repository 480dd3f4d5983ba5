from datetime import date

from django.urls import path, register_converter

from . import views


class Day:
    """2026-11-16: says when it was, and stands in the order of time; few people know the numbers of weeks."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()


register_converter(Day, "day")

app_name = "weeks"

urlpatterns = [
    path("weeks/", views.weeks, name="weeks"),
    path("weeks/<day:begins>/", views.week, name="week"),
]
