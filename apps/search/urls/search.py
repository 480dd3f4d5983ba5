from django.urls import path

from ..views import discover, people_help, search

app_name = "search"

urlpatterns = [
    path("discover/", discover.discover, name="discover"),
    path("discover/seen/", discover.seen, name="seen"),
    path("discover/hidden/", discover.not_interested, name="not_interested"),
    path("search/", search.search, name="search"),
    path("search/quick/", search.quick, name="quick"),
    path("search/recent/", search.recent, name="recent"),
    path("people/help/", people_help.people_help, name="help"),
]
