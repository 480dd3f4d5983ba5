"""The room "Bikes"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="bikes",
    name="Bikes",
    description="The garage, the cargo bike and everything that ticks. Wednesdays from five.",
    topics=("bicycles", "wheels", "welding"),
    owner="finn",
    kind="open",
    members=(),
    lines=(
        Line(
            42,
            "17:10",
            "finn",
            (
                "Winter check in the garage, every Wednesday from five. Brakes, lights, chain. Bring the bike, bring a "
                "biscuit."
            ),
        ),
        Line(42, "17:30", "dev", "How many biscuits is a bottom bracket?"),
        Line(42, "17:31", "finn", "All of them"),
        Line(35, "08:20", "priya", 'Which of you has the cargo bike? It\'s signed out to "me".'),
        Line(35, "08:26", "leo", "that's me. i wrote me"),
        Line(35, "08:27", "priya", "You have to see that this doesn't scale."),
        Line(35, "08:29", "leo", "i'll be back by 11 with two speakers and humility"),
        Line(
            34,
            "09:40",
            "finn",
            (
                "New list for the cargo bike, hangs next to it:\n\n"
                "1. Your **name**. A name.\n"
                "2. From when, until when.\n"
                "3. What's broken now that wasn't.\n"
                "4. The key goes to Mira, *not* into the basket."
            ),
        ),
        Line(34, "09:52", "mira", "It was in the basket when I looked, ten minutes ago, with this list in it."),
        Line(
            30,
            "18:22",
            "victor",
            (
                "My back wheel ticks once per turn. In four-four time, if I ride at my usual speed. It's not "
                "unpleasant, but should I be worried?"
            ),
        ),
        Line(30, "18:30", "finn", "Spoke or magnet or a leaf. Where's the one?"),
        Line(30, "18:31", "victor", "At the top"),
        Line(30, "18:32", "finn", "Then it's the reflector. Push it 2 cm outwards."),
        Line(30, "18:50", "victor", "Silence. I've lost my metronome."),
        Line(
            26,
            "11:38",
            "finn",
            (
                "Pedal thread saved, tap is back. In the green box. I took a photo of it in the green box, with today's "
                "paper"
            ),
        ),
        Line(26, "11:40", "jonas", "Seen. 11:38. A record."),
        Line(24, "07:55", "esra", "Somebody has leaned a bicycle against the fig."),
        Line(24, "07:56", "esra", "It's orange"),
        Line(24, "08:01", "rosa", "It's in the shed now. Its owner may come to me."),
        Line(24, "08:44", "quentin", "The orange one is mine. I'm coming to you. Should I bring something?"),
        Line(24, "08:45", "rosa", "Bring yourself and an excuse. I like to compare."),
        Line(
            20,
            "19:15",
            "nadia",
            (
                "Lights! I was nearly run over by one of us on the canal, without any light, in a coat of *my own "
                "fabric*. Dark blue, the hotel one. I've designed camouflage."
            ),
        ),
        Line(20, "19:21", "finn", "I have 14 sets of lights in a box, 6 euros, batteries incl."),
        Line(20, "19:22", "grace", "It was me. I'm sorry. One set please."),
        Line(20, "19:25", "nadia", "It fits you beautifully. I saw that much."),
        Line(
            19,
            "10:02",
            "wanda",
            (
                "For those with dark coats: I have three metres of reflecting tape from a production with firemen. I "
                "sew it under the collar, so that one can turn it up at night. Mondays."
            ),
        ),
        Line(19, "10:06", "grace", "Monday."),
        Line(19, "10:07", "nadia", "Monday. I would have to redesign nothing, thank you."),
        Line(15, "16:45", "finn", "who has a 15 mm? open or ring, it's for an old hub. mine is holding up a shelf"),
        Line(15, "16:47", "jonas", "First drawer. What's the shelf?"),
        Line(15, "16:48", "finn", "a temporary one from 2019"),
        Line(15, "16:55", "oskar", "I have one too. It's longer."),
        Line(
            12,
            "18:02",
            "sami",
            (
                "is it ok if i do a session on wheels and bearings at the open yard? bikes and boards are the same "
                "religion"
            ),
        ),
        Line(12, "18:10", "finn", "Yes!! You do bearings, I do punctures. 11 till 1?"),
        Line(12, "18:11", "sami", "perfect"),
        Line(
            10,
            "19:05",
            "esra",
            "The pump at the gate hisses and gives nothing. Does anybody know where its washer has gone?",
        ),
        Line(
            9,
            "13:30",
            "thandi",
            ("Counted for the plan: 47 bicycles in the yard, stands for 26. Of the 47, how many belong to somebody?"),
        ),
        Line(9, "13:36", "finn", "Thirty? There are some that came with the house"),
        Line(9, "13:40", "mira", "The green one with the basket has been here longer than I have. I oil it."),
        Line(
            9,
            "13:44",
            "thandi",
            ("I propose a ribbon on each. Who doesn't take theirs off in four weeks, has given it to @finn."),
        ),
        Line(9, "13:46", "finn", "i'd be rich"),
        Line(9, "13:50", "mira", "Not the green one."),
        Line(9, "13:51", "thandi", "Never the green one."),
        Line(
            6,
            "15:20",
            "kaya",
            (
                "Are there bikes with three wheels? I have to get 30 kg of wet wool to the mangle, and last time it "
                "went into the canal with me."
            ),
        ),
        Line(6, "15:24", "finn", "Cargo bike. It's free Tuesday"),
        Line(6, "15:26", "kaya", "Signed: Kaya, Tue 9 to 12, wool."),
        Line(6, "15:27", "priya", "A perfect entry. I'll frame it."),
        Line(
            3,
            "12:40",
            "kaya",
            ("Back. What's broken now that wasn't: nothing. What's blue now that wasn't: the left handle."),
        ),
        Line(3, "12:44", "finn", "I like it"),
        Line(2, "18:40", "grace", "Whose is the child's seat on the stairs, the blue one?"),
        Line(
            1,
            "17:30",
            "finn",
            (
                'For Saturday: I need one person who can say "no, not today, but come on Wednesday" to people with '
                "three bikes. I always say yes."
            ),
        ),
        Line(1, "17:36", "wanda", "I can say no."),
        Line(1, "17:37", "finn", "I'd hoped so"),
        Line(
            0,
            "08:18",
            "finn",
            ("Tyre pressure is free all day tomorrow, the compressor sits next to Halina. Good morning everyone"),
        ),
        Line(0, "08:25", "sami", "she's not at her best next to a compressor"),
    ),
)
