from django.urls import path

from . import views

app_name = "tags"

urlpatterns = [
    path("tags/", views.tags, name="tags"),
    path("tags/<str:name>/", views.tag, name="tag"),
]
