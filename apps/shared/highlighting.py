"""Colours for code.

Pygments' lexers are regular expressions, and more than twenty of them take exponential time for lines made for them.
So only those of LANGUAGES are used: `python -m tools.fuzz_text` found none of them exponential. Some take time with
the square of a text that is made for it (a quotation mark in each line), and so they run in a process that is killed
when it takes too long; what was not coloured in time is shown plain.
"""

import logging
import re
import time
from functools import cache

from django.conf import settings

from .worker_process import WorkerError, WorkerProcess

# Pygments' names, and how else people call them. Everything else is shown plain; nothing is guessed.
LANGUAGES = {
    "apacheconf": "apache",
    "bash": "sh shell zsh ksh",
    "c": "h",
    "clojure": "clj",
    "console": "shell-session sh-session",
    "cpp": "c++ cc cxx hpp",
    "csharp": "c# cs",
    "css": "",
    "dart": "",
    "diff": "patch udiff",
    "docker": "dockerfile",
    "elixir": "ex exs",
    "erlang": "erl",
    "go": "golang",
    "graphql": "gql",
    "haskell": "hs",
    "html": "htm",
    "ini": "cfg conf dosini",
    "java": "",
    "javascript": "js mjs cjs node",
    "json": "json5 jsonc",
    "jsx": "",
    "julia": "jl",
    "kotlin": "kt",
    "less": "",
    "lua": "",
    "make": "makefile mk",
    "nginx": "",
    "nix": "",
    "objective-c": "objc obj-c objectivec",
    "ocaml": "ml",
    "php": "",
    "powershell": "ps1 pwsh posh",
    "protobuf": "proto",
    "pycon": "python-console",
    "python": "py python3 py3",
    "r": "",
    "ruby": "rb",
    "rust": "rs",
    "scss": "",
    "sql": "mysql postgresql postgres sqlite",
    "swift": "",
    "toml": "",
    "tsx": "",
    "typescript": "ts",
    "vim": "viml",
    "xml": "svg",
    "yaml": "yml",
    "zig": "",
}
ALIASES = {alias: name for name, aliases in LANGUAGES.items() for alias in [name, *aliases.split()]}

MAX_LENGTH = 6_000  # characters of all code in one text
MAX_LINE = 500
MAX_SPACES = re.compile(r"\s{100}")
PREPARE_SECONDS = 3  # of CPU, once for each language in the life of the process
BUSY_SECONDS = 1  # how long a text waits for the code of others
CLASS = re.compile(r"[a-z][a-z0-9]{0,3}")

logger = logging.getLogger(__name__)
worker = WorkerProcess("apps.shared.highlighting_worker", memory_limit=300 * 1024 * 1024)
prepared = set()  # (process id, language)


def highlighted(blocks):
    """The HTML of blocks of code, each (language as it was typed, text)."""
    left, ends_at = MAX_LENGTH, time.monotonic() + settings.RENDER_SECONDS
    done = []
    for typed, text in blocks:
        language = ALIASES.get(typed.lower())
        html = None
        if language and len(text) <= left and is_easy(text) and time.monotonic() < ends_at:
            left -= len(text)
            html = coloured(language, text)
        done.append(plain(text) if html is None else html)
    return done


def plain(text):
    return f"{escaped(text)}\n"


def escaped(text):
    """As bleach does it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_easy(text):
    return not MAX_SPACES.search(text) and max(map(len, text.split("\n"))) < MAX_LINE


def coloured(language, text):
    """None where that takes too long, or where the lexer would change the text."""
    try:
        if (worker.pid, language) not in prepared:
            worker.call("prepare", language, cpu_seconds=PREPARE_SECONDS, wait_seconds=BUSY_SECONDS)
            prepared.add((worker.pid, language))
        pieces = worker.call(
            "highlight", language, text, cpu_seconds=settings.RENDER_SECONDS / 2, wait_seconds=BUSY_SECONDS
        )
    except WorkerError as error:
        logger.warning("Code is shown without colours: %s", error)
        return None
    if "".join(piece for _name, piece in pieces).rstrip("\n") != text.rstrip("\n"):
        return None
    return "".join(span(name, piece) for name, piece in pieces)


def span(name, text):
    return f'<span class="{name}">{escaped(text)}</span>' if is_class(name) else escaped(text)


@cache
def is_class(name):
    return bool(CLASS.fullmatch(name))
