"""What /healthz says besides, for whoever watches the site. It does not make the site ill."""

from django.db import DatabaseError

_remarks = {}


def register(name, remark):
    """`remark()`: a word, like "ok". Apps say so in `AppConfig.ready()`."""
    _remarks[name] = remark


def remarks():
    return {name: word(remark) for name, remark in _remarks.items()}


def word(remark):
    try:
        return remark()
    except DatabaseError:  # its tables are not there yet
        return "not known"
