"""What becomes of what other people share with an account that is deleted, whatever way it is deleted.

`User.delete()` and `User.objects.filter(…).delete()` ask each app first, in the same transaction, to give to somebody
else what must stay; the rest goes with the account. The admin's confirmation page says both before. An app registers
its part in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Consequences:
    """Sentences for the confirmation page: what changes hands, what goes, and what stays where it is."""

    transferred: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    kept: list = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """`prepare(users, new_owner)` gives away what stays, in the transaction that deletes the users. It may be called
    with none that own anything. `describe(users, new_owner, found)` adds to `Consequences` what it will do.
    """

    prepare: Callable
    describe: Callable


_parts = {}


def register(prepare, describe, *, order):
    _parts[Part(prepare, describe)] = order


def parts():
    return sorted(_parts, key=_parts.get)


def prepare(users, new_owner=None):
    """`users`: a list, of which guests own nothing. Raises ValueError for a new owner who cannot be one."""
    users = [user for user in users if not user.is_guest]
    if not users:
        return
    if new_owner and not can_be_new_owner(new_owner, users):
        raise ValueError(f"{new_owner} cannot take over what the deleted accounts own.")
    new_owner = new_owner or default_new_owner(users)
    for part in parts():
        part.prepare(users, new_owner)


def describe(users, new_owner=None):
    users = [user for user in users if not user.is_guest]
    found = Consequences()
    for part in parts():
        part.describe(users, new_owner or default_new_owner(users), found)
    return found


def can_be_new_owner(user, deleted):
    return user.is_active and not user.is_guest and user.pk not in {one.pk for one in deleted}


def default_new_owner(deleted):
    """The site's owner, of several the first one; None where it is among those who are deleted, and the only one."""
    from .models import User

    owners = User.objects.filter(is_active=True, is_superuser=True, is_guest=False)
    return owners.exclude(pk__in=[user.pk for user in deleted]).order_by("pk").first()
