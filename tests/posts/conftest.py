import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.posts.models import Photo, Post
from apps.shared.images import Picture, redrawn
from tests.pictures import picture


@pytest.fixture
def drawn():
    """A picture as it is kept; drawn once for the test."""
    return redrawn(SimpleUploadedFile("oak.jpg", picture("JPEG")), with_medium=True)


@pytest.fixture
def show(drawn):
    """`show(ada, "Oak", number=2)`: a post with photos."""

    def show(author, body="", number=1, **details):
        photos = [Photo.of(Picture(**vars(drawn)), f"Photo {place}") for place in range(1, number + 1)]
        for photo in photos:
            photo.store()
        return Post.objects.publish(author, photos, body, **details)

    return show
