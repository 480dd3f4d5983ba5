from .announcements import announcement
from .list import bell, newer, notifications, read, read_row
from .mutes import mute
from .push import service_worker, subscriptions
from .settings import settings
from .unsubscribe import unsubscribe

__all__ = [
    "announcement",
    "bell",
    "mute",
    "newer",
    "notifications",
    "read",
    "read_row",
    "service_worker",
    "settings",
    "subscriptions",
    "unsubscribe",
]
