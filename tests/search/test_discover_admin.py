"""The owner of the site sees for a person from what Discover draws, and why; no one else does."""

import re

import pytest

from apps.tags.models import Tag, TagFollow
from tests.search.test_candidates import post_of

CANDIDATES = "/admin/search/discoversettings/candidates/"


def test_the_owner_sees_candidates_with_the_parts_of_their_weights(client_of, owner, ada, bob):
    oak = Tag.objects.create(name="oak")
    TagFollow.objects.create(user=bob, tag=oak)
    post = post_of(ada, oak, like_count=4, age=7)
    hidden = post_of(ada, audience="followers")
    desk = client_of(owner)
    assert CANDIDATES in desk.get("/admin/search/discoversettings/").text
    shown = desk.get(CANDIDATES, {"user": "@Bob"}).text
    row = re.sub("<[^>]+>|[⁦-⁩]", " ", re.search(rf"<th[^>]*><a[^>]*>post-{post.pk}<.*?</tr>", shown)[0]).split()
    assert row[2:7] == ["0.100", "5.860", "0.000", "0.483", "0.250"]
    assert float(row[1]) == pytest.approx(6.694, abs=0.002)
    assert row[7:] == ["follow", "#oak"]
    assert f"post-{hidden.pk}<" not in shown


def test_where_there_are_more_candidates_than_are_shown_it_says_so(client_of, owner, ada, bob, monkeypatch):
    for _ in range(3):
        post_of(ada)
    assert "The first" not in client_of(owner).get(CANDIDATES, {"user": "bob"}).text
    monkeypatch.setattr("apps.search.admin.MOST", 2)
    shown = client_of(owner).get(CANDIDATES, {"user": "bob"}).text
    assert "3 posts and projects that this person may see" in shown
    assert "The first 2 are shown." in shown


@pytest.mark.parametrize("name", ["nobody", "a\x01b"])
def test_who_is_not_there_is_said(client_of, owner, name):
    answer = client_of(owner).get(CANDIDATES, {"user": name})
    assert answer.status_code == 404
    assert "There is no such member." in answer.text


def test_moderators_and_members_see_nothing_of_it(client_of, mod, bob):
    assert client_of(mod).get(CANDIDATES, {"user": "bob"}).status_code == 403
    assert client_of(bob).get(CANDIDATES, {"user": "bob"}).status_code in (302, 403)
