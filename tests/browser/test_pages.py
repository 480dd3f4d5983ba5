"""Every page, narrow and wide, by day and by night: nothing keeps people out, nothing runs over the edge."""

from importlib.resources import files

import pytest
from playwright.sync_api import expect

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # all that night changes
# So high that the list of rooms beside a page ends on it: what lies under its lower edge is small until one scrolls.
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 1100}

FOR_VISITORS = [
    "/",
    "/rooms/",
    "/rooms/talk/",
    "/people/",
    "/@ada/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/settings/appearance/",
    "/no-such-page/",
    "/join/no-such-code/",
    "/notifications/unsubscribe/{token}/",
    "/notifications/unsubscribe/no-such-token/",
    "/posts/{post}/",
    "/tags/oak/",
]
FOR_MEMBERS = [
    "/",
    "/posts/{post}/",
    "/posts/{post}/likes/",
    "/posts/{post}/edit/",
    "/posts/{post}/history/",
    "/posts/new/",
    "/posts/drafts/{draft}/",
    "/@ada/photos/",
    "/tags/oak/",
    "/saved/",
    "/rooms/talk/search/",
    "/rooms/talk/search/?q=list",
    "/rooms/talk/search/?q=nobody-says-this",
    "/rooms/",
    "/rooms/new/",
    "/concerns/",
    "/notifications/",
    "/weeks/",
    "/weeks/2026-01-05/",
    "/rooms/talk/",
    "/rooms/silence/",
    "/people/",
    "/people/?q=nobody-is-called-this",
    "/@ada/",
    "/@bob/",
    "/messages/",
    "/messages/bob/",
    "/messages/cleo/",
    "/messages/new/",
    "/@ada/followers/",
    "/@ada/following/",
    "/settings/privacy/",
    "/settings/requests/",
    "/settings/profile/",
    "/settings/appearance/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/no-such-page/",
]
FOR_THE_OWNER = ["/settings/invitations/"]


@pytest.fixture(scope="module")
def furnished(site):
    """Two rooms, one of them with a conversation in it. It names a post, the draft of one, and what ends mails."""
    names = site.run(
        """
from apps.accounts.models import User
from apps.notifications import endings
from apps.people.models import Block, Follow, FollowRequest, Profile
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.posts.models import Comment, Draft, Photo, Post
from apps.rooms.models import Room
from apps.shared.images import redrawn
from apps.weeks.models import Week
from tests.pictures import picture
ada, bob = User.objects.get(username="ada"), User.objects.get(username="bob")
ada.profile.bio = "I build **chairs**. See [my shop](https://okafor.example)."
ada.profile.headline, ada.profile.place = "Joins things", "Workshop 4"
ada.profile.save()
if not Room.objects.filter(slug="talk").exists():
    Room.objects.open_by(ada, name="Silence", kind="open", description="Nobody speaks here.")
    talk = Room.objects.open_by(ada, name="Talk", kind="open", topics=["words", "tests"])
    for author, body in [
        (ada, "Hello"), (ada, "Two lines\\nunder one head"),
        (bob, "A list:\\n\\n- one\\n- two\\n\\n1. first\\n2. second"),
        (ada, "```python\\ndef ramp(start):\\n    return start + 1  # long enough to scroll on a telephone\\n```"),
        (bob, "> quoted\\n\\nwith `code` and https://example.org/a/rather/long/address/that/goes/on/and/on/and/on/and/on"),
        (ada, "| a | b |\\n|---|--:|\\n| 1 | 2 |"), (bob, "Ask @ada, not @olga"), (ada, "@room: soup"),
        (bob, "Whose is the ladder?"),
    ]:
        talk.post(author, body)
    Block.objects.all().delete()  # other scenes may have parted them
    Room.objects.between(ada, bob).delete()
    Profile.objects.filter(user=bob).update(admits="everyone")
    Follow.objects.make(bob, ada)
    FollowRequest.objects.make(User.objects.get(username="cleo"), ada)
    direct = Room.objects.begin(ada, [bob])
    for author in (bob, ada):
        direct.post(author, "Between the two of us.")
photos = [Photo.of(redrawn(SimpleUploadedFile("oak.png", picture("PNG")), with_medium=True), "Oak") for _ in range(5)]
for photo in photos:
    photo.store()
post = Post.objects.publish(ada, photos[:2], "Both ends, #oak, with @bob")
post.edit("Both ends, #oak, with @bob and a [link](https://example.org)")
post.like(bob)
post.keep(ada)
said = Comment.objects.say(post, bob, "A fine grain")
Comment.objects.say(post, ada, "And dry", parent=said)
Comment.objects.say(post, ada, "Quarter sawn")
asked = Room.objects.get(slug="talk").messages.get(body="Whose is the ladder?")
chosen = {"people": [bob.pk, ada.pk], "photos": [post.pk], "questions": [asked.pk]}
Week.objects.update_or_create(begins="2026-01-05", defaults={"chosen": chosen, "totals": {"people": 2, "photos": 1}})
draft = Draft.objects.create(author=ada)
draft.add_photos(photos[2:4])
Post.objects.publish(User.objects.get(username="cleo"), photos[4:], "For whom does not follow her yet")
print(post.pk, draft.key, endings.token_of(ada.pk, "digest"))
"""
    )
    post, draft, token = names.split()[-3:]
    return {"post": post, "draft": draft, "token": token}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("who", "addresses"), [(None, FOR_VISITORS), ("ada", FOR_MEMBERS), ("olga", FOR_THE_OWNER)])
def test_pages_keep_nobody_out(person, furnished, who, addresses, scheme):
    """By day each page is narrow and wide; by night, when colours alone are others, one or the other in turn."""
    someone = person(who, color_scheme=scheme, viewport=WIDE, expected=["404"])
    found = []
    for number, address in enumerate(addresses):
        someone.page.goto(address.format(**furnished))
        for size in (NARROW, WIDE) if scheme == "light" else [(NARROW, WIDE)[number % 2]]:
            someone.page.set_viewport_size(size)
            rules = RULES if scheme == "light" else COLOURS
            found += [f"{address} at {size['width']}: {words}" for words in problems(someone.page, rules)]
    assert not found, "\n".join(found)


AT_REST = """() => document.getAnimations()
  .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
  .forEach(animation => animation.finish())"""


def problems(page, rules=RULES):
    """What axe finds when nothing fades in any more, and whether the page is wider than the screen."""
    page.evaluate(AXE)
    page.evaluate(AT_REST)
    result = page.evaluate("rules => axe.run(document, {...rules, resultTypes: ['violations']})", rules)
    for violation in result["violations"]:
        for node in violation["nodes"][:3]:
            summary = node.get("failureSummary", "")[:200]
            yield f"{violation['id']}: {violation['help']} — {node['html'][:160]} {summary}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        yield f"{overflow} px wider than the screen"


def test_every_page_can_be_reached_with_the_keyboard(person, furnished):
    ada = person("ada")
    ada.page.goto("/rooms/")
    ada.page.keyboard.press("Tab")
    assert ada.page.evaluate("document.activeElement.textContent") == "Skip to content"
    ada.page.keyboard.press("/")
    assert ada.page.evaluate("document.activeElement.name") == "q"


def test_a_person_is_found_while_typing(person, furnished):
    bob = person("bob")
    bob.page.goto("/people/")
    bob.page.get_by_label("Search people").fill("joins")
    bob.page.wait_for_url("**/people/?q=joins")
    expect(bob.page.locator(".person h2")).to_have_text(["Ada"])
    bob.page.reload()
    expect(bob.page.locator(".person h2")).to_have_text(["Ada"])


def test_day_and_night_are_ones_own_choice(person):
    ada = person("ada", color_scheme="light")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    ada.page.goto("/settings/appearance/")
    by_day = ada.page.evaluate(ground)
    ada.page.get_by_role("radio", name="Night").check()
    ada.page.get_by_role("button", name="Save").click()
    expect(ada.page.locator("html")).to_have_attribute("data-scheme", "dark")
    ada.page.wait_for_load_state()  # without its stylesheet it has no colour at all
    assert ada.page.evaluate(ground) != by_day
    ada.page.goto("/rooms/")
    assert ada.page.evaluate(ground) != by_day


def test_the_stylesheet_is_one_compressed_file_that_may_be_kept(person, site):
    visitor = person(None)
    styles = []
    visitor.page.on("response", lambda r: r.request.resource_type == "stylesheet" and styles.append(r))
    visitor.page.goto("/")
    assert len(styles) == 1
    headers = styles[0].all_headers()
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
