"""The room "Kiln rota"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="kiln-rota",
    name="Kiln rota",
    description="Who fires what and when, and who has the key. For those who load, sweep and pay.",
    topics=("kiln", "glaze", "rota"),
    owner="ines",
    kind="closed",
    members=("ines", "dev", "mira", "ada", "jonas", "esra", "nadia", "kaya"),
    lines=(
        Line(
            42,
            "17:00",
            "ines",
            (
                "New rota, because the old one was a piece of card and it has been fired. Rules as before: who loads, "
                'unloads. Who unloads, sweeps. Nobody opens above 100, also not "a crack", also not "to look".\n\n'
                "| week | glaze | bisque | loads | has the key |\n"
                "|---|---|---|---|---|\n"
                "| 1 | Tue | Fri | Ines | Ines |\n"
                "| 2 | Tue | - | Ines, Ada | Mira |\n"
                "| 3 | - | Thu | Esra | Mira |\n"
                "| 4 | Tue | Fri | Ines | Ines |"
            ),
        ),
        Line(42, "17:12", "esra", "Week 3 is fine, it's only the plant pots."),
        Line(42, "17:20", "dev", "Can I have two nights with nothing in it? Any two."),
        Line(42, "17:21", "ines", "After a summer of asking, yes. Week 3, when Esra's pots are out."),
        Line(
            41,
            "08:55",
            "ines",
            (
                "Report: glaze firing, cone 6, 9 h 40. Four bowls lost, top shelf back left. Went 40 over. Details in "
                "the Studio, with hats."
            ),
        ),
        Line(
            37,
            "19:05",
            "mira",
            ("The reading of the meter after that firing is 61 kWh. The one before was 48. I only write it down."),
        ),
        Line(37, "19:11", "dev", "That's the overshoot, and the door. Both are on my list."),
        Line(37, "19:12", "jonas", "I'll do the door. It's the same rope as the oven's."),
        Line(
            31,
            "10:20",
            "jonas",
            (
                "Door rope is in. I cut it from the same length, so this one cost nothing. Please burn one empty firing "
                "to 300 with the vents open, it will stink."
            ),
        ),
        Line(31, "10:25", "ines", "Tonight, then. Who's in the house?"),
        Line(
            31,
            "10:26",
            "mira",
            ("I've told the front house to shut the windows. Wanda wants to know of what it stinks."),
        ),
        Line(31, "10:28", "jonas", "Of glue, a little."),
        Line(31, "10:29", "mira", "She says she has lived next to Hugo."),
        Line(
            27,
            "08:31",
            "esra",
            (
                "Unloaded. Nine plant pots, eight good, one with a crack to the foot. Swept. The cone pack leaned more "
                "on the left than on the right, about half a cone."
            ),
        ),
        Line(27, "08:40", "ines", "Which shelf?"),
        Line(27, "08:41", "esra", "Middle"),
        Line(
            27,
            "08:52",
            "ines",
            (
                "Then don't put anything on the left that should match something on the right. We'll turn the elements "
                "in spring."
            ),
        ),
        Line(
            24,
            "21:50",
            "dev",
            (
                "The second empty night is on. 600, hold one hour, then off. If it does anything else, the main switch "
                "is behind the door at eye height. Thandi's eye height, not mine."
            ),
        ),
        Line(24, "22:14", "ines", "Is it doing anything else?"),
        Line(24, "22:15", "dev", "No"),
        Line(24, "22:15", "dev", "It's being very good"),
        Line(24, "22:16", "ines", "I'll sleep then. Wake me above 620."),
        Line(
            20,
            "12:00",
            "ines",
            (
                "Prices. Power went up, so from the first: glaze firing 34, bisque 22, half a shelf pays half. The tin "
                "stays the tin."
            ),
        ),
        Line(20, "12:20", "nadia", "Is a third of a shelf a third?"),
        Line(
            20,
            "12:21",
            "ines",
            ("It's a half. Nobody has ever brought a third, they've brought a half and said it was a third."),
        ),
        Line(
            15,
            "09:45",
            "kaya",
            (
                "Hello, Ines let me in. I'd like to try an ash glaze with the ash of my own dye wood. Six small tiles. "
                "Where do I queue?"
            ),
        ),
        Line(
            15,
            "09:50",
            "ines",
            ("Next Tuesday, on the outside of the bottom shelf, on a sacrificial tile. What's in the ash?"),
        ),
        Line(15, "09:51", "kaya", "Logwood, alum, and possibly iron."),
        Line(15, "09:52", "ines", "Write it on the tile, all of it, also the possibly."),
        Line(
            11,
            "18:10",
            "ines",
            (
                "Unloaded. Kaya's tiles:\n\n"
                "- 1 and 2: grey, dry, like a pavement\n"
                "- 3: ran off the tile onto the sacrificial one, which gave its life\n"
                "- 4, 5: a green I've tried to make for eight years\n"
                "- 6: fell over\n\n"
                "@kaya, what is in four and five? #glaze"
            ),
        ),
        Line(11, "18:31", "kaya", "The possibly."),
        Line(
            8,
            "13:22",
            "mira",
            (
                "Fire inspection was here. He liked the log on the wall, he did not like the wool. The wool was a metre "
                "away and he moved it to two. Then he asked whether one can buy the bowls."
            ),
        ),
        Line(8, "13:25", "kaya", "Two metres. Noted and taped on the floor."),
        Line(
            4,
            "21:36",
            "dev",
            (
                "Test three, hold at 1000, empty, fine. Test four tomorrow with bricks. I need the key on Wednesday and "
                "on Thursday."
            ),
        ),
        Line(4, "21:38", "mira", "Sign for it. You never sign for it."),
        Line(4, "21:40", "dev", "I'll sign for it."),
        Line(4, "21:41", "mira", 'With a name, not "me".'),
        Line(
            2,
            "20:40",
            "dev",
            ("Bricks, 1000, hold 30 min, plus or minus four. I'm going to say Thursday night is the night."),
        ),
        Line(2, "20:44", "ines", "Cone 6, with cones in front of both holes. I'll only believe cones."),
        Line(1, "17:44", "mira", "Ring is on the hook again. Dev has the small one for tonight."),
        Line(0, "08:53", "dev", "Both cones bent like a polite bow. 47 kWh. 9 h 05."),
        Line(0, "08:55", "ines", "I looked at them before you were up. I believe it."),
        Line(
            0,
            "09:04",
            "ines",
            (
                "Tonight: tenmoku on top and middle, Ada's eleven handles on the bottom, waxed. Light at 19:00, off by "
                "itself at about 4. It cools over Saturday, visitors may look from the tape. I repeat: **nobody opens "
                "it for the visitors.**"
            ),
        ),
        Line(0, "09:16", "ada", "Not a crack."),
        Line(0, "09:18", "ines", "Not to look."),
    ),
)
