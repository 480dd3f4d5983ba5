"""The room "Print shop"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="print-shop",
    name="Print shop",
    description="Two presses, much type and one Q. Wash the knife.",
    topics=("letterpress", "type", "paper"),
    owner="cleo",
    kind="open",
    members=(),
    lines=(
        Line(
            40,
            "10:11",
            "cleo",
            (
                "The platen press has a new roller. It only took five months, two suppliers and one phone call in which "
                "I cried, tactically."
            ),
        ),
        Line(40, "10:30", "nadia", "Can I come and smell it?"),
        Line(40, "10:31", "cleo", "You may."),
        Line(
            37,
            "15:02",
            "cleo",
            (
                "Has anybody seen a capital **Q**, Garamond, 18 point? I can print everything but questions about "
                "queues."
            ),
        ),
        Line(37, "15:20", "jonas", "What does a Q weigh?"),
        Line(37, "15:21", "cleo", "Why"),
        Line(37, "15:22", "jonas", "I have found *something* in the vacuum cleaner."),
        Line(37, "15:40", "cleo", "It's a bicycle nut."),
        Line(37, "15:44", "finn", "8 mm? Then it's mine"),
        Line(
            32,
            "09:15",
            "ines",
            (
                "I need 60 small cards for the bowls. Name of the glaze, that's it. When could I have ten minutes of "
                "press?"
            ),
        ),
        Line(32, "09:21", "cleo", "Wednesday after four. You set it yourself, I'll make the coffee and tut."),
        Line(30, "18:48", "ines", "Printed. I've set \"celadon\" with one n upside down. It's a u now."),
        Line(30, "18:49", "cleo", "Celadou. A French town, famous for its mistakes."),
        Line(30, "18:50", "ines", "I keep them."),
        Line(
            25,
            "11:00",
            "thandi",
            (
                "What's the largest sheet the big press takes? I'd like to print one floor plan of the house as a line "
                "block, if a line of 0.3 mm survives."
            ),
        ),
        Line(
            25,
            "11:12",
            "cleo",
            ("50 by 70 on the cylinder. 0.3 survives on zinc, dies in wood, and on lino it depends on how you slept."),
        ),
        Line(25, "11:14", "thandi", "Zinc then. Is there a place that still etches?"),
        Line(25, "11:15", "cleo", "One. He's eighty-one and answers letters only. I'll print you the letterhead."),
        Line(
            20,
            "16:30",
            "cleo",
            (
                "First draft of the poster for the open yard hangs in the kitchen. Wood type, 20 line, one word per "
                "row. Please write ON it. I have pinned a pencil next to it."
            ),
        ),
        Line(
            20,
            "16:58",
            "nadia",
            ("Red and black is what one does. What about the brick colour of the yard wall instead of red?"),
        ),
        Line(20, "17:01", "cleo", "I was waiting for somebody to say that so that I don't have to mix it alone."),
        Line(
            19,
            "08:40",
            "mira",
            (
                "Comments on the draft so far, copied from the paper because it's now also wet:\n\n"
                '- "bigger time" (Bruno)\n'
                '- "when is it though" (no name, and a good point)\n'
                '- "soup should be larger than music" (Quentin)\n'
                '- "no" (Victor, next to the above)\n'
                "- a drawing of a boat, very good (Oskar?)"
            ),
        ),
        Line(19, "08:55", "oskar", "Not me. I draw worse."),
        Line(19, "09:10", "hugo", "It was me. The boat is in my light, I know it by heart."),
        Line(
            19,
            "09:30",
            "cleo",
            ("The date isn't on it. I left off *the date*. I've been doing this for nineteen years."),
        ),
        Line(
            12,
            "12:20",
            "nadia",
            (
                "Ink test with the brick: 4 parts orange, 1 warm red, a bean of black. I wrote it on the tin lid. If "
                "you use the tin, wash the knife."
            ),
        ),
        Line(12, "12:41", "cleo", "It's exactly the wall. I held it against the wall and lost it."),
        Line(
            8,
            "17:40",
            "tomas",
            (
                "Hi! Cleo said you need a picture. #openyard I made a door that's slightly open, cut in lino this "
                "afternoon, 24 x 30. The hinge side is a bit nervous."
            ),
        ),
        Line(8, "17:44", "cleo", "Tomás, you've been here for seven hours"),
        Line(8, "17:45", "tomas", "the chairs haven't come yet, so I had the table"),
        Line(8, "17:52", "nadia", "I like that one can't see what's inside"),
        Line(8, "17:55", "esra", "It's our gate, isn't it? You even have the crooked stone."),
        Line(8, "17:56", "tomas", "I fell over it with the lino in my hand"),
        Line(
            5,
            "14:10",
            "yuki",
            (
                "I have twelve sheets of kozo that are a little larger than A3, 70 grams. They aren't perfect, there is "
                "a leaf in one. If they are of use for the poster, they are yours."
            ),
        ),
        Line(5, "14:13", "cleo", "Are you sure? I'm holding one and I don't dare to breathe on it"),
        Line(5, "14:15", "yuki", "Please breathe. It's only paper. I can make more, the water is cold now."),
        Line(
            5, "14:20", "cleo", ("Then twelve on Yuki's and eighty on the white. The one with the leaf goes to Rosa.")
        ),
        Line(
            5,
            "14:32",
            "yuki",
            ("Print them slightly damp, between two wet boards overnight. Then they take the ink and don't crackle."),
        ),
        Line(3, "10:05", "cleo", "Proof. Read it, all of it, aloud, with a finger."),
        Line(3, "10:09", "wanda", 'It says "Soup from tem".'),
        Line(3, "10:10", "cleo", "No"),
        Line(3, "10:10", "cleo", "It does"),
        Line(3, "10:11", "cleo", "@nadia @tomas @mira you all looked at this"),
        Line(3, "10:14", "wanda", "I used to check buttons for the opera. One counts from the bottom."),
        Line(3, "10:30", "victor", "I would have come at tem."),
        Line(
            2,
            "19:15",
            "cleo",
            (
                "Brick is on, black tomorrow morning. I need somebody to carry sheets to the rack without touching "
                "them, so somebody with long arms and no opinions."
            ),
        ),
        Line(2, "19:20", "oskar", "I have long arms."),
        Line(2, "19:21", "cleo", "Seven."),
        Line(1, "12:48", "cleo", "Black is on. 78 good ones out of 80, twelve out of twelve on the kozo."),
        Line(1, "12:50", "oskar", "I had one opinion. I kept it."),
        Line(1, "13:02", "cleo", "Was it about the kerning"),
        Line(1, "13:03", "oskar", "Yes."),
        Line(
            0,
            "09:10",
            "grace",
            ("Could I have one of the two bad ones? I'd like to photograph what happened to the r."),
        ),
        Line(0, "09:12", "cleo", "It had a difficult r-tistic phase. It's on the stone, take it."),
    ),
)
