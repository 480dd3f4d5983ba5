"""Who had a username before: for links to old pages, and for what was written when somebody else had the name."""

import re
from functools import reduce
from operator import or_

from django.db.models import Q

from apps.shared.addresses import address

from .models import FormerUsername, User

TAG, HREF = re.compile(r"<a\b[^>]*>"), re.compile(r'href="[^"]*"')


_may_find = []


def register(may_find):
    """`may_find(viewer, user)`: whether somebody may be told where an account is now."""
    _may_find.append(may_find)


def holder_of(username, viewer):
    """The account that had a username last, where nobody has it now, the account is open and the viewer may find it;
    None otherwise.
    """
    username = username.lower()
    if User.objects.filter(username=username).exists():
        return None
    former = FormerUsername.objects.filter(username=username, user__is_active=True).select_related("user")
    found = former.order_by("-ended_at", "-pk").first()
    return found.user if found and all(may_find(viewer, found.user) for may_find in _may_find) else None


def people_named(names, readers, written_at=None, mentioned=lambda: ()):
    """`{name: (number, username now)}` of those among the readers whom names in a text mean.

    A name is that of the one who has it. A text that was written before somebody took the name goes on naming the one
    who had it then, if it did so: `mentioned()` gives their numbers. One query for a new text whose names are all
    known; two more at most.
    """
    current = readers.filter(username__in=names).values_list("pk", "username")
    found = {username: (pk, username) for pk, username in current}
    doubtful = names if written_at else [name for name in names if name not in found]
    if not doubtful:
        return found
    former = FormerUsername.objects.filter(username__in=doubtful, user__in=readers).order_by("ended_at", "pk")
    last, then = {}, {}
    for name, ended_at, pk, username in former.values_list("username", "ended_at", "user", "user__username"):
        last[name] = (pk, username)
        if written_at and ended_at > written_at:
            then.setdefault(name, (pk, username))
    if taken := then.keys() & found.keys():
        known = set(mentioned())
        then = {name: who for name, who in then.items() if name not in taken or who[0] in known}
    return {**last, **found, **then}


def renew_links(texts, user, fields=("body_html",), **more):
    """Of texts with HTML in some fields, those that name somebody: their links lead to the page that they have now.

    `more` are functions that give other values for each, like a new stamp.
    """
    changed = []
    named = reduce(or_, (Q(**{f"{field}__contains": f'data-mention="{user.pk}"'}) for field in fields))
    for text in texts.filter(named).iterator(chunk_size=500):
        for field in fields:
            setattr(text, field, with_new_links(getattr(text, field), user))
        for name, value in more.items():
            setattr(text, name, value())
        changed.append(text)
    texts.model._base_manager.bulk_update(changed, [*fields, *more], batch_size=200)


def with_new_links(html, user):
    """HTML in which the mentions of somebody lead to the page that they have now."""
    mark = f'data-mention="{user.pk}"'

    link = f'href="{address("people:profile", user.username)}"'

    def renewed(tag):
        return HREF.sub(link, tag[0]) if mark in tag[0] else tag[0]

    return TAG.sub(renewed, html) if mark in html else html
