"""Nothing that people write runs: not in a message, not in a name, a title or a topic, live or from the page.

What is refused by the site's own pages is refused a second time by the Content-Security-Policy, which is tested alone.
Files and pictures have their own tests.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD

from .pages import until

MESSAGES = [
    "<script>ran=1;alert(1)</script>",
    '<img src=x onerror="ran=2;alert(2)">',
    "<svg onload=ran=3><script>ran=3</script></svg>",
    "[a link](javascript:ran=4)",
    "[a link](JaVaScRiPt:ran=5)",
    "[a link](java\tscript:ran=6)",
    "[a link](&#106;avascript&colon;ran=7)",
    "[a link](data:text/html,<script>ran=8</script>)",
    "[a link](vbscript:ran=9) <javascript:ran=9>",
    '[a link](https://a.example/" onmouseover="ran=10)',
    '[a link](https://a.example "t\\" onclick=\\"ran=11")',
    "![a picture](javascript:ran=12) ![a picture](x\" onerror=\"ran=12)",
    "```\"><script>ran=13</script>\ncode\n```",
    "```html onload=ran=14\n<script>ran=14</script><img src=x onerror=ran=14>\n```",
    "``` {.python onclick=ran=15 style=x}\nprint(1)\n```",
    "| a | <script>ran=16</script> |\n|---|:-:|\n| <img src=x onerror=ran=16> | [x](javascript:ran=16) |",
    "[ref]: javascript:ran=17\n\n[ref]",
    "<details open ontoggle=ran=18><summary>x</summary></details>",
    "<iframe srcdoc='<script>parent.ran=19</script>'></iframe><object data=javascript:ran=19></object>",
    "<style>body { display: none }</style><base href=https://evil.example/><link rel=stylesheet href=//evil.example>",
    "<form action=javascript:ran=21><input autofocus onfocus=ran=21><button>x</button></form>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=ran=22>",
    "https://a.example/<script>ran=23</script> www.a.example/\"onclick=ran=23",
    "<div hx-get=/ hx-trigger=load hx-on:click=ran=24 hx-on::load=ran=24 data-behaviour=composer>x</div>",
    "&lt;script&gt;ran=25&lt;/script&gt; {{ ran }} {% now %} \u2028</textarea><script>ran=25</script>",
    "> <script>ran=26</script>\n\n1. <svg/onload=ran=26>\n\n<!-- --!><script>ran=26</script> -->",
]  # fmt: skip
NAME = "\"'><script>ran=40</script><img src=x onerror=ran=40>"
TITLE = "</title>\"'><script>ran=41</script><svg/onload=ran=41>"
TOPIC = "<script>ran=42</script>"
HEADLINE = "</p><script>ran=43</script><img src=x onerror=ran=43>"
DANGEROUS = ", ".join(
    [
        *("script", "style", "iframe", "object", "embed", "base", "link", "form", "input", "svg", "math", "img"),
        *("[hx-get]", "[hx-trigger]", "[data-behaviour]", "[style]", "[id]", "details", "template"),
    ]
)
HANDLERS = """() => [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]
  .filter((attribute) => /^(on|hx-on)/i.test(attribute.name)
    || /^\\s*(javascript|vbscript):/i.test(attribute.value))
  .map((attribute) => `${element.tagName} ${attribute.name}=${attribute.value}`))"""
MALLORY = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from apps.accounts.models import User
from apps.rooms.models import Room
from apps.tags.models import Tag
[user] = User.objects.bulk_create([
    User(username="mallory", email="mallory@x.example", password=make_password("{PASSWORD}"))])
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
profile = user.profile
profile.name, profile.headline = {NAME!r}, {HEADLINE!r}
profile.save()
room = Room.objects.open_by(user, name={TITLE!r}[:60], kind="open", is_public=True, description={HEADLINE!r})
tag = Tag.objects.create(name={TOPIC!r})
room.topics.add(tag)
profile.skills.add(tag)
room.post(user, {MESSAGES[0]!r} + " and " + {MESSAGES[1]!r})
print(room.slug)
"""


@pytest.fixture(scope="module")
def den(site):
    """The room of somebody who means harm, made past all forms: its address."""
    return f"/rooms/{site.run(MALLORY).strip().splitlines()[-1]}/"


@pytest.fixture
def watched(person):
    """`watched("bob")`: as `person`, and whatever runs is told at the end."""
    people, dialogs = [], []

    def arrive(username, **options):
        someone = person(username, **options)
        someone.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        people.append(someone)
        return someone

    yield arrive
    for someone in people:
        assert nothing_ran(someone)
    assert dialogs == []


def nothing_ran(someone):
    assert someone.page.evaluate("() => globalThis.ran ?? null") is None
    assert someone.page.evaluate(HANDLERS) == []
    return True


def test_what_is_written_is_shown_and_never_run(watched, room):
    ada, bob, visitor = watched("ada").enters(room), watched("bob").enters(room), watched(None).enters(room)
    for text in MESSAGES:
        ada.says(text)
        expect(ada.composer).to_have_value("")
    for someone in (ada, bob, visitor):  # as it was sent, and live
        harmless(someone)
    for someone in (ada, bob, visitor):  # from the page
        someone.reloads()
        harmless(someone)
    bob.page.goto("/rooms/")
    assert nothing_ran(bob)


def harmless(someone):
    bodies = someone.messages.locator(".message__body")
    expect(bodies).to_have_count(len(MESSAGES), timeout=180_000)  # they are sent one after the other
    expect(bodies.locator(DANGEROUS)).to_have_count(0)
    expect(bodies.first).to_have_text(MESSAGES[0])
    links = bodies.locator("a[href]").evaluate_all("links => links.map(link => link.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert nothing_ran(someone)


def test_a_preview_an_edit_and_a_draft_run_nothing(watched, room):
    ada = watched("ada").enters(room)
    text = "\n\n".join(MESSAGES[:6]) + "</textarea><script>ran=50</script>"
    ada.says("Something harmless").sees("Something harmless")
    ada.edits("Something harmless", text)
    expect(ada.messages.locator(".message__body")).to_contain_text("ran=50")
    ada.reloads()
    ada.takes("Edit", "ran=50")
    expect(ada.editor).to_have_value(text)
    assert nothing_ran(ada)
    for page in ("", "?before=99999999"):
        ada.page.goto(f"{room}{'messages/' if page else ''}{page}")
        assert nothing_ran(ada)


def test_what_is_quoted_above_the_composer_runs_nothing(watched, room):
    ada = watched("ada").enters(room)
    ada.says(MESSAGES[1]).sees(MESSAGES[1])
    ada.takes("Reply", MESSAGES[1])
    words = ada.page.locator(".composer__reply [data-part=words]")
    expect(words).to_have_text(MESSAGES[1])
    expect(words.locator(DANGEROUS)).to_have_count(0)


def test_names_titles_topics_and_headlines_run_nothing(watched, den):
    mallory, bob = watched("mallory"), watched("bob")
    for someone in (mallory, bob, watched(None)):
        for address in ["/rooms/", den, "/people/", "/@mallory/", "/@mallory/room/"]:
            someone.page.goto(address)
            someone.page.wait_for_load_state("load")
            assert nothing_ran(someone), address
    bob.enters(den)
    expect(bob.page.get_by_role("heading", level=1)).to_have_text(TITLE[:60])
    assert TITLE[:60] in bob.page.title()  # behind the number of rooms with news, where he has some
    expect(bob.messages.locator(".message__head").first).to_contain_text(NAME)
    mallory.enters(den)
    mallory.composer.press_sequentially("Writing ...", delay=30)
    expect(bob.page.locator(".typing")).to_contain_text("<script>ran=40</script>")
    mallory.says("Look [here](javascript:ran=60)")
    expect(bob.messages.get_by_text("Look")).to_be_visible()
    bob.says("An answer")  # whoever writes belongs to the room: it stands beside every page now
    bob.sees("An answer")
    for address in (f"{den}people/", "/settings/profile/", "/rooms/?show=mine"):
        bob.page.goto(address)
        assert nothing_ran(bob), address
    mallory.page.goto(f"{den}settings/")
    assert nothing_ran(mallory)


def test_a_sentence_that_names_somebody_runs_nothing(watched, den, room):
    ada = watched("ada", expected=["422"])
    ada.page.goto(f"{room}people/")
    ada.page.locator("main [name=username]").first.fill("mallory")
    ada.page.locator("main [name=username]").first.press("Enter")
    expect(ada.page.locator("#toasts")).to_contain_text("<script>")
    ada.page.locator("main [name=username]").first.fill(TOPIC)
    ada.page.locator("main [name=username]").first.press("Enter")
    expect(ada.page.locator(".field__error")).to_contain_text(TOPIC)


ADDRESSES = [
    "/rooms/?q={}",
    "/people/?q={}",
    "/rooms/?show={}",
    "/accounts/login/?next={}",
    "/rooms/{}/",
    "/@{}/",
    "/{}/?username={}",
]


def test_an_address_runs_nothing(watched):
    visitor = watched(None, expected=["404"])
    words = "%22%27%3E%3Cscript%3Eran%3D70%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dran%3D70%3E"
    for address in ADDRESSES:
        visitor.page.goto(address.format(words, words))
        assert nothing_ran(visitor), address


# --- the second line ------------------------------------------------------------------------------


INJECTIONS = {
    "an inline script": "() => document.body.append(Object.assign(document.createElement('script'), "
    "{textContent: 'globalThis.ran = 80'}))",
    "a handler": "() => { const b = document.createElement('button'); "
    "b.setAttribute('onclick', 'globalThis.ran = 81'); document.body.append(b); b.click(); }",
    "a link": "() => { const a = document.createElement('a'); "
    "a.href = 'javascript:globalThis.ran = 82'; document.body.append(a); a.click(); }",
    "a picture": "() => document.body.insertAdjacentHTML('beforeend', '<img src=/x.png onerror=\"ran = 83\">')",
    "a script from elsewhere": "() => document.head.append(Object.assign(document.createElement('script'), "
    "{src: 'https://evil.example/x.js'}))",
    "a frame": "() => document.body.insertAdjacentHTML('beforeend', "
    "'<iframe srcdoc=\"<script>parent.ran = 85</script>\"></iframe>')",
    "htmx": "() => { document.body.insertAdjacentHTML('beforeend', "
    '\'<i id=bad hx-on:click="ran = 86" hx-get=/x/ hx-vals="js:{a: ran = 86}" hx-trigger="click[ran = 86]">x</i>\'); '
    "htmx.process(document.getElementById('bad')); document.getElementById('bad').click(); }",
}


REFUSED = re.compile("Content Security Policy|htmx:evalDisallowed")


def test_what_is_injected_all_the_same_is_stopped_by_the_policy(person, room):
    ada = person("ada", expected=["Content Security Policy", "CSP:", "404", "htmx:", "net::", "eval"]).enters(room)
    said = []
    ada.page.on("console", lambda message: said.append(message.text))
    for how, injection in INJECTIONS.items():
        said.clear()
        ada.page.evaluate(injection)
        until(ada.page, lambda: any(REFUSED.search(words) for words in said), f"a word against {how}")
        assert ada.page.evaluate("() => globalThis.ran ?? null") is None, how


def test_the_test_would_notice(chromium):
    """The same injection where no policy forbids it."""
    page = chromium.new_page()
    page.evaluate(INJECTIONS["an inline script"])
    assert page.evaluate("() => globalThis.ran") == 80
    page.close()


def test_no_other_site_shows_a_room_in_a_frame(person, site, room):
    visitor = person(None, expected=["frame", "Frame", "CSP"])
    html = f'<!doctype html><iframe src="{site.url}{room}"></iframe>'
    visitor.page.route("http://evil.example/", lambda route: route.fulfill(body=html, content_type="text/html"))
    visitor.page.goto("http://evil.example/")
    until(visitor.page, lambda: [frame.url for frame in visitor.page.frames][1:] == ["chrome-error://chromewebdata/"])
