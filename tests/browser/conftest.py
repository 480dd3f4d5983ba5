"""Real browsers on a real site. A page that breaks its Content-Security-Policy, logs an error or throws fails.

The site is one for the whole worker, with the cast of tests/conftest.py in it; every test makes rooms of its own.
"""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.serving import Site
from tools.chromium import SENTENCE, find

from .pages import Person

expect.set_options(timeout=20_000)  # a busy machine takes its time; only a failure waits so long

PASSWORD = "a-garden-behind-the-kiln"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
from apps.posts.models import Draft, Post
from apps.tags.models import TagFollow
for model in (Notification, Mute, Post, Draft, TagFollow, Follow, FollowRequest, Block):
    model.objects.all().delete()
Profile.objects.update(is_private=False)
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


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


@pytest.fixture(scope="module")
def chromium():
    """For one file: Playwright keeps an event loop running in this thread, where others want none or their own."""
    path = find()
    if path is None:
        pytest.fail(SENTENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states():
    """Cookies of people who have signed in, so that each signs in once."""
    return {}


@pytest.fixture
def person(site, chromium, states, request):
    """`person("ada")`: Ada at a browser of her own; `person(None)`: a visitor. Keywords go to Playwright's context.

    `expected=["404"]`: parts of console messages that the test provokes itself.
    """
    people = request.node.people = []

    def arrive(username, *, expected=(), **options):
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        context = chromium.new_context(base_url=site.url, storage_state=states.get(username), **options)
        someone = Person(context, username, expected)
        people.append(someone)
        if username and username not in states:
            someone.sign_in(PASSWORD)
            states[username] = context.storage_state()
        return someone

    yield arrive
    complaints = [complaint for someone in people for complaint in someone.complaints]
    for someone in people:
        someone.context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def room(site, request):
    """The address of a new open room of ada's, called after the test."""
    name = request.node.name.replace("[", " ").replace("]", "")[-50:]
    code = f"""
from apps.accounts.models import User
from apps.rooms.models import Room
print(Room.objects.open_by(User.objects.get(username="ada"), name={name!r}, kind="open", is_public=True).slug)
"""
    return f"/rooms/{site.run(code).strip().splitlines()[-1]}/"
