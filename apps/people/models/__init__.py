from .blocks import Block, has_not_blocked, is_blocked_by
from .custom_fields import ProfileField, ProfileFieldValue
from .follows import Follow, follows
from .imports import ImportedProfile
from .links import MOST_LINKS, ProfileLink
from .profiles import FACE, PICTURE, Profile, distinct_name_of, sort_name
from .requests import FollowRequest
from .skills import Skill

__all__ = [
    "FACE",
    "MOST_LINKS",
    "PICTURE",
    "Block",
    "Follow",
    "FollowRequest",
    "ImportedProfile",
    "Profile",
    "ProfileField",
    "ProfileFieldValue",
    "ProfileLink",
    "Skill",
    "distinct_name_of",
    "follows",
    "has_not_blocked",
    "is_blocked_by",
    "sort_name",
]
