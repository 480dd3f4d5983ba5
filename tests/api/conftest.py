import json

import pytest
from django.test import Client

from apps.api.models import AccessToken
from apps.api.scopes import Scope
from tests import cast


class APIClient(Client):
    """Sends and expects JSON. `token` is sent in the header `Authorization`."""

    def __init__(self, token=""):
        super().__init__()
        self.token = token

    def request(self, **environ):
        if self.token:
            environ.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.token}")
        return super().request(**environ)

    def send(self, method, path, data=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        return self.generic(method, f"/api/v1/{path}", headers=headers, **body)

    def sign_in(self, username, password=cast.PASSWORD, **more):
        return self.send("POST", "token/", {"username": username, "password": password, **more})


@pytest.fixture
def api(db):
    """`api(ada)`: a script of hers, whose token may do everything or what it is given; `api(None)` has no token."""

    def script(user, *scopes):
        if user is None:
            return APIClient()
        _token, secret = AccessToken.objects.make(user, "Script", scopes or [Scope.EVERYTHING])
        return APIClient(secret)

    return script
