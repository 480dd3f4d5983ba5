import pytest

from apps.posts.models import Photo
from apps.shared.images import Picture
from tests.posts.conftest import drawn
from tests.projects.conftest import make

__all__ = ["drawn", "make"]


@pytest.fixture
def photo(drawn):
    """`photo()`: a photo for a post."""
    return lambda: Photo.of(Picture(**vars(drawn)), "")
