"""A real site for tests: its own process, database, files and port. Used as `with Site(folder) as site:`."""

from tests import blank, forking
from tools import serving
from tools.serving import ROOT, SECRET_KEY, environment, free_port

__all__ = ["ROOT", "SECRET_KEY", "Site", "environment", "free_port"]


class Site(serving.Site):
    """Ready to start. Nobody does tasks there, unless the scene asks for it: it says itself when they are done."""

    def __init__(self, folder, *arguments, **more):
        ready = {"STATIC_ROOT": blank.static_files(), "TASKS_IN_WEB": "0"}
        super().__init__(folder, *arguments, **{**ready, **more})

    def prepare(self):
        """It is."""

    def make_database(self):
        blank.make_database(self.database_url())

    def begin(self, command, log):
        return forking.Process(command, self.environment, log)

    def run(self, code):
        if self.hand is None:
            self.hand = forking.Shell(self.environment, self.folder / "shell.log")
        return self.hand.run(code)

    def end_hand(self):
        self.hand.close()
