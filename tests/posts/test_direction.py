"""People's words in another direction than the page's change nothing in the sentences around them.

Every page is read as a browser reads it: where Hebrew stands, a `<bdi>` or `dir="auto"` is around it; in attributes
and titles, U+2068 and U+2069 are.
"""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.notifications import pushes
from apps.notifications.letters import contents_of, subject_of, text_of
from apps.notifications.rows import rows_of
from apps.posts.models import Comment, Post
from apps.rooms.models import Room
from apps.shared.direction import isolate, isolate_text, plain_text
from apps.tags.models import Tag

SAID = "נתראה ב 18:00"
HEBREW = re.compile("[\u0590-\u05ff]")
FSI, PDI = "\u2068", "\u2069"
EMPTY = {"img", "input", "br", "meta", "link", "hr", "source", "path", "use", "wbr"}
SPOKEN = ("title", "aria-label", "placeholder", "data-words")
OF_PEOPLE_ALONE = ("textarea", "script", "style", "template")


class Reader(HTMLParser):
    """`loose`: the texts and attributes in which Hebrew could move what is around it."""

    def __init__(self, html):
        super().__init__()
        self.open, self.loose, self.found = [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in SPOKEN and HEBREW.search(value or ""):
                self.look(value, isolated=False)
        if tag not in EMPTY:
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self.open and tag in [name for name, _attributes in self.open]:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if HEBREW.search(data):
            around = self.open[::-1]
            isolated = any(tag in ("bdi", *OF_PEOPLE_ALONE) or "dir" in attributes for tag, attributes in around)
            # a text that people wrote as a whole, in paragraphs of its own, and the letters on a face
            classes = " ".join(attributes.get("class") or "" for _tag, attributes in around)
            isolated |= any(name in classes for name in ("message__body", "prose", "face--initials"))
            self.look(data, isolated)

    def look(self, text, isolated):
        self.found += 1
        if not isolated and HEBREW.search(re.sub(f"{FSI}[^{FSI}{PDI}]*{PDI}", "", text)):
            self.loose.append((text, self.open[-3:]))


def read(response):
    assert response.status_code == 200
    return Reader(response.text)


@pytest.fixture
def david(make_user, ada, bob, show, studio, set_site):
    """A person with a Hebrew name, who has done everything that ada sees."""
    user = make_user("david")
    profile = user.profile
    profile.name, profile.headline, profile.place, profile.pronouns = "דוד 5 (א)", "נגר 7!", "חיפה 3", "הוא"
    profile.bio = SAID
    profile.save()
    profile.skills.set(Tag.objects.named(["עץ"]))
    profile.take_follower(ada), ada.profile.take_follower(user)
    post = show(ada, "Oak")
    post.like(user)
    Comment.objects.say(post, user, SAID)
    show(user, f"{SAID} #עץ")
    return user


@pytest.fixture
def kitchen(david, ada):
    room = Room.objects.open_by(david, name="מטבח 2!", kind=Room.Kind.OPEN, description=SAID)
    room.join(ada)
    room.post(david, f"{SAID} @ada")
    message = room.post(ada, "Yes")
    room.post(david, SAID, reply_to=message)
    message.react(david, "👍")
    room.post(ada, "And so?", reply_to=room.messages.order_by("-pk").first())
    talk = Room.objects.begin(david, [ada])
    talk.post(david, SAID)
    return room


PAGES = [
    *("/", "/people/", "/people/?q=דוד", "/@david/", "/@david/followers/", "/@david/following/", "/@david/photos/"),
    *("/@ada/followers/", "/rooms/", "/rooms/?q=מטבח", "{room}", "{room}people/", "{room}people/?q=שרה"),
    *("{room}here/", "{room}files/", "{room}search/?q=נתראה", "/messages/", "/messages/david/", "/messages/?q=שרה"),
    *(
        "/messages/new/?q=דוד",
        "/messages/new/?q=שרה",
        "/notifications/",
        "/@david/room/",
        "/tags/עץ/",
        "/posts/{first}/",
    ),
    *("/posts/{first}/likes/", "/posts/{second}/"),
]


def test_every_page_isolates_what_people_write(client_of, ada, david, kitchen):
    adas, loose, found = client_of(ada), {}, {}
    first, second = Post.objects.order_by("pk").values_list("pk", flat=True)[:2]
    for page in PAGES:
        address = page.replace("{room}", kitchen.get_absolute_url())
        address = address.replace("{first}", str(first)).replace("{second}", str(second))
        reader = read(adas.get(address, follow=True))
        found[page] = reader.found
        if reader.loose:
            loose[page] = reader.loose
    assert loose == {}
    assert [page for page, number in found.items() if not number] == []


def test_the_owners_pages_of_a_room_do_too(client_of, david, kitchen):
    davids = client_of(david)
    for page in ("settings/", "settings/delete/", "guests/", "people/"):
        reader = read(davids.get(f"{kitchen.get_absolute_url()}{page}"))
        assert reader.found
        assert reader.loose == []


def test_a_notification_quotes_in_place(client_of, ada, david, kitchen):
    text = client_of(ada).get("/notifications/").text
    assert f"“<bdi>{SAID}</bdi>”" in text or f"“<bdi>{SAID} @ada</bdi>”" in text
    assert "<b><bdi>דוד 5 (א)</bdi></b>" in text


@pytest.mark.both_databases
def test_mails_and_pushes_isolate_in_plain_text(ada, david, kitchen):
    rows, _after = rows_of(ada)
    contents = contents_of(ada.notifications.all(), ada)
    for text in (text_of(contents), subject_of(contents), *(pushes.words_of(row)["title"] for row in rows)):
        assert not HEBREW.search(re.sub(f"{FSI}[^{FSI}{PDI}]*{PDI}", "", text))
    assert f"“{FSI}{SAID}{PDI}”" in text_of(contents)


def test_toasts_isolate(client_of, ada, david, studio):
    response = client_of(ada).post("/rooms/studio/people/", {"username": "david"}, follow=True)
    assert f"{FSI}דוד 5 (א){PDI} is in." in response.text


def test_people_in_one_direction_see_nothing_of_it(client_of, ada, bob, studio):
    studio.post(bob, "Hello @ada")
    for page in ("/rooms/studio/", "/notifications/", "/people/", "/"):
        text = client_of(ada).get(page).text
        assert "<bdi>" not in text
        assert FSI not in text


@pytest.mark.parametrize("words", ["ada", "Zoë & co", "東京", "Ξ", ""])
def test_what_has_the_direction_of_the_page_stays(words):
    assert isolate_text(words) == words
    assert "<bdi>" not in isolate(words)


@given(st.text(alphabet=st.sampled_from("aא5 <&\u202e\u2066\u2067\u2068\u2069\u202c\u200f")))
def test_nothing_in_the_words_ends_the_isolation(words):
    text = isolate_text(words)
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "\u2066\u2067\u2068") - (char == PDI)
        assert depth >= (1 if text[0] == FSI and place < len(text) - 1 else 0)
    assert depth == 0
    assert "\u202e" not in text
    assert plain_text(isolate(words)) == text


def test_html_is_escaped_once():
    assert isolate("<b>א") == "<bdi>&lt;b&gt;א</bdi>"
    assert isolate(isolate("<b>א")).count("&lt;") == 1
