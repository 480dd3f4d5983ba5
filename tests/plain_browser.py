"""A browser that runs no scripts, in the process: it follows links and sends forms as they are on the page."""

from webtest import Upload

from tools.serving import session_of

__all__ = ["PlainBrowser", "Upload"]


class PlainBrowser:
    """Of a person, or of a visitor. Sees nothing that is in a template or has `hidden`."""

    def __init__(self, app, user=None):
        self.app, self.page, self.fragment = app, None, ""
        if user is not None:
            app.set_cookie("session", session_of(user))

    def goes_to(self, address, status=200):
        return self.arrives(self.app.get(address, expect_errors=True), status)

    def arrives(self, page, status=200):
        self.fragment = ""
        while page.status_int in (301, 302, 303):
            self.fragment = page.location.partition("#")[2]
            page = page.follow(expect_errors=True)
        assert page.status_int == status, f"{page.status} at {page.request.path_qs}"
        self.page = page
        return self

    @property
    def path(self):
        return self.page.request.path_qs

    # What is on the page.

    def all(self, selector, words=""):
        return [found for found in self.page.html.select(selector) if words in text_of(found) and is_shown(found)]

    def one(self, selector, words=""):
        found = self.all(selector, words)
        assert len(found) == 1, f"{len(found)} of {selector} with {words!r}"
        return found[0]

    def texts(self, selector):
        return [text_of(found) for found in self.all(selector)]

    def named(self, selector, words, within=""):
        """The first with these words in it, or as its label."""
        called = [one for one in self.all(f"{within} {selector}") if words in (text_of(one), one.get("aria-label"))]
        assert called, f"no {selector} is called {words!r}: {self.texts(f'{within} {selector}')}"
        return called[0]

    # What one does there.

    def clicks(self, words, within=""):
        return self.follows(self.named("a[href]", words, within))

    def follows(self, link):
        return self.arrives(self.page.goto(link["href"], expect_errors=True))

    def presses(self, words, fields=(), within="", status=200):
        """A button, in whose form these fields are filled in before."""
        button = self.named("button", words, within)
        tag = self.page.html.find(id=button["form"]) if button.get("form") else button.find_parent("form")
        form = self.page.forms[self.page.html.find_all("form").index(tag)]
        for name, value in dict(fields).items():
            fill(form, name, value)
        form.action = button.get("formaction", form.action)
        form.method = button.get("formmethod", form.method)
        pressed = {"name": button["name"], "value": button.get("value", "")} if button.get("name") else {}
        return self.arrives(form.submit(**pressed, expect_errors=True), status)


def fill(form, name, value):
    """A field, or a group of check boxes of which those of a list are checked."""
    boxes = form.fields.get(name, [])
    if isinstance(value, list) and len(boxes) > 1:
        for box in boxes:
            box.checked = box._value in value
    else:
        form[name] = value


def text_of(tag):
    return " ".join(tag.get_text().split())


def is_shown(tag):
    return all(one.name != "template" and not one.has_attr("hidden") for one in (tag, *tag.parents))
