from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.notifications.push_keys import CONTACT, new_private_key


class Command(BaseCommand):
    help = (
        "Make the key by which push services know this site, and print it as lines for the environment: "
        "manage.py make_push_keys >> .env"
    )
    requires_system_checks = []  # a key that is none is what brings one here

    def add_arguments(self, parser):
        parser.add_argument(
            "--contact",
            default=settings.PUSH_CONTACT,
            help="whom push services may write to (default: %(default)s)",
        )

    def handle(self, *args, contact, **options):
        contact = contact if ":" in contact else f"mailto:{contact}"
        if not CONTACT.fullmatch(contact):
            raise CommandError(f"{contact} is neither mailto:somebody@example.org nor https://example.org")
        if settings.PUSH_PUBLIC_KEY:
            self.stderr.write(
                "This site has a key. With another one, push must be switched on again in every browser."
            )
        self.stdout.write(f"PUSH_PRIVATE_KEY={new_private_key()}\nPUSH_CONTACT={contact}")
