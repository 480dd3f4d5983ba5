"""People from a spreadsheet become invitations, each with the profile that its person will have.

The file is read as a stream; people are looked up and written in batches, with a constant number of queries each. What
is wrong with a row is reported, and it is left out; a file that cannot be read is refused before anything is written.
"""

import codecs
import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts import invitation_emails, usernames
from apps.accounts.models import Invitation, User, in_two_weeks
from apps.accounts.names import StaffLooks, check_not_like_staff
from apps.shared.forms import WebsiteField
from apps.shared.names import check_line, check_name, tidy_name
from apps.tags.models import split

from .models import ImportedProfile

COLUMNS = ("name", "username", "email", "headline", "skills", "links")
DELIMITERS = ",;\t"
LINE_MAX = 1_000_000  # bytes; no more of a line is kept in memory
CELL_MAX = 2_000  # characters
SKILLS_MAX, LINKS_MAX, URL_MAX = 20, 5, 200
BATCH = 500

INVITE, INVITE_AGAIN, SKIP, REFUSE = "invite", "invite again", "skip", "refuse"


class UnreadableFile(Exception):
    """The file is not one of people, as a sentence says; nothing was done."""


@dataclass
class Row:
    """A line of the file, and what becomes of it: `action`, one of those above, with its `reason`."""

    line: int
    name: str = ""
    username: str = ""
    email: str = ""
    headline: str = ""
    skills: list = field(default_factory=list)
    links: list = field(default_factory=list)
    action: str = INVITE
    reason: str = ""
    invitation: Invitation | None = None

    @property
    def is_to_invite(self):
        return self.action in (INVITE, INVITE_AGAIN)

    def refuse(self, reason):
        if self.is_to_invite:
            self.action, self.reason = REFUSE, reason

    def skip(self, reason):
        if self.is_to_invite:
            self.action, self.reason = SKIP, reason


# --- Reading --------------------------------------------------------------------------------------


class PeopleFile:
    """A CSV file, opened for reading bytes. `unknown`: columns that are left out. Raises `UnreadableFile`."""

    def __init__(self, file):
        self.file = file
        header = next(self.lines(), None)
        if header is None or not header.strip():
            raise UnreadableFile(_("The file is empty. Its first line names the columns: %(columns)s.") % known())
        self.delimiter = max(DELIMITERS, key=lambda delimiter: len(set(names_in(header, delimiter)) & set(COLUMNS)))
        self.columns = names_in(header, self.delimiter)
        self.unknown = [name for name in self.columns if name and name not in COLUMNS]
        if "email" not in self.columns:
            raise UnreadableFile(
                _("The first line names no column “email”. It names the columns: %(columns)s.") % known()
            )
        twice = [name for name, number in Counter(self.columns).items() if name in COLUMNS and number > 1]
        if twice:
            raise UnreadableFile(_("The first line names a column twice: %(column)s.") % {"column": twice[0]})
        for _line in self.lines():  # all of it can be read, or nothing is done
            pass

    def lines(self):
        """The file's lines as text. Of one that is far too long, a part that is too long for a cell."""
        self.file.seek(0)
        offset, number = 0, 0
        while data := self.file.readline(LINE_MAX):
            number += 1
            length = len(data)
            if not offset:
                check_not_utf_16(data)
                data = data.removeprefix(codecs.BOM_UTF8)
            yield self.decoded(data, number, offset + length - len(data), is_cut=length == LINE_MAX)
            offset += length
            if length == LINE_MAX and not data.endswith(b"\n"):
                offset += self.skip_line()

    def skip_line(self):
        """Read to the end of a line without keeping it; how many bytes that were."""
        length = 0
        while data := self.file.readline(LINE_MAX):
            length += len(data)
            if data.endswith(b"\n"):
                break
        return length

    def decoded(self, data, number, offset, is_cut):
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            if is_cut and error.end == len(data):  # within a character
                return data[: error.start].decode()
            raise UnreadableFile(
                _(
                    "The file is not UTF-8: line %(line)d has the byte 0x%(byte)02X, at position %(position)d of the "
                    "file. Save it as “CSV UTF-8” and try again. Nothing was imported."
                )
                % {"line": number, "byte": data[error.start], "position": offset + error.start}
            ) from None

    def rows(self):
        """`Row` of each line that is not empty, as it is typed; one that cannot be read is refused."""
        counted = Counted(self.lines())
        reader = csv.reader(counted, delimiter=self.delimiter)
        first = True
        while True:
            line = counted.number + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                cells = []
                reason = _("A cell is far too long, or a quotation mark is never closed (line %(first)d to %(last)d).")
                yield Row(line, action=REFUSE, reason=reason % {"first": line, "last": counted.number})
            if cells is None:
                return
            if not first and any(cell.strip() for cell in cells):
                yield self.row(line, cells)
            first = False

    def row(self, line, cells):
        if len(cells) > len(self.columns):
            sentence = ngettext(
                "It has %(cells)d cell, and the first line names %(columns)d columns.",
                "It has %(cells)d cells, and the first line names %(columns)d columns.",
                len(cells),
            )
            return Row(line, action=REFUSE, reason=sentence % {"cells": len(cells), "columns": len(self.columns)})
        values = {name: cell for name, cell in zip(self.columns, cells, strict=False) if name in COLUMNS}
        return read_row(line, values)


class Counted:
    """Lines, with the number of those that were taken."""

    def __init__(self, lines):
        self.remaining, self.number = lines, 0

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self.remaining)
        self.number += 1
        return line


def known():
    return {"columns": ", ".join(COLUMNS)}


def names_in(header, delimiter):
    try:
        return [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error:
        return []


def check_not_utf_16(data):
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        sentence = _("The file is UTF-16, not UTF-8. Save it as “CSV UTF-8” and try again. Nothing was imported.")
        raise UnreadableFile(sentence)


# --- Checking what stands in one row --------------------------------------------------------------


def read_row(line, cells):
    """A `Row` of `{column: text}`; the first thing that is wrong with it is its reason."""
    row = Row(line)
    for column in COLUMNS:
        try:
            text = cells.get(column, "").strip()
            check_cell(text)
            setattr(row, column, READERS[column](text))
        except ValidationError as error:
            sentence = _("%(column)s: %(reason)s")
            row.refuse(sentence % {"column": column, "reason": " ".join(error.messages)})
    return row


def check_cell(text):
    if len(text) > CELL_MAX:
        raise ValidationError(_("Longer than %(most)d characters.") % {"most": CELL_MAX})
    if "\0" in text:
        raise ValidationError(_("It contains a NUL character."))
    if text.startswith("="):
        raise ValidationError(_("It is a formula. Export the values of the sheet."))


def read_name(text):
    name = tidy_name(text)
    if name:
        check_length(name, 60)
        check_name(name)
    return name


def read_username(text):
    username = text.removeprefix("@").lower()
    if username:
        for validate in usernames.VALIDATORS:
            validate(username)
    return username


def read_email(text):
    if not text:
        raise ValidationError(_("An email address is required."))
    email = text.lower()
    check_length(email, 254)
    validate_email(email)
    return email


def read_headline(text):
    headline = tidy_name(text)
    check_length(headline, 80)
    check_line(headline)
    return headline


def read_skills(text):
    """Separated by commas, semicolons, vertical bars or line breaks."""
    skills = split(re.sub(r"[;|]", ",", text))
    if len(skills) > SKILLS_MAX:
        raise ValidationError(_("More than %(most)d.") % {"most": SKILLS_MAX})
    return skills


def read_links(text):
    """Separated by spaces, commas, semicolons, vertical bars or line breaks."""
    links = list(dict.fromkeys(link for link in re.split(r"[\s,;|]+", text) if link))
    if len(links) > LINKS_MAX:
        raise ValidationError(_("More than %(most)d.") % {"most": LINKS_MAX})
    return [WebsiteField(max_length=URL_MAX).clean(link) for link in links]


def check_length(text, most):
    if len(text) > most:
        raise ValidationError(_("Longer than %(most)d characters.") % {"most": most})


READERS = {
    "name": read_name,
    "username": read_username,
    "email": read_email,
    "headline": read_headline,
    "skills": read_skills,
    "links": read_links,
}


# --- What becomes of them -------------------------------------------------------------------------


class Plan:
    """What is to be done with each row, in batches: what is in the file twice counts once, as it comes first."""

    def __init__(self):
        self.looks = StaffLooks()
        self.emails, self.usernames = {}, {}  # where each was seen first

    def batches(self, rows):
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            self.decide(batch)
            yield batch

    def decide(self, batch):
        for row in batch:
            if row.is_to_invite:
                self.check_names(row)
        self.look_up_emails(batch)
        self.find_duplicates(batch)
        self.look_up_usernames(batch)

    def check_names(self, row):
        for column in ("name", "username"):
            if name := getattr(row, column):
                try:
                    check_not_like_staff(name, looks_of=self.looks)
                except ValidationError as error:
                    row.refuse(f"{column}: {error.messages[0]}")

    def find_duplicates(self, batch):
        for row in batch:
            for column, seen in (("email", self.emails), ("username", self.usernames)):
                value = getattr(row, column)
                if row.is_to_invite and value and seen.setdefault(value, row.line) != row.line:
                    sentence = _("%(column)s: line %(line)d has the same.")
                    row.refuse(sentence % {"column": column, "line": seen[value]})

    def look_up_emails(self, batch):
        emails = {row.email for row in batch if row.is_to_invite}
        addresses = EmailAddress.objects.annotate(lower=Lower("email")).filter(lower__in=emails)
        users = User.objects.annotate(lower=Lower("email")).filter(lower__in=emails)
        taken = {*addresses.values_list("lower", flat=True), *users.values_list("lower", flat=True)}
        invitations = {one.email: one for one in Invitation.objects.filter(email__in=emails)}
        for row in batch:
            invitation = row.invitation = invitations.get(row.email)
            if row.email in taken:
                row.skip(_("has an account"))
            elif invitation and not invitation.uses_left:
                row.skip(_("has registered with another email"))
            elif invitation and invitation.is_valid:
                row.skip(_("is invited already"))
            elif invitation and row.is_to_invite:
                row.action, row.reason = INVITE_AGAIN, _("the last invitation has expired")

    def look_up_usernames(self, batch):
        names = {row.username for row in batch if row.is_to_invite and row.username}
        taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
        promised = dict(
            Invitation.objects.filter(username__in=names, uses_left__gt=0).values_list("username", "email")
        )
        for row in batch:
            if row.username in taken:
                row.refuse(_("username: Someone has this username already."))
            elif promised.get(row.username, row.email) != row.email:
                row.refuse(_("username: Another invited person has been given it."))


# --- Doing it -------------------------------------------------------------------------------------


def invite(batch, by_email):
    """Make the invitations of a batch, in one transaction. Where `by_email`, a task that sends them is part of it.

    A row whose email was invited at the same moment, by another run, is skipped.
    """
    new = [row for row in batch if row.action == INVITE]
    again = [row for row in batch if row.action == INVITE_AGAIN]
    with transaction.atomic():
        made = [Invitation(email=row.email, username=row.username, note=row.name) for row in new]
        Invitation.objects.bulk_create(made, ignore_conflicts=True)
        stored = {one.code: one for one in Invitation.objects.filter(email__in=[row.email for row in new])}
        for row, invitation in zip(new, made, strict=True):
            row.invitation = stored.get(invitation.code)
            if row.invitation is None:
                row.skip(_("is invited already"))
        for row in again:
            one = row.invitation
            one.username, one.note, one.expires_at, one.emailed_at = row.username, row.name, in_two_weeks(), None
        Invitation.objects.bulk_update(
            [row.invitation for row in again], ["username", "note", "expires_at", "emailed_at"]
        )
        invited = [row for row in batch if row.is_to_invite]
        ImportedProfile.objects.bulk_create(
            [
                ImportedProfile(
                    invitation=row.invitation, name=row.name, headline=row.headline, skills=row.skills, links=row.links
                )
                for row in invited
            ],
            update_conflicts=True,
            unique_fields=["invitation"],
            update_fields=["name", "headline", "skills", "links"],
        )
        if by_email and invited:
            invitation_emails.send.enqueue([row.invitation.pk for row in invited])
