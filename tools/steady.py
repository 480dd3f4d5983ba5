"""`python -m tools.steady 5`: play the tests of browsers and servers five times while a busy loop takes one core.

It prints which test failed how often, and fails where one did. Words after the number go to pytest.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from tools.serving import ROOT
from tools.test import chromium, pytest

PARTS = ["tests/browser", "tests/server"]


def main(words):
    times, failures = int(words[0]) if words else 5, Counter()
    environment = os.environ | {"CHROMIUM": chromium(), "DATABASE_URL": "", "REDIS_URL": ""}
    with busy_core():
        for number in range(1, times + 1):
            failed = failed_once(words[1:] or PARTS, environment)
            failures.update(failed)
            print(f"Run {number} of {times}: {len(failed)} failed.", flush=True)
    for test, often in failures.most_common():
        print(f"{often} of {times}: {test}")
    return 1 if failures else 0


def failed_once(words, environment):
    """The tests that failed in one run."""
    with tempfile.TemporaryDirectory() as memory:
        done = subprocess.run([*pytest(words), "-o", f"cache_dir={memory}"], cwd=ROOT, env=environment)
        if not done.returncode:
            return []
        kept = Path(memory) / "v/cache/lastfailed"
        if done.returncode != 1 or not kept.exists():
            raise SystemExit(f"pytest ended with status {done.returncode}, and no test failed.")
        return list(json.loads(kept.read_text()))


@contextmanager
def busy_core():
    process = multiprocessing.Process(target=work, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()


def work():
    while True:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
