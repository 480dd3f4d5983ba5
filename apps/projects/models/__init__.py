from .collaborators import AlreadyInvited, CannotInvite, Collaborator, NotACollaborator
from .endorsements import CannotEndorse, Endorsement
from .help_requests import HelpNotice
from .links import MOST_LINKS, ProjectLink
from .projects import NothingToPublish, Project, ProjectTag
from .reviews import AlreadyAnswered, AlreadyReviewed, CannotAnswer, CannotReview, Review

__all__ = [
    "MOST_LINKS",
    "AlreadyAnswered",
    "AlreadyInvited",
    "AlreadyReviewed",
    "CannotAnswer",
    "CannotEndorse",
    "CannotInvite",
    "CannotReview",
    "Collaborator",
    "Endorsement",
    "HelpNotice",
    "NotACollaborator",
    "NothingToPublish",
    "Project",
    "ProjectLink",
    "ProjectTag",
    "Review",
]
