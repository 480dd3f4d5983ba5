"""What must be set before this site may face people, each in one clear sentence.

The same list speaks twice: as Django system checks, and as a guard before the server starts.
"""

import os
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connection

from apps.notifications.push_keys import CONTACT

COMMAND = "python -c 'import secrets; print(secrets.token_urlsafe(50))'"


def problems():
    """The list of (id, sentence) that forbid a start; empty when all is well."""
    found = []
    if not settings.DEBUG:
        key = secret_key()
        if not key:
            found.append(("courtyard.E001", f"SECRET_KEY is not set. Make one with: {COMMAND}"))
        elif len(key) < 50 or len(set(key)) < 5 or "insecure" in key:
            found.append(
                (
                    "courtyard.E002",
                    f"SECRET_KEY is too weak: 50 characters at least, by chance. Make one with: {COMMAND}",
                )
            )
        if not settings.ALLOWED_HOSTS:
            found.append(
                (
                    "courtyard.E003",
                    "ALLOWED_HOSTS is empty. Name the hosts that people will type, "
                    "like ALLOWED_HOSTS=yard.example.org",
                )
            )
    if settings.WEB_CONCURRENCY > 1 and not settings.REDIS_URL:
        found.append(
            (
                "courtyard.E004",
                f"WEB_CONCURRENCY={settings.WEB_CONCURRENCY} processes need REDIS_URL, or people in different "
                "processes would not hear each other. Set REDIS_URL, or WEB_CONCURRENCY=1.",
            )
        )
    if settings.REDIS_URL and urlsplit(settings.REDIS_URL).scheme not in ("redis", "rediss", "unix"):
        found.append(("courtyard.E010", "REDIS_URL is no address of a Redis, like REDIS_URL=redis://127.0.0.1:6379/0"))
    found += problems_of_push()
    for name in ("WEB_CONCURRENCY", "WEB_THREADS"):
        if getattr(settings, name) < 1:
            found.append(("courtyard.E005", f"{name}={getattr(settings, name)}, but the site needs one at least."))
    if settings.WORKER_PATIENCE < 1:
        sentence = f"WORKER_PATIENCE={settings.WORKER_PATIENCE:g}, but a sign of life takes a second at least."
        found.append(("courtyard.E006", sentence))
    if settings.WRONG_RATE_LIMITS:
        sentence = (
            f"RATE_LIMITS has {settings.WRONG_RATE_LIMITS[0]}, which is no limit. Write like "
            "RATE_LIMITS=messages=120/60,rooms=off (so many in so many seconds), or RATE_LIMITS=off."
        )
        found.append(("courtyard.E012", sentence))
    if urlsplit(settings.SITE_URL).scheme not in ("http", "https") or not urlsplit(settings.SITE_URL).hostname:
        found.append(
            (
                "courtyard.E007",
                f"SITE_URL={settings.SITE_URL} is no address. Give the one that people type, "
                "like SITE_URL=https://yard.example.org",
            )
        )
    return found


def secret_key():
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own word for an empty one; ours says what to do
        return ""


def problems_of_push():
    if not settings.PUSH_PRIVATE_KEY:
        return []
    if not settings.PUSH_PUBLIC_KEY:
        sentence = "PUSH_PRIVATE_KEY is no key. Make one with: python manage.py make_push_keys"
        return [("courtyard.E008", sentence)]
    if not CONTACT.fullmatch(settings.PUSH_CONTACT):
        sentence = (
            f"PUSH_CONTACT={settings.PUSH_CONTACT} tells push services nobody to write to. "
            "Name an address, like PUSH_CONTACT=mailto:somebody@example.org"
        )
        return [("courtyard.E009", sentence)]
    return []


@register
def settings_are_complete(app_configs, **kwargs):
    return [Error(sentence, id=id) for id, sentence in problems()]


@register
def promised_files_arrive(app_configs, **kwargs):
    return [
        Warning(f"{name}_MB is more than REQUEST_MAX_MB lets through.", id="courtyard.W002")
        for name in ("FILE_MAX", "PICTURE_MAX")
        if getattr(settings, f"{name}_BYTES") >= settings.REQUEST_MAX_BYTES
    ]


@register(deploy=True)  # `manage.py check --deploy`: a site on one's own machine may do without
def mails_are_sent(app_configs, **kwargs):
    if settings.EMAIL_HOST:
        return []
    sentence = "EMAIL_HOST is not set: mails (password resets too) are only printed to the log."
    return [Warning(sentence, id="courtyard.W001")]


@register
def addresses_can_be_confirmed(app_configs, **kwargs):
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory" or settings.DELIVERS_EMAIL:
        return []
    sentence = "EMAIL_VERIFICATION is mandatory, but EMAIL_HOST is not set: new people cannot confirm their address."
    return [Warning(sentence, id="courtyard.W004")]


@register
def mails_lead_here(app_configs, **kwargs):
    known = urlsplit(settings.SITE_URL).hostname != "localhost" or "localhost" in settings.ALLOWED_HOSTS
    if settings.DEBUG or known or not settings.EMAIL_HOST:
        return []
    sentence = "SITE_URL is not set, and ALLOWED_HOSTS names no host: the links in mails lead to localhost."
    return [Warning(sentence, id="courtyard.W003")]


def guard(static_files=True):
    """Stop the start with the first problem as one sentence on stderr, exit status 1."""
    for _id, sentence in problems():
        raise refusal(sentence)
    if static_files and static_files_are_missing():
        raise refusal("its static files are not there. Run: python manage.py prepare")


def guard_data(tables=True):
    """The same for what is outside of this process: the database, and the folders for files."""
    for name in ("MEDIA_ROOT", "PRIVATE_ROOT"):
        with said_in_a_sentence():
            folder = Path(getattr(settings, name))
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise refusal(f"{name}={folder} cannot be written to. Change its owner, or set {name}.")
    with said_in_a_sentence():
        known = connection.introspection.table_names()
        connection.close()
    if tables and "accounts_user" not in known:
        raise refusal("the database has no tables yet. Run: python manage.py prepare")


@contextmanager
def said_in_a_sentence():
    """Whatever a database or a disk refuses while the site starts ends the start with one sentence."""
    try:
        yield
    except DatabaseError as error:
        raise refusal(f"the database does not answer ({one_line(error)}). Check DATABASE_URL.") from None
    except OSError as error:
        raise refusal(f"{error.filename or 'a file'} cannot be used ({error.strerror}).") from None


def refusal(sentence):
    return SystemExit(f"Courtyard does not start: {sentence}")


def one_line(error):
    return " ".join(str(error).split()) or type(error).__name__


def static_files_are_missing():
    """Whether every page would fail for want of the list that `prepare` (or `collectstatic`) writes."""
    joined = settings.STORAGES["staticfiles"]["BACKEND"].endswith("JoinedStaticFilesStorage")
    return joined and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
