"""All of it works in a browser that runs no scripts: by links, forms and whole pages.

What such a page looks like, tests/browser/test_narrow.py looks at in a real one.
"""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from apps.notifications.push_keys import new_private_key, public_key_of
from apps.people.models import Follow, Profile
from apps.posts.models import Comment, Post
from tests.cast import PASSWORD
from tests.pictures import animated, picture
from tests.plain_browser import Upload


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """`with committing():` what is done on commit is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- Rooms ----------------------------------------------------------------------------------------


def test_one_previews_and_writes(plain_browser, ada, studio):
    adas = plain_browser(ada).goes_to("/rooms/studio/")
    adas.presses("Preview", {"body": "Some **bold** words"})
    assert adas.texts("#preview strong") == ["bold"]
    assert adas.one("#composer textarea[name=body]").get_text().strip() == "Some **bold** words"
    adas.presses("Send")
    assert adas.texts("#messages strong") == ["bold"]
    assert adas.fragment == f"message-{studio.messages.get().pk}"
    assert adas.texts("#composer textarea[name=body]") == [""]
    adas.presses("Send", status=422)
    assert "nothing to send" in adas.one("#composer .field__error").get_text()


@pytest.mark.parametrize("words", ["Without a script", ""])
def test_files_are_sent_and_seen(plain_browser, ada, studio, words):
    adas = plain_browser(ada).goes_to("/rooms/studio/")
    assert adas.one("#composer input[type=file]")
    kiln = Upload("kiln.png", picture("PNG", size=(90, 60)), "image/png")
    adas.presses("Send", {"body": words, "files": [kiln, Upload("plan.pdf", b"%PDF-1.4", "application/pdf")]})
    assert adas.one(".picture img")
    assert "plan.pdf" in adas.one(".attachment").get_text()
    adas.follows(adas.one(".picture"))
    assert adas.path.endswith("/kiln.webp")
    assert adas.page.content_type == "image/webp"


def test_the_page_of_a_message_has_its_verbs(plain_browser, ada, studio):
    adas = plain_browser(ada).goes_to("/rooms/studio/").presses("Send", {"body": "The first word"})
    adas.follows(adas.one(".message__time"))
    adas.clicks("Edit", within="section.actions")
    adas.presses("Save", {"body": ""}, status=422)
    assert "Nothing would be left" in adas.one(".field__error").get_text()
    adas.presses("Save", {"body": "The better word"})
    assert adas.one("#messages .message__body", "The better word")
    assert len(adas.all("#messages .edited")) == 1

    adas.presses("React", {"emoji": "🔥"}, within="section.actions")
    assert adas.texts("#messages .reactions button") == ["🔥 1"]
    adas.presses("Take 🔥 back", within="section.actions")
    assert adas.texts("#messages .reactions button") == []

    adas.clicks("Earlier texts", within="section.actions")
    assert "The first word" in adas.one(".earlier").get_text()
    adas.clicks("Back to the message")
    adas.clicks("Reply", within="section.actions")
    assert "The better word" in adas.one(".composer__reply").get_text()
    adas.presses("Send", {"body": "An answer"})
    quote = adas.one("#messages .message__quote")
    assert "The better word" in quote.get_text()
    adas.follows(quote)
    adas.presses("Delete it", within="section.actions")
    assert adas.all("#messages .message__body", "The better word") == []
    assert adas.texts("#messages .message__quote") == ["The message was removed"]


def test_one_joins_chooses_and_leaves(plain_browser, bob, studio):
    bobs = plain_browser(bob).goes_to("/rooms/studio/").presses("Join")
    bobs.presses("Keep this", {"level": "everything"})
    assert bobs.one("#bell-now")["aria-label"] == "Tell me about: everything"
    bobs.presses("Leave this room")
    assert bobs.named("button", "Join")


def test_a_room_is_made_changed_and_its_people_chosen(plain_browser, ada, bob):
    adas = plain_browser(ada).goes_to("/rooms/").clicks("New room")
    adas.presses("Open the room", {"name": "No script here"})
    assert "No script here" in adas.one("h1").get_text()
    room = adas.path
    adas.goes_to(f"{room}settings/").presses("Save", {"name": "Still no script"})
    assert "Still no script" in adas.one("h1").get_text()
    adas.goes_to(f"{room}people/").presses("Add", {"username": "nobody-at-all"}, status=422)
    assert "Nobody here is called" in adas.one(".field__error").get_text()
    adas.presses("Add", {"username": "@bob"})
    assert "@bob" in adas.one("#members").get_text()


def test_somebody_who_is_named_finds_the_message(plain_browser, committing, bob, cleo, studio):
    cleos = plain_browser(cleo).goes_to("/rooms/studio/")
    with committing():
        cleos.presses("Send", {"body": "Where is @bob?"})
    assert cleos.one("#messages .mention")["href"] == "/@bob/"
    bobs = plain_browser(bob).goes_to("/notifications/?of=mentions")
    bobs.follows(bobs.one("main a[href]", "cleo mentioned you"))
    assert "Where is @bob?" in bobs.one(".message--target").get_text()


def test_a_guest_is_told_why_a_name_will_not_do(plain_browser, ada, studio):
    studio.open_door()
    guest = plain_browser(None).goes_to("/rooms/studio/?username=ad%D0%B0")
    guest.presses("Come in", status=422)
    assert guest.all("[role=alert]", "A member is called that")
    guest.presses("Come in", {"name": "Paul"})
    assert guest.one("#composer textarea[name=body]")
    assert guest.named("button", "Leave")


def test_a_conversation_of_three_is_begun_and_answered(plain_browser, ada, bob, cleo):
    adas = plain_browser(ada).goes_to("/messages/new/")
    adas.presses("Search", {"q": "cle"}, within="main")
    assert adas.all("input[value=bob]") == []  # at first everybody stands there, Cleo too
    adas.one("input[value=cleo]")
    adas.presses("Search", {"q": "bo", "with": ["cleo"]}, within="main")
    assert adas.one("input[value=cleo]").has_attr("checked")
    adas.presses("Begin", {"with": ["bob", "cleo"]})
    assert adas.path == "/messages/bob,cleo/"
    adas.presses("Send", {"body": "Soup at seven?"})
    assert adas.one("#messages .message__body", "Soup at seven?")
    for user in (bob, cleo):
        theirs = plain_browser(user).goes_to("/messages/")
        theirs.follows(theirs.all("#inbox a.row, #inbox .row a")[0])
        assert theirs.one("#messages .message__body", "Soup at seven?")
        theirs.presses("Send", {"body": f"{user.username} comes"})
        assert theirs.one("#messages .message__body", f"{user.username} comes")
    assert adas.goes_to(adas.path).one("#messages .message__body", "cleo comes")


# --- Posts ----------------------------------------------------------------------------------------


@pytest.fixture
def photo(db):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from apps.posts.models import Photo
    from apps.shared.images import redrawn

    def make(words="Oak", content=None):
        file = SimpleUploadedFile("oak.png", content or picture("PNG", size=(60, 40)))
        one = Photo.of(redrawn(file, with_medium=True), words)
        one.store()
        return one

    return make


def test_two_photos_are_posted_with_their_descriptions(plain_browser, ada):
    files = [Upload(f"{name}.png", picture("PNG", size=(60, 40)), "image/png") for name in ("one", "two")]
    adas = plain_browser(ada).goes_to("/posts/new/").presses("Go on", {"photos": files})
    assert "/posts/drafts/" in adas.path
    names = [field["name"] for field in adas.all(".editor__photo textarea")]
    words = dict(zip(names, ["The left end", "The right end"], strict=True))
    adas.presses("Post", {"body": "Both ends, #oak", **words})
    assert re.fullmatch(r"/posts/\d+/", adas.path)
    assert [image["alt"] for image in adas.all(".carousel li > img")] == ["The left end", "The right end"]
    assert adas.one(".post__caption a", "#oak")["href"] == "/tags/oak/"


def test_one_likes_saves_and_comments(plain_browser, ada, bob, photo):
    post = Post.objects.publish(ada, [photo()], "Oak")
    bobs, like = plain_browser(bob).goes_to(f"/posts/{post.pk}/"), f"#post-{post.pk}-like"

    def presses_like(pressed):
        bobs.presses(bobs.one(like)["aria-label"])
        assert bobs.one(like)["aria-pressed"] == pressed
        assert post.likes.count() == (pressed == "true")

    presses_like("true")
    bobs.presses("Save")
    assert bobs.named("button", "Save")["aria-pressed"] == "true"
    bobs.presses("Send", {"body": "A fine grain"})
    bobs.clicks("Reply", within=".comment")
    assert bobs.one("#comment-form textarea[name=body]").get_text().strip() == "@bob"
    bobs.presses("Send", {"body": "@bob and dry"})
    assert bobs.one(".comments--replies .comment", "and dry")
    presses_like("false")


def test_the_menu_of_a_post_copies_by_a_link_and_a_grid_leads_to_it(plain_browser, ada, bob, photo):
    post = Post.objects.publish(ada, [photo(), photo()], "Two")
    adas = plain_browser(ada).goes_to("/")
    assert adas.all(".dots") == []
    adas.clicks("Copy the link", within=f"#post-{post.pk}")
    assert adas.path == f"/posts/{post.pk}/"
    bobs = plain_browser(bob).goes_to("/@ada/")
    bobs.follows(bobs.all(f".photo[href='/posts/{post.pk}/']")[0])
    assert bobs.path == f"/posts/{post.pk}/"


def test_someone_whose_post_is_in_discover_is_followed_from_the_feed(plain_browser, bob, cleo, photo):
    post = Post.objects.publish(bob, [photo()], "A wheel")
    Post.objects.publish(cleo, [photo()], "Mine")  # an empty feed would fill itself instead
    cleos = plain_browser(cleo).goes_to("/")
    assert cleos.one("#discover .find", "bob")
    cleos.presses("Follow", within="#discover .find")
    assert "A wheel" in cleos.goes_to("/").one(f"#post-{post.pk}").get_text()
    assert cleos.all("#discover .find", "bob") == []


def test_whose_photo_one_meets_by_a_tag_can_be_followed_there(plain_browser, bob, cleo, photo):
    older, newer = (Post.objects.publish(bob, [photo()], f"{words} #yew") for words in ("Older", "Newer"))
    cleos = plain_browser(cleo).goes_to("/tags/yew/").presses("Follow")
    assert cleos.one("[id^=tag-][id$=-follow]")["aria-pressed"] == "true"
    cleos.goes_to("/")
    assert cleos.one(f"#post-{older.pk}")
    assert cleos.all(f"#post-{older.pk}-follow") == []
    cleos.presses("Follow", within=f"#post-{newer.pk}")
    assert (cleos.path, cleos.fragment) == ("/", f"post-{newer.pk}")
    assert cleos.all(f"#post-{newer.pk}-follow") == []
    cleos.goes_to(f"/posts/{older.pk}/")
    assert cleos.one(f"#post-{older.pk}-by")


def test_a_link_opens_the_file_that_moves(plain_browser, ada, bob, photo):
    post = Post.objects.publish(ada, [photo("A bird", animated("GIF"))])
    bobs = plain_browser(bob).goes_to(f"/posts/{post.pk}/")
    bobs.clicks("Play animation")
    assert bobs.page.content_type == "image/gif"
    assert bobs.page.body.startswith(b"GIF89a")


# --- People and what one is told ------------------------------------------------------------------


def test_one_blocks_in_two_steps_and_takes_it_back_among_the_settings(plain_browser, bob, cleo):
    cleos = plain_browser(cleo).goes_to("/@bob/")
    assert "bob isn’t told." in cleos.one("details.profile__block").get_text()
    cleos.presses("Block bob")
    assert cleos.all("#toasts *", "bob is blocked.")
    assert cleos.all("[id^=follow-]") == []
    cleos.goes_to("/settings/privacy/").presses("Unblock bob")
    assert cleos.all("#toasts *", "bob is no longer blocked.")
    assert cleos.path == "/settings/privacy/"


def test_a_section_of_ones_profile_is_edited_and_seen_as_others_see_it(plain_browser, ada):
    adas = plain_browser(ada).goes_to("/@ada/about/")
    adas.clicks("Edit", within="#about-bio")
    assert adas.path == "/settings/profile/bio/"
    adas.presses("Save", {"bio": "Weaves *rugs*"}, within="#about-bio")
    assert adas.path == "/@ada/about/"
    assert adas.one("#about-bio em").get_text() == "rugs"
    adas.clicks("View as").clicks("About", within=".view-as").clicks("Follower")
    assert adas.one(".view-as p").get_text() == "Viewing your profile as a follower"
    assert adas.one("#about-bio em").get_text() == "rugs"
    assert adas.all("#about-bio a") == []
    assert adas.clicks("Exit").path == "/@ada/about/"


def test_a_follower_is_sent_away_in_two_steps(plain_browser, ada, cleo):
    Follow.objects.make(cleo, ada)
    adas = plain_browser(ada).goes_to("/@ada/").clicks("1 follower")
    adas.presses("Remove cleo")
    assert adas.all("#toasts *", "cleo no longer follows you, and is not told.")
    assert adas.one("#follower-number").get_text().strip() == "0"


def test_the_list_leads_to_the_exact_place(plain_browser, committing, ada, bob, photo):
    post = Post.objects.publish(ada, [photo()], "Oak")
    with committing():
        said = Comment.objects.say(post, bob, "A fine grain")
    adas = plain_browser(ada).goes_to("/people/").clicks("Notifications, 1 unread")
    adas.clicks("Photos 1 unread")
    adas.follows(adas.one("main a[href]", "bob commented on your photo"))
    assert adas.path == f"/posts/{post.pk}/?comment={said.pk}"
    assert adas.all("#notification-count") == []
    adas.goes_to("/notifications/")
    assert adas.all("button", "Mark as read") == []


def test_a_request_is_answered_in_its_row(plain_browser, committing, ada, bob, cleo):
    Profile.objects.filter(user=ada).update(is_private=True)
    with committing():
        for asker in (bob, cleo):
            Profile.objects.get(user=ada).take_follower(asker)
    adas = plain_browser(ada).goes_to("/notifications/")
    row = adas.one(".row--notification", "bob would like to follow you")["id"]
    with committing():
        adas.presses("Accept", within=f"#{row}")
    assert adas.all("#toasts *", "bob follows you now")
    row = adas.one(".row--notification", "cleo would like to follow you")["id"]
    with committing():
        adas.presses("Decline", within=f"#{row}")
    assert adas.all("#toasts *", "cleo does not follow you, and is not told")
    assert adas.all("#notification-count") == []
    assert "ada lets you follow" in plain_browser(bob).goes_to("/notifications/").one(".row--notification").get_text()


def test_what_is_told_is_chosen(plain_browser, ada):
    adas = plain_browser(ada).goes_to("/settings/notifications/")
    box = adas.one("[type=checkbox][aria-label='Mentions: Mail']")
    chosen = {box["name"]: [], "quiet_from": "21:00", "quiet_to": "07:30", "time_zone": "Europe/Lisbon"}
    adas.presses("Save", chosen | {"digest": "never", "wants_week": True}, within="main")
    assert not adas.one("[type=checkbox][aria-label='Mentions: Mail']").has_attr("checked")
    assert adas.one("[name=quiet_from]")["value"].startswith("21:00")
    assert adas.one("[name=time_zone] [selected]")["value"] == "Europe/Lisbon"
    assert adas.one("[name=digest] [selected]")["value"] == "never"
    assert adas.one("[name=wants_week]").has_attr("checked")


def test_a_person_and_a_room_are_muted(plain_browser, ada, bob, studio):
    adas = plain_browser(ada)
    for address, menu in (("/@bob/", ".profile__actions"), ("/rooms/studio/", ".room__head")):
        adas.goes_to(address)
        adas.follows(adas.one(f"{menu} .mute a"))
        assert adas.path.startswith("/notifications/mutes/")
        adas.presses("For an hour")
        assert adas.path == address
        assert adas.all("#toasts *", "Muted until")
        adas.follows(adas.one(f"{menu} .mute a"))
        assert adas.named("button", "Hear again")
    assert len(adas.goes_to("/settings/notifications/").all("#muted li")) == 2


def test_push_says_that_it_takes_scripts(plain_browser, ada, settings):
    settings.PUSH_PRIVATE_KEY = new_private_key()
    settings.PUSH_PUBLIC_KEY = public_key_of(settings.PUSH_PRIVATE_KEY)
    adas = plain_browser(ada).goes_to("/settings/notifications/")
    assert any("It takes JavaScript" in words for words in adas.texts("#this-browser [role=status] > *"))
    assert adas.all("#this-browser button") == []


# --- The account ----------------------------------------------------------------------------------


def test_an_app_is_set_up_and_its_codes_open_the_door(plain_browser, ada):
    adas = plain_browser(ada).goes_to("/accounts/2fa/totp/activate/")
    assert "Is it still you?" in adas.one("h1").get_text()
    adas.presses("Go on", {"password": PASSWORD})
    secret = next(field["value"] for field in adas.all("input[readonly]"))
    adas.presses("Switch it on", {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
    codes = adas.texts(".codes code")
    assert len(codes) == 10

    adas.goes_to("/accounts/logout/").presses("Sign out here")
    adas.goes_to("/accounts/login/?next=/people/")
    assert adas.all("button", "Sign in with a passkey") == []
    adas.presses("Sign in", {"login": "ada", "password": PASSWORD}, within="main")
    adas.presses("Sign in", {"code": codes[0]}, within="main")
    assert adas.path == "/people/"


def test_night_is_chosen_and_holds(plain_browser, ada):
    visitor = plain_browser(None).goes_to("/settings/appearance/").presses("Save", {"scheme": "dark"}, within="main")
    assert visitor.one("html")["data-scheme"] == "dark"
    assert visitor.goes_to("/accounts/login/").one("html")["data-scheme"] == "dark"


# --- Projects -------------------------------------------------------------------------------------


def test_a_project_is_made_together_reviewed_answered_and_endorsed(plain_browser, ada, bob, cleo):
    adas = plain_browser(ada).goes_to("/projects/").clicks("New project")
    adas.presses("Continue", {"title": "Cargo bike"})
    kiln, bench = (Upload(f"{name}.png", picture("PNG", size=(90, 60)), "image/png") for name in ("kiln", "bench"))
    adas.presses("Add", {"photos": [kiln, bench], "body": "Two old frames"})
    assert len(adas.all(".editor__photo")) == 2
    adas.presses("Publish", {"tags": "steel", "links-0-url": "javascript:alert(1)"}, status=422)
    assert "Links start with" in adas.one(".field__error").get_text()
    adas.presses("Publish", {"links-0-url": "https://cart.example/"}, status=422)
    adas.presses("Publish anyway")
    assert adas.texts("h1") == ["Cargo bike"]
    address = adas.path
    adas.goes_to(f"{address}collaborators/").presses("Invite", {"username": "bob"})
    assert "Pending" in adas.one("#collaborators").get_text()

    bobs = plain_browser(bob).goes_to(address).presses("Accept")
    assert "Leave project" in bobs.page.text
    ada.profile.set_skills(["steel"])

    cleos = plain_browser(cleo).goes_to(address)
    cleos.presses("Post review", {"body": "Carries a fridge"}, status=422)
    assert cleos.one("textarea[name=body]", "Carries a fridge")
    cleos.presses("Post review", {"is_positive": "yes"}, within="#reviews")
    assert "Carries a fridge" in cleos.one(".review").get_text()
    cleos.goes_to("/@ada/skills/steel/").presses("Endorse #steel", {"project": str(ada.projects.get().pk)})
    assert "Cargo bike" in cleos.one("#endorsements .rows").get_text()

    adas.goes_to(address).clicks("Reply", within=".review").presses("Reply", {"body": "And a sofa"})
    assert "And a sofa" in adas.one(".review__reply").get_text()
    cleos.goes_to(address).clicks("Edit", within=".review").presses("Save changes", {"is_positive": "no"})
    assert "0%" in cleos.one(".score").get_text()
    cleos.presses("Withdraw", within=".review")
    assert cleos.all(".review") == []
    adas.goes_to(f"{address}owner/").presses("Transfer ownership", {"username": "bob"})
    assert "Leave project" in adas.page.text
    bobs.goes_to(f"{address}delete/").presses("Delete project")
    assert bobs.path == "/projects/"


def test_a_skill_gets_a_level_and_is_found_by_its_tag(plain_browser, ada, cleo):
    from apps.search import counts

    adas = plain_browser(ada).goes_to("/settings/profile/skills/")
    typed = {"skills-0-name": "Welding", "skills-0-level": "3", "skills-0-description": "MIG and TIG"}
    adas.presses("Save", typed)
    assert "MIG and TIG" in adas.goes_to("/@ada/about/").one("#about-skills").get_text()
    counts.refresh.call()
    cleos = plain_browser(cleo).goes_to("/tags/?q=wel&sort=people")
    assert cleos.one(".ledger tbody tr", "#welding")
    cleos.presses("Follow", within=".ledger")
    assert cleos.path == "/tags/"
    cleos.goes_to("/tags/?show=following").goes_to("/tags/welding/")
    assert "Teaches" in cleos.one("#people").get_text()
    assert cleos.one("[id^=tag-][id$=-follow]")["aria-pressed"] == "true"
