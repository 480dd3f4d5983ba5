"""A real site for tests: its own process, database, files and port. Used as `with Site(folder) as site:`."""

from tools.serving import ROOT, SECRET_KEY, Site, environment, free_port

__all__ = ["ROOT", "SECRET_KEY", "Site", "environment", "free_port"]
