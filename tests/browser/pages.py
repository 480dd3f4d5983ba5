"""The product's words for what people do in a browser."""

import re
import time
from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect

# How often each row has been placed since the page was loaded: one's own comes by the answer and by the stream.
COUNT = """globalThis.came = {};
addEventListener('rows:placed', ({detail: {rows}}) => rows.forEach(({id}) => (came[id] = (came[id] ?? 0) + 1)));"""
SETTLED = """() => {
  const {me} = document.getElementById('side-rooms').dataset;
  const mine = [...document.querySelectorAll(`#messages > [data-author="${me}"]`)];
  return mine.every(({id}) => id && came[id] !== 1);
}"""
STANDING = """() => {
  const {activeElement: at, visibilityState, body} = document;
  const seconds = (performance.now() / 1000).toFixed(1);
  return `${visibilityState}, ${document.hasFocus() ? 'in focus' : 'not in focus'}, loaded ${seconds} s ago, at `
    + (at === body ? 'its body' : at?.outerHTML.slice(0, 200));
}"""
LINES = "[...document.querySelectorAll('#messages .message__body')].map(body => body.innerText)"
# htmx logs as errors what it gives up on purpose: hx-sync="this:replace" does, and a page that is left.
GIVEN_UP = ("console: htmx:sendAbort", "console: htmx:afterRequest")
NOTHING_ASKED = "!document.querySelector('.htmx-request')"
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def until(page, true, what="it", within=30):
    """For what no locator waits for; the page goes on meanwhile."""
    ends_at = time.monotonic() + within
    while not (answer := true()):
        assert time.monotonic() < ends_at, f"{what} did not come true in {within} s"
        page.wait_for_timeout(20)
    return answer


def no_toast(someone):
    """Now: a toast goes by itself, so that to wait for its end would prove nothing."""
    assert someone.page.locator("#toasts .toast").count() == 0


class Held:
    """Requests of a page, of one method or of all, that wait until they are let go."""

    def __init__(self, page, pattern, method=None):
        self.page, self.method, self.routes = page, method, []
        self.holds = True
        page.route(pattern, self.take)

    def take(self, route):
        if self.holds and self.method in (None, route.request.method):
            self.routes.append(route)
        else:
            route.fallback()

    def arrived(self):
        """The browser tells of a request a moment after the page has begun it."""
        until(self.page, lambda: self.routes, "a request that is held")
        return self

    def lets_one_go(self):
        self.arrived().routes.pop(0).continue_()

    def ends(self):
        """All go, and nothing is held any more: Chromium lets go of what waits as soon as nothing is routed."""
        self.arrived()
        self.holds = False
        for route in self.routes:
            route.continue_()
        self.page.unroute_all()


class Person:
    """Somebody at a browser. `complaints` holds what the browser did not like."""

    def __init__(self, context, username, expected=()):
        self.context = context
        self.username = username
        self.complaints = []
        self.expected = tuple(expected)
        self.done = []
        self.under_way = set()  # requests that change something, not yet answered
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => "
            "console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))"
        )
        context.add_init_script(COUNT)
        self.page = self.new_tab()

    def new_tab(self):
        page = self.context.new_page()
        page.on(
            "console",
            lambda message: message.type == "error" and self.complain(f"console: {message.text} ({page.url})"),
        )
        page.on("pageerror", lambda error: self.complain(f"script: {error} ({page.url})"))
        page.on("request", self.begins)
        page.on("requestfinished", lambda request: self.under_way.discard(request))
        page.on("requestfailed", lambda request: self.under_way.discard(request))
        page.on("response", lambda response: self.notes(f"  {response.status} {response.url}"))
        page.on("framenavigated", lambda frame: self.notes(f"is at {frame.url}"))
        return page

    def begins(self, request):
        self.notes(f"{request.method} {request.url}")
        if request.method != "GET":
            self.under_way.add(request)

    def notes(self, words):
        if "/static/" not in words:
            self.done.append(f"{time.monotonic() % 1000:7.2f} {words}")

    def story(self):
        """What this browser has done last, and how its pages stand now: for whoever reads of a failure."""
        lines = [f"{self.username or 'a visitor'}:", *self.done[-40:]]
        for page in self.context.pages:
            try:
                lines.append(f"{page.url}: {page.evaluate(STANDING)}")
            except Error as error:
                lines.append(f"{page.url}: {error}")
        return "\n".join(lines)

    def complain(self, words):
        if not any(part in words for part in (*GIVEN_UP, *self.expected)):
            self.complaints.append(words)

    def sign_in(self, password, then="/rooms/"):
        self.page.goto(f"/accounts/login/?next={then}")
        self.page.get_by_label("Name or e-mail").or_(self.page.locator("[name=login]")).first.fill(self.username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password]").press("Enter")
        self.page.wait_for_url(lambda address: urlsplit(address).path == then)  # a pattern would match ?next= too

    def goes_to(self, address):
        self.page.goto(address)
        return self

    def reloads(self):
        """Loads the page again when all that was sent is answered: what shows at once may be on its way still."""
        until(self.page, lambda: self.page.evaluate(NOTHING_ASKED) and not self.under_way, "an answer to everything")
        self.page.reload()
        return self

    def enters(self, room):
        """Opens a room and waits until its stream is open."""
        self.page.goto(room)
        expect(self.composer if self.username else self.messages).to_be_attached()
        return self.hears()

    def hears(self, within=40):
        """Waits until the page's stream is open; after a restart the pauses between its attempts grow long."""
        expect(self.page.locator("html[data-live=open]")).to_be_attached(timeout=within * 1000)
        return self

    @property
    def messages(self):
        return self.page.locator("#messages")

    @property
    def composer(self):
        return self.page.locator("form#composer textarea[name=body]")

    def says(self, words):
        self.composer.fill(words)
        self.composer.press("Enter")
        return self

    def sees(self, words):
        """In a row that the server has given; one's own stands there before, without a number."""
        row = self.messages.locator("li[id^=message-]")
        expect(row.get_by_text(words, exact=True)).to_be_visible()
        return self

    def waits_until(self, true):
        """Until an expression is true on the page. As a function: its policy forbids to evaluate words again later."""
        self.page.wait_for_function(f"() => {true}")
        return self

    def settles(self):
        """Waits until no row of one's own will take the place of another, under a finger or a ruler."""
        self.page.wait_for_function(SETTLED)
        return self

    def sees_once(self, words):
        expect(self.messages.get_by_text(words, exact=True)).to_have_count(1)
        return self

    def lines(self):
        """What is said in the room, in the order of the page, in one moment."""
        return self.page.evaluate(LINES)

    # What one does with a message.

    def row(self, words):
        """The row of a message whose own words these are."""
        body = self.page.locator(".message__body").filter(has_text=words)
        return self.messages.locator("li[id^=message-]").filter(has=body)

    def number(self, words):
        return self.row(words).get_attribute("id").removeprefix("message-")

    def reactions(self, words):
        return self.row(words).locator(".reactions button")

    @property
    def editor(self):
        return self.messages.locator("textarea[name=body]")

    def tool(self, name):
        return self.page.locator(".message__tools").get_by_role("button", name=name, exact=True)

    def points_at(self, words):
        self.row(words).hover()
        return self

    def takes(self, name, words):
        """A tool of the bar."""
        self.points_at(words).tool(name).click()
        return self

    def chooses(self, name, words):
        """Something in the menu behind the bar."""
        self.takes("More", words)
        self.page.locator("#message-menu").get_by_role("button", name=name).click()
        return self

    def edits(self, words, better):
        self.takes("Edit", words)
        expect(self.editor).to_be_focused()
        self.editor.fill(better)
        self.editor.press("Enter")
        return self

    def reacts(self, emoji, words):
        return self.takes(f"React with {emoji}", words)

    def deletes(self, words):
        self.chooses("Delete", words)
        self.page.locator("#remove-message").get_by_role("button", name="Delete").click()
        expect(self.messages.get_by_text(words, exact=True)).to_have_count(0)
        return self

    def presses_long(self, thing, opens):
        """A finger that rests on something until it has opened something else."""
        box = thing.bounding_box()
        touches = self.context.new_cdp_session(self.page)
        point = {"x": box["x"] + 20, "y": box["y"] + box["height"] / 2}
        touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        expect(opens).to_be_visible()
        touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touches.detach()
        return self

    def stops_the_clock(self):
        """Only `page.clock.run_for` lets time pass on the page from now on. It needs `page.clock.install()` first."""
        self.page.clock.pause_at(self.page.evaluate("Date.now() / 1000 + 5"))
        return self

    def hides(self):
        """The tab, behind another one."""
        self.page.evaluate(HIDE, True)
        return self

    def shows(self):
        self.page.evaluate(HIDE, False)
        return self

    # What one does with posts.

    def chooses_photos(self, *files):
        """On the page that makes a post; they go to the server at once, or by a button where no script sends them."""
        self.page.goto("/posts/new/")
        self.page.locator("input[name=photos]").set_input_files(list(files))
        button = self.page.get_by_role("button", name="Go on")
        if button.is_visible():
            button.click()
        self.page.wait_for_url("**/posts/drafts/**")
        return self

    def posts(self, *files, caption="", descriptions=()):
        """Posts photos. The post, on its page."""
        self.chooses_photos(*files)
        for number, words in enumerate(descriptions or ["A photo"] * len(files), start=1):
            self.page.get_by_label(f"Description (alt text) for photo {number}").fill(words)
        self.page.get_by_label("Caption").fill(caption)
        self.page.get_by_role("button", name="Post", exact=True).click()
        self.page.wait_for_url(re.compile(r"/posts/\d+/$"))
        return PostPage(self, self.page.url.rstrip("/").rpartition("/")[2])

    def opens_post(self, pk):
        """And hears of what happens to it."""
        self.page.goto(f"/posts/{pk}/")
        self.hears()
        return PostPage(self, pk)


class Remote:
    """Somebody who writes in a room, and has no browser. What was said is there when `says` returns."""

    def __init__(self, sends, username, room):
        self.sends, self.username, self.room = sends, username, room

    def says(self, words, **more):
        return self.does("", body=words, **more)

    def does(self, address, **data):
        self.sends(self.username, f"{self.room}messages/{address}", **data)
        return self

    def reacts(self, emoji, number):
        return self.does(f"{number}/reactions/", emoji=emoji)

    def takes_back(self, emoji, number):
        return self.does(f"{number}/reactions/", emoji=emoji, _method="delete")

    def edits(self, number, better):
        return self.does(f"{number}/edit/", body=better)

    def deletes(self, number):
        return self.does(f"{number}/", _method="delete")


class PostPage:
    """A post before somebody's eyes: alone, or in a feed."""

    def __init__(self, person, pk):
        self.person, self.page, self.pk = person, person.page, pk
        self.post = self.page.locator(f"#post-{pk}")
        self.like = self.page.locator(f"#post-{pk}-like")
        self.photos = self.post.locator(".carousel li")
        self.comments = self.page.locator("#comment-list > .comment")
        self.composer = self.page.locator("#comment-form textarea[name=body]")

    def is_liked(self, by_me, times):
        expect(self.like).to_have_attribute("aria-pressed", "true" if by_me else "false")
        if times:
            expect(self.like).to_have_text(str(times))
        else:
            expect(self.like.locator("[data-part=count]")).to_be_hidden()
        return self

    def says(self, words):
        self.composer.fill(words)
        self.composer.press("Enter")
        expect(self.comment(words)).to_be_visible()
        return self

    def comment(self, words):
        return self.page.locator(".comment").filter(has=self.page.locator("> div").get_by_text(words)).last

    def answers(self, words, with_words):
        self.comment(words).locator("> div").get_by_role("link", name="Reply").click()
        self.composer.press_sequentially(with_words)
        self.composer.press("Enter")
        expect(self.comment(with_words)).to_be_visible()
        return self


ROOM_NUMBERS = count()


def room_name():
    """A name that no other room has, and without vowels: a link sought by its words is never a room's by chance."""
    return "zz" + f"{next(ROOM_NUMBERS):03}".translate(str.maketrans("0123456789", "bcdfghjkmn"))
