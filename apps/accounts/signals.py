"""`users_created(sender=User, users=[...])`: new accounts, however they were made, in the same transaction."""

from django.dispatch import Signal

users_created = Signal()
