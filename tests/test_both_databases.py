"""`make test` plays on PostgreSQL and Redis what has the mark `both_databases`."""

import re

from tools.test import HERE, marked_files

ASKS = re.compile(r"connection\.vendor|settings\.REDIS_URL")


def test_a_file_that_asks_for_its_database_has_the_mark():
    files = [file for file in (HERE / "tests").glob("**/test_*.py") if file.parent.name != "server"]
    asking = {str(file.relative_to(HERE)) for file in files if ASKS.search(file.read_text())}
    assert "tests/rooms/test_search.py" in asking
    assert asking <= set(marked_files())
