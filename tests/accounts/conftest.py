import pytest


@pytest.fixture
def kicked(monkeypatch):
    """Primary keys of those whose streams were ended, in order."""
    users = []
    monkeypatch.setattr("apps.live.publish.end_streams_of", lambda user: users.append(user.pk))
    return users
