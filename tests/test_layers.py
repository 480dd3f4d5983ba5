"""Who may know whom (DESIGN §2): an app imports only from a strictly lower layer, and nothing imports views."""

import ast
from pathlib import Path

import pytest

from tools.imports import imported, modules, named

APPS = Path(__file__).resolve().parent.parent / "apps"

LAYERS = {
    "shared": 0,
    "tasks": 0.5,  # what every app may leave for later
    "live": 1,
    "accounts": 1,
    "tags": 2,
    "notifications": 2,
    "people": 3,
    "posts": 4,
    "rooms": 4,
    "projects": 5,
    "moderation": 6,
    "search": 6,
    "weeks": 6,  # its page shows people, photos and rooms
    "api": 7,
    "bots": 8,
}

# The project knows its apps; these few modules know the project, each for its reason.
MAY_KNOW_THE_PROJECT = {
    "apps.live.management.commands.serve": "the command that starts the project's own server",
    "apps.live.management.commands.runserver": "the development server takes the same way",
    "apps.tasks.management.commands.work": "it says in the same words why it does not start",
    "apps.shared.management.commands.prepare": "it says in the same words why it does not start",
}


# A foreign key from a lower app to a higher one, by its name: the database checks that each row has one target.
MAY_POINT_TO = {
    ("apps.posts.models.comments", "apps.projects.models"): "a comment is under a post or under a project",
    ("apps.posts.models.marks", "apps.projects.models"): "people like and save a post or a project",
    ("apps.posts.models.mentions", "apps.projects.models"): "a mention is of a post's or of a project's text",
    ("apps.posts.models.photos", "apps.projects.models"): "a photo is a post's, a draft's or a project's",
}


def offences(name, source, is_package=False):
    """What a module's source does against the rules, in sentences."""
    tree = ast.parse(source)
    pointed_to = {target for target in named(tree, LAYERS) if (name, target) not in MAY_POINT_TO}
    known = set(imported(name, tree, is_package)) | pointed_to
    found = []
    for target in sorted(known):
        if target.split(".")[0] == "config" and name not in MAY_KNOW_THE_PROJECT:
            found.append(f"{name} knows the project: {target}")
        if not target.startswith("apps."):
            continue
        mine, theirs = app_of(name), app_of(target)
        if mine != theirs and not LAYERS[theirs] < LAYERS[mine]:
            found.append(f"{name} (layer {LAYERS[mine]}) knows {target} (layer {LAYERS[theirs]})")
        if part_of(target) == "views" and part_of(name) not in ("urls", "views"):
            found.append(f"{name} knows views: {target}")
        if part_of(target) == "forms" and part_of(name) in ("models", "querysets", "broadcasts"):
            found.append(f"{name} knows forms: {target}")
        if part_of(target) == "models" and part_of(name) == "broadcasts":
            found.append(f"{name} knows models: {target}; it is given instances")
    return found


def app_of(name):
    return name.split(".")[1]


def part_of(name):
    """`views` of apps.rooms.views and of apps.rooms.views.messages."""
    return (*name.split("."), "", "", "")[2]


def test_every_app_keeps_to_the_layers():
    assert [offence for module in modules() if module[0] != "apps" for offence in offences(*module)] == []


def test_every_app_has_a_layer():
    apps = {path.parent.name for path in APPS.glob("*/apps.py")}
    assert apps <= set(LAYERS)


def test_exceptions_are_still_needed():
    knowing = {
        name
        for name, source, is_package in modules()
        if any(target.split(".")[0] == "config" for target in imported(name, ast.parse(source), is_package))
    }
    assert knowing == set(MAY_KNOW_THE_PROJECT)


def test_foreign_keys_to_a_higher_app_are_still_needed():
    pointing = {
        (name, target)
        for name, source, _is_package in modules()
        for target in named(ast.parse(source), LAYERS)
        if (name, target) in MAY_POINT_TO
    }
    assert pointing == set(MAY_POINT_TO)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param(
            "apps.posts.models.marks", "from apps.projects.models import Project", id="an import, of a target"
        ),
        pytest.param("apps.people.models", "from apps.rooms.models import Room", id="upward"),
        pytest.param("apps.people.models", "import apps.rooms.models as there", id="upward, plainly"),
        pytest.param("apps.people.models", "from apps import rooms", id="upward, the package"),
        pytest.param("apps.accounts.receivers", "from apps.live import publish", id="sideways"),
        pytest.param("apps.posts.models", "from apps.rooms import models", id="sideways at layer 4"),
        pytest.param("apps.people.admin", "def late():\n    from apps.rooms import models", id="late"),
        pytest.param("apps.people.admin", "if TYPE_CHECKING:\n    from apps.rooms import models", id="for types only"),
        pytest.param("apps.people.demo.part", "from ...rooms.models import Room", id="relative"),
        pytest.param("apps.people.management.commands.x", "from apps.rooms import models", id="a command"),
        pytest.param("apps.people.models", "room = apps.get_model('rooms', 'Room')", id="get_model with two strings"),
        pytest.param("apps.people.models", "room = apps.get_model('rooms.Room')", id="get_model with one string"),
        pytest.param("apps.people.models", "room = models.ForeignKey('rooms.Room', CASCADE)", id="a foreign key"),
        pytest.param("apps.people.models", "room = import_string('apps.rooms.models.Room')", id="import_string"),
        pytest.param("apps.people.models", "room = importlib.import_module('apps.rooms')", id="import_module"),
        pytest.param("apps.people.apps", "from config import checks", id="the project"),
        pytest.param("apps.rooms.live", "from .views import readable", id="views"),
        pytest.param("apps.rooms.live", "from . import views", id="views, relative"),
        pytest.param("apps.search.forms", "from apps.rooms.views import readable", id="a lower app's views"),
        pytest.param("apps.rooms.models.rooms", "from ..forms import RoomForm", id="forms in models"),
        pytest.param("apps.rooms.broadcasts", "from .models import Room", id="models in broadcasts"),
    ],
)
def test_an_offender_is_caught(name, source):
    assert len(offences(name, source)) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("apps.rooms.models.rooms", "from apps.tags.models import Tag\nfrom .. import broadcasts"),
        ("apps.rooms.urls", "from . import views"),
        ("apps.rooms.views", "from .forms import RoomForm\nfrom django.views import View"),
        ("apps.rooms.models.rooms", "room = models.ForeignKey('rooms.Room', CASCADE)"),
        ("apps.live.management.commands.serve", "from config import server"),
    ],
)
def test_an_honest_module_is_not(name, source):
    assert offences(name, source) == []
