from .collaborators import AlreadyInvited, CannotInvite, Collaborator, NotACollaborator
from .links import MOST_LINKS, ProjectLink
from .projects import NothingToPublish, Project, ProjectTag
from .reviews import AlreadyAnswered, AlreadyReviewed, CannotReview, Review

__all__ = [
    "MOST_LINKS",
    "AlreadyAnswered",
    "AlreadyInvited",
    "AlreadyReviewed",
    "CannotInvite",
    "CannotReview",
    "Collaborator",
    "NotACollaborator",
    "NothingToPublish",
    "Project",
    "ProjectLink",
    "ProjectTag",
    "Review",
]
