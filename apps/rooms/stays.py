"""What becomes of guests' stays when nobody can come back to them any more."""

from django.db import transaction
from django_tasks import task

from apps.live import log

from .models import Guest

PORTION = 10  # stays in one go; each is a transaction of its own


def are_over():
    over = Guest.objects.over()
    return over.that_left_nothing().exists() or over.staying().exists() or over.with_needless_address().exists()


@task()
def clear():
    while portion():
        pass


def portion():
    """Clear away some, and say how many; 0 where nothing is left to do."""
    over = Guest.objects.over()
    empty = over.that_left_nothing().values_list("pk", flat=True)[:PORTION]
    if gone := sum(map(forget, list(empty))):
        return gone
    for stay in over.staying().select_related("room", "user")[:PORTION]:
        stay.end()
    return over.with_needless_address().update(address="")


def forget(pk):
    """A stay goes with its user. True where it did: it may have been banned since somebody looked."""
    with transaction.atomic():
        log.take_turn()
        stay = Guest.objects.over().that_left_nothing().select_related("user").filter(pk=pk).first()
        if stay:
            stay.user.delete()
    return stay is not None
