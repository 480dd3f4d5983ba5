from django.urls import path

from . import views

app_name = "shared"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("media/<path:path>", views.media, name="media"),
    path("too-large/", views.too_large, name="too_large"),
]
