from django.core.management.base import BaseCommand, CommandError

from apps.accounts.logins import user_of
from apps.accounts.reset_links import reset_link


class Command(BaseCommand):
    help = "Print a link with which somebody sets a new password: pass it on to them yourself."

    def add_arguments(self, parser):
        parser.add_argument("login", help="username or email address")

    def handle(self, *args, login, **options):
        user = user_of(login.removeprefix("@"))
        if user is None or not user.is_active:
            raise CommandError(f"No active account has the username or email address {login}.")
        self.stdout.write(reset_link(user))
