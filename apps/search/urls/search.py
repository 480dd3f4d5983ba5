from django.urls import path

from .. import help_views
from ..views import discover

app_name = "search"

urlpatterns = [
    path("discover/", discover.discover, name="discover"),
    path("discover/seen/", discover.seen, name="seen"),
    path("discover/hidden/", discover.not_interested, name="not_interested"),
    path("people/help/", help_views.people_help, name="help"),
]
