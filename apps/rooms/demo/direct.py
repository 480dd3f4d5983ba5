"""What was said between a few people of the demo community: who they are, and their lines."""

from .lines import Line

DIRECT_LINES: dict[tuple[str, ...], tuple[Line, ...]] = {
    ("ada", "ines"): (
        Line(9, "10:12", "ines", "The chair is home. It has been sat on by everybody, once."),
        Line(9, "10:20", "ada", "And? Does it still lean?"),
        Line(9, "10:21", "ines", "Only when Tomas explains something."),
        Line(
            1, "18:20", "ada", "Are you in tomorrow morning? I have the handles, and a question about the ash glaze."
        ),
        Line(1, "18:24", "ines", "From eight. Ask now, I'm only trimming feet."),
        Line(
            1,
            "18:26",
            "ada",
            "If I brush it on twice, does it run off a vertical edge? I'd like it to stop exactly where the hand starts.",
        ),
        Line(1, "18:31", "ines", "It will run, about two centimetres. Wax the edge, and stop one centimetre early."),
        Line(
            1, "18:32", "ines", "The white one on my shelf was waxed, the small green one not. You see it at the foot."
        ),
        Line(0, "07:16", "ada", "I see it. Wax it is. I'll come by before six, with cake, as payment."),
        Line(0, "07:18", "ines", "Then I'll keep you the whole lower shelf."),
    ),
    ("grace", "ines"): (
        Line(6, "19:40", "ines", "Your print of the kiln at night hangs over the wedging table now. Nobody wedges."),
        Line(6, "19:52", "grace", "Ha! I'll make you a boring one, too."),
        Line(0, "07:40", "grace", "Can I photograph the bowls on Sunday? The low sun comes in until half past ten."),
    ),
    ("bruno", "ines"): (
        Line(3, "06:10", "bruno", "Rye tomorrow. Shall I keep you one?"),
        Line(3, "07:02", "ines", "Two loaves, please. One is for the kiln, it has been very good."),
    ),
    ("finn", "ines"): (Line(2, "17:45", "finn", "Ladder is back. Mostly."),),
    ("ines", "leo"): (
        Line(5, "22:10", "ines", "The last song yesterday, who wrote that?"),
        Line(
            5, "22:31", "leo", "My grandmother, on the back of a gas bill. Speakers are under the stairs, by the way."
        ),
    ),
    ("cleo", "ines", "oskar"): (
        Line(
            4,
            "15:02",
            "oskar",
            "For the open yard: I set the labels for your pots if you tell me the glazes by Friday.",
        ),
        Line(4, "15:09", "cleo", "And I'd print them on the brown board, so that nobody thinks they are price tags."),
        Line(4, "15:30", "ines", "Ash, celadon, tenmoku, oatmeal, and *accident*. The last one sells best."),
    ),
    ("ada", "bruno"): (
        Line(2, "08:05", "bruno", "The bench at the oven has begun to wobble. No hurry, we lean."),
        Line(2, "08:30", "ada", "Thursday, after the course. Keep leaning."),
    ),
}
