"""Who answered whom in the demo community, and which emoji stand under what was said."""

from apps.rooms.models import Message, Reaction

# (room, days ago, time, author): the first such line answers this one
REPLIES = {
    ("studio", 0, "08:58", "kaya"): ("studio", 0, "08:51", "dev"),
    ("studio", 0, "09:14", "ada"): ("studio", 0, "09:03", "ines"),
    ("studio", 0, "09:36", "yuki"): ("studio", 0, "09:31", "cleo"),
    ("kitchen", 0, "09:06", "mira"): ("kitchen", 0, "09:05", "finn"),
}
REACTIONS = {
    ("studio", 41, "09:21", "dev"): {"😄": "ines jonas cleo"},
    ("studio", 0, "08:51", "dev"): {"🔥": "ines jonas kaya ada mira hugo leo", "👏": "ines cleo grace"},
    ("studio", 0, "09:14", "ada"): {"🙌": "ines kaya"},
    ("studio", 0, "09:31", "cleo"): {"❤️": "ines yuki ada mira esra grace nadia hugo leo", "🖨️": "oskar yuki"},
    ("kitchen", 0, "08:33", "wanda"): {"🍰": "priya grace sami dev finn"},
    ("kitchen", 0, "08:44", "dev"): {"☕": "wanda sami"},
    ("garden", 0, "07:35", "rosa"): {"👏": "finn thandi"},
    ("print-shop", 1, "12:48", "cleo"): {"🎉": "oskar yuki mira"},
    ("print-shop", 1, "12:50", "oskar"): {"😂": "cleo yuki"},
}


def answer_and_react(said, users):
    """`said`: (message, line) of everything."""
    first = {}
    for message, line in said:
        first.setdefault((message.room.slug, line.days_ago, line.time, line.author), message)
    replies = [(first[reply], first[question]) for reply, question in REPLIES.items() if {reply, question} <= {*first}]
    for reply, question in replies:
        reply.reply_to = question
    Message.objects.bulk_update([reply for reply, _question in replies], ["reply_to"])
    Reaction.objects.bulk_create(
        [
            Reaction(message=first[line], user=users[name], emoji=emoji)
            for line, given in REACTIONS.items()
            if line in first
            for emoji, names in given.items()
            for name in names.split()
            if name in users
        ]
    )
