"""What tests/forking.py has in memory before it forks: all that the site imports and that needs no settings."""

import gc

import bleach  # noqa: F401
import environs  # noqa: F401
import gripcontrol  # noqa: F401
import markdown  # noqa: F401
import psycopg  # noqa: F401
import uvicorn.protocols.http.httptools_impl  # noqa: F401

gc.freeze()
