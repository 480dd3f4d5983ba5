"""The engine of search: what is found, by whom, in which order."""

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import SiteSettings
from apps.search import engine
from apps.search.query import Query

pytestmark = pytest.mark.both_databases


def found(text, kind, user, **options):
    page = engine.search(Query.parsed(text), kind, user, SiteSettings.current(), **options)
    return [result.object for result in page.results]


def test_each_kind_can_be_asked_by_everyone(ada, bob, studio):
    message = studio.post(ada, "The kiln is warm")
    for user in (ada, bob, AnonymousUser()):
        for kind in engine.SOURCES:
            found("kiln", kind, user)
        engine.overview(Query.parsed("kiln"), user, SiteSettings.current())
        engine.quick("stu", user, SiteSettings.current())
    assert found("kiln", "messages", bob) == [message]
