from .collaborators import collaborator, collaborators, invitation, owner
from .editor import delete, edit, new
from .endorsements import endorsements, hidden_endorsement
from .lists import projects
from .profile import projects_of_profile, reviews_of_profile
from .project import project
from .reviews import answer, edit_review, review, reviews

__all__ = [
    "answer",
    "collaborator",
    "collaborators",
    "delete",
    "edit",
    "edit_review",
    "endorsements",
    "hidden_endorsement",
    "invitation",
    "new",
    "owner",
    "project",
    "projects",
    "projects_of_profile",
    "review",
    "reviews",
    "reviews_of_profile",
]
