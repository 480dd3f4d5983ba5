from django.urls import path
from django.views.generic import RedirectView

from . import views

app_name = "people"

urlpatterns = [
    path("home/", views.home, name="home"),
    path("people/", views.directory, name="directory"),
    path("@<str:username>/", views.profile, name="profile"),
    path("@<str:username>/about/", views.about, name="about"),
    path("@<str:username>/follow/", views.follow, name="follow"),
    path("@<str:username>/followers/", views.followers, name="followers"),
    path("@<str:username>/followers/<str:follower>/", views.follower, name="follower"),
    path("@<str:username>/following/", views.following, name="following"),
    path("@<str:username>/block/", views.block, name="block"),
    path(
        "settings/",
        RedirectView.as_view(pattern_name="people:edit_profile", http_method_names=["get", "head"]),
        name="settings",
    ),
    path("settings/profile/", views.edit_profile, name="edit_profile"),
    path("settings/profile/<str:part>/", views.edit_profile_part, name="edit_profile_part"),
    path("settings/privacy/", views.privacy, name="privacy"),
    path("settings/requests/", views.follow_requests, name="follow_requests"),
    path("settings/requests/<str:username>/", views.follow_request, name="follow_request"),
]
