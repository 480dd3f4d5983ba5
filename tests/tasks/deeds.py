"""Tasks for tests to leave. Real workers know them too: what those do, they write into a file."""

import time
from pathlib import Path
from threading import Event

from django.utils import translation
from django_tasks import task

done = []


@task()
def note(word):
    done.append(word)
    return len(word)


@task()
def again():
    done.append("again")


@task()
def fails(sentence="the post office is closed"):
    raise OSError(sentence.replace("NUL", "\0"))


@task()
def returns_what_no_row_can_hold():
    return {1, 2}


@task(takes_context=True)
def says_which_attempt(context):
    done.append(context.attempt)


@task()
def speaks_german():
    translation.activate("de")


@task()
def waits(folder):
    """Says that it has begun, ends when it is let go, and says so."""
    folder = Path(folder)
    with (folder / "told").open("a") as told:
        told.write("begun\n")
        told.flush()
        while not (folder / "go").exists():
            time.sleep(0.02)
        told.write("done\n")


release = Event()
at_work = []


@task(queue_name="webhooks")
def waits_for_a_server(word):
    """Until the test says that the server has answered; at most so long as a test may take."""
    at_work.append(word)
    release.wait(20)
    done.append(word)
