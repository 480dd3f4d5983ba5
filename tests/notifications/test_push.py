"""Push: keys, whose browser is told, what it is told, and what becomes of it where it is not taken."""

import json
import re
import time
import traceback
from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.accounts.models import User
from apps.notifications.models import Choice, Notification, Subscription
from apps.notifications.push_keys import new_private_key, public_key_of
from apps.notifications.pushes import NotTaken, push, push_to
from apps.notifications.spread import spread
from apps.posts.models import Comment
from apps.tasks.worker import work_off
from config.checks import problems
from tests.cast import PASSWORD
from tests.conftest import HTMX
from tests.pushing import SILENCE, PushService, text_of

BROWSERS = "/notifications/subscriptions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CONTACT = "mailto:olga@courtyard.example"


@pytest.fixture
def service(settings, monkeypatch):
    """The push service that this site sends to, and that knows its key."""
    monkeypatch.setenv("NO_PROXY", "localhost")
    with PushService() as service:
        settings.PUSH_SERVICES = ["fcm.googleapis.com", "*.push.apple.com", service.url]
        settings.PUSH_PRIVATE_KEY = new_private_key()
        settings.PUSH_PUBLIC_KEY = public_key_of(settings.PUSH_PRIVATE_KEY)
        settings.PUSH_CONTACT = CONTACT
        yield service


@pytest.fixture
def at(client_of):
    """`at(ada)`: she signs in at a browser."""

    def sign_in(user, remember="on"):
        client = client_of(None, headers={"User-Agent": FIREFOX})
        client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD, "remember": remember})
        return client

    return sign_in


@pytest.fixture
def told_at(at, service):
    """`told_at(ada)`: a browser of hers in which she has switched push on."""

    def switch_on(user):
        browser = service.browser()
        browser.client = at(user)
        assert browser.client.post(BROWSERS, browser.subscription).status_code == 204
        return browser

    return switch_on


def mention(author, post, words="Look, @ada"):
    return Comment.objects.say(post, author, words)


def work():
    """What the worker does: a look at what is new, and what comes of it."""
    spread.call()
    work_off()


def refused(client, **details):
    answer = client.post(BROWSERS, details)
    assert answer.status_code == 422
    assert re.fullmatch(r"[A-Z][^<>]+\.", answer.text)
    return answer.text


# --- Keys -----------------------------------------------------------------------------------------


def printed(*words, **options):
    out = StringIO()
    call_command("make_push_keys", *words, stdout=out, stderr=StringIO(), **options)
    return dict(line.split("=", 1) for line in out.getvalue().split())


def test_what_the_command_prints_are_settings(tmp_path):
    import subprocess
    import sys

    from tools.serving import ROOT, environment

    lines = tmp_path / ".env"
    lines.write_text("".join(f"{name}={value}\n" for name, value in printed("--contact", "olga@yard.example").items()))
    code = "from config import settings; print(settings.PUSH_PUBLIC_KEY, settings.PUSH_CONTACT)"
    read = {"ENV_FILE": str(lines), "DATABASE_URL": "sqlite://"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(**read), capture_output=True, text=True, check=True
    )
    public, contact = done.stdout.split()
    assert public == public_key_of(printed_key(lines))
    assert re.fullmatch(r"B[\w-]{86}", public)
    assert contact == "mailto:olga@yard.example"


def printed_key(path):
    return re.search("PUSH_PRIVATE_KEY=(.+)", path.read_text())[1]


def test_each_key_is_new_and_a_contact_must_be_one():
    assert printed()["PUSH_PRIVATE_KEY"] != printed()["PUSH_PRIVATE_KEY"]
    assert printed()["PUSH_CONTACT"] == "mailto:courtyard@localhost"
    with pytest.raises(CommandError, match="neither"):
        printed("--contact", "olga")


@pytest.mark.parametrize(
    ("key", "contact", "word"),
    [
        ("", "nobody", None),
        (text_of(b"k" * 32), CONTACT, None),
        (text_of(b"k" * 32), "https://yard.example", None),
        (text_of(b"k" * 31), CONTACT, "PUSH_PRIVATE_KEY is no key"),
        (text_of(b"\xff" * 32), CONTACT, "PUSH_PRIVATE_KEY is no key"),
        (text_of(bytes(32)), CONTACT, "PUSH_PRIVATE_KEY is no key"),
        ("no key, but words", CONTACT, "PUSH_PRIVATE_KEY is no key"),
        (text_of(b"k" * 32), "olga", "PUSH_CONTACT=olga tells"),
        (text_of(b"k" * 32), "mailto:", "PUSH_CONTACT=mailto: tells"),
    ],
)
def test_a_key_that_is_none_stops_the_start(settings, key, contact, word):
    settings.PUSH_PRIVATE_KEY, settings.PUSH_CONTACT = key, contact
    settings.PUSH_PUBLIC_KEY = public_key_of(key)
    sentences = [sentence for _id, sentence in problems()]
    assert len(sentences) == bool(word)
    assert word is None or word in sentences[0]


# --- Whose browser it is --------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_browser_is_taken_once_and_ended(told_at, ada):
    browser = told_at(ada)
    assert browser.client.post(BROWSERS, browser.subscription).status_code == 204
    known = Subscription.objects.get()
    assert (known.user, known.endpoint, known.browser) == (ada, browser.subscription["endpoint"], "Firefox on Linux")
    assert browser.client.get(BROWSERS).json()["endpoint"] == known.endpoint
    for _time in range(2):
        assert browser.client.delete(BROWSERS).status_code == 204
    assert not Subscription.objects.exists()
    assert browser.client.get(BROWSERS).json()["endpoint"] is None


@pytest.mark.both_databases
def test_a_browser_that_changes_its_person_is_told_what_concerns_that_person(told_at, at, oak, ada, bob):
    browser = told_at(ada)
    assert at(bob).post(BROWSERS, browser.subscription).status_code == 204
    assert Subscription.objects.get().user == bob
    mention(bob, oak)
    work()
    assert browser.requests == []


def test_a_browser_whose_address_changes_has_one(told_at, service, ada):
    browser = told_at(ada)
    anew = service.browser().subscription
    assert browser.client.post(BROWSERS, anew).status_code == 204
    assert Subscription.objects.get().endpoint == anew["endpoint"]


def test_nobody_ends_the_browser_of_somebody_else(told_at, at, ada, cleo):
    told_at(ada)
    at(cleo).delete(BROWSERS)
    assert Subscription.objects.get().user == ada


@pytest.mark.both_databases
def test_ten_browsers_are_enough_and_those_of_ended_sessions_do_not_count(told_at, at, service, ada, bob):
    for _number in range(10):
        last = told_at(ada)
    assert "Ten browsers" in refused(at(ada), **service.browser().subscription)
    told_at(bob)
    assert last.client.post(BROWSERS, last.subscription).status_code == 204
    last.client.session.delete()
    told_at(ada)
    assert ada.subscriptions.count() == 10


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "https://127.0.0.1/push",
        "https://10.0.0.7:8080/",
        "https://yard.example/push",
        "http://fcm.googleapis.com/fcm/send/a",
        "https://fcm.googleapis.com:8443/fcm/send/a",
        "https://fcm.googleapis.com@10.0.0.7/",
        "https://10.0.0.7\\@fcm.googleapis.com/",
        "https://10.0.0.7#@fcm.googleapis.com/",
        "https://fcm.googleapis.com.yard.example/",
        "https://evil-push.apple.com/",
        "https://10.0.0.7/.push.apple.com/",
        "https://push.apple.com/",
        "https://FCM.googleapis.com/a b",
        "https://fcm.googleapis.com",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/" + "a" * 1000,
    ],
)
def test_no_address_is_called_but_those_of_push_services(at, service, ada, endpoint):
    refused(at(ada), **{**service.browser().subscription, "endpoint": endpoint})
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("endpoint", ["https://fcm.googleapis.com/fcm/send/a:b-c_d", "https://web.push.apple.com/QA"])
def test_push_services_are_taken(at, service, ada, endpoint):
    assert at(ada).post(BROWSERS, {**service.browser().subscription, "endpoint": endpoint}).status_code == 204


def test_the_usual_services_need_no_setting():
    known = ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"]
    assert known == configured.PUSH_SERVICES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("p256dh", ""),
        ("p256dh", "no key"),
        ("p256dh", "é"),
        ("p256dh", text_of(b"\4" + b"k" * 64)),  # a point beside the curve
        ("p256dh", text_of(b"k" * 32)),
        ("p256dh", "AAAAA"),
        ("auth", ""),
        ("auth", text_of(b"s" * 15)),
        ("auth", text_of(b"s" * 17)),
        ("auth", "!" * 22),
    ],
)
def test_keys_with_which_nothing_can_be_sealed_are_refused(at, service, ada, name, value):
    refused(at(ada), **{**service.browser().subscription, name: value})
    assert not Subscription.objects.exists()


def test_a_compressed_key_is_refused(at, service, ada):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    browser = service.browser()
    short = browser.key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    refused(at(ada), **{**browser.subscription, "p256dh": text_of(short)})


def test_without_a_key_no_browser_is_taken(at, service, ada, settings):
    settings.PUSH_PUBLIC_KEY = ""
    assert "no key" in refused(at(ada), **service.browser().subscription)


def test_a_browser_that_forgets_its_person_is_not_taken(at, service, ada):
    assert "forgets you" in refused(at(ada, remember=""), **service.browser().subscription)


def test_a_visitor_is_sent_to_sign_in(visitor, service):
    assert visitor.post(BROWSERS, service.browser().subscription).url.startswith("/accounts/login/")
    assert visitor.get(BROWSERS).status_code == 302
    assert visitor.put(BROWSERS).status_code in (302, 405)


def test_a_foreign_page_cannot_switch_it_on(service, client_of, ada):
    browser = service.browser()
    client = client_of(ada, enforce_csrf_checks=True)
    assert client.post(BROWSERS, browser.subscription).status_code == 403
    token = client.get(BROWSERS).json()["token"]  # as the service worker does, which has no page
    assert client.post(BROWSERS, browser.subscription, headers={"X-CSRFToken": token}).status_code == 204


# --- What it is told ------------------------------------------------------------------------------


def test_a_mention_arrives_sealed_signed_and_in_words(told_at, oak, ada, bob, settings):
    browser = told_at(ada)
    oak.like(bob)  # which is not pushed to who has not chosen it
    comment = mention(bob, oak, "Look, @ada: <b>fine</b> & dry")
    work()
    assert browser.heard == [
        {
            "title": "bob mentioned you",
            "body": comment.line,
            "url": comment.get_absolute_url(),
            "tag": f"mention comment-{comment.pk}",
            "number": ada.notifications.get(kind="mention").pk,
            "unread": 2,
            "icon": "/static/img/push-icon.png",
            "badge": "/static/img/push-badge.png",
        }
    ]
    sent = browser.requests[0]
    claims = sent.claims(settings.PUSH_PUBLIC_KEY)
    assert set(claims) == {"aud", "exp", "sub"}
    assert (claims["aud"], claims["sub"]) == (browser.service.url, CONTACT)
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    assert sent.headers["Content-Encoding"] == "aes128gcm"
    assert int(sent.headers["TTL"]) > 0
    assert sent.headers["Urgency"] == "high"
    assert re.fullmatch(r"[\w-]{32}", sent.headers["Topic"])
    assert b"bob" not in sent.body


def test_what_a_browser_is_told_nobody_else_can_open(told_at, oak, ada, bob):
    from cryptography.exceptions import InvalidTag

    browser, other = told_at(ada), told_at(bob)
    mention(bob, oak)
    work()
    with pytest.raises(InvalidTag):
        other.opened(browser.requests[0].body)


def test_every_browser_of_hers_is_told_and_nobody_elses(told_at, oak, ada, bob, cleo):
    laptop, phone, others = told_at(ada), told_at(ada), told_at(cleo)
    mention(bob, oak)
    work()
    assert [len(browser.heard) for browser in (laptop, phone, others)] == [1, 1, 0]
    assert laptop.heard == phone.heard


def test_what_many_do_at_one_place_is_said_together_and_takes_the_place_of_what_waits(told_at, oak, ada, bob, cleo):
    Choice.objects.create(user=ada, topic="likes", channel="push", is_wanted=True)
    browser = told_at(ada)
    oak.like(bob)
    oak.like(cleo)
    work()
    assert [one["title"] for one in browser.heard] == ["cleo and bob liked your photo"]
    ada.notifications.read()
    oak.unlike(bob)
    oak.like(User.objects.create_user("dora"))
    work()
    first, second = browser.requests
    assert first.headers["Topic"] == second.headers["Topic"]
    assert first.headers["Urgency"] == "normal"
    assert browser.heard[0]["tag"] == browser.heard[1]["tag"]
    assert browser.heard[0]["number"] < browser.heard[1]["number"]


def test_names_are_plain_words(told_at, oak, ada, bob):
    bob.profile.name = "Bob <b>& Sons</b>"
    bob.profile.save()
    browser = told_at(ada)
    mention(bob, oak)
    work()
    assert browser.heard[0]["title"] == "Bob <b>& Sons</b> mentioned you"


def test_a_push_stays_small(told_at, oak, ada, bob):
    bob.profile.name = "🪵" * bob.profile._meta.get_field("name").max_length
    bob.profile.save()
    browser = told_at(ada)
    mention(bob, oak, "@ada " + "🌳" * 900)
    work()
    assert len(json.dumps(browser.heard[0], ensure_ascii=False).encode()) < 3000
    assert len(browser.requests[0].body) < 3072


@pytest.mark.parametrize("what", ["read", "taken back", "blocked", "shut out", "hidden"])
def test_what_is_over_before_it_is_sent_goes_nowhere(told_at, oak, ada, bob, show, what):
    from apps.people.models import Block, Follow

    browser = told_at(ada)
    letter = show(bob, "For my own")
    comment = mention(bob, oak)
    spread.call()
    assert not ada.notifications.filter(spread_at__isnull=False).exists()
    if what == "read":
        ada.notifications.read()
    elif what == "taken back":
        comment.remove()
    elif what == "blocked":
        Block.objects.make(ada, bob)
    elif what == "shut out":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    else:
        assert not Follow.objects.exists()
        letter.audience = "followers"
        letter.save()
        Notification.objects.update(noun="post", number=letter.pk)
    work_off()
    assert browser.requests == []


def test_in_quiet_hours_it_waits_for_their_end(told_at, oak, ada, bob):
    browser = told_at(ada)
    mention(bob, oak)
    spread.call()
    now = timezone.now().astimezone(ada.preferences.zone)
    ada.preferences.quiet_from = (now - timedelta(hours=1)).time()
    ada.preferences.quiet_to = (now + timedelta(hours=1)).time()
    ada.preferences.save()
    work_off()
    assert browser.requests == []
    waiting = DBTaskResult.objects.exclude(status="SUCCESSFUL").get(task_path__endswith="push_to")
    assert timedelta(minutes=58) < waiting.run_after - now <= timedelta(hours=1)
    ada.preferences.quiet_from = None
    ada.preferences.save()
    DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=now)
    work_off()
    assert len(browser.heard) == 1


def test_without_a_key_nothing_is_tried(told_at, oak, ada, bob, settings):
    told_at(ada)
    mention(bob, oak)
    settings.PUSH_PUBLIC_KEY = ""
    work()
    assert not DBTaskResult.objects.filter(task_path__endswith="push_to").exists()


# --- What is not taken ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(told_at, oak, ada, bob, status):
    gone, other = told_at(ada), told_at(ada)
    gone.service.answers[gone.path] = status
    mention(bob, oak)
    work()
    assert Subscription.objects.get().endpoint == other.subscription["endpoint"]
    assert len(other.heard) == 1


def tries_left():
    """What has not been done, by its arguments: each stands for one more try."""
    left = DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(task_path__endswith="push_to")
    return {tuple(one.args_kwargs["args"]) for one in left}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_not_taken_now_is_tried_again_for_that_browser_alone(told_at, oak, ada, bob, status):
    busy, other = told_at(ada), told_at(ada)
    busy.service.answers[busy.path] = status
    mention(bob, oak)
    work()
    known = Subscription.objects.get(endpoint=busy.subscription["endpoint"])
    again = (known.pk, ada.notifications.get().pk)
    assert tries_left() == {again}
    del busy.service.answers[busy.path]
    tries = len(busy.requests)
    push_to.call(*again)
    assert len(busy.requests) == tries + 1
    assert len(other.requests) == 1
    assert busy.heard[-1] == other.heard[0]


@pytest.mark.both_databases
def test_a_service_that_is_away_is_tried_again_and_its_address_told_to_nobody(told_at, oak, ada, bob, settings):
    browser = told_at(ada)
    mention(bob, oak)
    with PushService() as closed:
        settings.PUSH_SERVICES = [closed.url]
    Subscription.objects.update(endpoint=f"{closed.url}/secret-address")
    with pytest.raises(NotTaken) as failure:
        push_to.call(Subscription.objects.get().pk, ada.notifications.get().pk)
    told = "".join(traceback.format_exception(failure.value))  # which the admin shows of a task that failed
    assert "localhost could not be reached (ConnectionError)" in told
    assert "secret-address" not in told
    assert browser.requests == []


def test_a_service_that_says_nothing_holds_nobody_up(told_at, oak, ada, bob, monkeypatch):
    browser = told_at(ada)
    browser.service.answers[browser.path] = SILENCE
    monkeypatch.setattr("apps.notifications.pushes.PATIENCE", 0.2)
    mention(bob, oak)
    work()
    assert tries_left() == {(Subscription.objects.get().pk, ada.notifications.get().pk)}


@pytest.mark.parametrize("status", [302, 307, 400, 403, 413])
def test_what_is_refused_for_good_is_said_in_the_log_and_not_tried_again(told_at, oak, ada, bob, status, caplog):
    browser = told_at(ada)
    browser.service.answers[browser.path] = status
    mention(bob, oak)
    work()
    assert tries_left() == set()
    assert Subscription.objects.exists()
    assert f"localhost takes no push from this site ({status})" in caplog.text
    assert browser.path not in caplog.text
    assert len(browser.service.requests) == 1, "nobody follows it elsewhere"


def test_all_browsers_are_asked_for_or_none(told_at, oak, ada, bob, monkeypatch):
    told_at(ada), told_at(ada)
    mention(bob, oak)
    numbers = []

    def enqueue(*arguments):
        numbers.append(arguments)
        if len(numbers) == 2:
            raise RuntimeError("killed")
        return original(*arguments)

    original = type(push_to).enqueue.__get__(push_to)
    monkeypatch.setattr(type(push_to), "enqueue", lambda self, *arguments: enqueue(*arguments))
    with pytest.raises(RuntimeError):
        push.call(ada.notifications.get().pk)
    assert tries_left() == set()


# --- Until the session ends -----------------------------------------------------------------------


def sign_out(browser, ada, at):
    browser.client.post(reverse("account_logout"))


def end_elsewhere(browser, ada, at):
    session = UserSession.objects.get(session_key=browser.client.session.session_key)
    at(ada).post(reverse("accounts:end_session", args=[session.pk]))


def end_all_others(browser, ada, at):
    at(ada).post(reverse("usersessions_list"))


def change_password_elsewhere(browser, ada, at):
    words = {"oldpassword": PASSWORD, "password1": "seven-swallows-south", "password2": "seven-swallows-south"}
    assert at(ada).post(reverse("account_change_password"), words).status_code == 302


def change_password_in_the_admin(browser, ada, at):
    ada.set_password("seven-swallows-south")
    ada.save()


def lose_the_session(browser, ada, at):
    browser.client.session.delete()


def run_out(browser, ada, at):
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    "end",
    [
        sign_out,
        end_elsewhere,
        end_all_others,
        change_password_elsewhere,
        change_password_in_the_admin,
        lose_the_session,
        run_out,
    ],
    ids=lambda end: end.__name__,
)
def test_who_is_signed_out_there_is_told_nothing_there(told_at, at, oak, ada, bob, end):
    browser = told_at(ada)
    end(browser, ada, at)
    mention(bob, oak)
    for known in Subscription.objects.all():
        push_to.call(known.pk, ada.notifications.get().pk)
    assert browser.requests == []
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("end", [sign_out, end_elsewhere, end_all_others], ids=lambda end: end.__name__)
def test_what_ends_in_plain_sight_is_gone_at_once(told_at, at, ada, end):
    end(told_at(ada), ada, at)
    assert not Subscription.objects.exists()


@pytest.mark.both_databases
def test_who_changes_the_password_is_told_in_that_browser_still(told_at, oak, ada, bob):
    browser = told_at(ada)
    words = {"oldpassword": PASSWORD, "password1": "seven-swallows-south", "password2": "seven-swallows-south"}
    key = browser.client.session.session_key
    assert browser.client.post(reverse("account_change_password"), words).status_code == 302
    assert browser.client.session.session_key != key
    browser.client.get(reverse("usersessions_list"))  # where allauth forgets the old key
    mention(bob, oak)
    work()
    assert len(browser.heard) == 1


def test_who_signs_in_again_in_the_same_browser_is_told_there_still(told_at, oak, ada, bob):
    browser = told_at(ada)
    browser.client.force_login(ada)
    mention(bob, oak)
    work()
    assert len(browser.heard) == 1


# --- Pages ----------------------------------------------------------------------------------------


def this_browser(client):
    from django.template import loader
    from django.test import RequestFactory

    request = RequestFactory().get("/settings/notifications/")
    request.user = User.objects.get(pk=client.session["_auth_user_id"])
    request.session = client.session
    return loader.render_to_string("notifications/_this_browser.html", {}, request)


def test_the_switch_knows_the_key_and_whether_this_browser_is_told(told_at, at, ada, settings):
    browser = told_at(ada)
    assert f'data-endpoint="{browser.subscription["endpoint"]}"' in this_browser(browser.client)
    elsewhere = this_browser(at(ada))
    assert 'data-endpoint=""' in elsewhere
    assert f'data-key="{settings.PUSH_PUBLIC_KEY}"' in elsewhere
    settings.PUSH_PUBLIC_KEY = ""
    assert this_browser(browser.client).strip() == ""


def test_the_service_worker_is_everybodys_script_and_looked_for_anew(visitor):
    answer = visitor.get("/service-worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "showNotification" in answer.text
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    again = visitor.get("/service-worker.js", headers={"If-None-Match": answer["ETag"], **HTMX})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.post("/service-worker.js").status_code == 405
