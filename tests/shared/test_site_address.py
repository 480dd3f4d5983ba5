"""Where the links of mails lead, which no request tells."""

import os
import runpy

import pytest
from django.conf import settings as site_settings

from apps.shared.addresses import absolute
from config import checks


@pytest.fixture
def settings_of(monkeypatch):
    """`settings_of(HTTPS="0")`: the site's settings in an environment that has nothing else."""

    def read(**environment):
        for name in ("SITE_URL", "ALLOWED_HOSTS", "HTTPS", "PORT", "DEBUG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"ENV_FILE": os.devnull, **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(site_settings.BASE_DIR / "config/settings.py")

    return read


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
