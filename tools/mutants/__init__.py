"""`make mutants`: deliberate faults, one by one, and which of them the tests find.

Each file of `patches/` is a small patch with a head: a sentence of what is wrong with the mutated code, and
`Tests:`, the files or tests that could find it. A fault is found when one of them fails with it and the same test
passes without it. `found.json` holds which test found each fault when the list was last recorded: it is played first,
and the others only where it finds nothing any more.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import Queue

from tools.serving import ROOT, environment
from tools.test import POSTGRESQL, REDIS, chromium

HERE = Path(__file__).resolve().parent
RECORD = HERE / "found.json"
WANTED = 0.95  # of all faults
SECONDS = 600  # a run that takes longer hangs
NO_SERVERS = {"DATABASE_URL": "", "REDIS_URL": ""}
SERVERS = {"DATABASE_URL": POSTGRESQL, "REDIS_URL": REDIS}
SCHEMA = ("/migrations/", "folded_columns")  # what a database without rows depends on


class Unusable(Exception):
    """A patch that proves nothing: it does not apply, or its tests do not run."""


@dataclass(frozen=True)
class Fault:
    name: str
    sentence: str
    tests: tuple[str, ...]
    on_postgresql: bool
    patch: Path

    @classmethod
    def read(cls, path):
        """Of a patch: its sentence, `Tests:` and, where only PostgreSQL shows the fault, `Database: postgresql`."""
        head, begin, _rest = path.read_text().partition("diff --git ")
        tests = re.search(r"^Tests: (.+)$", head, re.M)
        if not begin or not tests:
            raise Unusable(f"{path.name} has no diff or no line `Tests:`")
        sentence = " ".join(head[: tests.start()].split())
        return cls(path.stem, sentence, tuple(tests[1].split()), "Database: postgresql" in head, path)

    @property
    def changes_schema(self):
        return any(part in self.patch.read_text() for part in SCHEMA)


class Copy:
    """The working tree, its uncommitted changes included, where faults are put in."""

    def __init__(self, folder):
        self.folder = folder
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0"):
            if name and (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        self.git("init", "--quiet")

    def git(self, *words):
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise Unusable(done.stderr.strip())

    def play(self, tests, *words, seconds=SECONDS, **more):
        """Run tests. Which of them failed, and what pytest printed; `["hangs"]` where it did not end."""
        memory = self.folder / ".pytest_cache"
        shutil.rmtree(memory, ignore_errors=True)
        command = [sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={memory}", *words, *tests]
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=os.environ | more, capture_output=True, text=True, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            return ["hangs"], ""
        if done.returncode not in (0, 1):
            raise Unusable(f"pytest ended with status {done.returncode}:\n{(done.stdout + done.stderr)[-1500:]}")
        return list(json.loads((memory / "v/cache/lastfailed").read_text())) if done.returncode else [], done.stdout


def main(words):
    arguments = parsed(words)
    faults = [Fault.read(path) for path in sorted((HERE / "patches").glob("*.patch"))]
    if arguments.names:
        faults = [fault for fault in faults if fault.name.startswith(arguments.names)]
    if not faults:
        raise SystemExit("No fault has such a name.")
    with tempfile.TemporaryDirectory(prefix="courtyard-mutants-") as folder:
        found, unusable = play_all(faults, Path(folder), arguments.jobs)
    return report(faults, found, unusable, arguments)


def parsed(words):
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description="Which deliberate faults are found?")
    parser.add_argument("names", nargs="*", help="the faults to play, or the beginnings of their names; all without")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once")
    parser.add_argument("--record", action="store_true", help="keep in found.json what is found now")
    arguments = parser.parse_args(words)
    arguments.names = tuple(arguments.names)
    return arguments


def play_all(faults, folder, jobs):
    """By name: the test that found each fault or None; and why a patch was unusable."""
    more = {"CHROMIUM": chromium(), "COURTYARD_TESTS_BLANK": str(migrated(folder)), "PYTHONDONTWRITEBYTECODE": ""}
    copies, recorded = Queue(), kept()
    for number in range(jobs):
        copies.put(Copy(folder / f"copy-{number}"))
    found, unusable = {}, {}

    def play(fault):
        copy, began = copies.get(), time.monotonic()
        try:
            found[fault.name] = played(fault, copy, recorded.get(fault.name), more)
            said = found[fault.name] or "not found"
        except Unusable as reason:
            unusable[fault.name] = said = str(reason)
        finally:
            copies.put(copy)
        print(f"{fault.name:50} {time.monotonic() - began:4.0f} s  {said}", flush=True)

    with ThreadPoolExecutor(jobs) as threads:
        list(threads.map(play, faults))
    unusable |= failing_anyway(faults, found, copies.get(), more)
    return found, unusable


def played(fault, copy, recorded, more):
    """The first test that fails with the fault, or None."""
    more = more | databases(fault)
    if fault.changes_schema:
        more = more | {"COURTYARD_TESTS_BLANK": ""}
    copy.git("apply", str(fault.patch))
    try:
        if recorded and recorded != "hangs":
            with suppress(Unusable):  # it has another name today
                if failed := copy.play([recorded], "-x", **more)[0]:
                    return failed[0]
        failed, _printed = copy.play(fault.tests, "-x", **more)
    finally:
        copy.git("apply", "--reverse", str(fault.patch))
    return failed[0] if failed else None


def databases(fault):
    return SERVERS if fault.on_postgresql else NO_SERVERS


def failing_anyway(faults, found, copy, more):
    """Why a fault is unusable, by name: what found it fails without it too. Such faults leave `found`."""
    reasons = {}
    for addresses in (NO_SERVERS, SERVERS):
        finding = {
            fault.name: fault.tests if found[fault.name] == "hangs" else (found[fault.name],)
            for fault in faults
            if found.get(fault.name) and databases(fault) == addresses
        }
        if not finding:
            continue
        words = ["-n", str(os.cpu_count()), "--dist", "loadfile", "-p", "tests.browser.counting"]
        tests = sorted(set(chain.from_iterable(finding.values())))
        failing, _printed = copy.play(tests, *words, seconds=None, **more, **addresses)
        for name, tests in finding.items():
            if failed := [test for test in failing if test.startswith(tests)]:
                reasons[name] = f"{failed[0]} fails without the fault too"
                del found[name]
    return reasons


def migrated(folder):
    """An SQLite database with all migrations, for all faults that do not change it."""
    path = folder / "blank.sqlite3"
    of_a_site = environment(DATABASE_URL=f"sqlite:///{path}", MEDIA_ROOT=str(folder / "media"))
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=of_a_site, check=True)
    return path


def kept():
    """Which test found each fault when the list was last recorded."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def report(faults, found, unusable, arguments):
    before = kept()
    lost = [name for name, test in found.items() if before.get(name) and not test]
    missed = [fault for fault in faults if fault.name in found and not found[fault.name]]
    share = sum(map(bool, found.values())) / len(faults)
    for fault in missed:
        print(f"\nNot found: {fault.name}. {fault.sentence}")
    for name, reason in unusable.items():
        print(f"\nUnusable: {name}: {reason}")
    print(f"\n{len(faults)} faults, {share:.0%} found.")
    if lost:
        print(f"Found before and not now: {', '.join(lost)}")
    if arguments.record:
        RECORD.write_text(json.dumps(before | found, indent=1, sort_keys=True) + "\n")
    return 1 if unusable or lost or share < WANTED else 0
