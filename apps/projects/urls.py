from django.urls import path

from apps.posts import views as targets

from . import views
from .models import Project

app_name = "projects"

target = {"model": Project}  # posts' views serve what people think and say of a project too

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/new/", views.new, name="new"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/edit/", views.edit, name="edit"),
    path("projects/<int:pk>/delete/", views.delete, name="delete"),
    path("projects/<int:pk>/like/", targets.like, target, name="like"),
    path("projects/<int:pk>/likes/", targets.likes, target, name="likes"),
    path("projects/<int:pk>/save/", targets.save, target, name="save"),
    path("projects/<int:pk>/comments/", targets.comments, target, name="comments"),
    path("projects/<int:pk>/collaborators/", views.collaborators, name="collaborators"),
    path("projects/<int:pk>/collaborators/<str:username>/", views.collaborator, name="collaborator"),
    path("projects/<int:pk>/invitation/", views.invitation, name="invitation"),
    path("projects/<int:pk>/owner/", views.owner, name="owner"),
    path("projects/<int:pk>/reviews/", views.reviews, name="reviews"),
    path("@<str:username>/projects/", views.projects_of_profile, name="of_profile"),
    path("@<str:username>/reviews/", views.reviews_of_profile, name="reviews_of_profile"),
    path("@<str:username>/skills/<str:name>/", views.endorsements, name="endorsements"),
    path("endorsements/<int:pk>/hidden/", views.hidden_endorsement, name="hidden_endorsement"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/edit/", views.edit_review, name="edit_review"),
    path("reviews/<int:pk>/answer/", views.answer, name="answer"),
]
