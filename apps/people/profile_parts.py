"""What other apps show on somebody's page. They register their part in `AppConfig.ready()`."""

_parts = {}


def register(part, order):
    """`part(request, profile)` gives safe HTML, or nothing."""
    _parts[part] = order


def parts(request, profile):
    return [part(request, profile) for part in sorted(_parts, key=_parts.get)]
