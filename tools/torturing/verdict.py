"""What must be true afterwards. Every sentence that comes back is something that is wrong."""

from collections import Counter


def faults(ledger, stored, readers, room=None):
    """`stored`: the room in the database, pairs of number and words; `room`: the same as read through its pages.

    The database is the judge of order: a message's number is its place. Since every writer insists until it gets a
    2xx, what is stored must be exactly what was acknowledged, no more and no less.
    """
    found = []
    acknowledged = sorted(ledger.acknowledged.items())
    if len(acknowledged) != ledger.sent - len(ledger.removed):
        found.append(f"{ledger.sent} were sent, and {len(acknowledged)} acknowledged under numbers of their own")
    if lost := [words for number, words in acknowledged if (number, words) not in set(stored)]:
        found.append(f"{some(lost)} acknowledged, and not in the database")
    if extra := [words for number, words in stored if number not in ledger.acknowledged]:
        found.append(f"{some(extra)} in the database, and acknowledged under no such number")
    if back := sorted(ledger.removed & {number for number, _words in stored}):
        found.append(f"{some([str(number) for number in back])} removed, and still in the database")
    if doubled := twice(words for _number, words in stored):
        found.append(f"{some(doubled)} twice in the database")
    if room is not None and room != stored:
        found.append("the pages of the room do not show what is in the database")
    for name, reader in enumerate(readers):
        found += faults_of(name, reader, stored)
    return found


def faults_of(name, reader, stored):
    held = reader.holds()
    if missing := [words for number, words in stored if (number, words) not in set(held)]:
        yield f"reader {name} has a gap: {some(missing)}"
    if extra := [words for number, words in held if (number, words) not in set(stored)]:
        yield f"reader {name} holds what is not in the room: {some(extra)}"
    if doubled := twice(words for _number, words in held):
        yield f"reader {name} holds {some(doubled)} twice"
    if reader.again:
        yield f"reader {name} was told {reader.again} events twice"
    if reader.disordered:
        yield f"reader {name} got messages out of order: {some([str(number) for number in sorted(reader.disordered)])}"


def twice(words):
    return [word for word, times in Counter(words).items() if times > 1]


def some(words):
    return f"{len(words)} ({', '.join(words[:3])}{', …' if len(words) > 3 else ''})"
