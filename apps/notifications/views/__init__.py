from .list import bell, notifications, read, read_row
from .mutes import mute
from .settings import settings

__all__ = ["bell", "mute", "notifications", "read", "read_row", "settings"]
