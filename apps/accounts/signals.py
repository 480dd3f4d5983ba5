"""`users_created(sender=User, users=[...])`: new accounts, however they were made, in the same transaction."""

from django.dispatch import Signal

users_created = Signal()

# `username_changed(sender=User, user=user, before="ada")`: in the same transaction.
username_changed = Signal()

# `email_changed(sender=User, user=user)`: of an account that was there before, in the same transaction.
email_changed = Signal()

# `former_member_created(sender=User, user=user, former=former)`: `former` will be the author of what stays of an
# account that is being deleted; in the same transaction.
former_member_created = Signal()

# `invitation_used(sender=Invitation, invitation=invitation, user=user)`: someone has registered by it, in the same
# transaction.
invitation_used = Signal()

# `signed_out_elsewhere(sender=User, user=user)`: someone has ended all of their sessions but the one at hand.
signed_out_elsewhere = Signal()
