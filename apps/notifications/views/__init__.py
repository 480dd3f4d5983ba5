from .list import bell, notifications, read, read_row
from .mutes import mute
from .push import service_worker, subscriptions
from .settings import settings

__all__ = ["bell", "mute", "notifications", "read", "read_row", "service_worker", "settings", "subscriptions"]
