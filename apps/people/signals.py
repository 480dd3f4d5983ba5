"""`people_parted(sender=Block, people=(ada, bob))`: one has blocked the other, in the same transaction."""

from django.dispatch import Signal

people_parted = Signal()
