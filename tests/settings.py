"""The site's settings in the environment of the tests. A developer's .env and shell do not count, with two exceptions:

DATABASE_URL and REDIS_URL, where given, choose what the tests run against.
"""

import atexit
import os
import shutil
import tempfile
from secrets import token_hex

FILES = tempfile.mkdtemp(prefix="courtyard-tests-")
atexit.register(shutil.rmtree, FILES, ignore_errors=True)
os.mkdir(f"{FILES}/static")

NOT_THE_SHELLS = ("WEB_CONCURRENCY", "TRUSTED_PROXIES", "EMAIL_HOST", "MESSAGE_MAX_LENGTH", "CSRF_TRUSTED_ORIGINS")
for name in (*NOT_THE_SHELLS, "SITE_URL", "RATE_LIMITS"):
    os.environ.pop(name, None)
for name in ("PUSH_PRIVATE_KEY", "PUSH_CONTACT", "PUSH_SERVICES"):
    os.environ.pop(name, None)
os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "0",
    "HTTPS": "0",
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "ALLOWED_HOSTS": "*",
    "SITE_URL": "http://testserver",  # as Django's test client calls it
    "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{FILES}/courtyard.sqlite3",
    "REDIS_PREFIX": f"courtyard-tests-{os.getpid()}-{token_hex(4)}",  # a process of yesterday may have had the number
    "MEDIA_ROOT": f"{FILES}/media",
    "PRIVATE_ROOT": f"{FILES}/files",
    "STATIC_ROOT": f"{FILES}/static",
}

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, REDIS_URL, STORAGES  # noqa: E402

SENDS_MAIL = DELIVERS_EMAIL = True  # to where a test looks
ACCOUNT_PREVENT_ENUMERATION = "strict"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sign-ins by the hundred
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if REDIS_URL:  # a site goes on without a Redis that takes a second to answer; a test counts on what it remembers
    for cache in CACHES.values():
        cache["OPTIONS"] = {"socket_timeout": 60, "socket_connect_timeout": 60}
