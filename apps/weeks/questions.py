"""Questions without an answer.

A question is a message of an open room whose own words, without its code and what it quotes, end in a question mark,
whatever smiles after that. It has no answer where nobody else replied to it or put an emoji under it, and nobody else
said anything in the room for half a day. In a lively room a question may drown unanswered that is not found so; but
what stands here has surely none, and that is the worse mistake.

The week of the questions begins and ends half a day before the week: whoever asks late on Sunday can still be
answered, and stands in the next one. Of each person the last question; guests' are not carried through the house.
"""

import re
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import SiteSettings
from apps.people.models.profiles import parted_from
from apps.rooms.models import Message, Reaction, Room
from apps.shared.direction import isolate_text
from apps.shared.markdown import plain

from . import sections

MOST, SPARE = 8, 8
PATIENCE = timedelta(hours=12)
LENGTH = 240  # characters of a question that are shown: its last ones
MARKS = "?？؟"
ENDS_IN_A_QUESTION = re.compile(rf"[{MARKS}][\W_]*\Z")
CODE = re.compile(r"<pre\b.*?</pre>|<code>.*?</code>", re.DOTALL)
QUOTE = re.compile(r"<blockquote\b[^>]*>(?:(?!<blockquote\b).)*?</blockquote>", re.DOTALL)


def register():
    sections.register(
        "questions",
        title=gettext_lazy("Questions without an answer"),
        template="weeks/_questions.html",
        choose=choose,
        shown_to=shown_to,
        line=line,
        number=number,
        sentence=sentence,
        order=30,
    )


def is_question(html):
    html = CODE.sub("", html)
    while html != (html := QUOTE.sub("", html)):  # one in the other, from within
        pass
    return bool(ENDS_IN_A_QUESTION.search(plain(html)))


def said(begins, ends):
    """In the open rooms in use that somebody spoke in; found by room and time."""
    rooms = Room.objects.in_use().filter(kind=Room.Kind.OPEN, last_message_at__gte=begins)
    return Message.objects.filter(room__in=rooms, sent_at__gte=begins, sent_at__lt=ends)


def choose(begins, ends):
    of_others = Message.objects.filter(room=OuterRef("room"), sent_at__gte=OuterRef("sent_at"))
    of_others = of_others.exclude(author=OuterRef("author")).order_by("sent_at")
    questions = (
        said(begins - PATIENCE, ends - PATIENCE)
        .filter(has_a_mark(), author__is_active=True)
        .exclude(is_answered())
        .annotate(next_word_at=Subquery(of_others.values("sent_at")[:1]))
        .only("author", "sent_at", "body_html")
    )
    last = {}
    for message in questions.order_by("-sent_at", "-pk").iterator():
        waited = message.next_word_at is None or message.next_word_at - message.sent_at > PATIENCE
        if waited and message.author_id not in last and is_question(message.body_html):
            last[message.author_id] = message.pk
        if len(last) == MOST + SPARE:
            break
    return list(last.values())


def has_a_mark():
    found = Q()
    for mark in MARKS:
        found |= Q(body__contains=mark)
    return found


def is_answered():
    replies = Message.objects.filter(reply_to=OuterRef("pk")).exclude(author=OuterRef("author"))
    reactions = Reaction.objects.filter(message=OuterRef("pk")).exclude(user=OuterRef("author"))
    return Exists(replies) | Exists(reactions)


def shown_to(user, numbers):
    """What was answered since says so, by `is_answered`; what is no question any more is none."""
    rooms = Room.objects.visible_to(user, SiteSettings.current()).in_use().values("pk")
    messages = Message.objects.filter(room__in=rooms).exclude(parted_from(user, "author"))
    found = messages.annotate(is_answered=is_answered()).select_related("author__profile", "room").in_bulk(numbers)
    rows = [found[number] for number in numbers if number in found and is_question(found[number].body_html)]
    for message in rows:
        message.words = last_words(plain(message.body_html))
    return rows[:MOST]


def last_words(words):
    """The end of it, where it is long: there the question stands."""
    return words if len(words) <= LENGTH else f"… {words[-LENGTH:].partition(' ')[2]}"


def line(message):
    if message.is_answered:
        return ""
    said = {"name": message.author.profile.name, "room": message.room.name, "words": message.words}
    return _("%(name)s in %(room)s: %(words)s") % {key: isolate_text(words) for key, words in said.items()}


def number(begins, ends):
    return said(begins, ends).count()


def sentence(number):
    words = ngettext(
        "%(number)s message was written in the open rooms",
        "%(number)s messages were written in the open rooms",
        number,
    )
    return words % {"number": number}
