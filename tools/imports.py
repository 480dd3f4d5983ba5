"""Which of our modules imports which, read from their source."""

import ast
import re
from importlib.util import resolve_name

from tools.serving import ROOT

NAMED_MODULES = {"import_string", "import_module", "register"}  # called with "apps.rooms.demo.part"
NAMED_MODELS = {"get_model", "get_app_config", "ForeignKey", "OneToOneField", "ManyToManyField"}  # with "rooms.Room"


def modules(folder="apps"):
    """Name, source and whether it is a package's `__init__`, of each module below a folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        yield ".".join(parts[:-1] if is_package else parts), path.read_text(), is_package


def imported(name, tree, is_package):
    """The modules that a module imports, anywhere in it; `from a import b` may mean a.b."""
    package = name if is_package else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def named(tree, apps):
    """The modules and models that a module names in strings for others to import. `apps` are the apps' labels."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        for text in texts[:1]:
            if called in NAMED_MODULES and re.fullmatch(r"(apps|config)(\.\w+)+", text):
                yield text
            if called in NAMED_MODELS and text.split(".")[0] in apps:
                yield f"apps.{text.split('.')[0]}.models"


def importers():
    """`{module: the modules that import it}`, for all of apps/."""
    sources = {name: (source, is_package) for name, source, is_package in modules()}
    found = {name: set() for name in sources}
    for name, (source, is_package) in sources.items():
        for target in imported(name, ast.parse(source), is_package):
            module = target if target in sources else target.rpartition(".")[0]
            if module in sources and module != name:
                found[module].add(name)
    return found


def all_importers(changed):
    """The modules among `changed`, and those that import them, directly or through others.

    An app's `urls` import its views, and end the chain: the project imports all of them.
    """
    graph, reached, left = importers(), set(), list(changed)
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            if not name.endswith(".urls"):
                left += graph.get(name, ())
    return reached
