"""What becomes of guests' stays when nobody can come back to them any more, and of former members without words."""

from django.db import transaction
from django_tasks import task

from apps.accounts import deletion
from apps.live import log

from .models import Guest

PORTION = 10  # stays in one go; each is a transaction of its own


def are_over():
    over = Guest.objects.over()
    left = (over.that_left_nothing(), over.staying(), over.with_needless_address())
    return any(rows.exists() for rows in (*left, deletion.former_members_without_words()))


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
    former = deletion.former_members_without_words().values_list("pk", flat=True)[:PORTION]
    if gone := sum(map(forget_former_member, list(former))):
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


def forget_former_member(pk):
    """True where it went: somebody may have been faster."""
    with transaction.atomic():
        log.take_turn()
        user = deletion.former_members_without_words().filter(pk=pk).first()
        if user:
            user.delete()
    return user is not None
