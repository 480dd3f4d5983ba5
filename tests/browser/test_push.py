"""Push: switched on in a browser, told while no page is open, shown by the service worker, ended with the session.

No push service can be reached here: what the browser would ask it for comes from the tests, with real keys, and leads
to a service of the tests'. What that is sent, the browser is given as its own service would. chromium-headless-shell
shows no notifications; there, what the worker wants to show is looked at instead.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from apps.notifications.push_keys import new_private_key
from tests.browser.conftest import with_the_cast
from tests.cast import PASSWORD
from tests.pushing import PushService

from .pages import until
from .test_pages import NARROW, WIDE, problems
from .test_posts import oak, posted  # noqa: F401

SETTINGS = "/settings/notifications/"
# The subscription lives as long as the browser's own would: over pages, until it is given up.
SUBSCRIBING = """(given) => {
  const encoded = (key) => Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt());
  const held = () => localStorage.getItem('held') && ({
    endpoint: given.endpoint,
    options: {applicationServerKey: encoded(localStorage.getItem('held')).buffer},
    toJSON: () => ({endpoint: given.endpoint, keys: {p256dh: given.p256dh, auth: given.auth}}),
    unsubscribe: async () => (localStorage.removeItem('held'), true),
  });
  PushManager.prototype.getSubscription = async () => held();
  PushManager.prototype.subscribe = async (options) => {
    if (given.fails) throw new DOMException('no service', 'AbortError');
    if (!options.userVisibleOnly) throw new DOMException('silent', 'NotAllowedError');
    localStorage.setItem('held', options.applicationServerKey);
    return held();
  };
}"""
# Where no notification can be shown, the browser says at least that it may.
PERMITTED = """(permission) => {
  Object.defineProperty(Notification, 'permission', {get: () => permission});
  Notification.requestPermission = async () => permission;
}"""
WITHOUT_NOTIFICATIONS = """() => {
  delete WorkerNavigator.prototype.setAppBadge; // that browser breaks down over it
  globalThis.shown = [];
  registration.showNotification = async (title, options) => {
    shown = [...shown.filter(({tag}) => tag !== options.tag), {title, ...options}];
  };
  registration.getNotifications = async ({tag} = {}) => shown.filter((one) => !tag || one.tag === tag);
}"""
IN_SIGHT = """async () => (await registration.getNotifications()).map(
  ({title, body, tag, icon, badge, data, renotify}) => ({title, body, tag, icon, badge, data, renotify}))"""
# Only a finger may open a window: the worker's words for it are looked at instead.
CLICK = """async (url) => {
  const led = [];
  Clients.prototype.openWindow = async (address) => { led.push(['opens', address]); };
  WindowClient.prototype.focus = async function () { led.push(['focuses', this.url]); };
  const event = new ExtendableEvent('notificationclick');
  event.notification = {close: () => led.push(['closes']), data: {url}};
  let done;
  event.waitUntil = (promise) => (done = promise);
  dispatchEvent(event);
  await done;
  return led;
}"""
CHANGE = """async (given) => {
  const asked = [];
  PushManager.prototype.subscribe = async ({userVisibleOnly, applicationServerKey}) => {
    asked.push([userVisibleOnly, applicationServerKey]);
    const {endpoint, ...keys} = given;
    return {toJSON: () => ({endpoint, keys})};
  };
  const event = new ExtendableEvent('pushsubscriptionchange');
  let done;
  event.waitUntil = (promise) => (done = promise);
  dispatchEvent(event);
  await done;
  return asked;
}"""
WORK = """
from apps.notifications.spread import spread
from apps.tasks.worker import work_off
spread.call()
work_off()
"""
IS_HERE = """
from apps.live import presence
print(presence.holding().filter(user__username="ada").exists())
"""
CLEAN = """
from apps.notifications.models import Notification, Subscription
Notification.objects.all().delete()
Subscription.objects.all().delete()
"""
KNOWN = """
from apps.notifications.models import Subscription
print([one.endpoint for one in Subscription.objects.filter(user__username="ada")])
"""


@pytest.fixture(scope="module")
def service():
    with PushService() as service:
        yield service


@pytest.fixture(scope="module")
def site(tmp_path_factory, service):
    """One of its own, with a key, which sends to the tests' service."""
    push = {"PUSH_PRIVATE_KEY": new_private_key(), "PUSH_CONTACT": "mailto:olga@courtyard.example"}
    with with_the_cast(tmp_path_factory.mktemp("site"), "push", PUSH_SERVICES=service.url, **push) as site:
        yield site


@pytest.fixture
def at_a_browser(person, service, site):
    """`at_a_browser("ada")`: with a subscription to be had, and leave to show notifications."""
    site.run(CLEAN)

    def arrive(name, permission="granted", fails=False, signs_in=False):
        someone = person(name, signs_in=signs_in)
        someone.browser = service.browser()
        given = json.dumps({**someone.browser.subscription, "fails": fails})
        someone.context.add_init_script(f"({SUBSCRIBING})({given})")
        if permission == "granted":
            someone.context.grant_permissions(["notifications"], origin=site.url)
            someone.goes_to("/people/")
        someone.shows_them = permission == someone.page.evaluate("Notification.permission") == "granted"
        if not someone.shows_them:
            someone.context.add_init_script(f"({PERMITTED})({json.dumps(permission)})")
        return someone

    return arrive


def switch(someone):
    return someone.page.locator("#this-browser")


def stands(someone, state):
    expect(switch(someone)).to_have_attribute("data-now", state)
    shown = switch(someone).locator("[role=status] > :not([hidden])")
    expect(shown).to_have_count(1)
    expect(shown).to_be_visible()


def switches_on(someone):
    someone.goes_to(SETTINGS)
    stands(someone, "off")
    switch(someone).get_by_role("button", name="Switch on").click()
    stands(someone, "on")
    expect(switch(someone).get_by_role("button", name="Switch off")).to_be_focused()
    return worker_of(someone)


def worker_of(someone):
    worker = until(someone.page, lambda: someone.context.service_workers, "the service worker")[0]
    if not someone.shows_them:
        worker.evaluate(WITHOUT_NOTIFICATIONS)
    return worker


def works(site, someone, number):
    """The worker, until the push service has so much for this browser. What it prints is mail."""

    def has_heard():
        site.run(WORK)
        return len(someone.browser.heard) >= number

    until(someone.page, has_heard, "the push", within=120)
    return someone.browser.heard


def delivers(someone, words):
    """As the browser's own push service does with what it has received and opened."""
    protocol = someone.context.new_cdp_session(someone.page)  # never let go: to let one go may take for ever
    found = []
    protocol.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    protocol.send("ServiceWorker.enable")
    until(someone.page, lambda: found, "the worker's registration")
    origin = re.match("https?://[^/]+", someone.page.url)[0]
    number = found[-1]["registrationId"]
    push = {"origin": origin, "registrationId": number, "data": json.dumps(words)}
    protocol.send("ServiceWorker.deliverPushMessage", push)


def in_sight(someone, worker, number):
    until(someone.page, lambda: len(worker.evaluate(IN_SIGHT)) == number, f"{number} notifications")
    return worker.evaluate(IN_SIGHT)


def test_a_mention_reaches_a_browser_that_has_no_page_open(site, at_a_browser, sends, service, oak):  # noqa: F811
    ada = at_a_browser("ada")
    worker = switches_on(ada)
    assert worker.url == f"{site.url}/service-worker.js"
    until(ada.page, lambda: "True" in site.run(IS_HERE), "ada's coming", within=120)  # or her going is seen too early
    ada.goes_to("about:blank")
    until(ada.page, lambda: "False" in site.run(IS_HERE), "ada's going", within=120)

    sends("bob", f"/posts/{oak}/comments/", body="Look, @ada: a fine grain")
    (words,) = works(site, ada, 1)
    assert words["title"] == "Bob mentioned you"
    assert words["body"] == "Look, @ada: a fine grain"
    assert re.fullmatch(rf"/posts/{oak}/\?comment=\d+#comment-\d+", words["url"])

    ada.goes_to("/people/")
    delivers(ada, words)
    (shown,) = in_sight(ada, worker, 1)
    assert (shown["title"], shown["body"], shown["tag"]) == (words["title"], words["body"], words["tag"])
    for image in (shown["icon"], shown["badge"]):
        answer = ada.page.request.get(image)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")

    delivers(ada, words)  # a second time, since at least once is what is promised
    assert [one["renotify"] for one in in_sight(ada, worker, 1)] == [False]
    delivers(ada, {**words, "number": words["number"] + 1, "title": "Cleo mentioned you"})
    until(ada.page, lambda: worker.evaluate(IN_SIGHT)[0]["title"] == "Cleo mentioned you", "the newer one")
    assert [one["renotify"] for one in in_sight(ada, worker, 1)] == [True]


def test_a_notification_leads_to_its_place_and_another_address_is_told(site, at_a_browser, service, oak):  # noqa: F811
    ada = at_a_browser("ada")
    worker = switches_on(ada)
    place = f"{site.url}/posts/{oak}/"
    assert worker.evaluate(CLICK, f"/posts/{oak}/") == [["closes"], ["opens", place]]
    other = ada.new_tab()
    other.goto(f"/posts/{oak}/")
    assert worker.evaluate(CLICK, f"/posts/{oak}/") == [["closes"], ["focuses", place]]
    assert worker.evaluate(CLICK, "https://elsewhere.example/") == [["closes"]]

    # The browser gets another address and says so by itself.
    key = switch(ada).get_attribute("data-key")
    anew = service.browser().subscription
    assert worker.evaluate(CHANGE, anew) == [[True, key]]
    assert site.run(KNOWN).strip() == str([anew["endpoint"]])
    switch(ada).get_by_role("button", name="Switch off").click()
    stands(ada, "off")
    assert worker.evaluate(CHANGE, anew) == []  # who has switched it off is not switched on again
    assert site.run(KNOWN).strip() == "[]"


def keeps_nobody_out(someone):
    for size in (WIDE, NARROW):
        someone.page.set_viewport_size(size)
        someone.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # or the bar of a phone covers half a box
        assert list(problems(someone.page)) == []


def test_it_is_switched_off_and_no_worker_stays(site, at_a_browser):
    ada = at_a_browser("ada")
    ada.goes_to(SETTINGS)
    stands(ada, "off")
    registered = "navigator.serviceWorker.getRegistrations().then(all => all.length)"
    assert ada.page.evaluate(registered) == 0
    switches_on(ada)
    assert site.run(KNOWN).strip() == str([ada.browser.subscription["endpoint"]])
    ada.reloads()
    stands(ada, "on")
    keeps_nobody_out(ada)
    switch(ada).get_by_role("button", name="Switch off").click()
    stands(ada, "off")
    assert ada.page.evaluate(registered) == 0
    assert ada.page.evaluate("localStorage.getItem('held')") is None
    assert site.run(KNOWN).strip() == "[]"


def test_who_comes_after_her_at_this_browser_is_not_told_what_was_for_her(site, at_a_browser):
    cleo = at_a_browser("cleo", signs_in=True)
    switches_on(cleo)
    cleo.goes_to("/accounts/logout/").page.get_by_role("main").get_by_role("button", name="Sign out").click()
    cleo.page.wait_for_url(site.url + "/")
    assert "[]" in site.run(KNOWN.replace("ada", "cleo"))
    cleo.sign_in(PASSWORD)
    cleo.goes_to(SETTINGS)
    stands(cleo, "off")


def test_a_browser_that_blocks_or_has_no_push_says_so(at_a_browser):
    ada = at_a_browser("ada", permission="denied").goes_to(SETTINGS)
    stands(ada, "blocked")
    expect(switch(ada)).to_contain_text("Allow them")
    expect(switch(ada).get_by_role("button")).to_have_count(0)
    keeps_nobody_out(ada)

    ada.context.add_init_script("delete globalThis.PushManager")
    ada.goes_to(SETTINGS)
    stands(ada, "unsupported")
    expect(switch(ada).get_by_role("button")).to_have_count(0)


def test_a_push_service_out_of_reach_is_told_in_words(site, at_a_browser):
    ada = at_a_browser("ada", fails=True).goes_to(SETTINGS)
    stands(ada, "off")
    switch(ada).get_by_role("button", name="Switch on").click()
    expect(ada.page.locator("#toasts")).to_contain_text("could not reach its push service")
    stands(ada, "off")
    assert site.run(KNOWN).strip() == "[]"
