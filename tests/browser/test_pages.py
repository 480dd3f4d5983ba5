"""Nothing on any page keeps people out, and nothing runs over the edge, narrow or wide.

axe looks at each page narrow and by day, and at some of each layout wide; at a visitor's where more than the head of
the page differs from a member's. Contrast by night is computed from the tokens, in tests/shared/test_colours.py; axe
looks at some pages for colours that no token tells. A page is loaded once for all of this.
"""

import re
from importlib.resources import files
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
BUT_COLOURS = RULES | {"rules": {rule: {"enabled": False} for rule in COLOURS["runOnly"]["values"]}}
# So high that the list of rooms beside a page ends on it: what lies under its lower edge is small until one scrolls.
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 1300}

FOR_VISITORS = [
    "/",
    "/rooms/",
    "/rooms/talk/",
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
    "/projects/{project}/",
]
ALSO_FOR_VISITORS = [
    "/people/",
    "/tags/",
    "/tags/oak/",
    "/search/",
    "/search/?q=list",
    "/projects/",
    "/@ada/about/",
    "/@ada/projects/",
    "/@ada/reviews/",
    "/@ada/skills/oak/",
]
FOR_MEMBERS = [
    "/",
    "/discover/",
    "/discover/hidden/",
    "/posts/{post}/",
    "/posts/{post}/likes/",
    "/posts/{post}/edit/",
    "/posts/{post}/history/",
    "/posts/new/",
    "/posts/drafts/{draft}/",
    "/@ada/photos/",
    "/@ada/about/",
    "/@ada/projects/",
    "/@ada/projects/?print=1",
    "/@ada/reviews/",
    "/@bob/reviews/?written=1",
    "/@bob/skills/oak/",
    "/projects/",
    "/projects/?q=no-such-project",
    "/projects/new/",
    "/projects/{project}/",
    "/projects/{project}/edit/",
    "/projects/{project}/collaborators/",
    "/projects/{project}/owner/",
    "/projects/{project}/delete/",
    "/reviews/{review}/answer/",
    "/tags/",
    "/tags/?q=no-such-tag",
    "/tags/oak/",
    "/search/",
    "/search/?q=oak",
    "/search/?q=a+from:ada+after:2026-01-31&kind=messages",
    "/search/?q=nobody-says-this+in:talk",
    "/search/?filter=1&q=oak&after=tomorrow",
    "/people/help/",
    "/people/help/?q=oak",
    "/people/help/?q=no-such-skill",
    "/share/?path=/projects/{project}/",
    "/saved/",
    "/rooms/talk/search/",
    "/rooms/talk/search/?q=list",
    "/rooms/talk/search/?q=nobody-says-this",
    "/rooms/",
    "/rooms/new/",
    "/notifications/",
    "/notifications/mutes/post-{post}/",
    "/weeks/",
    "/weeks/2026-01-05/",
    "/notifications/?of=house",
    "/announcements/{announcement}/",
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
    "/settings/notifications/",
    "/settings/privacy/",
    "/settings/tokens/",
    "/settings/bots/",
    "/settings/bots/kiln.log/",
    "/settings/bots/kiln.log/deliveries/",
    "/@kiln.log/",
    "/settings/requests/",
    "/settings/profile/",
    "/settings/profile/skills/",
    "/settings/appearance/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/no-such-page/",
]
FOR_THE_OWNER = ["/settings/invitations/"]
WITH_COLUMNS = [
    "/",
    "/discover/",
    "/rooms/",
    "/rooms/talk/",
    "/messages/bob/",
    "/notifications/",
    "/people/",
    "/@bob/",
    "/posts/{post}/",
    "/projects/",
    "/projects/{project}/",
    "/@ada/about/",
    "/tags/oak/",
    "/people/help/?q=oak",
    "/search/",
    "/search/?q=oak",
    "/search/?q=nobody-says-this+in:talk",
]
BY_NIGHT = [
    "/",
    "/accounts/login/",
    "/rooms/talk/",
    "/messages/bob/",
    "/@ada/",
    "/settings/appearance/",
    "/projects/",
    "/projects/{project}/",
    "/tags/oak/",
    "/people/help/?q=oak",
    "/search/?q=oak+from:ada",
]


@pytest.fixture(scope="module")
def furnished(site):
    """Two rooms, a post, a draft, a project that is reviewed, skills: the parts of addresses that name them."""
    names = site.run(
        """
from apps.accounts.models import User
from apps.notifications.models import Mute
from apps.notifications.models.mutes import Length
from apps.notifications import endings
from apps.people.models import Block, Follow, FollowRequest, Profile, Skill
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.posts.models import Comment, Draft, Photo, Post
from apps.projects.models import Endorsement, Project, Review
from apps.rooms.models import Room
from apps.shared.images import redrawn
from apps.tags.models import Tag
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
photos = [Photo.of(redrawn(SimpleUploadedFile("oak.png", picture("PNG")), with_medium=True), "Oak") for _ in range(7)]
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
from apps.notifications.models import Announcement
announcement = Announcement(author=User.objects.get(username="olga"), title="Soup", body="At *noon*:\\n\\n- leek\\n- [bread](https://example.org)")
announcement.make()
Post.objects.publish(User.objects.get(username="cleo"), photos[4:5], "For whom does not follow her yet")
for place in (f"room-{talk.pk}", f"room-{direct.pk}", f"profile-{User.objects.get(username='olga').pk}"):
    Mute.objects.make(ada, place, Length.HOUR)
long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte"
project = Project.objects.create(
    owner=ada, title=long, summary=long, body=f"Two *frames* {long}", role=long, help_wanted=long
)
project.add_photos(photos[5:])
project.edit(tags=["oak", "o" * 40], links=[])
project.publish()
review = Review.objects.write(project, bob, is_positive=True, body="It carries a sofa too", relation="used")
cleo = User.objects.get(username="cleo")
answered = Review.objects.write(project, cleo, is_positive=False, body="No bell", relation="used")
answered.write_answer("It has one now")
oak = Tag.objects.named(["oak"]).get()
for one in (ada, bob):
    skill = Skill.objects.create(profile=one.profile, tag=oak, level=3, description="Sawn and planed")
    Endorsement.objects.endorse(skill, bob if one == ada else ada, project if one == ada else None)
from apps.search.models import RecentSearch
RecentSearch.objects.record(ada, "a search of so many words that a phone cannot show them in one line " + "o" * 90)
from apps.bots.models import Bot, Delivery, IncomingWebhook, OutgoingWebhook
if not Bot.objects.exists():
    bot = Bot.objects.make(ada, "kiln.log", "Kiln logger " + "o" * 40)
    talk = Room.objects.get(slug="talk")
    talk.post(bot.user, "It is hot")
    IncomingWebhook.objects.make(bot, talk)
    webhook = bot.outgoing.create(url=f"https://{'r' * 60}.example/in", event="mention", failures=2)
    bot.outgoing.create(url="https://receiver.example/in", event="message", room=talk)
    for status in Delivery.Status:
        about = {"status": status, "attempts": 2, "response_status": 502, "response": "No " * 90, "error": "No answer"}
        webhook.deliveries.create(message=asked, payload={}, **about)
print(post.pk, draft.key, endings.token_of(ada.pk, "digest"), announcement.pk, project.pk, review.pk)
"""
    )
    return dict(zip(("post", "draft", "token", "announcement", "project", "review"), names.split()[-6:], strict=True))


@pytest.mark.parametrize(("who", "addresses"), [(None, FOR_VISITORS), ("ada", FOR_MEMBERS), ("olga", FOR_THE_OWNER)])
def test_pages_keep_nobody_out(person, furnished, who, addresses):
    someone, found = person(who, color_scheme="light", viewport=WIDE, expected=["404", "422"]), []
    someone.context.add_init_script(AXE)  # to send it to each page anew costs more
    page = someone.page
    for address in addresses:
        page.goto(address.format(**furnished))
        has_columns = who and address in WITH_COLUMNS
        looks = {"wide": problems(page) if has_columns else too_wide(page)}
        if address in BY_NIGHT if who else address in ("/", "/accounts/login/"):
            page.emulate_media(color_scheme="dark")
            looks["by night"] = problems(page, COLOURS)
            page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROW)
        looks["narrow"] = problems(page, BUT_COLOURS if has_columns else RULES)
        page.set_viewport_size(WIDE)
        found += [f"{address} {how}: {words}" for how, each in looks.items() for words in each]
    assert not found, "\n".join(found)


def test_no_page_of_a_visitor_is_too_wide(person, furnished):
    page, found = person(None, viewport=NARROW).page, []
    for address in ALSO_FOR_VISITORS:
        page.goto(address.format(**furnished))
        found += [f"{address}: {words}" for words in too_wide(page)]
    assert not found, "\n".join(found)


AT_REST = """() => document.getAnimations()
  .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
  .forEach(animation => animation.finish())"""


# In a list that is longer than the screen the last room is partly covered: too small a target, until one scrolls.
WITHOUT_COVERED_ROOMS = """() => {
  const me = document.querySelector(".side__me")?.getBoundingClientRect()
  for (const link of document.querySelectorAll(".side__rooms .room-link"))
    if (me && link.getBoundingClientRect().bottom > me.top) link.remove()
}"""


def problems(page, rules=RULES):
    """What axe finds when nothing fades in any more, and whether the page is wider than the screen."""
    if page.evaluate("!globalThis.axe"):
        page.evaluate(AXE)
    page.evaluate(AT_REST)
    page.evaluate(WITHOUT_COVERED_ROOMS)
    result = page.evaluate("rules => axe.run(document, {...rules, resultTypes: ['violations']})", rules)
    return [
        f"{violation['id']}: {violation['help']} — {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for violation in result["violations"]
        for node in violation["nodes"][:3]
    ] + too_wide(page)


def too_wide(page):
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{overflow} px wider than the screen"] if overflow > 0 else []


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


def test_the_stylesheet_is_one_compressed_file_that_may_be_kept(site):
    with urlopen(site.url) as page:
        (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.read().decode())
    with urlopen(Request(site.url + address, headers={"Accept-Encoding": "gzip"})) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
