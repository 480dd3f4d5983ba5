import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.checks import guard, guard_data, said_in_a_sentence


class Command(BaseCommand):
    requires_system_checks = []  # the guard says the same in one sentence
    help = (
        "What must be done before this site can be served: folders, migrations, static files; and the demo if asked."
    )

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="let the demo community move in, if nobody lives here")

    def handle(self, *args, demo, **options):
        guard(static_files=False)
        with said_in_a_sentence():
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        guard_data(tables=False)
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        with said_in_a_sentence():
            self.collect_static()
        if demo:
            call_command("demo", if_empty=True, stdout=self.stdout)

    def collect_static(self):
        """Only when a file has changed since the last time: hashing and compressing all of them takes seconds."""
        seal = settings.STATIC_ROOT / ".collected"
        state = self.static_state()
        if seal.exists() and seal.read_text() == state:
            return
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        seal.write_text(state)

    def static_state(self):
        digest = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                stat = Path(storage.path(path)).stat()
                digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()
