"""schemathesis asks each operation of the schema what it allows, and much that it does not; signed in and not.

Each operation is asked a few times; with `SCHEMATHESIS_EXAMPLES=300` in the environment, so many.
"""

import os

import pytest
import schemathesis
import yaml
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from apps.api.models import AccessToken
from apps.api.scopes import Scope

pytestmark = pytest.mark.django_db

# Forms refuse what a schema cannot describe: a picture that is none, a name that is taken.
EXCLUDED = [positive_data_acceptance]
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", 2))
load_all_checks()


@pytest.fixture
def schema(client_of, settings):
    settings.RATE_LIMITS = {}
    return yaml.safe_load(client_of(None).get("/api/schema/").content)


class App:
    """The site, as its server would be asked: an address to count by, and no compression, which is not undone here."""

    def __init__(self):
        self.handler = WSGIHandler()

    def __call__(self, environ, start_response):
        environ = {**environ, "REMOTE_ADDR": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "identity"}
        return self.handler(environ, start_response)


@pytest.fixture
def there(ada, bob, studio):
    """What addresses name, by the names of their parameters: what is not there is a 404, and no answer of the view."""
    message = studio.post(ada, "One")
    return {"username": "bob", "slug": "studio", "id": message.pk, "name": "welding", "emoji": "👍", "noun": "room"}


def explore(document, headers, there=None):
    schema = schemathesis.openapi.from_dict(document)
    schema.app = App()
    for result in schema.get_all_operations():
        ask(result.ok(), headers, there or {})


def ask(operation, headers, there):
    strategy = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    def asked(case):
        for name in set(case.path_parameters or ()) & set(there):
            case.path_parameters[name] = there[name]
        excluded = EXCLUDED if is_wrong_in_what_is_sent(case) else [*EXCLUDED, negative_data_rejection]
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    patient = hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize="SCHEMATHESIS_EXAMPLES" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for each in (strategy, wrong):
        patient(given(case=each)(asked))()


def is_wrong_in_what_is_sent(case):
    """Not in what `asked` puts right, the address and the credentials; nor in a form, which has nothing but texts."""
    wrong = {place.value for place, part in case.meta.components.items() if part.mode.is_negative}
    return ("body" in wrong and case.media_type == "application/json") or "query" in wrong


def test_no_answer_to_a_stranger_is_outside_the_schema(schema):
    explore(schema, {})


def test_no_answer_to_a_member_is_outside_the_schema(schema, ada, there):
    _token, secret = AccessToken.objects.make(ada, "Script", [Scope.EVERYTHING])
    explore(schema, {"Authorization": f"Bearer {secret}"}, there)
