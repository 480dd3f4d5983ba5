from .blocks import Block
from .follows import Follow
from .imports import ImportedProfile
from .profiles import FACE, PICTURE, Profile, distinct_name_of, sort_name
from .requests import FollowRequest
from .skills import Skill

__all__ = [
    "FACE",
    "PICTURE",
    "Block",
    "Follow",
    "FollowRequest",
    "ImportedProfile",
    "Profile",
    "Skill",
    "distinct_name_of",
    "sort_name",
]
