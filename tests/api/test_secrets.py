"""No answer of the API tells anybody what they may not see, whatever address they guess."""

import re
from itertools import product

import pytest
from django.urls import get_resolver, reverse

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.posts.models import Comment, Draft, Post
from apps.projects.models import Project, Review
from apps.rooms.models import Attachment, Message, Room
from apps.search.models import NotInterested
from apps.tags.models import Tag
from tests.projects.conftest import make
from tests.search.conftest import drawn, photo
from tests.search.test_secrets import PREFIX, SECRETS, known_to, roles, secrets

__all__ = ["drawn", "make", "photo", "roles", "secrets"]

# Not found by a search, but told by the page of a room that is open to both: what is said there, and who they are.
ON_THE_PAGE_TOO = {SECRETS[what][0] for what in ("blocker's message", "blocker's name", "closed account's name")}
NUMBERS = {"posts": Post, "projects": Project, "comments": Comment, "reviews": Review, "notifications": Notification}


def addresses():
    """Every address of the API, with every name and number that there is; but none that would repeat a secret."""
    names = {
        "username": [*User.objects.filter(is_guest=False).values_list("username", flat=True)],
        "name": [*Tag.objects.exclude(name__contains=PREFIX).values_list("name", flat=True), "welding"],
        "slug": [*Room.objects.values_list("slug", flat=True)],
        "emoji": ["👍"],
        "noun": ["room", "post"],
        "photo": [1],
        "kind": NotInterested.KINDS,
        "key": [*Draft.objects.values_list("key", flat=True)],
    }
    for pattern in get_resolver("apps.api.urls").url_patterns[0].url_patterns:
        if not hasattr(pattern.callback.view_class, "get"):
            continue
        route, converters = str(pattern.pattern), pattern.pattern.converters
        if "slug" in converters and "pk" in converters:
            model = Attachment if "files" in route else Message
            rows = model.objects.values_list("room__slug", "pk")
            sets = [{"slug": slug, "pk": pk, "emoji": "👍"} for slug, pk in rows]
            sets += [{"slug": "studio", "pk": pk, "emoji": "👍"} for _slug, pk in rows]
            yield from (reverse(f"api:{pattern.name}", kwargs={k: one[k] for k in converters}) for one in sets)
            continue
        model = NUMBERS.get(route.partition("/")[0], Post)
        values = {**names, "pk": [*model.objects.values_list("pk", flat=True)]}
        for chosen in product(*(values[name] for name in converters)):
            yield reverse(f"api:{pattern.name}", kwargs=dict(zip(converters, chosen, strict=True)))
    yield f"/api/v1/rooms/?q={PREFIX}"
    yield f"/api/v1/people/?q={PREFIX}"
    yield f"/api/v1/projects/?q={PREFIX}"
    yield f"/api/v1/search/?q={PREFIX}"


def learned(script):
    """Every planted word of all answers, on all pages of them."""
    words, left = set(), list(dict.fromkeys(addresses()))
    assert len(left) > 100
    while left:
        response = script.get(left.pop(), {"limit": 100})
        assert response.status_code < 500
        if response["Content-Type"].startswith("application/json"):
            words |= set(re.findall(rf"{PREFIX}[a-z]+", response.content.decode()))
    return words


@pytest.mark.parametrize("role", ["cleo", "dora", "visitor"])
def test_strangers_learn_nothing(roles, secrets, api, settings, role):
    settings.RATE_LIMITS = {}
    script = api(None if role == "visitor" else roles[role])
    assert learned(script) <= (set() if role == "visitor" else known_to(role) | ON_THE_PAGE_TOO)


def test_those_who_may_see_it_do(roles, secrets, api, settings):
    settings.RATE_LIMITS = {}
    told = learned(api(roles["bob"]))
    assert known_to("bob") <= told <= known_to("bob") | ON_THE_PAGE_TOO
