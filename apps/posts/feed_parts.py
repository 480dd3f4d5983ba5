"""What other apps show on the feed. They register their part in `AppConfig.ready()`."""

ABOVE, AFTER_NEW = "above", "after-new"  # AFTER_NEW: below the line that says how far one had come, or at the end

_parts = {ABOVE: {}, AFTER_NEW: {}}


def register(where, part, order):
    """`part(request, posts)` gives safe HTML, or nothing; `posts` are those of the page."""
    _parts[where][part] = order


def parts(where, request, posts):
    """The HTML of those parts that have something to show."""
    shown = (part(request, posts) for part in sorted(_parts[where], key=_parts[where].get))
    return [html for html in shown if html]
