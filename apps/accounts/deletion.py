"""What becomes of what other people share with an account that is deleted, whatever way it is deleted.

`User.delete()` and `User.objects.filter(…).delete()` ask each app first, in the same transaction, to give to somebody
else what must stay; the rest goes with the account. The admin's confirmation page says both before. An app registers
its part in `AppConfig.ready()`.

Where the site's settings say so, what people wrote in conversations of others stays: comments, reviews and messages in
rooms get another author, a user who stands for one deleted account and of whom nothing is known. To them apply the
same rules as to a guest, whose words stay without an account too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from .signals import former_member_created


@dataclass
class Consequences:
    """Sentences for the confirmation page: what changes hands, what goes, and what stays where it is.

    `keeps_words`: whether comments, reviews and messages in rooms stay, by "Former member".
    """

    keeps_words: bool = False
    transferred: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    kept: list = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """`prepare(users, new_owner, former)` gives away what stays, in the transaction that deletes the users. It may be
    called with none that own anything. `describe(users, new_owner, found)` adds to `Consequences` what it will do.
    """

    prepare: Callable
    describe: Callable


class FormerMembers:
    """Who becomes the author of what stays of `users`: another user for each of them, made when there is something."""

    def __init__(self, users):
        self.users, self.authors = users, {}

    def author_for(self, user):
        from .models import User

        if user.pk not in self.authors:
            self.authors[user.pk] = User.objects.create_former_member()
            former_member_created.send(sender=User, user=user, former=self.authors[user.pk])
        return self.authors[user.pk]


_parts = {}
_words = []


def register(prepare, describe, *, order):
    _parts[Part(prepare, describe)] = order


def register_words(model, author_field="author"):
    """What stays of a former member: rows of a model, by its field for who wrote them."""
    _words.append((model, author_field))


def former_members_without_words():
    """Nothing is left of what they wrote: it was deleted since."""
    from .models import User

    left = (Exists(model.objects.filter(**{field: OuterRef("pk")})) for model, field in _words)
    return User.objects.filter(*(~rows for rows in left), is_former=True)


def parts():
    return sorted(_parts, key=_parts.get)


def prepare(users, new_owner=None):
    """`users`: a list, of which guests own nothing. Raises ValueError for a new owner who cannot be one."""
    users = [user for user in users if user.has_belongings]
    if not users:
        return
    if new_owner and not can_be_new_owner(new_owner, users):
        raise ValueError(f"{new_owner} cannot take over what the deleted accounts own.")
    new_owner = new_owner or default_new_owner(users)
    former = FormerMembers([user for user in users if not user.is_former] if keeps_words() else [])
    for part in parts():
        part.prepare(users, new_owner, former)


def describe(users, new_owner=None):
    """What `prepare` will do. Words of former members never stay once more, so they are described apart."""
    users = [user for user in users if user.has_belongings]
    new_owner = new_owner or default_new_owner(users)
    found = Consequences()
    for are_former in (False, True):
        some = [user for user in users if user.is_former == are_former]
        found.keeps_words = keeps_words() and not are_former
        for part in parts() if some else ():
            part.describe(some, new_owner, found)
    return found


def keeps_words():
    from .models import SiteSettings

    return SiteSettings.in_the_table().keeps_words_of_former_members


def can_be_new_owner(user, deleted):
    return user.is_active and not user.is_guest and not user.is_bot and user.pk not in {one.pk for one in deleted}


def default_new_owner(deleted):
    """The site's owner, of several the first one; None where it is among those who are deleted, and the only one."""
    from .models import User

    owners = User.objects.filter(is_active=True, is_superuser=True, is_guest=False, is_bot=False)
    return owners.exclude(pk__in=[user.pk for user in deleted]).order_by("pk").first()
