"""Before an account is deleted: rooms that others use get a new owner, and messages in rooms a former member as their
author, where the site keeps them. `departures` keeps right what stays.
"""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.live import log
from apps.shared.stamps import new_stamp

from . import broadcasts, gallery
from .models import Membership, Message, Room

MOST_NAMED = 50  # rooms on a confirmation page


def owned_by(users):
    """Their rooms but the personal ones, with `is_used`: whether anybody else is a member or has written there."""
    of_others = Exists(Message.objects.filter(room=OuterRef("pk")).exclude(author__in=users))
    with_others = Exists(Membership.objects.filter(room=OuterRef("pk")).exclude(user__in=users))
    rooms = Room.objects.filter(owner__in=users).exclude(kind=Room.Kind.PERSONAL)
    return rooms.annotate(is_used=of_others | with_others).order_by("pk")


def to_transfer(users, new_owner):
    """`(room, new owner)` of those that others use; where nobody is there who could own one, it is not among them."""
    for room in owned_by(users).filter(is_used=True):
        if owner := new_owner or successor(room, users):
            yield room, owner


def successor(room, users):
    """Where the site has no owner who stays: who has been a member for longest, or has written there, or anybody."""
    people = get_user_model().objects.filter(is_active=True, is_guest=False, is_bot=False)
    active = people.exclude(pk__in=[user.pk for user in users])
    members = active.filter(memberships__room=room).order_by("memberships__pk")
    authors = active.filter(Exists(room.messages.filter(author=OuterRef("pk")))).order_by("pk")
    return members.first() or authors.first() or active.order_by("-is_staff", "pk").first()


def prepare(users, new_owner, former):
    log.take_turn()
    for room, owner in list(to_transfer(users, new_owner)):
        room.transfer_to(owner)
    for user in former.users:
        keep_messages(user, users, former)


def keep_messages(user, users, former):
    """Those in rooms that stay, but of no direct conversation; open pages and late readers see the new author."""
    stay = Room.objects.exclude(kind=Room.Kind.DIRECT).exclude(owner__in=users)
    stay = stay.filter(Exists(Message.objects.filter(room=OuterRef("pk"), author=user)))
    rooms = list(stay)
    if not rooms:
        return
    author = former.author_for(user)
    Message.objects.filter(author=user, room__in=rooms).update(author=author, stamp=new_stamp())
    quoting = Message.objects.filter(reply_to__author=author)
    quoting.update(stamp=new_stamp())
    shown = Message.objects.filter(Q(author=author) | Q(pk__in=quoting.values("pk")))
    broadcasts.rows_corrected(Message.objects, list(shown.values_list("pk", flat=True)))
    for room in rooms:
        broadcasts.much_changed(room)
        transaction.on_commit(partial(gallery.forget, room.pk))  # it says whose pictures these are


def describe(users, new_owner, found):
    transferred = list(to_transfer(users, new_owner))
    found.transferred += few([f"{summary(room)} → @{owner.username}" for room, owner in transferred])
    stays = {room.pk for room, _owner in transferred}
    personal = Room.objects.filter(owner__in=users, kind=Room.Kind.PERSONAL).order_by("pk")
    found.deleted += [personal_summary(room, users) for room in personal[:MOST_NAMED]]
    unused = [room for room in owned_by(users) if room.pk not in stays]
    found.deleted += few([_("%(room)s; no one else uses it") % {"room": summary(room)} for room in unused])
    said = Message.objects.filter(author__in=users)
    elsewhere = said.exclude(room__in=[*personal, *unused]).aggregate(
        rooms=Count("pk", filter=~Q(room__kind=Room.Kind.DIRECT)), direct=Count("pk", filter=Q(room__kind="direct"))
    )
    if found.keeps_words and (number := elsewhere["rooms"]):
        words = ngettext(
            "%(number)s message in rooms that stay, by “Former member”",
            "%(number)s messages in rooms that stay, by “Former member”",
            number,
        )
        found.kept.append(words % {"number": number})
    elif number := elsewhere["rooms"]:
        words = ngettext("%(number)s message in rooms that stay", "%(number)s messages in rooms that stay", number)
        found.deleted.append(words % {"number": number})
    if number := elsewhere["direct"]:
        words = ngettext("%(number)s direct message", "%(number)s direct messages", number)
        found.deleted.append(words % {"number": number})
    describe_conversations(users, found)


def describe_conversations(users, found):
    """The others keep what they have written themselves; with the last person a conversation goes."""
    theirs = Room.objects.direct().filter(memberships__user__in=users).distinct()
    others = Membership.objects.filter(room=OuterRef("pk")).exclude(user__in=users)
    staying = theirs.filter(Exists(others)).count()
    if staying:
        words = ngettext(
            "%(number)s direct conversation, for the other people in it, with the messages they have written",
            "%(number)s direct conversations, for the other people in them, with the messages they have written",
            staying,
        )
        found.kept.append(words % {"number": staying})


def summary(room):
    """“Studio” (closed, archived, 3 members, 12 messages)."""
    kinds = [str(room.get_kind_display()), *([_("archived")] if room.archived_at else [])]
    return _("Room “%(name)s” (%(facts)s)") % {
        "name": room,
        "facts": ", ".join([*kinds, members(room), messages(room)]),
    }


def members(room):
    return ngettext("%(number)s member", "%(number)s members", room.member_count) % {"number": room.member_count}


def messages(room):
    return ngettext("%(number)s message", "%(number)s messages", room.message_count) % {"number": room.message_count}


def personal_summary(room, users):
    facts = {"name": room, "messages": messages(room)}
    if others := room.messages.exclude(author__in=users).count():
        words = ngettext(
            "Personal room “%(name)s” (%(messages)s, %(others)s of them by other people)",
            "Personal room “%(name)s” (%(messages)s, %(others)s of them by other people)",
            others,
        )
        return words % {**facts, "others": others}
    return _("Personal room “%(name)s” (%(messages)s)") % facts


def few(sentences):
    rest = len(sentences) - MOST_NAMED
    more = [ngettext("and %(number)s more", "and %(number)s more", rest) % {"number": rest}] if rest > 0 else []
    return [*sentences[:MOST_NAMED], *more]
