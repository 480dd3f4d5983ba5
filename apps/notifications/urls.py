from django.urls import path

from . import push_views, views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/read/", views.read, name="read"),
    path("notifications/<int:pk>/read/", views.read_row, name="read_row"),
    path("notifications/subscriptions/", push_views.subscriptions, name="subscriptions"),
    path("service-worker.js", push_views.service_worker, name="service_worker"),
]
