import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.shared import demo


class Command(BaseCommand):
    help = (
        "Fill an empty site with the demo community. With numbers (--people 5000 --messages 1000000), add that many "
        "rows by bulk for measurements, to any site."
    )

    def add_arguments(self, parser):
        parser.add_argument("--password", default="courtyard", help="of every demo person (default: courtyard)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing, quietly, where people already live")
        for option in self.countable():
            parser.add_argument(f"--{option}", type=int, metavar="N", default=0, help=f"add N {option}")

    def handle(self, *args, password, if_empty, **options):
        wanted = {option: options[option] for option in self.countable() if options[option]}
        if wanted:
            for option, number in wanted.items():
                self.bulk(option, number)
        elif not self.is_empty():
            if not if_empty:
                raise CommandError("People live here already. The demo community moves into an empty site only.")
        else:
            with transaction.atomic():
                for part in demo.parts():
                    if hasattr(part, "community"):
                        part.community(password=password)
            self.stdout.write("The demo community has moved in.")

    def countable(self):
        """What can be made by bulk, in the order in which one stands on the other."""
        return {name: bulk for part in demo.parts() for name, bulk in getattr(part, "BULK", {}).items()}

    def is_empty(self):
        from django.contrib.auth import get_user_model

        return not get_user_model().objects.exists()

    def bulk(self, option, number):
        if number < 0:
            raise CommandError(f"--{option} wants a number of rows, not {number}.")
        progress = Progress(option, number, self.stderr)
        self.countable()[option](number, progress)
        progress.end()


class Progress:
    """A bar on a terminal, a line a tenth elsewhere. Call it with the number of rows made since the last call."""

    WIDTH = 30

    def __init__(self, what, total, out):
        self.what, self.total, self.out = what, total, out
        self.done, self.shown, self.started = 0, -1, time.monotonic()

    def __call__(self, more):
        self.done += more
        tenth = self.done * 10 // max(self.total, 1)
        if sys.stderr.isatty():
            full = self.done * self.WIDTH // max(self.total, 1)
            self.out.write(f"\r{'█' * full}{'·' * (self.WIDTH - full)} {self.done:,} {self.what}", ending="")
        elif tenth != self.shown:
            self.shown = tenth
            self.out.write(f"{self.done:,} of {self.total:,} {self.what}")

    def end(self):
        seconds = time.monotonic() - self.started
        self.out.write(f"{chr(10) if sys.stderr.isatty() else ''}{self.done:,} {self.what} in {seconds:.1f} s")
