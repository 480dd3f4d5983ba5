"""What other apps show above the feed. They register their part in `AppConfig.ready()`."""

_parts = {}


def register(part, order):
    """`part(request)` gives safe HTML, or nothing."""
    _parts[part] = order


def parts(request):
    return [part(request) for part in sorted(_parts, key=_parts.get)]
