"""The settings of a server that the tests start: the environment decides, but nothing needs collecting first."""

import os

from config.settings import *  # noqa: F403
from config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PRESENCE_SECONDS = float(os.environ.get("PRESENCE_SECONDS", "40"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
