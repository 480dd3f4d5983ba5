from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/newer/", views.newer, name="newer"),
    path("notifications/read/", views.read, name="read"),
    path("notifications/<int:pk>/read/", views.read_row, name="read_row"),
    path("notifications/mutes/<slug:noun>-<int:number>/", views.mute, name="mute"),
    path("notifications/subscriptions/", views.subscriptions, name="subscriptions"),
    path("notifications/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("announcements/<int:pk>/", views.announcement, name="announcement"),
    path("settings/notifications/", views.settings, name="settings"),
    path("service-worker.js", views.service_worker, name="service_worker"),
]
