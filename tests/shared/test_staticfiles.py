"""In production, stylesheets and behaviours arrive as one hashed, compressed file each."""

import gzip
import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import storage as static_storage
from django.core.files.storage import storages
from django.core.management import call_command

from apps.shared.staticfiles import inline, script, stylesheet


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Where collectstatic has put everything, and its list of hashed names."""
    from django.test import override_settings

    root = tmp_path_factory.mktemp("static")
    choice = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "apps.shared.staticfiles.JoinedStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=root, STORAGES=choice):
        static_storage.staticfiles_storage._wrapped = storages["staticfiles"]
        call_command("collectstatic", interactive=False, verbosity=0)
    static_storage.staticfiles_storage._wrapped = storages["staticfiles"]
    return root, json.loads((root / "staticfiles.json").read_text())["paths"]


@pytest.mark.parametrize("entry", ["css/site.css", "js/site.js"])
def test_an_entry_is_one_hashed_compressed_file(collected, entry):
    root, paths = collected
    hashed = root / paths[entry]
    assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", hashed.name)
    text = hashed.read_text()
    assert "@import" not in text
    assert not re.search(r"^import ", text, re.MULTILINE)
    packed = hashed.with_name(f"{hashed.name}.gz")
    assert gzip.decompress(packed.read_bytes()).decode() == text


def test_the_stylesheet_has_all_its_parts_in_their_order(collected):
    root, paths = collected
    text = (root / paths["css/site.css"]).read_text()
    assert text.index("@layer reset") < text.index(":root")
    for part in ("message", "button", "composer"):
        assert f".{part}" in text


def test_what_it_points_to_is_hashed_too(collected):
    root, paths = collected
    text = (root / paths["css/site.css"]).read_text()
    for address in re.findall(r"""url\(["']?([^"')]+)""", text):
        assert address.startswith(("data:", "#")) or (root / "css" / address.partition("#")[0]).exists()


def test_collecting_twice_gives_the_same_names(collected, tmp_path):
    root, paths = collected
    assert {paths[entry] for entry in ("css/site.css", "js/site.js")} <= {
        str(path.relative_to(root)) for path in root.rglob("*")
    }


def test_imports_are_put_in_place_in_their_order(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "site.css").write_text('@layer a, b;\n@import "parts/one.css";\n@import "parts/two.css";\nb { c: d }')
    (tmp_path / "parts/one.css").write_text('/* a "comment" */\n@import "two.css";\n.one {\n  color: red;\n}')
    (tmp_path / "parts/two.css").write_text(".two { content: 'a  b' }")
    assert inline(tmp_path / "site.css", r'@import "([^"]+)";', "{}").count(".two") == 2
    joined = stylesheet(tmp_path / "site.css")
    assert joined.startswith("@layer a, b; .two")
    assert "comment" not in joined
    assert joined.endswith("b { c: d }")


def test_each_script_has_its_names_for_itself(tmp_path):
    (tmp_path / "site.js").write_text('import "./one.js";\nimport "./two.js";\n')
    (tmp_path / "one.js").write_text("const name = 1\n")
    (tmp_path / "two.js").write_text("const name = 2\n")
    assert script(tmp_path / "site.js") == "{\nconst name = 1\n}\n{\nconst name = 2\n}\n"


def test_every_behaviour_arrives():
    root = settings.BASE_DIR / "static" / "js"
    behaviours = sorted((root / "behaviours").glob("*.js"))
    imported = re.findall(r'"\./behaviours/(.+)"', (root / "site.js").read_text())
    assert sorted(imported) == [file.name for file in behaviours]
