from django.core.management.base import BaseCommand, CommandError

from apps.shared import counters


class Command(BaseCommand):
    help = "Count anew what rows say of others (members, messages, likes, comments), and say which were off."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; end with 1 where something is off")

    def handle(self, check, **options):
        found = 0
        for part in counters.parts():
            for sentence in part(mend=not check):
                found += 1
                self.stdout.write(sentence)
        if check and found:
            raise CommandError(f"Rows that are off: {found}. Without --check they are put right.")
        self.stdout.write(f"Rows that were off and are right now: {found}" if found else "Everything was right.")
