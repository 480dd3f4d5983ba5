"""Stylesheets and behaviours are written in many files and reach the browser as one of each."""

import re
from functools import lru_cache
from pathlib import Path

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed as WhiteNoise does it, after each import of the two entries was replaced by its file."""

    @lru_cache(maxsize=1000)  # noqa: B019  one storage for the life of the process
    def url(self, name, force=False):
        """Asked for a dozen times by every page; the files do not change while the site runs."""
        return super().url(name, force)

    def post_process(self, paths, dry_run=False, **options):
        for entry, joined in (("css/site.css", stylesheet), ("js/site.js", script)):
            if entry in paths and not dry_run:
                storage, path = paths[entry]
                text = joined(Path(storage.path(path)))
                self.delete(entry)
                self._save(entry, ContentFile(text.encode()))
                paths = {**paths, entry: (self, entry)}
        yield from super().post_process(paths, dry_run, **options)


def stylesheet(path):
    """The stylesheet with its imports in place, without comments and runs of white space."""
    return SPACE.sub(" ", COMMENT.sub("", inline(path, r'@import "([^"]+)";', "{}"))).strip()


def script(path):
    """The script with its imports in place, each in a block of its own, so that their names do not meet."""
    return inline(path, r'^import "([^"]+)";', "{{\n{}}}")


def inline(path, statement, frame):
    text = path.read_text(encoding="utf-8")
    found = re.compile(statement, re.MULTILINE)
    return found.sub(lambda match: frame.format(inline(path.parent / match[1], statement, frame)), text)
