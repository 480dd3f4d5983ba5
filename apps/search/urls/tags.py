from django.urls import path

from ..views import tags

app_name = "tags"

urlpatterns = [
    path("tags/", tags.tags, name="tags"),
    path("tags/<str:name>/", tags.tag, name="tag"),
]
