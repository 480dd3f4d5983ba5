"""`make check`: style, migrations, and the in-process tests of what the working tree changed since its last commit.

It plays on SQLite, without browsers and servers. Words after it go to pytest: `make check ARGS="-x"`. A change in an
app plays the app's tests and those of the apps whose modules import what was changed.
"""

import os
import subprocess
import sys
from pathlib import PurePosixPath

from tools.imports import all_importers
from tools.serving import ROOT
from tools.test import look_before_tests, step

ALWAYS = ["tests/test_layers.py", "tests/test_templates.py"]
NOT_HERE = ("tests/browser/", "tests/server/")  # make test plays them
LONG = "tests/test_hostile_input.py"  # too long for a minute


def main(words):
    look_before_tests()
    tests = tests_of(changed_files())
    print(f"\nTests: {' '.join(tests)}")
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not browser and not server", "-n", str(os.cpu_count())]
    step("Tests", [*command, *tests, *words], {"DATABASE_URL": "", "REDIS_URL": ""})


def changed_files():
    """Paths that differ from the last commit, new files among them."""
    listed = []
    for words in (["diff", "--name-only", "HEAD"], ["ls-files", "--others", "--exclude-standard"]):
        done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
        listed += done.stdout.split("\n")
    return [name for name in listed if name]


def tests_of(changed):
    """The files and folders of tests that a change of these files asks for."""
    tests, modules = set(ALWAYS), set()
    for name in changed:
        path = PurePosixPath(name)
        first, second = (*path.parts, "")[:2]
        if first == "apps" and path.suffix == ".py":
            modules.add(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        elif first == "apps" or first == "templates":
            tests |= tests_of_app(second)
        elif first == "tests" and path.name.startswith("test_"):
            if (ROOT / path).exists() and not name.startswith(NOT_HERE):
                tests.add(name)
        elif first == "tests" and len(path.parts) > 2 and not name.startswith(NOT_HERE):
            tests.add(str(path.parent))
        elif first in ("tests", "config", "manage.py", "pyproject.toml"):
            tests.add("tests")
    for module in all_importers(modules):
        tests |= tests_of_app(module.split(".")[1])
    return ["tests", f"--ignore={LONG}"] if "tests" in tests else sorted(tests)


def tests_of_app(label):
    """An app's folder of tests, and its lines of the permission table."""
    folder = f"tests/{label}"
    if not (ROOT / folder).is_dir():
        return set()
    table = ["test_every_url_name_is_in_the_table"]
    if (ROOT / "apps" / label / "urls.py").exists():
        table += [f"test_who_may[{label}]", f"test_what_has_no_line_is_refused[{label}]"]
    return {folder, *(f"tests/test_permissions.py::{test}" for test in table)}


if __name__ == "__main__":
    main(sys.argv[1:])
