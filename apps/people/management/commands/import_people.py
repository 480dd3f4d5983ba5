from collections import Counter
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import SiteSettings
from apps.people.importing import INVITE, INVITE_AGAIN, REFUSE, SKIP, PeopleFile, Plan, UnreadableFile, invite
from apps.shared.addresses import absolute

WIDTHS = (6, 13, 32, 20, 24)  # characters of the table's columns; the last, the reason, is as long as it is
RESULTS = {
    True: {INVITE: "to invite", INVITE_AGAIN: "to invite again", SKIP: "to skip", REFUSE: "refused"},
    False: {INVITE: "invited", INVITE_AGAIN: "invited again", SKIP: "skipped", REFUSE: "refused"},
}


class Command(BaseCommand):
    help = "Invite the people of a CSV file with the columns name, username, email, headline, skills and links."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", help="a CSV file in UTF-8, with commas or semicolons; its first line names columns"
        )
        parser.add_argument("--dry-run", action="store_true", help="print what would happen, and change nothing")
        parser.add_argument("--print-links", action="store_true", help="print the links, and send no email")

    def handle(self, file, dry_run, print_links, **options):
        by_email = settings.DELIVERS_EMAIL and not print_links
        with self.opened(file) as people:
            if people.unknown:
                self.stderr.write(f"Columns that are ignored: {', '.join(map(printable, people.unknown))}")
            totals = self.work(people, dry_run, by_email)
        numbers = [f"{totals[action]} {word}" for action, word in RESULTS[dry_run].items() if totals[action]]
        self.stdout.write(f"{', '.join(numbers) or 'No people in the file'}.")
        self.say_what_is_next(dry_run, by_email)

    @contextmanager
    def opened(self, path):
        try:
            with open(path, "rb") as file:
                yield PeopleFile(file)
        except UnreadableFile as error:
            raise CommandError(f"{path}: {error}") from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def work(self, people, dry_run, by_email):
        totals = Counter()
        if dry_run:
            self.print_row("Line", "Action", "Email", "Username", "Name", "Reason")
        for batch in Plan().batches(people.rows()):
            if not dry_run:
                invite(batch, by_email)
            for row in batch:
                totals[row.action] += 1
                if dry_run:
                    self.print_row(str(row.line), row.action, row.email, row.username, row.name, row.reason)
                elif row.action == REFUSE:
                    self.stderr.write(f"Line {row.line}: {printable(row.reason, 400)}")
                elif row.is_to_invite and not by_email:
                    link = absolute(row.invitation.get_absolute_url())
                    self.stdout.write(f"{printable(row.name or row.username)} <{row.email}>: {link}")
        return totals

    def print_row(self, *cells):
        shown = [printable(cell, width).ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
        self.stdout.write("  ".join([*shown, printable(cells[-1], 400)]).rstrip())

    def say_what_is_next(self, dry_run, by_email):
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
        elif by_email:
            self.stdout.write("The worker sends the emails; see Tasks in the admin.")
        if SiteSettings.current().registration == SiteSettings.Mode.CLOSED:
            self.stderr.write("Registration is closed: the links work once the owner allows it in the site settings.")


def printable(text, length=60):
    """In one line of a terminal, without what would move its cursor."""
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return text if len(text) <= length else f"{text[: length - 1]}…"
