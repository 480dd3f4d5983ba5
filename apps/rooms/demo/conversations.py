"""What was said in the rooms of Alder Street, the demo community."""

from . import (
    bikes,
    code_corner,
    garden,
    kiln_rota,
    kitchen,
    lost_and_found,
    music_nights,
    open_yard,
    print_shop,
    studio,
    welcome,
    workbench,
)
from .lines import Conversation, Line
from .personal import PERSONAL_LINES

__all__ = ["CONVERSATIONS", "PERSONAL_LINES", "Conversation", "Line"]

CONVERSATIONS = (
    studio.ROOM,
    kitchen.ROOM,
    print_shop.ROOM,
    garden.ROOM,
    lost_and_found.ROOM,
    kiln_rota.ROOM,
    workbench.ROOM,
    bikes.ROOM,
    music_nights.ROOM,
    code_corner.ROOM,
    open_yard.ROOM,
    welcome.ROOM,
)
