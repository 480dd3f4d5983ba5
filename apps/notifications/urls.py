from django.urls import path

from . import announcements, views
from .unsubscribe import unsubscribe

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/read/", views.read, name="read"),
    path("announcements/<int:pk>/", announcements.announcement, name="announcement"),
    path("notifications/<int:pk>/read/", views.read_row, name="read_row"),
    path("notifications/subscriptions/", views.subscriptions, name="subscriptions"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("notifications/mutes/<slug:noun>-<int:number>/", views.mute, name="mute"),
    path("settings/notifications/", views.settings, name="settings"),
    path("notifications/unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
