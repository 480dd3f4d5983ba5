from .albums import MOST_PHOTOS, Audience, TooManyPhotos
from .comments import COMMENT, Comment, CommentsOff
from .drafts import Draft, NothingToShow
from .feeds import FeedVisit
from .marks import CommentLike, Like, Save
from .mentions import Mention
from .photos import DESCRIPTION, Photo
from .posts import Post, Tagging
from .revisions import Revision
from .texts import CAPTION

__all__ = [
    "CAPTION",
    "COMMENT",
    "DESCRIPTION",
    "MOST_PHOTOS",
    "Audience",
    "Comment",
    "CommentLike",
    "CommentsOff",
    "Draft",
    "FeedVisit",
    "Like",
    "Mention",
    "NothingToShow",
    "Photo",
    "Post",
    "Revision",
    "Save",
    "Tagging",
    "TooManyPhotos",
]
