"""Plays each test in one of its forms, for a run that comes after another: what differs is the database beneath.

Forms that a database may take in different ways are all played: those of tests with the mark `each_form`.
"""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    played, kept, left = set(), [], []
    for item in items:
        test = item.nodeid.partition("[")[0]
        again = test in played and not item.get_closest_marker("each_form")
        (left if again else kept).append(item)
        played.add(test)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
