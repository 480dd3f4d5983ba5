from .collaborators import collaborator, collaborators, invitation, owner
from .editor import delete, edit, new
from .endorsements import endorsements, hidden_endorsement
from .lists import projects
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
    "review",
    "reviews",
]
