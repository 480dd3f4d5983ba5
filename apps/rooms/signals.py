"""`message_posted(sender=Message, message=message)`: a new message, in its transaction, with its mentions."""

from django.dispatch import Signal

message_posted = Signal()
