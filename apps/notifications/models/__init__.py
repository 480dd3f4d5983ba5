from .announcements import Announcement
from .choices import Choice, Preferences
from .mutes import Mute
from .notifications import Notification
from .subscriptions import Subscription

__all__ = ["Announcement", "Choice", "Mute", "Notification", "Preferences", "Subscription"]
