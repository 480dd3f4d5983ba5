from django.conf import settings
from django.core.management.base import BaseCommand

from config import server
from config.checks import guard


class Command(BaseCommand):
    help = "Serve pages and streams on one port: PORT, HOST, WEB_CONCURRENCY and WEB_THREADS from the environment."
    requires_system_checks = []  # the guard says the same in one sentence

    def add_arguments(self, parser):
        parser.add_argument("--host", default=settings.HOST, help="the address to listen on (HOST, or 127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port to listen on (PORT, or 8000)")
        parser.add_argument("--access-log", action="store_true", help="a line for every request")

    def handle(self, *args, host, port, access_log, **options):
        guard()
        server.open_files_wanted()
        server.run(host, port, processes=settings.WEB_CONCURRENCY, access_log=access_log)
