from .collaborators import AlreadyInvited, CannotInvite, Collaborator, NotACollaborator
from .endorsements import CannotEndorse, Endorsement
from .links import MOST_LINKS, ProjectLink
from .projects import NothingToPublish, Project, ProjectTag
from .reviews import AlreadyAnswered, AlreadyReviewed, CannotReview, Review

__all__ = [
    "MOST_LINKS",
    "AlreadyAnswered",
    "AlreadyInvited",
    "AlreadyReviewed",
    "CannotEndorse",
    "CannotInvite",
    "CannotReview",
    "Collaborator",
    "Endorsement",
    "NotACollaborator",
    "NothingToPublish",
    "Project",
    "ProjectLink",
    "ProjectTag",
    "Review",
]
