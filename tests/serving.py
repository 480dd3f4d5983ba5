"""A real site for tests: its own process, database, files and port. Used as `with Site(folder) as site:`."""

from tools import serving
from tools.serving import ROOT, SECRET_KEY, environment, free_port

__all__ = ["ROOT", "SECRET_KEY", "Site", "environment", "free_port"]


class Site(serving.Site):
    """Nobody does tasks there, unless the scene asks for it: it says itself when they are done."""

    def __init__(self, folder, *arguments, **more):
        super().__init__(folder, *arguments, **{"TASKS_IN_WEB": "0", **more})
