from django.urls import path

from . import views

app_name = "posts"

urlpatterns = [
    path("", views.feed, name="feed"),  # for members; config/urls.py shows visitors the front door there
    path("posts/new/", views.new, name="new"),
    path("posts/archived/", views.archived, name="archived"),
    path("posts/drafts/<uuid:key>/", views.draft, name="draft"),
    path("posts/marks/", views.current_marks, name="current_marks"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("posts/<int:pk>/edit/", views.edit, name="edit"),
    path("posts/<int:pk>/archive/", views.archive, name="archive"),
    path("posts/<int:pk>/history/", views.former, name="former"),
    path("posts/<int:pk>/like/", views.like, name="like"),
    path("posts/<int:pk>/likes/", views.likes, name="likes"),
    path("posts/<int:pk>/save/", views.save, name="save"),
    path("posts/<int:pk>/comments/", views.comments, name="comments"),
    path("comments/<int:pk>/", views.comment, name="comment"),
    path("comments/<int:pk>/like/", views.comment_like, name="comment_like"),
    path("saved/", views.saved, name="saved"),
    path("@<str:username>/photos/", views.photos_of, name="photos"),
    path("@<str:username>/feed.atom", views.photos_feed, name="photos_feed"),
    path("@<str:username>/tag/<str:name>/", views.tagged_by, name="tagged_by"),
    path("tags/<str:name>/feed.atom", views.tag_feed, name="tag_feed"),
    path("tags/<str:name>/follow/", views.follow_tag, name="follow_tag"),
]
