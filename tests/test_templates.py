"""A template that is included with `only` gets everything that it asks for.

Otherwise a button is missing on the page and nothing says so: `{% if user.is_authenticated %}` is false where there is
no `user`.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression, Node, NodeList, Variable
from django.template.defaulttags import CsrfTokenNode, ForNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode

ALWAYS = {"forloop", "True", "False", "None", "block"}
# What is left out on purpose: a name that a template asks for, and does without.
MAY_BE_MISSING = {
    "people/_follow_button.html": {"back", "row"},
    "people/_follower_number.html": {"out_of_band"},
    "people/_following_number.html": {"out_of_band"},
    "rooms/_edge.html": {"previous"},
    "rooms/_edit.html": {"fragment"},
    "rooms/_newer.html": {"oob"},
    "rooms/_older.html": {"oob"},
}


def template_names():
    folder = Path(settings.BASE_DIR) / "templates"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))


def compiled(name):
    return engines["django"].engine.get_template(name)


def names_in(value):
    """The names that a part of a node asks the context for."""
    if isinstance(value, FilterExpression):
        yield from names_in(value.var)
        for _function, arguments in value.filters:
            for is_variable, argument in arguments:
                if is_variable:
                    yield from names_in(argument)
    elif isinstance(value, Variable):
        if value.lookups:
            yield value.lookups[0]
    elif isinstance(value, dict):
        for one in value.values():
            yield from names_in(one)
    elif isinstance(value, NodeList | Node):
        return  # looked at by itself
    elif isinstance(value, list | tuple):
        for one in value:
            yield from names_in(one)
    elif hasattr(value, "__dict__") and type(value).__module__.startswith("django.template"):
        yield from names_in(vars(value))  # the condition of an `if`


def asked_by(nodes, known=frozenset()):
    """The names that some nodes ask of the context that they are given, with those of what they include."""
    bound = set(known)
    for node in nodes:
        here = {
            one
            for key, one in vars(node).items()
            if not isinstance(one, NodeList) and key not in ("token", "origin")
            for one in names_in(one)
        }
        if isinstance(node, CsrfTokenNode):
            here |= {"csrf_token"}
        if isinstance(node, SimpleNode) and node.takes_context:
            here |= {"request"}
        yield from here - bound
        inner = set(bound)
        if isinstance(node, ForNode):
            inner |= set(node.loopvars)
        elif isinstance(node, WithNode):
            inner |= set(node.extra_context)
        elif isinstance(node, BlockTranslateNode):
            inner |= set(node.extra_context) | {node.countervar}
            tokens = [*node.singular, *node.plural]
            yield from {token.contents for token in tokens if token.token_type.name == "VAR"} - inner
        if isinstance(node, IncludeNode) and not node.isolated_context:
            included = literal(node)
            if included:
                yield from set(asked(included)) - bound - set(node.extra_context)
        for name in ("target_var", "asvar", "variable"):
            if isinstance(made := getattr(node, name, None), str):
                bound.add(made)
        for child in vars(node).values():
            if isinstance(child, NodeList):
                yield from asked_by(child, inner)
        for _condition, child in getattr(node, "conditions_nodelists", ()):
            yield from asked_by(child, inner)


def literal(include):
    return include.template.var if isinstance(include.template.var, str) else None


def asked(name, cache={}):  # noqa: B006
    if name not in cache:
        cache[name] = set()  # a template that includes itself asks for what it asks for
        cache[name] = set(asked_by(compiled(name).nodelist)) - ALWAYS
    return cache[name]


def isolated_includes(name):
    for node in compiled(name).nodelist.get_nodes_by_type(IncludeNode):
        if node.isolated_context and literal(node):
            yield literal(node), set(node.extra_context)


@pytest.mark.parametrize(
    "name",
    [name for name in template_names() if " only %}" in (Path(settings.BASE_DIR) / "templates" / name).read_text()],
)
def test_what_is_included_with_only_lacks_nothing(name):
    lost = {
        included: missing
        for included, given in isolated_includes(name)
        if (missing := asked(included) - given - MAY_BE_MISSING.get(included, set()))
    }
    assert not lost


@pytest.mark.parametrize("name", template_names())
def test_titles_and_attributes_hold_no_elements(name):
    """`isolate` writes a <bdi>; there is `isolate_text` for what is no HTML."""
    source = (Path(settings.BASE_DIR) / "templates" / name).read_text()
    titles = re.findall(r"block title %}.*?{% endblock %}|<title>.*?</title>", source, re.DOTALL)
    attributes = re.findall(r'\s[a-z-]+="(?:{%.*?%}|{{.*?}}|[^"{])*"', source)
    assert [found for found in titles + attributes if re.search(r"\|isolate\b", found)] == []


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    sources = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    named = {name for source in sources for name in re.findall(r"""{% icon ["']([a-z-]+)["']""", source)}
    assert len(named) > 40
    assert named - drawn == set()
