"""What apps add to `/`: beside the feed of members, and to the page that visitors see.

They register their part in `AppConfig.ready()`.
"""

BESIDE_FEED, FOR_VISITORS = "beside-feed", "for-visitors"

_parts = {BESIDE_FEED: {}, FOR_VISITORS: {}}


def register(where, part, order):
    """`part(request)` gives safe HTML, or nothing."""
    _parts[where][part] = order


def parts(where, request):
    """The HTML of those parts that have something to show."""
    shown = (part(request) for part in sorted(_parts[where], key=_parts[where].get))
    return [html for html in shown if html]
