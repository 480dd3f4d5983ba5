"""Editing one's profile, and above all its pictures."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape
from PIL import Image

from apps.live import log
from apps.people.models import FACE, PICTURE, Profile
from apps.shared import images
from tests.conftest import HTMX
from tests.pictures import animated_gif, jpeg_that_tells_where, picture, png_that_claims, rotated_jpeg

ADDRESS = "/settings/profile/"
TYPED = {"name": "Ada of the looms", "headline": "Weaves", "bio": "Hello *all*", "skills": "Weaving, #Dyeing"}


def links(*urls):
    """What the form sends for some links."""
    rows = {f"links-{number}-url": url for number, url in enumerate(urls)}
    return rows | {"links-TOTAL_FORMS": str(len(urls)), "links-INITIAL_FORMS": "0"}


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


@pytest.fixture
def profile(ada):
    return lambda: Profile.objects.get(user=ada)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def file(content, name="face.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def stored(media):
    return sorted(str(path.relative_to(media)) for path in Path(media).rglob("*") if path.is_file())


def colour(image, x, y):
    """Which of red and blue a pixel is nearer to."""
    red, _green, blue = image.convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


# --- The words ------------------------------------------------------------------------------------


def test_what_is_typed_is_kept(adas, profile):
    response = adas.post(ADDRESS, TYPED | links("courtyard.example/ada") | {"place": "Loft", "pronouns": "she"})
    assert response.status_code == 302
    assert response["Location"] == ADDRESS
    ada = profile()
    assert (ada.name, ada.sort_name, ada.headline) == ("Ada of the looms", "ada of the looms", "Weaves")
    assert ada.bio_html == "<p>Hello <em>all</em></p>"
    assert [link.url for link in ada.links.all()] == ["https://courtyard.example/ada"]
    assert sorted(tag.name for tag in ada.skills.all()) == ["dyeing", "weaving"]


def test_twice_the_same_is_the_same(adas, profile):
    for _ in range(2):
        adas.post(ADDRESS, TYPED)
    assert profile().skills.count() == 2


def test_the_form_shows_what_is_there(adas):
    adas.post(ADDRESS, TYPED)
    text = adas.get(ADDRESS).text
    for value in ("Ada of the looms", "Weaves", "Hello *all*", "weaving, dyeing"):
        assert value in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 61),
        ("headline", "x" * 81),
        ("bio", "x" * 2_001),
        ("skills", "x" * 401),
        ("name", "a\x00b"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_does_not_fit_gets_its_sentence_and_nothing_is_lost(adas, profile, field, value, headers):
    response = adas.post(ADDRESS, TYPED | {field: value}, headers=headers)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Hello *all*" in response.text or field == "bio"
    assert "Weaving, #Dyeing" in response.text or field == "skills"
    assert profile().headline == ""


def test_a_screen_reader_reads_the_error_with_its_field(adas):
    page = adas.post(ADDRESS, TYPED | {"headline": "x" * 81}).text
    field = re.search(r'<input[^>]*name="headline"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field
    described_by = re.search(r'aria-describedby="([^"]+)"', field)[1].split()
    assert all(f'id="{name}"' in page for name in described_by)
    error = page.partition(f'id="{described_by[-1]}"')[2].partition("</div>")[0]
    assert 'class="field__error"' in error


def test_while_the_form_is_wrong_the_page_shows_who_one_still_is(adas, ada):
    response = adas.post(ADDRESS, TYPED | {"name": "Somebody Else", "headline": "x" * 81})
    assert response.status_code == 422
    assert response.context["user"].profile.name == "ada"


def test_a_visitor_edits_nobody(visitor):
    assert visitor.post(ADDRESS, TYPED)["Location"].startswith("/accounts/login/")
    assert "HX-Redirect" in visitor.post(ADDRESS, TYPED, headers=HTMX)


def test_one_edits_oneself_whatever_one_sends(adas, ada, bob):
    adas.post(ADDRESS, TYPED | {"user": bob.pk, "pk": bob.pk, "id": bob.pk, "bio_html": "<script>"})
    assert Profile.objects.get(user=bob).name == "bob"
    assert "<script>" not in Profile.objects.get(user=ada).bio_html


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_refused(adas, method):
    assert getattr(adas, method)(ADDRESS).status_code == 405


def test_without_its_token_nothing_is_changed_and_nothing_lost(client_of, ada, profile):
    response = client_of(ada, enforce_csrf_checks=True).post(ADDRESS, TYPED)
    assert response.status_code == 403
    assert "Hello *all*" in response.text
    assert profile().name == "ada"


# --- Pictures that are taken ----------------------------------------------------------------------


def test_a_picture_is_stored_anew_in_two_sizes(adas, profile, media):
    adas.post(ADDRESS, TYPED | {"picture": file(picture(size=(900, 700)))})
    ada = profile()
    for field, size in ((ada.picture, PICTURE), (ada.face, FACE)):
        with Image.open(field.path) as image:
            assert (image.format, image.size) == ("WEBP", (size, size))
            assert (colour(image, size // 8, size // 2), colour(image, size - size // 8, size // 2)) == ("red", "blue")
    assert len(stored(media)) == 2


def test_nothing_is_drawn_while_others_wait_for_their_turn(profile, monkeypatch):
    """The decoder may be busy for half a minute, and meanwhile nobody could send a message."""
    done = []
    for module, name in ((images, "work"), (log, "take_turn")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, n=name, real=real, **o: (done.append(n), real(*a, **o))[1])
    ada = profile()
    ada.picture, ada.cover = file(picture()), file(picture())
    ada.save()
    assert done[:4] == ["work", "work", "work", "take_turn"]  # the face, too
    assert "work" not in done[4:]


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        ("PNG", "P"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "RGBA"), ("PNG", "1"), ("PNG", "I;16"),
        ("JPEG", "CMYK"), ("JPEG", "L"), ("GIF", "P"), ("WEBP", "RGBA"), ("AVIF", "RGB"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["picture", "cover"])
def test_odd_pictures_are_taken(adas, profile, format, mode, field):
    response = adas.post(ADDRESS, TYPED | {field: file(picture(format, mode))})
    assert response.status_code == 302, response.context["form"].errors
    with Image.open(getattr(profile(), field).path) as image:
        assert image.format == "WEBP"
        image.load()
        left, right = (image.convert("RGB").getpixel((x, image.height // 2)) for x in (20, image.width - 20))
        assert max(left) > 20 or max(right) > 20, "the picture came out black"
        assert left != right, "the picture came out in one colour"


@pytest.mark.parametrize("size", [(1, 1), (2, 3000), (3000, 2), (10, 10)])
def test_pictures_of_odd_sizes_are_taken(adas, profile, size):
    response = adas.post(ADDRESS, TYPED | {"picture": file(picture("PNG", size=size), "x.png")})
    assert response.status_code == 302, response.context["form"].errors
    with Image.open(profile().face.path) as image:
        image.load()


def test_a_photo_from_a_phone_stands_upright(adas, profile):
    adas.post(ADDRESS, TYPED | {"picture": file(rotated_jpeg())})
    for field in (profile().picture, profile().face):
        with Image.open(field.path) as image:
            middle = image.width // 2
            assert (colour(image, middle, image.height // 8), colour(image, middle, image.height * 7 // 8)) == (
                "red",
                "blue",
            )
            assert not image.getexif().get(0x0112)


def test_where_a_photo_was_taken_is_forgotten(adas, profile, media):
    content = jpeg_that_tells_where()
    assert b"Secret Camera" in content
    adas.post(ADDRESS, TYPED | {"picture": file(content), "cover": file(content)})
    assert len(stored(media)) == 3
    for name in stored(media):
        content = (media / name).read_bytes()
        assert b"Secret Camera" not in content
        with Image.open(io.BytesIO(content)) as image:
            assert not dict(image.getexif())
            assert not image.info.get("exif")


WHOLE = {"x": "0", "y": "0", "width": "1", "height": "1"}


def crop(field, **values):
    return {f"{field}-{name}": value for name, value in values.items()}


def test_pictures_are_cropped_and_rotated_as_was_chosen(adas, profile):
    given = crop("picture", x="0.5", y="0.25", width="0.3333337", height="0.5", rotation="0")
    given |= crop("cover", **WHOLE, rotation="90")
    adas.post(ADDRESS, TYPED | given | {"picture": file(picture()), "cover": file(picture())})
    ada = profile()
    for field in (ada.picture, ada.face):
        with Image.open(field.path) as image:
            assert {colour(image, x, image.height // 2) for x in (2, image.width - 3)} == {"blue"}
    with Image.open(ada.cover.path) as image:
        assert image.size == (1600, 700)
        assert [colour(image, x, y) for x in (9, 1590) for y in (9, 690)] == ["red", "blue"] * 2


@pytest.mark.parametrize(
    "given",
    [{}, WHOLE | {"rotation": "0"}, dict.fromkeys(WHOLE, ""), WHOLE | {"x": "-0.0004", "y": "0.0004"}],
    ids=["no crop", "the whole", "empty", "rounded"],
)  # fmt: skip
def test_without_a_crop_the_middle_is_shown(adas, profile, given):
    adas.post(ADDRESS, TYPED | crop("picture", **given) | {"picture": file(picture())})
    with Image.open(profile().picture.path) as image:
        assert (colour(image, 310, 320), colour(image, 330, 320)) == ("red", "blue")


def test_a_crop_without_a_file_changes_nothing(adas, profile):
    assert adas.post(ADDRESS, TYPED | crop("picture", x="nan", rotation="7")).status_code == 302
    assert not profile().picture


def test_of_an_animated_picture_one_stays(adas, profile):
    response = adas.post(ADDRESS, TYPED | {"picture": file(animated_gif(), "x.gif")})
    assert response.status_code == 302
    with Image.open(profile().picture.path) as image:
        assert getattr(image, "n_frames", 1) == 1


def test_the_given_name_is_not_kept(adas, profile, media):
    adas.post(ADDRESS, TYPED | {"picture": file(picture(), "../../Evil <b>.jpg")})
    assert all("vil" not in name and name.endswith(".webp") for name in stored(media))


# --- Pictures that are refused --------------------------------------------------------------------

REFUSED = {
    "text called .jpg": b"Hello",
    "truncated": picture()[:-300],
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "empty": b"",
    "pdf": b"%PDF-1.4",
    "bomb": png_that_claims(20_000, 20_000, rows=10),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("field", ["picture", "cover"])
def test_what_is_no_picture_is_refused_and_the_words_are_kept(adas, profile, media, content, field):
    response = adas.post(ADDRESS, TYPED | {field: file(content)})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Hello *all*" in response.text
    assert stored(media) == []
    assert not getattr(profile(), field)


BAD_CROPS = {
    "no number": {"x": "nan"},
    "without end": {"width": "inf"},
    "negative": {"y": "-0.1"},
    "outside": {"x": "0.5", "width": "0.6"},
    "huge": {"width": "1e300"},
    "empty": {"height": "0"},
    "less than a pixel": {"height": "0.0001"},
    "text": {"x": "left"},
    "one missing": {"x": ""},
    "an odd rotation": {"rotation": "45"},
    "no rotation": {"rotation": "nan"},
    "a null": {"x": "\0"},
}


@pytest.mark.parametrize("values", BAD_CROPS.values(), ids=BAD_CROPS)
def test_a_bad_crop_is_refused_and_the_words_are_kept(adas, profile, media, values):
    response = adas.post(ADDRESS, TYPED | crop("cover", **WHOLE | values) | {"cover": file(picture())})
    assert response.status_code == 422
    (sentence,) = response.context["form"].errors["cover"]
    assert ("This part of the picture is too small" in sentence) == ("0.0001" in values.values())
    assert f"<span>{escape(sentence)}</span>" in response.text
    assert "Hello *all*" in response.text
    assert stored(media) == []


# --- What stays on the disk -----------------------------------------------------------------------


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_replaced_picture_leaves_the_disk_with_its_face(adas, media, on_commit):
    adas.post(ADDRESS, TYPED | {"picture": file(picture())})
    before = stored(media)
    with on_commit():
        adas.post(ADDRESS, TYPED | {"picture": file(picture("PNG"), "new.png")})
    assert len(before) == len(stored(media)) == 2
    assert not set(before) & set(stored(media))


def test_a_cleared_picture_leaves_the_disk_with_its_face(adas, profile, media, on_commit):
    adas.post(ADDRESS, TYPED | {"picture": file(picture())})
    with on_commit():
        adas.post(ADDRESS, TYPED | {"picture-clear": "on"})
    assert stored(media) == []
    assert not profile().picture
    assert not profile().face


def test_a_picture_stays_when_the_words_change(adas, profile, media, on_commit):
    adas.post(ADDRESS, TYPED | {"picture": file(picture())})
    before = stored(media)
    with on_commit():
        adas.post(ADDRESS, TYPED | {"name": "Ada"})
    assert stored(media) == before
    assert profile().face


def test_with_the_person_the_pictures_go(adas, ada, media, on_commit):
    adas.post(ADDRESS, TYPED | {"picture": file(picture()), "cover": file(picture())})
    assert len(stored(media)) == 3
    with on_commit():
        ada.delete()
    assert stored(media) == []
