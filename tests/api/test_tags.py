import pytest

from apps.tags.models import Tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def welding(db):
    return Tag.objects.create(name="welding", description="Joining metal", use_count=3, person_count=3)


def test_tags_come_with_their_uses(ada, welding, api):
    Tag.objects.create(name="hidden")
    rows = api(ada).send("GET", "tags/").json()["results"]
    assert [row["name"] for row in rows] == ["welding"]
    assert rows[0]["person_count"] == 3
    assert rows[0]["following"] is False


def test_a_tag_is_followed_and_no_longer(ada, welding, api):
    script = api(ada)
    for _attempt in range(2):
        assert script.send("PUT", "tags/welding/follow/").json()["following"] is True
    assert ada.followed_tags.count() == 1
    assert script.send("GET", "tags/welding/").json()["following"] is True
    for _attempt in range(2):
        assert script.send("DELETE", "tags/welding/follow/").status_code == 204
    assert not ada.followed_tags.exists()


def test_a_former_name_leads_to_the_tag(ada, welding, api):
    welding.name = "tig"
    welding.save()
    assert api(ada).send("GET", "tags/welding/").json()["name"] == "tig"
