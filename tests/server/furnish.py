"""Make a site for the server tests in the empty database of the environment; print what they need to know of it.

ada and bob know each other: studio is open, kiln is theirs. cleo is a stranger. Each has a session and a token of the
API already.
"""

import json
import os

import django

from tools.serving import session_of


def furnish():
    from apps.accounts.models import SiteSettings, User
    from apps.api.models import AccessToken
    from apps.api.scopes import Scope
    from apps.rooms.models import Room

    SiteSettings.open()
    users = {
        name: User.objects.create_user(name, f"{name}@courtyard.example", "unused") for name in ("ada", "bob", "cleo")
    }
    studio = Room.objects.open_by(users["ada"], name="Studio", kind=Room.Kind.OPEN)
    kiln = Room.objects.open_by(users["ada"], name="Kiln", kind=Room.Kind.CLOSED)
    kiln.join(users["bob"])
    sessions = {name: session_of(user) for name, user in users.items()}
    sessions |= {f"cleo, browser {number}": session_of(users["cleo"]) for number in range(4)}
    tokens = {name: AccessToken.objects.make(user, "Script", [Scope.EVERYTHING])[1] for name, user in users.items()}
    return {"rooms": {"studio": studio.pk, "kiln": kiln.pk}, "sessions": sessions, "tokens": tokens}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.server.settings")
    django.setup()
    print(json.dumps(furnish()))  # noqa: T201
