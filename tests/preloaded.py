"""What tests/forking.py has in memory before it forks: the libraries of the site that need no settings."""

import gc

import allauth.core.ratelimit  # noqa: F401
import bleach  # noqa: F401
import django.contrib.auth.apps
import django.core.wsgi
import django.db.backends.sqlite3.base  # noqa: F401
import django_tasks_db.utils  # noqa: F401
import environs  # noqa: F401
import fido2.server  # noqa: F401
import gripcontrol  # noqa: F401
import markdown  # noqa: F401
import PIL.ImageOps  # noqa: F401
import psycopg  # noqa: F401
import uvicorn.protocols.http.httptools_impl  # noqa: F401
import whitenoise.middleware  # noqa: F401

gc.freeze()
