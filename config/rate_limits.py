"""Reads the variable RATE_LIMITS: changes to the table of limits in config/settings.py."""

import re

ENTRY = re.compile(r"(?P<name>[a-z_]+)=(?:(?P<most>[0-9]{1,9})/(?P<seconds>[0-9]{1,7})|off)")


def rate_limits(table, text):
    """The table with the changes of `messages=120/60,rooms=off`, and the parts of the text that mean nothing.

    `off` alone is an empty table: nothing is limited.
    """
    if text.strip() == "off":
        return {}, []
    changed, wrong = dict(table), []
    for part in filter(None, (part.strip() for part in text.split(","))):
        entry = ENTRY.fullmatch(part)
        if not entry or entry["name"] not in table or (entry["seconds"] and not int(entry["seconds"])):
            wrong.append(part)
        elif entry["most"] is None:
            changed.pop(entry["name"], None)
        else:
            changed[entry["name"]] = (int(entry["most"]), int(entry["seconds"]))
    return changed, wrong
