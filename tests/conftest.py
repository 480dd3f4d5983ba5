"""The cast: ada writes, bob knows her, cleo is a stranger, mod moderates, olga owns the site."""

import gc
import os
import runpy
import time
from contextlib import nullcontext
from datetime import date, timedelta
from itertools import count, zip_longest
from types import SimpleNamespace
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from tests import blank, cast

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/rooms/studio/"}
numbers = count()
LONG = (
    *("test_loss", "test_streams", "test_work", "test_presence", "test_silence", "test_uploads", "test_hostile"),
    *("test_composer", "test_push"),
    *("test_drafts", "test_hostile_input", "test_permissions", "test_admin"),
)

# How long an example takes says how busy the machine is.
UNHURRIED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("unhurried", **UNHURRIED)
hypothesis.settings.load_profile("unhurried")


def pytest_configure(config):
    gc.set_threshold(100_000, 50, 100)  # to look through all that Django is takes a tenth of a run otherwise
    if not hasattr(config, "workerinput"):
        blank.begin()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        blank.end()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """As pytest-django's, but for the migrations: every worker begins with a copy."""
    from django.db import connection
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda case: cast.clear_all()
    with django_db_blocker.unblock(), blank.database_of_this_process(connection):
        cast.furnish()
        yield


def pytest_collection_modifyitems(items):
    """Files that wait, the servers', begin first, and between them such as work; so no processor is idle meanwhile.

    The long ones among them are the first, so that no worker waits at the end while another is at a long file.
    """
    waiting, working, rest = [], [], []
    for path in sorted({item.path for item in items}, key=lambda path: (path.stem not in LONG, path)):
        {"server": waiting, "browser": working}.get(path.parent.name, rest).append(path)
    order = [path for few in zip_longest(waiting, working[::2], working[1::2]) for path in few if path] + rest
    place = {path: number for number, path in enumerate(order)}
    items.sort(key=lambda item: place[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that commits ends with an empty database: the cast comes back for the next one.

    Django empties each table, filled or not, and asks each app whether migrations should fill it again: half a second.
    """
    torn_down = yield
    mark = item.get_closest_marker("django_db")
    was_skipped = not item.funcargs
    if nextitem and mark and mark.kwargs.get("transaction") and not was_skipped:
        with item.config.stash[blocking_manager_key].unblock():
            cast.furnish()
    return torn_down


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test begins with empty caches: the site's settings and rate limits live there."""
    forget_everything()


def forget_everything():
    """Empty the caches, for this process alone."""
    from django.core.cache import caches

    for cache in caches.all():
        forget(cache)


def forget_limits():
    """Empty the cache that counts; what the other one holds is made of the data, and true while they stay the same."""
    from django.core.cache import cache

    forget(cache)


def forget(cache):
    if settings.REDIS_URL:  # to clear would empty the whole Redis, and others may live there
        cache.key_prefix = f"{settings.REDIS_PREFIX}-{next(numbers)}"
    else:
        cache.clear()


@pytest.fixture(autouse=True)
def empty_site(request):
    """With the mark of this name, a test begins on a site where nobody is yet."""
    if request.node.get_closest_marker("empty_site"):
        request.getfixturevalue("db")
        cast.clear()


@pytest.fixture(autouse=True, scope="session")
def a_moment_is_long():
    """What is remembered for five seconds is so for the whole of a test, though the machine stands still in it."""
    from apps.live import presence

    presence.LISTS_MAY_BE_LATE = 600


@pytest.fixture(autouse=True, scope="session")
def only_pages_are_recorded(django_test_environment):
    """`response.context` and `response.templates` hold what a view renders: no parent and no included template.

    To record each of those too, as Django does, takes a twelfth of the time of all tests.
    """
    from django.template.base import Template

    record_and_render = Template._render

    def render(template, context):
        if context.template is template:
            return record_and_render(template, context)
        return template.nodelist.render(context)

    Template._render = render


@pytest.fixture(autouse=True, scope="session")
def middleware_is_loaded_once(django_test_environment):
    """For the clients of all tests, until a setting changes. To load it for each client takes as long as a page."""
    from django.core.signals import setting_changed
    from django.test.client import ClientHandler

    from apps.accounts.middleware import FirstRunMiddleware

    names = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
    load, loaded = ClientHandler.load_middleware, {}

    def load_once(handler):
        if not loaded:
            load(handler)
            loaded.update({name: getattr(handler, name) for name in names})
        vars(handler).update(loaded)
        layer = handler._middleware_chain.__wrapped__
        while not isinstance(layer, FirstRunMiddleware):
            layer = layer.get_response.__wrapped__
        layer.opened = False  # as for a server that has just been started

    setting_changed.connect(lambda **_change: loaded.clear(), weak=False)
    ClientHandler.load_middleware = load_once


@pytest.fixture
def within_a_minute(monkeypatch):
    """Whatever is tried often is tried within a minute for allauth, which counts so, however slow the machine is."""
    milliseconds, now = count(), time.time()
    clock = SimpleNamespace(time=lambda: now + next(milliseconds) / 1000, monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", clock)


@pytest.fixture
def make_user(db):
    """`make_user("dora", is_staff=True)`: somebody who can sign in with PASSWORD, with a verified e-mail address."""
    return cast.make_user


@pytest.fixture
def threads_write(request, tmp_path):
    """Several threads of the test may write, on SQLite too. With the marks racing.ON_BOTH_DATABASES."""
    from django.db import connection

    from tests import racing

    request.getfixturevalue("transactional_db")
    with racing.database_in_a_file(tmp_path / "site.sqlite3") if connection.vendor == "sqlite" else nullcontext():
        yield


@pytest.fixture
def ada(db):
    """Writes, and owns the rooms."""
    return cast.person("ada")


@pytest.fixture
def bob(db):
    """Knows ada: the second member of the closed room."""
    return cast.person("bob")


@pytest.fixture
def cleo(db):
    """A stranger: signed in, and a member of nothing but her own room."""
    return cast.person("cleo")


@pytest.fixture
def mod(db):
    """Moderates: staff, in a group with the rights that the job needs."""
    return cast.person("mod.bell")


@pytest.fixture
def owner(db):
    """Owns the site: may do everything in the admin."""
    return cast.person("olga")


@pytest.fixture
def guest():
    """Comes through a room's door under a name, without an account."""
    return None


@pytest.fixture
def studio(ada):
    """An open room of ada's, public where the site lets visitors read rooms."""
    return cast.studio()


@pytest.fixture
def kiln(ada, bob):
    """A closed room, with ada and bob in it."""
    return cast.kiln()


@pytest.fixture
def set_site(db):
    """`set_site(visitors_may_read="rooms")`: what the owner has chosen, in force at once."""

    def change(**choices):
        from django.utils import timezone

        from apps.accounts.models import SiteSettings
        from apps.shared.remembered import cache

        site = SiteSettings.objects.filter(pk=1).first() or SiteSettings(opened_at=timezone.now())
        for name, value in choices.items():
            setattr(site, name, value)
        site.save()
        cache.delete(SiteSettings.KEY)  # nothing commits inside a test, so nothing else would do it
        return site

    return change


@pytest.fixture
def no_email(settings):
    """A site that sends no email, not even what people ask for."""
    settings.DELIVERS_EMAIL = settings.SENDS_MAIL = settings.ACCOUNT_PREVENT_ENUMERATION = False


@pytest.fixture
def settings_of(monkeypatch):
    """`settings_of(HTTPS="0")`: the site's settings in an environment that has nothing else."""

    def read(**environment):
        for name in (
            *("SITE_URL", "ALLOWED_HOSTS", "HTTPS", "PORT", "DEBUG"),
            *("EMAIL_HOST", "SENDS_MAIL", "EMAIL_VERIFICATION"),
        ):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"ENV_FILE": os.devnull, **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(settings.BASE_DIR / "config/settings.py")

    return read


@pytest.fixture
def postbox(settings):
    """The mail server to which the site sends."""
    from tests.postbox import Postbox

    with Postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", box.server.port, False
        settings.EMAIL_TIMEOUT = 120
        yield box


@pytest.fixture
def client_of(db):
    """`client_of(ada)`: her browser. `client_of(None)`: a visitor's, on a site that has been opened."""
    from django.test import Client

    from tools.serving import session_of

    cast.open_site()

    def browser(user, **options):
        client = Client(**options)
        if user is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
        return client

    return browser


@pytest.fixture
def visitor(client_of):
    """The browser of somebody who is not signed in."""
    return client_of(None)


@pytest.fixture
def plain_browser(django_app_factory):
    """`plain_browser(ada)`: hers, which runs no scripts; `plain_browser(None)` is a visitor's."""
    from tests.plain_browser import PlainBrowser

    return lambda user: PlainBrowser(django_app_factory(), user)


@pytest.fixture
def make_one(ada, studio):
    """`make_one(Message)`: a row of any model that the admin knows, made of the cast where a cast is needed."""
    from django.utils import timezone

    from apps.accounts.models import Invitation
    from apps.people.models import ProfileField
    from apps.posts.models import Post
    from apps.projects.models import Project, Review
    from apps.tags.models import FormerTag, Tag
    from apps.weeks.models import Week

    def make(model, number=0):
        name = f"{model._meta.app_label}.{model._meta.model_name}"
        makers = {
            "auth.group": lambda: model.objects.create(name=f"Group {number}"),
            "accounts.user": lambda: new_user(),
            "accounts.formerusername": lambda: new_user().former_usernames.create(username=f"former{number}"),
            "accounts.sitesettings": lambda: model.objects.get_or_create(pk=1)[0],
            "search.discoversettings": lambda: model.objects.get_or_create(pk=1)[0],
            "accounts.invitation": lambda: model.objects.create(made_by=ada, note=f"For number {number}"),
            "live.event": lambda: model.objects.create(channel="room-1", type="message-created", data="<li></li>"),
            "live.presence": lambda: model.objects.create(channel="room-1", user=new_user(), process="here"),
            "tasks.queuedtask": lambda: queued(),
            "tasks.round": lambda: model.objects.create(path=f"apps.yard.sweep_{number}", task=queued()),
            "tasks.livingworker": lambda: model.objects.create(name=f"worker-{number}", task=queued()),
            "tags.tag": lambda: model.objects.create(name=f"tag-{number}"),
            "tags.formertag": lambda: FormerTag.objects.create(name=f"former-{number}", tag=tag(number)),
            "tags.tagfollow": lambda: model.objects.create(user=new_user(), tag=tag(number)),
            "people.profile": lambda: new_user().profile,
            "people.skill": lambda: new_user().profile.skill_rows.create(tag=tag(number)),
            "people.profilelink": lambda: new_user().profile.links.create(url=f"https://person-{number}.example/"),
            "people.profilefield": lambda: model.objects.create(label=f"Field {number}"),
            "people.profilefieldvalue": lambda: new_user().profile.field_values.create(
                field=ProfileField.objects.get_or_create(label="Team")[0], value=f"Team {number}"
            ),
            "people.importedprofile": lambda: model.objects.create(
                invitation=Invitation.objects.create(email=f"dora{number}@else.example"), name=f"Dora {number}"
            ),
            "people.follow": lambda: model.objects.create(follower=ada, followed=new_user()),
            "people.followrequest": lambda: model.objects.create(asker=new_user(), asked=ada),
            "people.block": lambda: model.objects.create(blocker=ada, blocked=new_user()),
            "notifications.notification": lambda: like_of(shown(number)) and ada.notifications.latest("pk"),
            "notifications.announcement": lambda: model.objects.create(
                author=ada, title=f"News {number}", body="Soup"
            ),
            "notifications.choice": lambda: model.objects.create(
                user=new_user(), topic="likes", channel="mail", is_wanted=True
            ),
            "notifications.mute": lambda: model.objects.create(user=new_user(), place="room-1"),
            "notifications.preferences": lambda: new_user().preferences,
            "notifications.subscription": lambda: model.objects.create(
                user=new_user(), endpoint=f"https://push.example/{number}"
            ),
            "bots.bot": lambda: bot(number),
            "bots.incomingwebhook": lambda: model.objects.make(bot(number), studio)[0],
            "bots.outgoingwebhook": lambda: webhook(number),
            "bots.delivery": lambda: model.objects.create(
                webhook=webhook(number), message=studio.post(ada, "Hot"), payload={}
            ),
            "posts.post": lambda: shown(number),
            "posts.photo": lambda: shown(number).photos.create(
                large="photos/oak.webp", medium="photos/oak.webp", small="photos/oak.webp", width=4, height=3
            ),
            "posts.comment": lambda: said(number),
            "posts.like": lambda: like_of(shown(number)),
            "posts.commentlike": lambda: like_of(said(number)),
            "posts.tagging": lambda: shown(number).taggings.create(tag=tag(number)),
            "posts.mention": lambda: shown(number).mentions.create(user=new_user()),
            "posts.draft": lambda: ada.post_drafts.create(body="Oa"),
            "posts.revision": lambda: shown(number).revisions.create(body="Oka"),
            "projects.project": lambda: project(number),
            "projects.collaborator": lambda: project(number).collaborators.create(user=new_user()),
            "projects.projectlink": lambda: project(number).links.create(url=f"https://cart{number}.example/"),
            "projects.projecttag": lambda: project(number).taggings.create(tag=tag(number)),
            "projects.helpnotice": lambda: project(number).help_notices.create(user=new_user()),
            "projects.endorsement": lambda: model.objects.endorse(
                new_user().profile.skill_rows.create(tag=tag(number)), ada
            ),
            "projects.review": lambda: Review.objects.write(
                project(number), new_user(), is_positive=True, body="Carries a fridge", relation="used"
            ),
            "rooms.guest": lambda: welcoming(studio).admit_guest(f"Paul {number}", "127.0.0.1"),
            "rooms.room": lambda: model.objects.open_by(ada, name=f"Room {number}", kind="open"),
            "rooms.message": lambda: studio.post(ada, f"Message {number}"),
            "rooms.membership": lambda: join(studio, new_user()),
            "rooms.reaction": lambda: studio.post(ada, "Hello").reactions.create(user=ada, emoji="👍"),
            "rooms.revision": lambda: studio.post(ada, "Hello").revisions.create(body="Helo", replaced_by=ada),
            "rooms.attachment": lambda: studio.post(ada, "Hello").attachments.create(
                room=studio, file="files/plan.pdf", name="plan.pdf", size=7, content_type="application/pdf"
            ),
            "rooms.mention": lambda: studio.post(ada, "Hello").mentions.create(user=new_user()),
            "rooms.removal": lambda: studio.removals.create(author=ada, client_id=uuid4()),
            "rooms.draft": lambda: studio.drafts.create(user=new_user(), body="Hel"),
            "weeks.week": lambda: a_week(number),
            "weeks.weekmail": lambda: a_week(number).mails.create(user=new_user()),
            "api.accesstoken": lambda: model.objects.make(new_user(), f"Script {number}", ["everything"])[0],
            "api.login": lambda: model.objects.create(user=new_user(), scope="everything", jti=f"jti-{number}"),
            "account.emailaddress": lambda: model.objects.create(user=ada, email=f"ada{number}@other.example"),
            "mfa.authenticator": lambda: model.objects.create(user=new_user(), type="totp", data={}),
            "usersessions.usersession": lambda: model.objects.create(
                user=ada, ip="127.0.0.1", session_key=f"key-{number}", last_seen_at=timezone.now()
            ),
        }
        return makers[name]()

    def project(number):
        return Project.objects.create(
            owner=ada, title=f"Cart {number}", body="Two old frames", published_at=timezone.now()
        )

    def bot(number):
        from apps.bots.models import Bot

        return Bot.objects.make(ada, f"bot{number}{Bot.objects.count()}", f"Bot {number}")

    def webhook(number):
        return bot(number).outgoing.create(url=f"https://receiver{number}.example/", event="message", room=studio)

    def queued():
        from apps.tasks.models import QueuedTask
        from apps.tasks.pruning import prune

        return QueuedTask.objects.get(pk=prune.enqueue().id)

    def a_week(number):
        return Week.objects.get_or_create(begins=date(2026, 1, 5) + timedelta(weeks=number))[0]

    def tag(number):
        return Tag.objects.get_or_create(name=f"tag-{number}")[0]

    def shown(number):
        return Post.objects.publish(ada, [], f"Post {number}")

    def said(number):
        post = shown(number)
        return post.comments.say(post, ada, f"Comment {number}")

    def like_of(thing):
        user = new_user()
        thing.like(user)
        return thing.likes.get(user=user)

    def welcoming(room):
        room.admits_guests = True
        room.save()
        return room

    def join(room, user):
        room.join(user)
        return room.memberships.get(user=user)

    def new_user():
        username = f"dora{type(ada).objects.count()}"
        return type(ada).objects.create_user(username, f"{username}@courtyard.example")

    return make
