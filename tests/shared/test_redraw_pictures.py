"""`manage.py redraw_pictures`: pictures that were stored before lose their metadata, and are left alone otherwise."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image, ImageCms

from apps.people.models import Profile
from apps.posts.models import Draft, Photo
from tests.pictures import animated, picture

pytestmark = pytest.mark.both_databases

SECRET = b'<x:xmpmeta>GPSLatitude 52,31.2N tiff:Orientation="6"</x:xmpmeta>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def store(field, content, name):
    """As it lay on disk before there was one pipeline."""
    return field.storage.save(f"old/{name}", ContentFile(content))


def run():
    out = io.StringIO()
    call_command("redraw_pictures", stdout=out, stderr=out)
    return out.getvalue()


def photo_of(ada, content, content_type="image/webp"):
    draft = Draft.objects.create(author=ada)
    small = picture("WEBP", size=(64, 64))
    fields = {field.name: store(field, content if field.name == "large" else small, f"{field.name}.webp")
              for field in Photo.file_fields()}  # fmt: skip
    return Photo.objects.create(draft=draft, content_type=content_type, width=300, height=200, **fields)


def test_a_profile_picture_loses_its_metadata_and_is_not_turned(ada):
    content = picture("WEBP", size=(640, 640), xmp=SECRET)
    name = store(Profile._meta.get_field("picture"), content, "face.webp")
    Profile.objects.filter(pk=ada.pk).update(picture=name)
    before = Profile.objects.get(pk=ada.pk)
    assert "people.Profile.picture: 1 looked at, 1 redrawn" in run()
    after = Profile.objects.get(pk=ada.pk)
    assert after.picture.name != name
    assert after.stamp != before.stamp
    assert not after.picture.storage.exists(name)
    data = after.picture.read()
    assert b"GPS" not in data
    assert b"XMP " not in data
    with Image.open(io.BytesIO(content)) as old, Image.open(io.BytesIO(data)) as new:
        assert old.tobytes() == new.tobytes()


def test_a_second_run_changes_nothing(ada):
    Profile.objects.filter(pk=ada.pk).update(
        cover=store(Profile._meta.get_field("cover"), picture("WEBP", exif=b"Exif\0\0secret"), "cover.webp")
    )
    run()
    name = Profile.objects.get(pk=ada.pk).cover.name
    assert "people.Profile.cover: 1 looked at, 0 redrawn" in run()
    assert Profile.objects.get(pk=ada.pk).cover.name == name


def test_a_profile_of_colours_is_applied_before_it_goes(ada):
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()  # any but sRGB
    swapped = linear[:16] + b"RGB " + linear[20:]
    photo = photo_of(ada, picture("WEBP", icc_profile=swapped))
    run()
    photo.refresh_from_db()
    with Image.open(photo.large.path) as large:
        assert "icc_profile" not in large.info
        assert large.size == (300, 200)


def test_a_moving_picture_is_marked_and_keeps_moving(ada):
    photo = photo_of(ada, animated("WEBP", xmp=SECRET))
    run()
    photo.refresh_from_db()
    assert photo.is_animated
    with Image.open(photo.large.path) as large:
        assert large.n_frames == 5
        assert "xmp" not in large.info


def test_a_file_that_is_gone_or_broken_is_named_and_the_others_go_on(ada, bob):
    field = Profile._meta.get_field("picture")
    Profile.objects.filter(pk=ada.pk).update(picture="old/gone.webp")
    broken = store(field, b"no picture", "broken.webp")
    Profile.objects.filter(pk=bob.pk).update(picture=broken)
    said = run()
    assert f"people.Profile {ada.pk}, picture: " in said
    assert f"people.Profile {bob.pk}, picture: This file could not be read" in said
    assert "2 looked at, 0 redrawn, 2 could not be read" in said
    assert Profile.objects.get(pk=bob.pk).picture.name == broken


def test_photos_that_share_a_file_share_the_new_one(ada):
    photo = photo_of(ada, picture("WEBP", xmp=SECRET))
    twin = photo_of(ada, picture("WEBP"))
    Photo.objects.filter(pk=twin.pk).update(large=photo.large.name)
    run()
    photo.refresh_from_db()
    twin.refresh_from_db()
    assert photo.large.name == twin.large.name
    assert b"GPS" not in twin.large.read()
