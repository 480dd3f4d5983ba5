"""A Chromium for the browser tests: an installed one, Playwright's own, or the distribution's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # the same engine without a window's furniture: half the work for a test
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SENTENCE = (
    "The browser tests need a Chromium, and none could be found or installed. Install one (Debian and Ubuntu: "
    "`apt-get install chromium`; anywhere: `.venv/bin/playwright install --with-deps chromium`) or name one: "
    "`make test CHROMIUM=/path/to/chromium`."
)


def find():
    """The path of a Chromium that starts, or None."""
    return next((path for path in candidates() if path and starts(path)), None)


def candidates():
    yield os.environ.get("CHROMIUM")
    yield from map(shutil.which, NAMES)
    yield from PLACES
    yield of_playwright()  # last: it takes a while, and cannot be asked while Playwright runs in this thread


def find_or_install():
    if not os.environ.get("CHROMIUM") and not shutil.which(SHELL):
        install_by_distribution(SHELL)  # also where another is at hand: with it the whole suite takes half the time
    found = find() or (install_by_playwright() and find()) or (install_by_distribution("chromium") and find())
    if not found:
        sys.exit(SENTENCE)
    print(f"Browser: {found}", flush=True)
    return found


def starts(path):
    if not Path(path).exists():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def of_playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install_by_playwright():
    print("No Chromium here. Trying Playwright's download ...", flush=True)
    return succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def install_by_distribution(package):
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"Trying the distribution's {package} ...", flush=True)
    patience = ["-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"]
    succeeds("apt-get", "update", *patience)
    return succeeds("apt-get", "install", "-y", *patience, package)


def succeeds(*command):
    try:
        return subprocess.run(command, capture_output=True, timeout=300).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    find_or_install()
