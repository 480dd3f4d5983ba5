from .atom import photos_feed, tag_feed
from .comments import comment, comments
from .editor import draft, edit, new
from .feed import archived, feed, photos_of, saved, tagged_by
from .marks import comment_like, current_marks, follow_tag, like, likes, save
from .posts import archive, former, post

__all__ = [
    "archive",
    "archived",
    "comment",
    "comment_like",
    "comments",
    "current_marks",
    "draft",
    "edit",
    "feed",
    "follow_tag",
    "former",
    "like",
    "likes",
    "new",
    "photos_feed",
    "photos_of",
    "post",
    "save",
    "saved",
    "tag_feed",
    "tagged_by",
]
