"""Pictures before people's eyes: whole on a post's page, still until they are played, shown before they are saved."""

import re

import pytest
from playwright.sync_api import expect

from tests.pictures import HEIC, animated, picture, turned

from .pages import until
from .test_pages import problems

POST = """
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.accounts.models import User
from apps.posts.models import Photo, Post
from apps.shared.images import redrawn
from tests.pictures import animated, picture
photo = Photo.of(redrawn(SimpleUploadedFile("x", {content}), with_medium=True), "A bird")
photo.store()
print(Post.objects.publish(User.objects.get(username="ada"), [photo]).pk)
"""
PHONE = {"width": 390, "height": 844}
SIZE = "image => [image.naturalWidth, image.naturalHeight]"


@pytest.fixture
def posted(site):
    return lambda content: int(site.run(POST.format(content=content)).split()[-1])


def test_a_photo_is_whole_on_its_own_page_and_opens_large(person, posted):
    bob = person("bob")
    for width, height in ((1080, 1920), (2500, 500)):
        pk = posted(f"picture('JPEG', size=({width}, {height}))")
        bob.goes_to(f"/posts/{pk}/").hears()
        for viewport in (PHONE, {"width": 1440, "height": 900}, {"width": 1280, "height": 560}):
            bob.page.set_viewport_size(viewport)
            image = bob.page.locator(f"#post-{pk} .carousel img")
            expect(image).to_have_css("object-fit", "contain")
            box = image.bounding_box()
            assert box["width"] <= viewport["width"]
            assert box["height"] <= viewport["height"]
            assert bob.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
            bob.page.get_by_role("link", name="View full size").click()
            large = bob.page.locator(".lightbox img")
            expect(large).to_be_visible()
            expect(large).to_have_css("object-fit", "contain")
            bob.page.keyboard.press("Escape")
            expect(large).to_be_hidden()


@pytest.mark.parametrize("place", ["/", "/posts/{pk}/"], ids=["feed", "post"])
def test_a_moving_photo_stands_still_until_it_is_played(person, posted, place):
    ada = person("ada")
    for format in ("GIF", "WEBP", "PNG"):
        pk = posted(f"animated({format!r})")
        ada.goes_to(place.format(pk=pk)).hears()
        post = ada.page.locator(f"#post-{pk}")
        image, play = post.locator(".carousel li > img"), post.get_by_role("button", name="Play animation")
        moving, still = play.get_attribute("href"), image.get_attribute("src")
        assert moving not in (image.get_attribute("srcset") or "")
        play.focus()
        ada.page.keyboard.press("Space")
        expect(image).to_have_attribute("src", moving)
        assert image.get_attribute("srcset") is None
        stop = post.get_by_role("button", name="Pause animation")
        expect(stop).to_have_attribute("aria-pressed", "true")
        stop.press("Enter")
        expect(image).to_have_attribute("src", still)
        expect(play).to_have_attribute("aria-pressed", "false")
        expect(post.locator("[id$=-like]")).to_have_attribute("aria-pressed", "false")  # two presses are no like


def test_a_moving_attachment_stands_still_in_the_room_and_large(person, room):
    ada = person("ada").enters(room)
    given = {"name": "cat.webp", "mimeType": "image/webp", "buffer": animated("WEBP")}
    ada.page.locator("input[type=file]").set_input_files([given])
    ada.says("Look").sees("Look").settles()
    image = ada.messages.locator(".moving img")
    still = image.get_attribute("src")
    play = ada.messages.get_by_role("button", name="Play animation")
    moving = play.get_attribute("href")
    play.click()
    expect(image).to_have_attribute("src", moving)
    expect(ada.page.locator(".lightbox")).to_be_hidden()
    ada.messages.get_by_role("button", name="Pause animation").click()
    expect(image).to_have_attribute("src", still)
    ada.messages.locator(".picture").click()
    large = ada.page.locator(".lightbox img")
    expect(large).to_have_attribute("src", ending_in(still))
    ada.page.get_by_role("dialog").get_by_role("button", name="Play animation").click()
    expect(large).not_to_have_attribute("src", ending_in(still))
    ada.page.get_by_role("dialog").get_by_role("button", name="Pause animation").click()
    expect(large).to_have_attribute("src", ending_in(still))


def ending_in(address):
    return re.compile(re.escape(address) + "$")


def picture_fields(page):
    return {
        name: page.locator(".picture-field").filter(has=page.locator(f"input[name={name}]"))
        for name in ("picture", "cover")
    }


def test_a_profile_picture_is_shown_before_it_is_saved(person):
    cleo = person("cleo").goes_to("/settings/profile/").hears()
    given = {"name": "me.png", "mimeType": "image/png", "buffer": picture("PNG", size=(90, 60))}
    fields = picture_fields(cleo.page)
    for name, size in (("picture", [160, 160]), ("cover", [366, 160])):
        preview, chooser = fields[name].locator("[data-part=preview]"), fields[name].locator("[type=file]")
        expect(preview).to_be_hidden()
        chooser.set_input_files([given])
        fields[name].get_by_role("button", name="Use picture").click()
        expect(preview).to_be_visible()
        assert preview.evaluate(SIZE) == size
        chooser.set_input_files([])
        expect(preview).to_be_hidden()
        for content in (turned("WEBP", 6), HEIC):  # this browser cannot turn or show them; the server can
            chooser.set_input_files([given | {"name": "me.heic", "buffer": content}])
            expect(fields[name].locator("[data-part=waiting]")).to_be_hidden()
            expect(preview).to_be_hidden()
            expect(fields[name].get_by_role("dialog")).to_be_hidden()
        chooser.set_input_files([given | {"name": "me.webp", "buffer": turned("WEBP", 1)}])
        fields[name].get_by_role("button", name="Cancel").click()
        assert chooser.evaluate("input => input.files[0].name") == "me.heic"  # what was chosen before
    cleo.page.get_by_role("button", name="Save").click()
    for name, size in (("picture", [640, 640]), ("cover", [1600, 700])):
        now = fields[name].locator("[data-part=now]")
        expect(now).to_be_visible()
        until(cleo.page, lambda now=now: now.evaluate("image => image.naturalWidth"), "the picture")
        assert now.evaluate(SIZE) == size


CROP = "field => Object.fromEntries([...field.querySelectorAll('[data-crop]')].map(one => [one.dataset.crop, Number(one.value)]))"  # noqa: E501
COLOURS = """image => {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
  const at = (x, y) => { const i = 4 * (y * canvas.width + x); return data[i] > data[i + 2] ? "red" : "blue"; };
  const [right, bottom] = [canvas.width - 5, canvas.height - 5];
  return [at(4, 4), at(right, 4), at(4, bottom), at(right, bottom)];
}"""


def test_a_picture_is_cropped_and_rotated_in_a_dialog(person):
    """Left half red, right half blue."""
    ada = person("ada").goes_to("/settings/profile/").hears()
    page, field = ada.page, picture_fields(ada.page)["picture"]
    chooser, dialog = field.locator("[type=file]"), field.get_by_role("dialog")
    given = {"name": "me.png", "mimeType": "image/png", "buffer": picture("PNG", size=(900, 600))}
    cancel = dialog.get_by_role("button", name="Cancel")
    for leave in (cancel.click, lambda: page.keyboard.press("Escape"), page.go_back):
        chooser.set_input_files([given])
        expect(dialog).to_be_visible()
        leave()
        expect(dialog).to_be_hidden()
        until(page, lambda: chooser.evaluate("input => !input.files.length && input === document.activeElement"))

    page.set_viewport_size(PHONE)
    chooser.set_input_files([given])
    expect(dialog.get_by_role("application")).to_be_focused()
    assert not [*problems(page)]
    for button in dialog.get_by_role("button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    for key in ("ArrowLeft", "+", "+", "+", "Enter"):
        page.keyboard.press(key)
    expect(dialog).to_be_hidden()
    crop = field.evaluate(CROP)
    assert crop["rotation"] == 0
    assert crop["width"] == pytest.approx(2 / 3 / 1.15**3, abs=0.002)
    assert crop["height"] == pytest.approx(1 / 1.15**3, abs=0.002)
    assert crop["x"] + crop["width"] / 2 == pytest.approx(0.5 + 0.05 * 2 / 3, abs=0.002)

    field.get_by_role("button", name="Crop and rotate").click()
    dialog.get_by_role("button", name="Rotate").click()
    expect(dialog.get_by_role("status")).to_have_text("Rotated by 90 degrees")
    stage = dialog.get_by_role("application").bounding_box()
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=3)
    page.mouse.move(x, y - 600)  # the picture ends at the frame
    page.mouse.up()
    dialog.get_by_role("button", name="Use picture").click()
    expect(dialog).to_be_hidden()
    crop = field.evaluate(CROP)
    assert crop["rotation"] == 90
    assert crop["x"] + crop["width"] == pytest.approx(1, abs=0.002)
    preview = field.locator("[data-part=preview]")
    expect(preview).to_be_visible()
    assert preview.evaluate(COLOURS) == ["blue"] * 4

    field.get_by_role("button", name="Crop and rotate").click()
    page.mouse.move(x, y)
    page.mouse.wheel(0, 2_000)
    expect(dialog.get_by_role("slider")).to_have_value("1")
    dialog.get_by_role("button", name="Use picture").click()
    assert field.evaluate(CROP)["width"] == pytest.approx(2 / 3, abs=0.002)
    page.get_by_role("button", name="Save").click()
    now = field.locator("[data-part=now]")
    expect(now).to_be_visible()
    until(page, lambda: now.evaluate("image => image.naturalWidth"), "the picture")
    assert now.evaluate(COLOURS) == ["red", "red", "blue", "blue"]
