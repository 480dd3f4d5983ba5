"""A phone of 320 or 390 pixels: nothing that people write makes a page wider than it, and nothing seems dead."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.pictures import picture

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
URL = "https://example.org/" + "a-rather-long-path/" * 6 + "?q=" + "x" * 120
HOSTILE = {
    "word": "W" * 300,
    "german": LONG * 4,
    "url": URL,
    "emoji": "👩‍👩‍👧‍👦" * 80,
    "zalgo": "Z" + "\u0301\u0316\u0337" * 60 + "a" + "\u0489" * 40 + "lgo" + "q\u0330\u0302" * 80,
    "arabic": "ا" * 200,
    "cjk": "東京" * 150,
    "underscores": "_".join("snake" for _ in range(60)),
    "no breaks": "\u00a0".join("word" for _ in range(80)),
}
TEXT = "\n\n".join(HOSTILE.values())
CODE = f"`{'c' * 200}`\n\n```\n{'d' * 300}\n```\n\n> {'q' * 200}\n\n- {'l' * 200}\n\n"
CODE += f"| {'t' * 120} | b |\n|---|---|\n| {URL} | 2 |"
NAME = "W" * 60  # as long as a name may be, without a place to break it

MADE = """
import json
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.accounts.models import User
from apps.people.models import Block, Follow, FollowRequest, ProfileLink
from apps.posts.models import Comment, Draft, Photo, Post
from apps.rooms.models import Room
from apps.shared.images import redrawn
from apps.tags.models import Tag
from tests.pictures import picture
texts, code, name, long = json.loads({data!r})
ada, bob, cleo = (User.objects.get(username=name) for name in ("ada", "bob", "cleo"))
Block.objects.all().delete()
wide, created = User.objects.get_or_create(username="w" * 30)
profile = wide.profile
profile.name, profile.headline, profile.place, profile.pronouns = name, "H" * 80, "P" * 60, "p" * 20
profile.bio = "\\n\\n".join([*texts.values(), code])[:2000]
profile.save()
profile.set_links([ProfileLink.of("https://example.org/" + "w" * 150)])
profile.skills.add(*Tag.objects.named(["s" * 30, "weldingandmachinery"]))
Follow.objects.make(ada, wide), Follow.objects.make(wide, ada), FollowRequest.objects.make(wide, bob)
file = SimpleUploadedFile("oak.png", picture("PNG", size=(600, 400)))
def photo(words):
    one = Photo.of(redrawn(file, with_medium=True), words)
    one.store()
    return one
words = "\\n\\n".join(texts.values())
post = Post.objects.publish(wide, [photo("A" * 400), photo(words[:400])], words[:1900] + " #" + "t" * 30)
said = Comment.objects.say(post, wide, words[:900])
Comment.objects.say(post, ada, words[:900], parent=said)
post.like(wide), post.keep(ada)
draft = Draft.objects.create(author=ada, body=words[:1900])
draft.add_photos([photo("A" * 400)])
room = Room.objects.open_by(wide, name="R" * 60, kind="open", description="D" * 240, topics=["t" * 30])
room.join(ada)
for author, body in ((wide, words), (wide, code), (ada, words), (wide, words[:300])):
    last = room.post(author, body)
room.post(ada, "An answer", reply_to=last)
direct = Room.objects.begin(wide, [ada])
direct.admit(ada)
direct.post(wide, words), direct.post(ada, code)
print(json.dumps([post.pk, str(draft.key), room.slug, wide.username]))
"""

PAGES = {
    "feed": "/",
    "post": "/posts/{post}/",
    "likes": "/posts/{post}/likes/",
    "post editor": "/posts/drafts/{draft}/",
    "new post": "/posts/new/",
    "saved": "/saved/",
    "tag": "/tags/tttttttttttttttttttttttttttttt/",
    "people": "/people/",
    "profile": "/@{username}/",
    "about": "/@{username}/about/",
    "photos": "/@{username}/photos/",
    "followers": "/@ada/followers/",
    "own profile": "/@ada/",
    "rooms": "/rooms/",
    "room": "/rooms/{slug}/",
    "room's people": "/rooms/{slug}/people/",
    "room's search": "/rooms/{slug}/search/?q=" + "W" * 90,
    "inbox": "/messages/",
    "new conversation": "/messages/new/",
    "direct": "/messages/{username}/",
    "notifications": "/notifications/",
    "no such page": "/" + "x" * 200 + "/",
    "people not found": "/people/?q=" + "W" * 200,
    "search": "/search/?q=" + "w" * 30,
    "search of messages": "/search/?q=snake+from:{username}+in:{slug}&kind=messages",
    "search without results": "/search/?q=" + "W" * 200 + "+from:{username}",
    "search filters": "/search/?filter=1&after=tomorrow&author=a+b&room={slug}",
}
# What juts out, for the report: the innermost elements that end beyond the screen, and are not cut by their box.
WIDE = """() => {
  const wide = [...document.body.querySelectorAll('*')].filter(one => {
    const {right, left, width} = one.getBoundingClientRect();
    return width && (right > innerWidth + 1 || left < -1) && !one.closest('.carousel, .visually-hidden, pre, svg');
  });
  return wide.filter(one => !wide.some(other => other !== one && one.contains(other))).slice(0, 4)
    .map(one => one.outerHTML.slice(0, 160) + ' ' + Math.round(one.getBoundingClientRect().right));
}"""
OVERFLOWS = "() => document.scrollingElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def hostile(site):
    """What somebody with a name of 60 letters has said and shown everywhere; in parts of an address."""
    data = json.dumps([HOSTILE, CODE, NAME, LONG])
    post, draft, slug, username = json.loads(site.run(MADE.format(data=data)).strip().splitlines()[-1])
    return {"post": post, "draft": draft, "slug": slug, "username": username}


def test_no_page_is_wider_than_the_phone(person, hostile):
    ada = person("ada", viewport={"width": 390, "height": 780}, has_touch=True, expected=["404", "422"])
    found = []
    for name, address in PAGES.items():
        ada.page.goto(address.format(**hostile))
        for width in (320, 390):
            ada.page.set_viewport_size({"width": width, "height": 780})
            over = ada.page.evaluate(OVERFLOWS)
            if over > 0:
                found.append(f"{name} at {width}: {over} px too wide {ada.page.evaluate(WIDE)}")
    assert not found, "\n".join(found)


def is_in_sight(thing):
    """Wholly within the window, above the bar at its foot."""
    return thing.evaluate(
        "one => { const {top, bottom} = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight - 60 }"
    )


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def phone(person, request):
    def arrive(username, **options):
        size = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
        return person(username, java_script_enabled=request.param, expected=["422"], **size, **options)

    return arrive


def file(name="oak.png"):
    return {"name": name, "mimeType": "image/png", "buffer": picture("PNG", size=(400, 900))}


def test_a_missing_alt_text_is_brought_into_view_and_focus(phone):
    ada = phone("ada").chooses_photos(file("one.png"), file("two.png"), file("three.png"))
    post = ada.page.get_by_role("button", name="Post", exact=True)
    post.scroll_into_view_if_needed()
    post.click()
    notice = ada.page.locator("#editor-notice")
    expect(notice).to_contain_text("3 photos have no alt text.")
    expect(notice).to_be_focused()
    expect(notice).to_be_in_viewport(ratio=1)
    expect(ada.page.locator(".editor__photo [aria-invalid=true]")).to_have_count(3)
    notice.get_by_role("link", name="Add alt text").click()
    first = ada.page.get_by_label("Description (alt text) for photo 1")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    first.fill("The left end")
    post.scroll_into_view_if_needed()
    post.click()
    expect(notice).to_contain_text("2 photos have no alt text.")
    expect(first).to_have_value("The left end")
    notice.get_by_role("button", name="Post anyway").click()
    ada.page.wait_for_url(re.compile(r"/posts/\d+/$"))


def test_a_draft_is_not_discarded_by_one_press(phone):
    ada = phone("ada").chooses_photos(file())
    address = ada.page.url
    ada.page.get_by_label("Caption").fill("Half a capt")
    ada.page.get_by_role("button", name="Discard draft").click()
    expect(ada.page.get_by_text("This can’t be undone.")).to_be_visible()
    cancel = ada.page.get_by_role("button", name="Cancel").or_(ada.page.get_by_role("link", name="Cancel"))
    cancel.click()
    expect(ada.page.get_by_label("Caption")).to_have_value("Half a capt")
    assert ada.page.url == address
    ada.page.get_by_role("button", name="Discard draft").click()
    ada.page.locator("[value=discard-sure]:visible").click()
    ada.page.wait_for_url("**/posts/new/")
    expect(ada.page.get_by_text("Draft deleted")).to_be_visible()


FORMS = [
    ("/settings/profile/", {"Bio": "x" * 2001, "Name": ""}),
    ("/rooms/new/", {"Name": ""}),
]


def test_a_form_that_comes_back_begins_with_its_first_error(phone):
    ada = phone("ada")
    for address, typed in FORMS:
        ada.page.goto(address)
        for label, words in typed.items():
            field = ada.page.get_by_label(label, exact=False).first
            field.evaluate("(field, words) => (field.value = words)", words)
        ada.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        ada.page.locator("main form").first.get_by_role("button").last.click()
        wrong = ada.page.locator("[aria-invalid=true]").first
        expect(wrong).to_be_focused()
        expect(wrong).to_be_in_viewport()


def test_saved_posts_are_two_taps_away(person):
    ada = person("ada", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    ada.page.goto("/people/")
    ada.page.get_by_role("link", name="Your profile").click()
    ada.page.get_by_role("main").get_by_role("link", name="Saved").click()
    ada.page.wait_for_url("**/saved/")


def test_following_from_an_empty_feed_brings_the_posts(newcomer, hostile):
    dora = newcomer(viewport={"width": 390, "height": 780}).goes_to("/").hears()
    expect(dora.page.get_by_text("Your feed is quiet")).to_be_visible()
    dora.page.locator("#discover").get_by_role("button", name="Follow", exact=True).first.click()
    expect(dora.page.locator("#feed .post").first).to_be_in_viewport()
    expect(dora.page.get_by_text("Your feed is quiet")).to_have_count(0)
    expect(dora.page.locator("#newer")).to_have_count(1)
