"""Signals between apps of one layer, which do not import each other.

`rights_changed(sender=User, user=user)`: some of this person's browsers may no longer read what they are reading.
`visitors_rights_changed(sender=SiteSettings)`: nobody who is not signed in may go on reading unasked.
"""

from django.dispatch import Signal

rights_changed = Signal()
visitors_rights_changed = Signal()
