"""What the views of rooms have in common: which rooms somebody may read, and what a room's page shows."""

from functools import partial

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from apps.accounts.models import SiteSettings
from apps.live import channels, log
from apps.notifications.rows import has_been_at
from apps.shared import paging
from apps.shared.http import any_of, refused, visible_or_404
from apps.shared.parameters import whole_number

from ..door_form import DoorForm
from ..emoji import GROUPS
from ..forms import MessageForm
from ..gallery import newest_files
from ..guest_pass import stays_of
from ..inbox import inbox_of
from ..models import Draft, Membership, Room
from ..models.guests import LONGEST_NAME
from ..rows import newest_sent, rows, sent

ARCHIVED = gettext_lazy("This room is archived. It can be read, and nobody writes in it.")
PAGE = 40  # messages


def readable(request):
    """The rooms that the viewer may read, with the viewer's own bell and mark."""
    return Room.objects.visible_to(request.user, SiteSettings.current())


def run_by_or_404(request, slug):
    """A room that the viewer may change: its owner, and the site's where it is not closed to them."""
    room = visible_or_404(request, readable(request).select_related("owner__profile"), slug=slug)
    if not room.can_be_run_by(request.user):
        raise Http404
    return room


def silence(request, room, speaks=True):
    """Why the viewer cannot write in a room at present, as a sentence; empty where they can."""
    if room.archived_at is not None:
        return str(ARCHIVED)
    return room.silence_for(request.user, speaks) if request.user.is_authenticated else ""


def refused_in_silence(request, room, speaks=True):
    """Why the viewer cannot write in a room at present, as an answer; None where they can."""
    why = silence(request, room, speaks)
    return refused(request, why, to=room) if why else None


def begun(request, room):
    """The composer's form, with what the viewer had begun to write here; one query, for those who may write."""
    kept = None
    if request.user.is_authenticated and not request.htmx and room.archived_at is None:
        kept = Draft.objects.begun(room, request.user)
    form = MessageForm(initial=kept and draft_initial(kept))
    form.answers = kept and kept.reply_to_id
    return form


def draft_initial(kept):
    """What the composer shows of a draft. The number is the draft's: however many windows show it, it is sent once."""
    initial = {"body": kept.body, "draft": kept.version}
    return initial | {"client_id": kept.client_id} if kept.client_id else initial


def shown(request, room, page, status=200, **more):
    """A room's page, or that of a conversation, with some of what was said there."""
    user = request.user
    more |= standing(request, room)
    if room.is_direct:
        more |= {"seen_by": [] if page.has_newer else room.seen_by(user), **inbox_of(user, room)}
    elif not user.is_authenticated:
        more.setdefault("door", door_form(request) if room.door_is_open else None)
    elif not user.is_guest and (known := stays_of(request)):
        more["adoptable"] = room.guests.to_adopt(known, user).first()
    template = "rooms/direct.html" if room.is_direct else "rooms/room.html"
    return render(request, template, context(room, page, **more), status=status)


def door_form(request):
    """A guest's name; `?username=paul` fills it in."""
    return DoorForm(initial={"name": request.GET.get("username", "")[:LONGEST_NAME]})


def door_page(request, room, form, status=200):
    """The room's door for guests: under what is said there, where visitors may read it, and alone otherwise."""
    found = any_of(readable(request).with_head().filter(pk=room.pk))
    if found is None:
        return render(request, "rooms/door.html", {"room": room, "door": form}, status=status)
    place, page = newest(found)
    return shown(request, found, page, status, form=None, place=place, door=form)


def standing(request, room):
    """What the viewer may do in a room at present, for its page and for its head alone."""
    found = {"silence": silence(request, room)}
    if not room.is_direct:
        return found
    user, admission = request.user, room.admission_of(request.user)
    blocks = user.blocks.filter(blocked__in=[profile.pk for profile in room.others]).exists()
    return found | {
        "asks": admission in Membership.KEPT_OUT and not blocks,
        "declined": admission == Membership.Admission.DECLINED,
        "shows_presence": room.hears_each_other(),
        "admin_reads": settings.ADMIN_READS_DIRECT,
    }


def context(room, page, **more):
    """What the room's templates show. `members` is asked only where a page shows them."""
    return {
        "room": room,
        "page": page,
        "rows": rows(room, page, new_after=room.my_read_up_to, target=more.get("target")),
        "members": SimpleLazyObject(room.first_members),
        "files": partial(newest_files, room),
        **more,
    }


def newest(room):
    """The log's place and the newest messages, in this order: what comes in between is sent again, never lost."""
    place = log.position()
    return place, paging.newest_of(newest_sent(room, PAGE + 1), PAGE)


def opened(room):
    """As `newest`; where a member has not read more than that, what was said around the place where they stopped."""
    place, page = newest(room)
    if page.has_older and room.my_level and room.my_read_up_to < page.rows[0].pk:
        page = paging.around(sent(room.messages), room.my_read_up_to, PAGE)
    return place, page


def has_read(request, room, page):
    """Whoever opens a room has seen what they were told of it, as far as it is on the page. A member who is shown what
    was said last has read it; a page with scripts tells by itself what was in sight.
    """
    shown = Q(number__range=(page.rows[0].pk, page.rows[-1].pk)) if page.rows else Q()
    has_been_at(request, channels.name(room), ~Q(noun="message") | shown)
    if "scripts" in request.COOKIES or not room.my_level or not page.rows or page.has_newer:
        return
    if page.rows[-1].pk > room.my_read_up_to:
        room.read_by(request.user, page.rows[-1].pk)


def given_back(request, room, form, status, **more):
    """The room's page with what somebody typed there, for a plain form."""
    place, page = newest(room)
    return shown(request, room, page, status, form=form, place=place, **more)


def answered(request, room, form=None):
    """The message of this room that one answers, None where it is none or gone."""
    pk = whole_number(request.POST.get("reply_to") or request.GET.get("reply")) or (form and form.answers)
    return room.messages.with_rows().filter(pk=pk).first() if pk and request.user.is_authenticated else None


def actions(request, message):
    """What the viewer may do with a message, for the list on its own page."""
    user, room = request.user, message.room
    return {
        "message": message,
        "edit": message.can_be_edited_by(user) and not silence(request, room, speaks=False),
        "remove": message.can_be_removed_by(user),
        "earlier": bool(message.edited_at) and room.shows_earlier_texts_to(user),
        "mine": [one.emoji for one in message.tally if user.pk in one.people],
        "groups": GROUPS,
    }
