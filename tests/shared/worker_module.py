"""What the worker processes of test_worker_process.py run."""

import os
import re
import sys
import time


def echo(*arguments):
    return list(arguments)


def pid():
    return os.getpid()


def environment():
    return dict(os.environ)


def modules():
    return sorted(sys.modules)


def fail(message):
    raise LookupError(message)


def sleep(seconds):
    time.sleep(seconds)


def backtrack():
    """One call of C code that takes for ever."""
    re.match(r"(a+)+$", "a" * 64 + "b")


def allocate(size):
    return len(bytearray(size))


def exit_with(status):
    os._exit(status)


def talk_nonsense():
    """To the owner, whose end has the number that was free there: it may have many files open."""
    for descriptor in range(3, 5000):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            continue
