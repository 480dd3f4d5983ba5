from django.urls import path

from . import announcements, views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/read/", views.read, name="read"),
    path("announcements/<int:pk>/", announcements.announcement, name="announcement"),
    path("notifications/<int:pk>/read/", views.read_row, name="read_row"),
]
