"""Files and pictures that come with messages: what is taken and how, who gets them, and that nothing stays behind."""

import io
import struct
import sys
import zlib
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.live.models import Event
from apps.rooms.models import Attachment, Message, Room
from apps.rooms.uploads import attachment, clean_name
from tests.conftest import HTMX
from tests.pictures import jpeg_that_tells_where, picture, png_that_claims, rotated_jpeg

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
EVIL = "<img src=x onerror=alert(1)>.png"


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    """An empty disk; gives the names of the files on it."""
    from django.core.files.storage import storages

    private = storages["private"]
    location = private._location
    private._location = tmp_path
    for name in ("base_location", "location"):
        private.__dict__.pop(name, None)
    yield lambda: sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    private._location = location
    for name in ("base_location", "location"):
        private.__dict__.pop(name, None)


@pytest.fixture
def bobs(client_of, bob):
    return client_of(bob)


def upload(name, content=b"Hello"):
    return SimpleUploadedFile(name, content)


def given(name, content=b"Hello"):
    return attachment(upload(name, content))


def moving(format, frames=5, **options):
    images = [Image.new("RGB", (300, 200), (number * 40, 0, 0)) for number in range(frames)]
    out = io.BytesIO()
    images[0].save(out, format, save_all=True, append_images=images[1:], duration=100, **options)
    return out.getvalue()


def send(browser, *files, body="", slug="studio", **options):
    return browser.post(f"/rooms/{slug}/messages/", {"body": body, "files": list(files)}, **options)


def address_of(file, small=False):
    return f"/rooms/{file.room.slug}/files/{file.pk}/{file.name_for_saving}{'/small' if small else ''}"


def content(response):
    return b"".join(response.streaming_content)


# --- What is taken --------------------------------------------------------------------------------


def test_a_picture_and_words_are_one_message(bobs, studio, disk):
    response = send(bobs, upload("kiln.jpg", picture(size=(1200, 800))), body="It glows", headers=HTMX)
    message = studio.messages.get()
    file = message.attachments.get()
    assert message.body == "It glows"
    assert (file.name, file.content_type, file.width, file.height) == ("kiln.jpg", "image/webp", 1200, 800)
    assert file.colour == "#7f007f"
    assert file.room == studio
    assert len(disk()) == 2
    with Image.open(file.small) as small:
        assert (small.format, small.size) == ("WEBP", (640, 427))
    assert 'alt="kiln.jpg" width="380" height="253"' in response.text
    assert f'href="/rooms/studio/files/{file.pk}/kiln.webp"' in response.text
    assert 'fill="#7f007f"' in response.text
    assert "style=" not in response.text
    assert Event.objects.get(channel=f"room-{studio.pk}").data.strip() == response.text.strip()


def test_a_large_picture_becomes_smaller(studio):
    file = given("wide.png", picture("PNG", size=(5120, 200)))
    assert (file.width, file.height) == (2560, 100)
    with Image.open(file.file) as large:
        assert (large.format, large.size) == ("WEBP", (2560, 100))


def test_files_alone_are_a_message(bobs, studio):
    assert send(bobs, upload("a.txt"), upload("b.txt")).status_code == 302
    message = studio.messages.get()
    assert (message.body, message.body_html, message.line) == ("", "", "2 files")
    assert [file.name for file in message.attachments.all()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("names", [["plan.pdf"], ["a.png", "b.png"]])
def test_a_message_of_files_has_a_line_in_lists(bobs, studio, names):
    send(bobs, *(upload(name, picture("PNG") if name.endswith("png") else b"%PDF") for name in names))
    assert {"plan.pdf": "plan.pdf", "a.png": "2 pictures"}[names[0]] in bobs.get("/rooms/").text


def test_no_words_and_no_files_are_nothing(bobs, studio):
    response = bobs.post("/rooms/studio/messages/", {"body": " "})
    assert response.status_code == 422
    assert "nothing to send" in response.text


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "I;16", "1", "LA"])
def test_every_honest_picture_is_drawn_anew(format, mode):
    try:
        bytes_ = picture(format, mode)
    except (OSError, KeyError, ValueError):
        pytest.skip(f"there is no {format} of mode {mode}")
    file = given("picture.bin", bytes_)
    assert (file.width, file.height, file.content_type) == (300, 200, "image/webp")
    with Image.open(file.file) as large:
        colour = large.convert("RGB").getpixel((10, 10))
    if mode in ("RGB", "P", "RGBA", "CMYK") and not (format == "JPEG" and mode == "P"):
        assert colour[0] > 240
        assert max(colour[1:]) < 15


def test_sixteen_bits_of_grey_stay_the_grey_they_were():
    out = io.BytesIO()
    Image.new("I;16", (40, 40), 0x8000).save(out, "PNG")
    with Image.open(given("grey.png", out.getvalue()).file) as large:
        assert 120 < large.convert("L").getpixel((20, 20)) < 136


def test_one_still_sees_through_what_one_saw_through():
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    file = given("glass.png", out.getvalue())
    assert file.colour == ""
    with Image.open(file.file) as large:
        assert large.convert("RGBA").getpixel((20, 20))[3] == 0


def test_a_picture_says_nothing_of_where_it_was_made():
    file = given("holiday.jpg", jpeg_that_tells_where())
    for stored in (file.file, file.small):
        with Image.open(stored) as image:
            assert not image.getexif()
            assert not {"exif", "xmp"} & {name for name, value in image.info.items() if value}
        stored.seek(0)
        assert b"Secret" not in stored.read()


def test_a_picture_stands_upright():
    file = given("phone.jpg", rotated_jpeg())
    assert (file.width, file.height) == (200, 300)
    with Image.open(file.file) as large:
        assert large.convert("RGB").getpixel((100, 10))[0] > 240  # red on top


@pytest.mark.parametrize("format", ["GIF", "WEBP"])
def test_what_moves_goes_on_moving_and_tells_nothing(format):
    hidden = {"comment": b"Secret"} if format == "GIF" else {"xmp": b"Secret", "exif": exif()}
    original = moving(format, **hidden)
    assert b"Secret" in original
    file = given("moving.bin", original + b"<script>Secret</script>")
    assert file.content_type == f"image/{format.lower()}"
    data = file.file.read()
    assert b"Secret" not in data
    with Image.open(io.BytesIO(data)) as image:
        assert image.n_frames == 5
        for number in range(5):
            image.seek(number)
            assert abs(image.convert("RGB").getpixel((150, 100))[0] - number * 40) < 8
    with Image.open(file.small) as small:
        assert not small.is_animated


def exif():
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    return exif.tobytes()


def test_what_moves_for_too_long_is_refused(bobs, studio, settings):
    settings.ANIMATION_MAX_PIXELS = 4 * 300 * 200
    response = send(bobs, upload("long.gif", moving("GIF")))
    assert response.status_code == 422
    assert "long.gif: This moving picture is too long" in response.text


REFUSED = {
    "text called .jpg": ("holiday.jpg", b"Hello, I am a picture.", "could not be read as a picture"),
    "truncated": ("half.jpg", picture()[:-400], "could not be read as a picture"),
    "truncated under another name": ("half.dat", picture(size=(900, 900))[:4000], "could not be read as a picture"),
    "svg called .png": ("drawing.png", SVG, "could not be read as a picture"),
    "a bomb": ("bomb.png", png_that_claims(10_000, 6_000, rows=10), "we can take"),
    "nothing": ("empty.txt", b"", "nothing in this file"),
    "a gif that ends early": ("end.gif", moving("GIF")[:-300], "could not be read as a picture"),
}


@pytest.mark.parametrize(("name", "bytes_", "sentence"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_bad_file_is_refused_by_name_and_the_words_are_kept(bobs, studio, disk, name, bytes_, sentence, headers):
    letter = "A letter that took an hour."
    response = send(bobs, upload("good.txt"), upload(name, bytes_), body=letter, headers=headers)
    assert response.status_code == 422
    assert f"{name}: " in response.text
    assert sentence in response.text
    assert studio.messages.count() == 0
    assert disk() == []
    if not headers:
        assert letter in response.text.partition('id="composer"')[2]
        assert "choose the files once more" in response.text


def test_a_bomb_is_refused_before_it_is_unpacked(bobs, studio, monkeypatch):
    bomb = png_that_claims(1, 1).replace(struct.pack(">II", 1, 1), struct.pack(">II", 40_000, 40_000), 1)
    bomb = bomb[:29] + struct.pack(">I", zlib.crc32(bomb[12:29])) + bomb[33:]
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was unpacked"))
    response = send(bobs, upload("bomb.png", bomb))
    assert response.status_code == 422
    assert "bomb.png: This picture has more pixels than we can take." in response.text


def test_too_many_files_and_too_large_ones_are_refused(bobs, studio, settings, disk):
    settings.FILES_PER_MESSAGE, settings.FILE_MAX_BYTES = 2, 1024 * 1024
    many = send(bobs, *(upload(f"{number}.txt") for number in range(3)))
    assert many.status_code == 422
    assert "These are 3 files; a message takes 2." in many.text
    large = send(bobs, upload("film.mov", b"x" * (1024 * 1024 + 1)))
    assert large.status_code == 422
    assert "film.mov: This file is larger than 1 MB." in large.text
    assert disk() == []


def test_more_files_than_any_form_has_are_refused_in_words(bobs, studio):
    response = send(bobs, *(upload(f"{number}.txt") for number in range(101)))
    assert response.status_code == 413
    assert studio.messages.count() == 0


NAMES = {
    "plain.txt": "plain.txt",
    "../../etc/passwd": "passwd",
    "C:\\Users\\Ada\\plan.pdf": "plan.pdf",
    "a\x00b\nc.txt": "abc.txt",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    " . ": "file",
    "": "file",
    "x" * 300 + ".pdf": "x" * 116 + ".pdf",
    "Straße – Übersicht 图.png": "Straße – Übersicht 图.png",
    EVIL: EVIL,
}


@pytest.mark.parametrize(("name", "clean"), NAMES.items())
def test_names_are_cleaned(name, clean):
    assert clean_name(name) == clean


def test_what_a_file_is_called_says_nothing_about_what_it_is_called_on_disk(studio, ada, disk):
    studio.post(ada, "", files=[given("run.php"), given("page.html"), given("x.svg", SVG)])
    assert len(disk()) == 3
    assert all(name.endswith(".bin") for name in disk())


def test_a_script_in_a_name_is_only_a_name(bobs, studio):
    send(bobs, upload(EVIL, picture("PNG")), upload("<svg onload=alert(1)>.txt"))
    for page in ("/rooms/studio/", "/rooms/studio/files/", "/rooms/"):
        text = bobs.get(page).text
        assert "<img src=x" not in text
        assert "<svg onload" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;.png" in bobs.get("/rooms/studio/").text


# --- Once, and nothing left behind ----------------------------------------------------------------


@pytest.mark.both_databases
def test_the_same_message_sent_twice_stores_its_files_once(bobs, studio, disk):
    number = str(uuid4())
    for _ in range(2):
        data = {"body": "Once", "client_id": number, "files": [upload("a.txt"), upload("b.png", picture("PNG"))]}
        assert bobs.post("/rooms/studio/messages/", data).status_code == 302
    assert (studio.messages.count(), Attachment.objects.count(), len(disk())) == (1, 2, 3)


@pytest.mark.both_databases
def test_nothing_stays_of_a_message_that_could_not_be_written(studio, ada, disk, monkeypatch):
    from apps.rooms import broadcasts

    def fail(_message):
        raise OSError("The disk is full")

    monkeypatch.setattr(broadcasts, "message_created", fail)
    with pytest.raises(OSError, match="full"):
        studio.post(ada, "", files=[given("a.txt"), given("b.png", picture("PNG"))])
    assert disk() == []
    assert Message.objects.count() == Attachment.objects.count() == 0


GONE = {
    "the file": lambda message: message.attachments.all().delete(),
    "the message": lambda message: message.room.remove(message),
    "messages of the admin": lambda message: Message.objects.all().delete(),
    "the room": lambda message: message.room.delete(),
    "its author": lambda message: message.author.delete(),
}


@pytest.mark.parametrize("remove", GONE.values(), ids=GONE)
def test_files_leave_the_disk_with_what_they_belong_to(studio, bob, disk, remove, django_capture_on_commit_callbacks):
    message = studio.post(bob, "", files=[given("a.txt"), given("b.png", picture("PNG"))])
    assert len(disk()) == 3
    with django_capture_on_commit_callbacks(execute=True):
        remove(message)
    assert disk() == []


def test_a_file_that_is_gone_leaves_its_row(bobs, studio, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = studio.post(bob, "Look", files=[given("a.txt")])
    assert "a.txt" in bobs.get("/rooms/studio/").text
    with django_capture_on_commit_callbacks(execute=True):
        message.attachments.get().delete()
    page = bobs.get("/rooms/studio/").text
    assert "Look" in page
    assert "a.txt" not in page


@pytest.mark.both_databases
def test_a_moderator_takes_a_file_away_and_everybody_sees_it_go(client_of, owner, studio, bob):
    message = studio.post(bob, "Look", files=[given("a.txt"), given("b.txt")])
    first, second = message.attachments.all()
    admin = client_of(owner)
    admin.post(f"/admin/rooms/attachment/{first.pk}/delete/", {"post": "yes"})
    changed = Event.objects.filter(channel=f"room-{studio.pk}").last()
    assert changed.type == "message-changed"
    assert "b.txt" in changed.data
    assert "a.txt" not in "".join(Event.objects.filter(channel=f"room-{studio.pk}").values_list("data", flat=True))
    data = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    admin.post("/admin/rooms/attachment/", data)
    assert studio.messages.get().attachments.count() == 0


def test_a_message_of_which_nothing_is_left_goes_with_its_last_file(studio, bob):
    message = studio.post(bob, "", files=[given("a.txt")])
    message.attachments.get().remove()
    assert studio.messages.count() == 0
    assert Event.objects.filter(channel=f"room-{studio.pk}").last().type == "message-removed"


# --- Who gets them --------------------------------------------------------------------------------


@pytest.fixture
def secret(kiln, ada):
    """A picture in the closed room."""
    return kiln.post(ada, "", files=[given("kiln.png", picture("PNG"))]).attachments.get()


@pytest.mark.parametrize("small", [False, True])
def test_a_file_of_a_closed_room_is_for_its_members(
    client_of, bob, cleo, mod, owner, visitor, set_site, secret, small
):
    set_site(visitors_may_read="rooms-people")
    address = address_of(secret, small)
    assert client_of(bob).get(address).status_code == 200
    for outsider in (cleo, mod, owner):
        assert client_of(outsider).get(address).status_code == 404
    assert visitor.get(address)["Location"].startswith("/accounts/login/")


def test_a_browser_asks_anew_for_every_file_that_is_for_members_alone(client_of, ada, bob, kiln, studio):
    personal = Room.objects.get(owner=ada, kind=Room.Kind.PERSONAL)
    personal.personal_is_closed = True
    personal.keep(["personal_is_closed"])
    for room, is_kept in ((kiln, False), (personal, False), (Room.objects.begin(ada, [bob]), False), (studio, True)):
        file = room.post(ada, "", files=[given("a.txt")]).attachments.get()
        response = client_of(ada).get(address_of(file))
        assert response.status_code == 200
        assert response["Cache-Control"] == ("private, max-age=86400, immutable" if is_kept else "private, no-cache")


def test_whoever_has_left_gets_it_no_more(bobs, bob, kiln, secret):
    first = bobs.get(address_of(secret))
    assert "no-cache" in first["Cache-Control"]  # a browser that has it must ask again
    kiln.leave(bob)
    assert bobs.get(address_of(secret), headers={"If-None-Match": first["ETag"]}).status_code == 404


def test_a_file_is_reached_through_its_own_room_alone(client_of, cleo, studio, secret):
    address = address_of(secret).replace("/kiln/", "/studio/", 1)
    assert client_of(cleo).get(address).status_code == 404


def test_a_file_whose_message_was_removed_is_gone(bobs, kiln, secret):
    address = address_of(secret)
    kiln.remove(secret.message)
    assert bobs.get(address).status_code == 404


def test_a_file_that_has_left_the_disk_is_not_found(bobs, secret):
    secret.file.storage.delete(secret.file.name)
    assert bobs.get(address_of(secret)).status_code == 404


def test_a_picture_is_shown_and_everything_else_is_for_downloading(bobs, ada, studio):
    files = [given("kiln.jpg", picture()), given("page.html", b"<script>alert(1)</script>"), given("x.svg", SVG)]
    shown, *others = studio.post(ada, "", files=files).attachments.all()
    response = bobs.get(address_of(shown))
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Disposition"] == 'inline; filename="kiln.webp"'
    with Image.open(io.BytesIO(content(response))) as image:
        assert image.format == "WEBP"
    for file in others:
        response = bobs.get(address_of(file))
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"] == f'attachment; filename="{file.name}"'
        assert bobs.get(address_of(file, small=True)).status_code == 404
    for address in map(address_of, (shown, *others)):
        response = bobs.get(address)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "private, max-age=86400, immutable"


def test_a_name_in_any_script_is_told_as_rfc_5987_has_it(bobs, ada, studio):
    file = studio.post(ada, "", files=[given("Übersicht “neu”.txt")]).attachments.get()
    page = bobs.get("/rooms/studio/").text
    address = page.partition('class="attachment" href="')[2].partition('"')[0]
    response = bobs.get(address)
    assert content(response) == b"Hello"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C3%9Cbersicht%20%E2%80%9Cneu%E2%80%9D.txt"
    )
    assert file.kind == "TXT, 5\xa0bytes"


def test_head_tells_the_length(bobs, secret):
    response = bobs.head(address_of(secret))
    assert response.status_code == 200
    assert int(response["Content-Length"]) == secret.size


def test_what_a_browser_has_is_not_sent_again(bobs, secret):
    tag = bobs.get(address_of(secret))["ETag"]
    assert bobs.get(address_of(secret), headers={"If-None-Match": tag}).status_code == 304


# --- Beside the room, and all of them -------------------------------------------------------------


@pytest.mark.both_databases
def test_the_newest_pictures_and_files_stand_beside_the_room(
    bobs, ada, studio, django_capture_on_commit_callbacks, django_assert_num_queries
):
    assert "Pictures and files" not in bobs.get("/rooms/studio/").text.partition("<aside")[2]
    with django_capture_on_commit_callbacks(execute=True):
        studio.post(ada, "", files=[given("kiln.png", picture("PNG")), given("plan.pdf")])
    beside = bobs.get("/rooms/studio/").text.partition("<aside")[2]
    assert "All 2" in beside
    assert bobs.get("/rooms/studio/files/?beside").text.strip() in beside
    assert 'alt="kiln.png"' in beside
    assert "plan.pdf" in beside


def test_a_page_with_files_asks_as_often_as_one_without(bobs, ada, studio):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.conftest import forget_everything

    def cost():
        forget_everything()
        with CaptureQueriesContext(connection) as captured:
            bobs.get("/rooms/studio/")
        return len(captured)

    studio.post(ada, "Hello", files=[given("a.txt")])
    cost()
    few = cost()
    for _ in range(10):
        studio.post(ada, "Hello", files=[given("a.txt"), given("b.txt")])
    assert cost() == few


@pytest.mark.both_databases
def test_all_files_of_a_room_by_pages_and_by_name(bobs, ada, studio, monkeypatch):
    monkeypatch.setattr(sys.modules["apps.rooms.views.files"], "FILES", 2)
    for name in ("one.txt", "two.png", "three.txt"):
        studio.post(ada, "", files=[given(name, picture("PNG") if name == "two.png" else b"x")])
    page = bobs.get("/rooms/studio/files/").text
    assert "three.txt" in page
    assert 'alt="two.png"' in page
    assert "one.txt" not in page
    more = page.partition('href="?before=')[2].partition('"')[0]
    assert "one.txt" in bobs.get(f"/rooms/studio/files/?before={more}").text
    found = bobs.get("/rooms/studio/files/?q=THREE").text
    assert "three.txt" in found
    assert "two.png" not in found
    assert "No such file" in bobs.get("/rooms/studio/files/?q=four").text


def test_a_room_without_files_says_how_they_come(bobs, studio):
    assert "No pictures and no files yet" in bobs.get("/rooms/studio/files/").text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_another_method_is_refused(bobs, secret, method):
    for address in ("/rooms/kiln/files/", address_of(secret), address_of(secret, small=True)):
        assert getattr(bobs, method)(address).status_code == 405


def test_a_limit_that_no_request_can_reach_is_told(settings):
    from config.checks import promised_files_arrive

    assert promised_files_arrive(None) == []
    settings.FILE_MAX_BYTES = settings.REQUEST_MAX_BYTES
    (warning,) = promised_files_arrive(None)
    assert "FILE_MAX_MB" in warning.msg
    assert "FILE_MAX_MB" in Path("README.md").read_text()
