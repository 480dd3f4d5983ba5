"""What /healthz says besides, for whoever watches the site. It does not make the site ill."""

_remarks = {}


def register(name, remark):
    """`remark()`: a word, like "ok". Apps say so in `AppConfig.ready()`."""
    _remarks[name] = remark


def remarks():
    return {name: remark() for name, remark in _remarks.items()}
