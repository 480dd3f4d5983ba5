"""A browser is told how wide each file of a photo is and how wide it is shown, so that none is blurred."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.posts.models import Photo, Post
from apps.posts.templatetags.posts import photo_sizes
from apps.shared.images import redrawn
from tests.pictures import picture

SQUARE, PORTRAIT, LANDSCAPE = (1000, 1000), (1000, 1250), (1000, 523)


@pytest.mark.parametrize(
    ("size", "shape", "whole", "sizes"),
    [
        ((1000, 1000), SQUARE, False, "(width >= 50rem) 38rem, 100vw"),
        ((1000, 1000), SQUARE, True, "(width >= 50rem) 38rem, 100vw"),
        ((1000, 1004), SQUARE, False, "(width >= 50rem) 38rem, 100vw"),
        # A wide photo fills the frame's height, and its sides are cropped.
        ((5000, 1000), SQUARE, False, "(width >= 50rem) calc(5.00 * 38rem), 500vw"),
        ((5000, 1000), LANDSCAPE, False, "(width >= 50rem) calc(2.62 * 38rem), 262vw"),
        ((1000, 1000), PORTRAIT, False, "(width >= 50rem) calc(1.25 * 38rem), 125vw"),
        # A tall one fills the frame's width.
        ((1080, 1920), PORTRAIT, False, "(width >= 50rem) 38rem, 100vw"),
        # Where nothing is cropped a tall one is narrower than the frame, and a wide one as wide.
        ((1000, 2000), SQUARE, True, "(width >= 50rem) calc(0.50 * 38rem), 50vw"),
        ((5000, 1000), SQUARE, True, "(width >= 50rem) 38rem, 100vw"),
    ],
)
def test_the_width_that_is_told_is_the_one_before_cropping(size, shape, whole, sizes):
    photo = SimpleNamespace(width=size[0], height=size[1])
    assert photo_sizes(photo, shape, "38rem", whole) == sizes


@pytest.mark.parametrize(
    ("size", "files", "feed_is_cropped"),
    [
        ((5000, 1000), ["2125w", "2560w"], True),
        ((1080, 1920), ["425w", "720w", "1080w"], False),
    ],
)
def test_the_pages_tell_how_wide_each_file_is(ada, client_of, size, files, feed_is_cropped):
    made = redrawn(SimpleUploadedFile("x.jpg", picture("JPEG", size=size)), with_medium=True)
    photo = Photo.of(made, "A bird")
    photo.store()
    post = Post.objects.publish(ada, [photo])
    assert [part.split()[1] for part in photo.srcset.split(", ")] == files
    browser = client_of(ada)
    for address, is_calculated in (("/", feed_is_cropped), (post.get_absolute_url(), not feed_is_cropped)):
        page = browser.get(address).text
        sizes = page.partition(f'srcset="{photo.srcset}" sizes="')[2].partition('"')[0]
        assert sizes.startswith("(width")
        assert ("calc(" in sizes) == is_calculated
