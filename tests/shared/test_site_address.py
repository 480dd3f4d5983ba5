"""Where the links of mails lead, which no request tells."""

import re

import pytest

from apps.shared.addresses import absolute
from config import checks


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({"ALLOWED_HOSTS": "yard.example.org,www.yard.example.org"}, "https://yard.example.org"),
        ({"ALLOWED_HOSTS": ".example.org"}, "https://example.org"),
        ({"ALLOWED_HOSTS": "yard.example.org", "HTTPS": "0"}, "http://yard.example.org"),
        ({"ALLOWED_HOSTS": "yard.example.org", "SITE_URL": "https://other.example/"}, "https://other.example"),
        ({"ALLOWED_HOSTS": "localhost,127.0.0.1", "HTTPS": "0", "PORT": "9000"}, "http://localhost:9000"),
        ({"DEBUG": "1"}, "http://localhost:8000"),
        ({"ALLOWED_HOSTS": "*", "HTTPS": "0"}, "http://localhost:8000"),
    ],
)
def test_it_is_said_or_follows_from_the_hosts(settings_of, environment, address):
    assert settings_of(**environment)["SITE_URL"] == address


def test_a_path_becomes_an_address(settings):
    settings.SITE_URL = "https://yard.example"
    assert absolute("/posts/7/#comment-3") == "https://yard.example/posts/7/#comment-3"


@pytest.mark.parametrize("nonsense", ["yard.example", "ftp://yard.example", "https://", ""])
def test_a_site_without_an_address_does_not_start(settings, nonsense):
    settings.SITE_URL = nonsense
    assert "courtyard.E007" in dict(checks.problems())


@pytest.mark.parametrize(
    ("host", "hosts", "server", "warned"),
    [
        ("localhost", ["*"], "mail.example", True),
        ("localhost", ["localhost"], "mail.example", False),
        ("yard.example", ["*"], "mail.example", False),
        ("localhost", ["*"], "", False),
    ],
)
def test_whoever_mails_links_to_nowhere_is_warned(settings, host, hosts, server, warned):
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.EMAIL_HOST = f"http://{host}", hosts, server
    assert bool(checks.mails_lead_here(None)) == warned


# --- Whatever a request says of the host ----------------------------------------------------------

HOSTS = ["testserver:1001", "127.0.0.1:1002", "evil.example", "testserver:65535"]


@pytest.mark.parametrize("host", HOSTS)
def test_links_in_mails_lead_to_the_site(visitor, ada, set_site, mailoutbox, settings, host):
    settings.SITE_URL = "https://yard.example"
    visitor.post("/accounts/password/reset/", {"email": ada.email}, HTTP_HOST=host)
    account = {"username": "newcomer", "email": "newcomer@courtyard.example", "password1": "a-garden-behind-the-kiln"}
    visitor.post("/accounts/signup/", {**account, "password2": account["password1"]}, HTTP_HOST=host)
    assert mailoutbox
    for mail in mailoutbox:
        words = mail.body + "".join(str(part) for part, _kind in mail.alternatives)
        assert host not in words
        assert set(re.findall(r"https?://[^/\s\"]+", words)) == {"https://yard.example"}


@pytest.mark.parametrize("host", ["testserver:1001", "testserver:65535"])
@pytest.mark.parametrize("page", ["room.txt", "feed.atom", "", "/robots.txt", "/sitemap.xml"])
def test_public_pages_do_not_carry_a_foreign_port_on(visitor, set_site, studio, ada, settings, host, page):
    settings.SITE_URL = "https://yard.example"
    set_site(visitors_may_read="rooms")
    studio.post(ada, "Hello")
    response = visitor.get(page if page.startswith("/") else f"/rooms/studio/{page}", HTTP_HOST=host)
    assert response.status_code == 200
    assert host not in response.text


@pytest.mark.parametrize("host", ["", "a b", "testserver:port", "testserver:99999999", "[::1", "a,b", "x" * 5000])
def test_what_is_no_host_is_refused(client_of, settings, host, caplog):
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client_of(None, raise_request_exception=False).get("/robots.txt", HTTP_HOST=host)
    assert response.status_code in (200, 400)
    assert response.status_code == 400 or host == "testserver:99999999"
