"""Real browsers on a real site. A page that breaks its Content-Security-Policy, logs an error or throws fails.

The site is one for the whole worker, with the cast of tests/conftest.py in it; every test makes rooms of its own.
"""

import asyncio
import http.client
import os
import shutil
from contextlib import contextmanager
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.cast import PASSWORD
from tests.serving import Site
from tools import serving
from tools.chromium import SENTENCE, find, starts

from .pages import Person, Remote, room_name

expect.set_options(timeout=20_000)  # a busy machine takes its time; only a failure waits so long

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FULL = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CAST = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from apps.accounts.models import SiteSettings, User
site = SiteSettings(name="Test Street", opened_at=timezone.now(), visitors_may_read="rooms-people")
site.welcome = "A yard for tests."
site.save()
password = make_password("{PASSWORD}")
users = [User(username=name, email=name + "@courtyard.example", password=password) for name in ("ada", "bob", "cleo")]
users.append(User(username="olga", email="olga@courtyard.example", password=password))
users[-1].is_staff = users[-1].is_superuser = True
for user in User.objects.bulk_create(users):
    user.profile.refresh_from_db()
    user.profile.name = user.username.capitalize()
    user.profile.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""

# What scenes of another file may have left: which files a worker plays, and in which order, differs from run to run.
EMPTIED = """
from apps.notifications.models import Mute, Notification
from apps.people.models import Block, Follow, FollowRequest, Profile
from apps.people.models import Skill
from apps.posts.models import Draft, Post
from apps.projects.models import Project
from apps.tags.models import TagFollow
for model in (Notification, Mute, Project, Skill, Post, Draft, TagFollow, Follow, FollowRequest, Block):
    model.objects.all().delete()
Profile.objects.update(is_private=False)
"""

SESSIONS = """
from apps.accounts.models import User
from tools.serving import session_of
for name in {names!r}:
    print(session_of(User.objects.get(username=name)))
"""
NEWCOMER = """
from apps.accounts.models import User
User.objects.create_user("{username}", "{username}@courtyard.example")
"""
numbers = count()
LOOP = pytest.StashKey[asyncio.AbstractEventLoop]()


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Playwright marks its event loop as the running one of this thread, from its start to its end.

    Tests of other files want no running loop, or start one. So the mark is set while a scene is played, and no longer.
    """
    if item.get_closest_marker("browser") is None:
        return (yield)
    asyncio._set_running_loop(item.session.stash.get(LOOP, None))
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure tells what the browsers did last."""
    report = yield
    if report.when == "call" and report.failed:
        for someone in getattr(item, "people", ()):
            report.sections.append(("browser", someone.story()))
    return report


@contextmanager
def with_the_cast(folder, name, **environment):
    """A site that runs, and has its people."""
    with Site(folder, name, **environment) as site:
        site.run(CAST)
        site.sessions, site.cookies = {}, {}
        site.start()
        yield site


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The running site. `site.url`, `site.manage(...)`, `site.restart()`."""
    with with_the_cast(tmp_path_factory.mktemp("site"), "browser") as site:
        yield site


@pytest.fixture(scope="module", autouse=True)
def nothing_of_other_files(site):
    """Nobody has shown, followed or been told anything yet."""
    site.run(EMPTIED)


@pytest.fixture(scope="session")
def chromium_path():
    path = find()
    if path is None:
        pytest.fail(SENTENCE)
    return path


@pytest.fixture(scope="session")
def playwright(request, chromium_path):
    with sync_playwright() as playwright:
        loop = request.session.stash[LOOP] = asyncio.get_running_loop()
        yield playwright
        asyncio._set_running_loop(loop)  # the last test of the run may be of another file


@pytest.fixture(scope="session")
def chromium(playwright, chromium_path):
    """One for the worker's whole life. It has no back/forward cache: Back loads a page again."""
    return playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)


@pytest.fixture(scope="session")
def caching_chromium(playwright):
    """With the back/forward cache, which Playwright switches off; chromium-headless-shell has none."""
    found = [os.environ.get("CHROMIUM_FULL"), *map(shutil.which, FULL)]
    path = next((path for path in found if path and "headless" not in Path(path).name and starts(path)), None)
    if path is None:
        pytest.skip("chromium-headless-shell has no back/forward cache, and there is no other Chromium here")
    ignored = ["--disable-back-forward-cache"]
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS, ignore_default_args=ignored)


@pytest.fixture(params=[False, True], ids=["loaded", "cached"])
def keeps_pages(request):
    """Whether Back takes a page out of the back/forward cache, as it was left, or loads it again: both are played."""
    return request.param


@pytest.fixture
def browser(request, keeps_pages):
    return request.getfixturevalue("caching_chromium" if keeps_pages else "chromium")


@pytest.fixture
def person(site, chromium, request):
    """`person("ada")`: Ada at a browser of her own, signed in; `person(None)`: a visitor.

    `signs_in=True`: she does so through the form, and nobody else has that session.
    `expected=["404"]`: parts of console messages that the test provokes itself.
    `browser`: another one than usual. Further keywords go to Playwright's context.
    """
    people = request.node.people = []

    def arrive(username, *, signs_in=False, expected=(), browser=chromium, **options):
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        context = browser.new_context(base_url=site.url, **options)
        if username and not signs_in:
            cookies = cookies_of(site, username)
            context.add_cookies([{"name": name, "value": cookies[name], "url": site.url} for name in cookies])
        someone = Person(context, username, expected)
        people.append(someone)
        if signs_in:
            someone.sign_in(PASSWORD)
        return someone

    yield arrive
    complaints = [complaint for someone in people for complaint in someone.complaints]
    for someone in people:
        for page in someone.context.pages:
            page.unroute_all(behavior="ignoreErrors")  # what a handler still waits for goes with the page
        someone.context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def cookies_of(site, username):
    """As the browser of somebody who was here before has them. For scenes where signing in is not what is tested."""
    if username not in site.cookies:
        cookies = SimpleCookie({"session": sessions_of(site, [username])[0], "csrf": serving.CSRF, "scripts": "1"})
        with urlopen(Request(site.url, headers={"Cookie": cookies.output(header="", sep=";")})) as page:
            for header in page.headers.get_all("Set-Cookie"):
                cookies.load(header)
        site.cookies[username] = {name: cookie.value for name, cookie in cookies.items()}
    return site.cookies[username]


def sessions_of(site, usernames):
    if new := [name for name in usernames if name not in site.sessions]:
        keys = site.run(SESSIONS.format(names=new)).split()[-len(new) :]
        site.sessions.update(zip(new, keys, strict=True))
    return [site.sessions[name] for name in usernames]


@pytest.fixture
def newcomer(site, person):
    """`newcomer()`: somebody who has just joined, at a browser; nothing is remembered of them yet."""

    def arrive(**options):
        username = f"new{next(numbers)}.{os.getpid()}"
        site.run(NEWCOMER.format(username=username))
        return person(username, **options)

    return arrive


@pytest.fixture
def sends(site):
    """`sends("bob cleo", address, body="Hello")`: each of them posts a form, right after one another.

    For people of whom only what others see of them is looked at: they need no browser.
    """

    def send(names, address, **data):
        connection = http.client.HTTPConnection("localhost", site.port, timeout=60)
        headers = {"X-CSRFToken": serving.CSRF, "Referer": site.url}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        for session in sessions_of(site, names.split()):
            connection.request("POST", address, urlencode(data), headers | {"Cookie": serving.cookies(session)})
            answer = connection.getresponse()
            answer.read()
            assert answer.status in (200, 204, 302), f"{names} at {address}: {answer.status}"
        connection.close()

    return send


@pytest.fixture
def remote(sends):
    """`remote("bob", room).says("Hello")`: somebody who writes there without a browser."""
    return lambda name, room: Remote(sends, name, room)


@pytest.fixture
def member(person, sends):
    """`member("bob", room)`: Bob at a browser, who has joined the room and has no page open yet."""

    def arrive(name, room, **options):
        sends(name, f"{room}membership/")
        return person(name, **options)

    return arrive


@pytest.fixture
def room(site):
    """The address of a new open room of ada's."""
    name = room_name()
    code = f"""
from apps.accounts.models import User
from apps.rooms.models import Room
print(Room.objects.open_by(User.objects.get(username="ada"), name={name!r}, kind="open", is_public=True).slug)
"""
    return f"/rooms/{site.run(code).strip().splitlines()[-1]}/"
