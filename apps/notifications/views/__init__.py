from .list import bell, notifications, read, read_row

__all__ = ["bell", "notifications", "read", "read_row"]
