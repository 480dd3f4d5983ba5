"""Photos in real browsers: made, looked at, liked, talked about, followed."""

import re

import pytest
from playwright.sync_api import expect

from tests.pictures import picture

from .pages import Held, PostPage
from .test_pages import problems

POST = """
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.accounts.models import User
from apps.people.models import Block, Follow
from apps.posts.models import Photo, Post
from apps.shared.images import redrawn
from tests.pictures import picture
file = SimpleUploadedFile("oak.png", picture("PNG", size=(600, 400)))
Block.objects.all().delete()  # other scenes may have parted them
Follow.objects.all().delete()
for author, number, caption in {posts!r}:
    photos = [Photo.of(redrawn(file, with_medium=True), f"Photo {{n}}") for n in range(1, number + 1)]
    for photo in photos:
        photo.store()
    print(Post.objects.publish(User.objects.get(username=author), photos, caption).pk)
"""
DUE = """
from django.utils import timezone
from apps.posts import plans
from apps.posts.models import Draft
Draft.objects.filter(key="{key}").update(publishes_at=timezone.now())
plans.carry_out.call()
"""
# In one moment: what htmx puts in another's place is away between two questions.
BOXES = "places => places.map(place => document.querySelector(place).getBoundingClientRect().toJSON())"
# Files that are held over an element or let go there.
DRAG = """async (element, [type, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', {type: 'image/png'}));
  element.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


def file(name="oak.png", size=(600, 400)):
    return {"name": name, "mimeType": "image/png", "buffer": picture("PNG", size=size)}


@pytest.fixture
def posted(site):
    """`posted(("ada", 2, "Oak"), …)`: the numbers of new posts with so many photos. Nobody follows anybody then."""

    def post(*posts):
        return [int(line) for line in site.run(POST.format(posts=list(posts))).split()[-len(posts) :]]

    return post


@pytest.fixture
def oak(posted):
    (pk,) = posted(("ada", 1, "Oak"))
    return pk


def test_two_photos_are_posted_with_their_descriptions(person):
    ada = person("ada")
    files = file("one.png"), file("two.png", (400, 600))
    post = ada.posts(*files, caption="Both ends, #oak", descriptions=["The left end", "The right end"])
    expect(post.photos).to_have_count(2)
    for photo, words in zip(post.photos.all(), ["The left end", "The right end"], strict=True):
        expect(photo.locator("img")).to_have_attribute("alt", words)
    expect(post.post.get_by_role("link", name="#oak")).to_have_attribute("href", "/tags/oak/")


def test_what_has_no_description_is_asked_for_once(person):
    ada = person("ada", expected=["422"]).chooses_photos(file())
    ada.page.get_by_role("button", name="Post", exact=True).click()
    expect(ada.page.get_by_role("alert")).to_contain_text("1 photo has no alt text.")
    ada.page.get_by_role("button", name="Post anyway").click()
    ada.page.wait_for_url(re.compile(r"/posts/\d+/$"))


def test_photos_are_dropped_and_what_is_typed_meanwhile_stays(person):
    ada = person("ada", expected=["ERR_FAILED", "htmx:"]).chooses_photos(file())
    form = ada.page.locator("#editor")
    form.evaluate(DRAG, ["dragenter", []])
    expect(form).to_have_attribute("data-over", "")
    form.evaluate(DRAG, ["dragleave", []])
    expect(form).not_to_have_attribute("data-over", "")
    held = Held(ada.page, "**/posts/drafts/**", "POST")
    form.evaluate(DRAG, ["drop", list(picture("PNG"))])
    held.arrived()
    expect(ada.page.locator(".upload")).to_be_visible()
    ada.page.get_by_label("Caption").fill("Typed while it was on its way")
    held.ends()
    expect(ada.page.locator(".editor__photo")).to_have_count(2)
    expect(ada.page.get_by_label("Caption")).to_have_value("Typed while it was on its way")
    expect(ada.page.locator(".upload")).to_be_hidden()

    # One that did not arrive can be chosen again.
    ada.page.route("**/posts/drafts/**", lambda route: route.abort())
    ada.page.locator("input[name=photos]").set_input_files([file()])
    expect(ada.page.locator(".toast")).to_contain_text("The connection is away.")
    expect(ada.page.locator(".upload")).to_be_hidden()
    ada.page.unroute_all()
    ada.page.locator("input[name=photos]").set_input_files([file()])
    expect(ada.page.locator(".editor__photo")).to_have_count(3)


def test_photos_are_dragged_into_another_order(person):
    ada = person("ada").chooses_photos(file("one.png"), file("two.png"), file("three.png"))
    rows = ada.page.locator(".editor__photo")
    one, two, three = rows.evaluate_all("rows => rows.map(row => row.id)")
    ada.page.get_by_label("Description (alt text) for photo 3").fill("The third")
    handles = ada.page.locator(".editor__handle")
    start, end = handles.nth(2).bounding_box(), handles.nth(0).bounding_box()
    ada.page.mouse.move(start["x"] + 20, start["y"] + 20)
    ada.page.mouse.down()
    ada.page.mouse.move(end["x"] + 20, end["y"] + 60, steps=12)
    ada.page.mouse.move(end["x"] + 20, end["y"] + 5, steps=4)
    with ada.page.expect_response(lambda response: response.request.method == "POST"):
        ada.page.mouse.up()
    ada.reloads()
    assert rows.evaluate_all("rows => rows.map(row => row.id)") == [three, one, two]
    expect(ada.page.get_by_label("Description (alt text) for photo 1")).to_have_value("The third")
    ada.page.get_by_role("button", name="Later").first.press("Enter")
    expect(ada.page.get_by_label("Description (alt text) for photo 2")).to_have_value("The third")


def test_a_post_is_planned_in_the_time_zone_of_whoever_plans_it(person, site):
    ada = person("ada", timezone_id="Asia/Tokyo").chooses_photos(file())
    ada.page.get_by_label("Description (alt text) for photo 1").fill("A plank")
    ada.page.get_by_text("Show it later").click()
    tomorrow = ada.page.evaluate("new Date(Date.now() + 24 * 3600000 + 9 * 3600000).toISOString().slice(0, 10)")
    ada.page.get_by_label("When").fill(f"{tomorrow}T08:30")
    ada.page.get_by_role("button", name="Plan it").click()
    expect(ada.page.locator(".toast")).to_contain_text("It shows itself when its time has come.")
    planned = ada.page.locator(".photo time")
    expect(planned).to_contain_text("08:30")
    expect(planned).to_have_attribute("datetime", re.compile(r"T23:30:00\+00:00$"))
    ada.page.locator(".photo", has=ada.page.locator("time")).click()
    expect(ada.page.get_by_label("When")).to_have_value(f"{tomorrow}T08:30")
    key = ada.page.url.split("/")[-2]
    site.run(DUE.format(key=key))
    ada.page.reload()
    ada.page.wait_for_url(re.compile(r"/posts/\d+/$"))


def test_two_clicks_on_a_photo_like_it_and_two_more_change_nothing(person, oak):
    bob = person("bob", expected=["ERR_FAILED", "htmx:"]).opens_post(oak)
    held = Held(bob.page, "**/like/")  # who presses again before the first press has arrived is heard
    bob.like.click()
    held.arrived()
    bob.is_liked(True, 1)
    bob.like.click()
    bob.is_liked(False, 0)
    held.lets_one_go()
    held.ends()
    bob.is_liked(False, 0)
    bob.person.reloads()
    bob.is_liked(False, 0)

    bob.page.route("**/like/", lambda route: route.abort())  # what did not arrive is taken back
    bob.like.click()
    expect(bob.page.locator(".toast")).to_contain_text("The connection is away.")
    bob.is_liked(False, 0)
    bob.page.unroute_all()
    for method in ("POST", "DELETE"):
        with bob.page.expect_response("**/like/"):
            bob.like.click()
        bob.is_liked(method == "POST", int(method == "POST"))

    bob.person.reloads().hears()
    asked = []
    bob.page.on("request", lambda request: request.url.endswith("/like/") and asked.append(request.method))
    bob.photos.dblclick()
    bob.is_liked(True, 1)
    bob.photos.dblclick()
    bob.person.reloads()
    bob.is_liked(True, 1)
    assert asked == ["POST"]


def test_what_is_said_stands_at_the_end_and_an_answer_under_what_it_answers(person, oak):
    bob = person("bob").opens_post(oak)
    expect(bob.page.get_by_text("Nobody has said anything yet.")).to_be_visible()
    bob.says("A fine grain")
    expect(bob.page.get_by_text("Nobody has said anything yet.")).to_be_hidden()
    expect(bob.composer).to_have_value("")
    expect(bob.composer).to_be_focused()
    bob.says("Quarter sawn?").answers("A fine grain", "and dry")
    expect(bob.comments).to_have_count(2)
    answers = bob.comments.first.locator(".comments--replies")
    expect(answers.locator(".comment")).to_have_text(re.compile("Bob @bob and dry"))
    bob.person.reloads()
    answers.get_by_role("link", name="Show 1 reply").click()
    expect(answers.locator(".comment")).to_have_text(re.compile("Bob @bob and dry"))
    expect(answers.get_by_role("link", name="Show 1 reply")).to_have_count(0)
    expect(answers.locator(".comment__foot a").first).to_be_focused()

    # One is asked before a comment is taken back.
    bob.says("Or not")
    asked, answers = [], ["no", "yes"]

    def answer(dialog):
        asked.append(dialog.message)
        dialog.accept() if answers.pop(0) == "yes" else dialog.dismiss()

    bob.page.on("dialog", answer)
    delete = bob.comment("Or not").get_by_role("button", name="Delete")
    delete.click()
    expect(bob.comments).to_have_count(3)
    delete.click()
    expect(bob.comments).to_have_count(2)
    expect(bob.comment("Quarter sawn?").locator(".comment__foot a").first).to_be_focused()
    assert asked == ["Delete this comment? It cannot be brought back."] * 2
    bob.person.reloads()
    expect(bob.comments).to_have_count(2)
    expect(bob.comments.first).to_contain_text("A fine grain")


def test_whoever_writes_elsewhere_is_not_called_back_to_a_comment(person, oak):
    bob = person("bob", expected=["422"]).opens_post(oak)
    held = Held(bob.page, "**/comments/", "POST")
    bob.composer.fill("x" * 2_001)
    bob.composer.press("Enter")
    held.arrived()
    search = bob.page.get_by_role("searchbox", name="Search everything")
    search.focus()
    held.ends()
    expect(bob.page.locator("#comment-error")).to_contain_text("2001 characters")
    expect(bob.page.locator("#comment-form:not(.htmx-added, .htmx-settling)")).to_be_attached()
    expect(search).to_be_focused()

    bob.says("A fine grain")
    bob.page.on("dialog", lambda dialog: dialog.accept())
    held = Held(bob.page, "**/comments/*/", "POST")
    bob.comment("A fine grain").get_by_role("button", name="Delete").click()
    held.arrived()
    search.focus()
    held.routes.pop().fulfill(body="")  # as the site answers; its stream might be faster
    expect(bob.comments).to_have_count(0)
    expect(search).to_be_focused()


def test_what_others_say_and_take_back_shows_on_an_open_page(person, oak):
    ada, bob = person("ada").opens_post(oak), person("bob").opens_post(oak)
    held = Held(bob.page, "**/posts/*/?*", "GET")  # what it brings has one's own comment in it, and its answer
    bob.says("A fine grain")
    expect(ada.comment("A fine grain")).to_be_visible()
    expect(ada.page.get_by_role("link", name="1 comment", exact=True)).to_be_visible()
    ada.answers("A fine grain", "From the garden")
    held.ends()
    expect(bob.comments.first.locator(".comments--replies .comment")).to_have_text(re.compile("From the garden"))
    bob.says("Quarter sawn?")
    expect(ada.comments).to_have_count(2)
    expect(ada.comments.nth(1)).to_contain_text("Quarter sawn?")
    bob.page.on("dialog", lambda dialog: dialog.accept())
    bob.comment("Quarter sawn?").get_by_role("button", name="Delete").click()
    expect(ada.comments).to_have_count(1)
    expect(ada.page.locator(".comment")).to_have_count(2)


def test_likes_of_others_are_seen_and_on_a_hidden_page_what_was_said_meanwhile(person, sends, oak):
    ada = person("ada").opens_post(oak).is_liked(False, 0)
    sends("bob", f"/posts/{oak}/like/")
    ada.is_liked(False, 1)
    expect(ada.post.locator(".post__likes")).to_contain_text("Liked by Bob")
    sends("bob", f"/posts/{oak}/like/", _method="delete")
    ada.is_liked(False, 0)

    ada.person.hides()
    sends("bob", f"/posts/{oak}/comments/", body="A fine grain")
    ada.person.shows()
    expect(ada.comment("A fine grain")).to_be_visible()


def test_one_follows_someone_whose_post_is_in_discover_from_the_feed(site, newcomer, posted):
    site.run("from apps.posts.models import Post; Post.objects.all().delete()")  # eight are drawn
    (pk,) = posted(("bob", 1, "A wheel"))
    dora = newcomer()
    posted((dora.username, 1, "Mine"))  # an empty feed would fill itself instead
    dora.goes_to("/")
    cards = dora.page.locator("#discover .find").filter(has_text="Bob")
    cards.get_by_role("button", name="Follow", exact=True).click()
    expect(cards.get_by_role("button", name="Following")).to_be_focused()
    dora.reloads()
    expect(dora.page.locator(f"article#post-{pk}")).to_contain_text("A wheel")
    expect(cards).to_have_count(0)


def test_whom_one_follows_stands_in_the_feed(person, posted):
    (pk,) = posted(("bob", 1, "A wheel"))
    cleo = person("cleo")
    post = PostPage(cleo, pk)
    cleo.goes_to("/")
    expect(post.post).to_have_count(0)
    for presses, seen in [("Follow", 1), ("Following", 0)]:
        cleo.goes_to("/@bob/").page.get_by_role("button", name=presses, exact=True).click()
        expect(cleo.page.locator("[id^=follow-]")).to_have_attribute("aria-pressed", "true" if seen else "false")
        cleo.goes_to("/")
        expect(post.post).to_have_count(seen)


def test_a_new_post_is_announced_in_the_open_feed(person, posted):
    posted(("bob", 1, "A wheel"))
    cleo = person("cleo").goes_to("/@bob/")
    cleo.page.get_by_role("button", name="Follow", exact=True).click()
    expect(cleo.page.get_by_role("button", name="Following")).to_be_visible()
    cleo.goes_to("/").hears()
    before = cleo.page.locator(".post").first.bounding_box()
    new = person("bob").posts(file(), caption="Another wheel")
    pill = cleo.page.get_by_role("link", name="1 new post")
    expect(pill).to_be_visible()
    assert cleo.page.locator(".post").first.bounding_box() == before
    pill.click()
    expect(cleo.page.locator(".post").first).to_have_id(f"post-{new.pk}")
    expect(pill).to_have_count(0)


def test_one_steps_from_photo_to_photo(person, posted):
    (pk,) = posted(("ada", 3, "Three"))
    bob = person("bob").opens_post(pk)
    number, on = bob.post.locator(".carousel__number"), bob.page.get_by_role("button", name="The next photo")
    back = bob.page.get_by_role("button", name="The photo before")
    expect(back).to_be_hidden()
    for at in ("2/3", "3/3"):
        on.click()
        expect(number).to_have_text(at)
    expect(on).to_be_hidden()
    back.click()
    expect(number).to_have_text("2/3")
    bob.photos.nth(1).get_by_text("ALT").click()
    expect(bob.photos.nth(1).locator(".alt p")).to_be_visible()


def test_a_photo_of_the_grid_opens_large_with_the_way_to_its_post(person, posted):
    first, second = posted(("olga", 1, "One"), ("olga", 2, "Two"))
    bob = person("bob").goes_to("/@olga/")
    box = bob.page.get_by_role("dialog", name="Picture")
    link = box.get_by_role("link", name="To the post")
    bob.page.locator(f".photo[href='/posts/{second}/']").click()
    expect(box).to_be_visible()
    expect(link).to_have_attribute("href", f"/posts/{second}/")
    assert not list(problems(bob.page))
    for key, pk, words in [
        ("ArrowRight", second, "Photo 2"),
        ("ArrowRight", first, "Photo 1"),
        ("ArrowLeft", second, "Photo 2"),
    ]:
        bob.page.keyboard.press(key)
        expect(link).to_have_attribute("href", f"/posts/{pk}/")
        expect(box.locator("b")).to_have_text(words)
        expect(box.locator("img")).to_have_attribute("alt", words)
    bob.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    bob.waits_until("!history.state?.over")
    bob.page.locator(f".photo[href='/posts/{first}/']").click()
    expect(box).to_be_visible()
    bob.page.go_back()
    expect(box).to_be_hidden()
    expect(bob.page).to_have_url(re.compile("/@olga/$"))
    bob.page.locator(f".photo[href='/posts/{first}/']").click()
    link.click()
    bob.page.wait_for_url(f"**/posts/{first}/")


def test_who_is_named_in_a_caption_sees_it_tinted(person, posted):
    (pk,) = posted(("ada", 1, "For @bob"))
    for username, tinted in (("bob", True), ("cleo", False)):
        mention = person(username).goes_to(f"/posts/{pk}/").page.locator(".post__caption .mention")
        expect(mention).to_have_text("@bob")
        colour = mention.evaluate("element => getComputedStyle(element).backgroundColor")
        assert (colour != "rgba(0, 0, 0, 0)") == tinted, username


SWIPED = """(dialog, by) => {
  const at = (clientX) => [new Touch({identifier: 1, target: dialog, clientX})];
  dialog.dispatchEvent(new TouchEvent('touchstart', {touches: at(200), bubbles: true}));
  dialog.dispatchEvent(new TouchEvent('touchend', {changedTouches: at(200 + by), bubbles: true}));
}"""
LOADED = "() => performance.getEntriesByType('resource').map(entry => entry.name)"


def test_every_photo_of_a_post_is_gone_through_before_the_next_posts(person, posted):
    older, newer = posted(("cleo", 2, "Older"), ("cleo", 3, "Newer"))
    bob = person("bob").goes_to("/@cleo/photos/").hears()
    loaded = bob.page.evaluate(LOADED)
    hidden = bob.page.locator(f"a[hidden][href='/posts/{newer}/'] img")
    assert not set(hidden.evaluate_all("images => images.map(image => image.src)")) & set(loaded)
    bob.page.locator(f".photo[href='/posts/{newer}/']").click()
    box = bob.page.get_by_role("dialog", name="Picture")
    on = box.get_by_role("button", name="The next picture")
    seen = []
    for step in (on.click, on.click, lambda: box.evaluate(SWIPED, -90), on.click):
        seen.append((box.locator("[data-part=place]").get_attribute("href"), box.locator("b").text_content()))
        step()
    way = [(newer, 1), (newer, 2), (newer, 3), (older, 1)]
    assert seen == [(f"/posts/{pk}/", f"Photo {number}") for pk, number in way]
    larges = bob.page.locator(f"a[data-place='/posts/{older}/']").evaluate_all(
        "links => links.map(a => a.dataset.large)"
    )
    expect(box.locator("img")).to_have_attribute("src", re.compile(re.escape(larges[1])))
    box.get_by_role("link", name="To the post").click()
    bob.page.wait_for_url(f"**/posts/{older}/")


def test_dots_tell_which_photo_is_shown_and_stay_where_one_likes(person, posted):
    several, one = posted(("ada", 3, "Three"), ("ada", 1, "One"))
    ada = person("ada").goes_to("/")
    post, dots = PostPage(ada, several), ada.page.locator(f"#post-{several} .dots li")
    expect(dots).to_have_count(3)
    expect(ada.page.locator(f"#post-{one} .dots")).to_have_count(0)
    post.post.get_by_role("button", name="The next photo").click()
    shown = post.post.locator(".dots [aria-current]")
    expect(dots.nth(1)).to_have_attribute("aria-current", "true")
    expect(shown).to_have_count(1)
    with ada.page.expect_response("**/like/"):
        post.like.click()
    post.is_liked(True, 1)
    expect(dots.nth(1)).to_be_visible()
    box, row = ada.page.evaluate(BOXES, [f"#post-{several} .dots li:nth-child(2)", f"#post-{several} .post__actions"])
    for side, size in (("x", "width"), ("y", "height")):
        assert abs(box[side] + box[size] / 2 - row[side] - row[size] / 2) < 2
    assert "post__actions" in ada.page.evaluate(  # nothing of them is in the way of what lies under them
        "([x, y]) => document.elementFromPoint(x, y).className", [box["x"] + 3, box["y"] + 3]
    )
    post.page.goto(f"/posts/{several}/")
    expect(dots.first).to_have_attribute("aria-current", "true")
    expect(dots.first).to_be_visible()


def test_the_link_of_a_post_is_copied_by_whoever_sees_it_and_its_author_finds_more(person, oak):
    for username, entries in (("bob", 3), ("ada", 6)):
        someone = person(username).opens_post(oak).page
        someone.context.grant_permissions(["clipboard-read", "clipboard-write"])
        menu = someone.get_by_label("More about this post")
        menu.click()
        expect(someone.locator(".post__head .menu__item:visible")).to_have_count(entries)
        someone.get_by_role("link", name="Copy the link").press("Enter")
        expect(someone.locator(".toast")).to_contain_text("The link is copied.")
        expect(menu).to_be_focused()
        expect(someone.get_by_role("link", name="Copy the link")).to_be_hidden()
        assert someone.evaluate("navigator.clipboard.readText()") == someone.url


def test_whose_photo_one_meets_by_a_tag_can_be_followed_there(person, posted):
    older, newer = posted(("bob", 1, "Older #larch"), ("bob", 1, "Newer #larch"))
    cleo = person("cleo").goes_to("/tags/larch/")
    cleo.page.get_by_role("button", name="Follow").click()
    cleo.page.locator("[id^=tag-][id$=-follow][aria-pressed=true]").wait_for()
    cleo.goes_to("/")
    follow = cleo.page.locator(f"#post-{newer}-follow")
    expect(cleo.page.locator(f"#post-{older}")).to_be_visible()
    expect(cleo.page.locator(f"#post-{older}-follow")).to_have_count(0)
    for words in ("Following", "Follow", "Following"):
        follow.press("Enter")
        expect(follow).to_have_text(words)
        expect(follow).to_be_focused()
    assert not list(problems(cleo.page))
    cleo.goes_to(f"/posts/{older}/")
    expect(cleo.page.locator(f"#post-{older}-by")).to_be_visible()
    expect(cleo.page.get_by_role("button", name="Follow", exact=True)).to_have_count(0)
