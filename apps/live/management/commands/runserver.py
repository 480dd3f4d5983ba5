import os

from django.contrib.staticfiles.management.commands.runserver import Command as RunserverCommand
from django.db import connections
from django.utils import autoreload

from config import server
from config.checks import said_in_a_sentence


class Command(RunserverCommand):
    """Django's development server, on the server path that production takes: streams work here too.

    Below Django's reloader this runs in a thread, which ends with the process when the code changes or on Ctrl-C.
    """

    help = "Serve for development, with streams, reloading when the code changes."

    def inner_run(self, *args, **options):
        autoreload.raise_last_exception()
        if not options["skip_checks"]:
            self.check(display_num_errors=True)
        try:
            with said_in_a_sentence():
                self.check_migrations()
        except SystemExit as error:  # in a thread nobody would hear it
            self.stderr.write(str(error))
            os._exit(1)
        connections.close_all()
        self.stdout.write(f"Courtyard for developers on {server.address(self.addr, self.port)} (Ctrl-C stops it)")
        server.open_files_wanted()
        try:
            server.run(self.addr, int(self.port), access_log=True)
        except SystemExit as error:  # in a thread nobody would hear it
            self.stderr.write(str(error))
            os._exit(1)
