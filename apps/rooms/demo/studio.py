"""The room "Studio"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="studio",
    name="Studio",
    description=(
        "About clay, kilns and everything that goes into them. Ask before you fire; write down what you did."
    ),
    topics=("ceramics", "glaze", "kiln"),
    owner="ines",
    kind="open",
    members=(),
    lines=(
        Line(
            41,
            "09:10",
            "ines",
            ("Sixty bowls out, fifty-six alive. Four slumped on the top shelf. They look like hats. #kiln"),
        ),
        Line(41, "09:11", "ines", "Same shelf, same side, all four."),
        Line(41, "09:19", "dev", "What did the display say at the end?"),
        Line(41, "09:20", "ines", "1262. Cone 6 was flat on its face, cone 7 was bending."),
        Line(41, "09:21", "dev", "So it said 1222 plus forty and nobody believed it."),
        Line(41, "09:21", "dev", "That's mine. Sorry about the hats."),
        Line(41, "09:34", "jonas", "Where does the thermocouple sit?"),
        Line(41, "09:36", "dev", "Back wall, second hole."),
        Line(41, "09:37", "jonas", "How deep?"),
        Line(41, "09:41", "dev", "I would have to measure"),
        Line(41, "09:41", "jonas", "There you are."),
        Line(
            40,
            "18:05",
            "mira",
            ("I took one of the hats for my desk. It holds paper clips. Three euros are in the tin."),
        ),
        Line(40, "18:22", "cleo", "Ceramic relief."),
        Line(
            38,
            "11:30",
            "jonas",
            (
                "Measured with @dev, kiln cold. The tip stood **3 mm out of the wall**, where it should be 25. It has "
                "been reading brick, not air. Brick is late by some minutes, so the controller goes on heating after it "
                "should stop.\n\n"
                "I made a new holder from a bit of stainless tube. Cost: nothing. It was in the drawer."
            ),
        ),
        Line(38, "11:44", "dev", "I spent two evenings tuning software around a drawer."),
        Line(38, "11:46", "jonas", "Everybody does once."),
        Line(
            34,
            "10:02",
            "grace",
            ("Is the north window free in the studio on Tuesday? I need it between two and four, with nobody in it."),
        ),
        Line(
            34, "10:15", "ada", ("I'm glueing chairs there until one. Then it's yours, if you don't lean on anything.")
        ),
        Line(34, "10:16", "grace", "I never lean."),
        Line(
            29,
            "08:48",
            "ada",
            (
                "A question for the clay people. I'm making new doors for the front house, twelve flats, twelve doors. "
                "Off-the-shelf handles make me sad.\n\n"
                "@ines, could a handle be stoneware? I imagine a bar of about 14 cm on two oak posts, so that the hand "
                "touches something warm-looking and a bit uneven. It has to stand being pulled some ten times a day for "
                "thirty years, by children, in winter, with shopping.\n\n"
                "If that is a stupid idea, please say it now, before I turn twenty-four posts."
            ),
        ),
        Line(
            29,
            "09:20",
            "ines",
            (
                "It isn't stupid. It's only stupid if it's thin. 22 mm at least, hollow, walls of six, and no sharp "
                "inside corner anywhere."
            ),
        ),
        Line(29, "09:22", "ines", "And it shrinks by twelve percent. So you make it 16 cm and trust me."),
        Line(
            29,
            "09:31",
            "thandi",
            (
                "Height of the spindle is 104 cm on all floors but the fourth. There it is 97. Somebody short lived "
                "there with influence."
            ),
        ),
        Line(29, "09:33", "leo", "i live there and i had wondered"),
        Line(29, "09:40", "jonas", "Put a steel rod through the middle. Then it can crack and still open."),
        Line(29, "09:52", "ada", "Rod, yes. Thank you. Twelve bars and one to break on purpose."),
        Line(
            24,
            "20:12",
            "dev",
            (
                "Derivative term is in. Overshoot at 600 is now 14 instead of 40. I also learned that a relay can be "
                "heard from the second floor."
            ),
        ),
        Line(24, "20:30", "wanda", "It can be heard from the first floor as well. I thought it was a clock."),
        Line(24, "20:33", "dev", "Is it bad?"),
        Line(24, "20:37", "wanda", "No. I've grown used to it. It is company."),
        Line(
            20,
            "14:26",
            "hugo",
            ("Who has taken the small spokeshave from the studio bench? The one with the boxwood."),
        ),
        Line(20, "14:26", "hugo", "No accusation"),
        Line(20, "14:27", "hugo", "A small accusation"),
        Line(20, "15:48", "oskar", "It's with me. Sharpened. Back tonight."),
        Line(20, "15:50", "hugo", "Then keep it one day more and sharpen the big one too."),
        Line(
            17,
            "17:14",
            "kaya",
            (
                "Hello, first week here. Two questions: does the kiln ever stand at about 60 °C for half a day, and "
                "would somebody hate me if I dried wool on top of it?"
            ),
        ),
        Line(
            17,
            "17:20",
            "ines",
            (
                "It does, the day after every firing. On the rack, not on the lid. And not above the glazes, please, "
                "fluff melts into them and I'm the one who gets letters."
            ),
        ),
        Line(17, "17:21", "kaya", "On the rack. Understood."),
        Line(
            17,
            "17:31",
            "nadia",
            ("Please dry a lot of it. The kiln room smelled of sheep in my last studio too and I miss it."),
        ),
        Line(
            13,
            "09:02",
            "ines",
            ('Hugo reviewed the sixty bowls. "They stack. They ring. I bought six." I\'ll have that on a card.'),
        ),
        Line(13, "09:14", "hugo", "One is in A flat. I eat from the others."),
        Line(13, "09:15", "victor", "Which one? I'll lend you the tuning fork."),
        Line(
            10,
            "19:40",
            "ada",
            (
                "I broke the one handle on purpose. Hung my own weight on it, then mine and Hugo's, then we lost "
                "interest and used the hammer. With the rod inside it stayed on the door."
            ),
        ),
        Line(10, "19:41", "ada", "The other news is that I also broke one *not* on purpose. So: eleven."),
        Line(10, "19:44", "mira", "Flat 9 keeps the old handle. They will not notice. It's me."),
        Line(
            6,
            "11:05",
            "tomas",
            (
                'Could I pin six sheets of paper to the north wall of the studio to see how big "big" is? Masking '
                "tape only."
            ),
        ),
        Line(6, "11:07", "ada", "Yes"),
        Line(6, "11:07", "grace", "Not before Wednesday please, I'm in the middle of a series of that wall"),
        Line(6, "11:09", "tomas", "of the empty wall?"),
        Line(6, "11:09", "grace", "Of the empty wall."),
        Line(6, "11:12", "tomas", "then I'll wait until it's finished being empty"),
        Line(
            4,
            "21:33",
            "dev",
            (
                "Third night test. Hold at 1000 with an empty kiln, plus or minus five. Tomorrow with shelves and "
                "bricks in it, so that it has something to push. #kiln #python"
            ),
        ),
        Line(4, "21:40", "ines", "I would like to believe you by Friday."),
        Line(4, "21:41", "dev", "I would like that as well."),
        Line(
            1,
            "09:30",
            "esra",
            (
                "My valley pictures would be on this wall next week, if nobody minds. Five prints, A2. @cleo's big "
                "press for the titles, if she lends it."
            ),
        ),
        Line(
            1,
            "12:10",
            "ada",
            (
                "Between the plane rack and the window there are 3.40 m. I measured for you because I was holding the "
                "tape anyway."
            ),
        ),
        Line(
            1,
            "16:51",
            "dev",
            (
                "Tonight is the real one. Cone 6, full shelves of bricks, nobody watching. If the lights on the stairs "
                "go out at three, it was me."
            ),
        ),
        Line(1, "17:42", "mira", "Keys for the kiln room are back on the hook. Thank you, whoever you are."),
        Line(
            0,
            "08:51",
            "dev",
            (
                "Morning. The controller ran the whole night without me. Cone 6 holds for 20 minutes now, and it writes "
                "a line every ten. This is all there is to the ramp:\n\n"
                "```python\n"
                "def ramp(start, target, hours):\n"
                '    """Degrees for every ten minutes."""\n'
                "    steps = round(hours * 6)\n"
                "    for n in range(steps + 1):\n"
                "        yield start + (target - start) * n / steps  # linear is fine\n"
                "```"
            ),
        ),
        Line(0, "08:52", "dev", "Log is in the project if you want the curve."),
        Line(0, "08:58", "kaya", "So it no longer overshoots at 600?"),
        Line(0, "08:59", "dev", "Four degrees. It used to be forty."),
        Line(
            0,
            "09:03",
            "ines",
            (
                "Then I'll load the tenmoku bowls tonight. @ada your door handles would still fit on the lower shelf, "
                "if they are dry."
            ),
        ),
        Line(0, "09:03", "ines", "Bring them before six?"),
        Line(0, "09:14", "ada", "Dry as biscuits, @ines. Eleven pieces, I'll wrap them."),
        Line(
            0,
            "09:20",
            "jonas",
            (
                "Proof that it glows and does not explode: I looked through the spy hole at six. Orange, even, no smoke."
            ),
        ),
        Line(
            0,
            "09:27",
            "mira",
            (
                "Somebody at the gate asked whether Saturday is for everybody or only for friends of friends. For "
                "everybody. From ten, and there will be soup."
            ),
        ),
        Line(
            0,
            "09:31",
            "cleo",
            (
                "Poster is final. A3, two colours, twelve on the good paper. Take one, hang it, don't fold it. #openyard"
            ),
        ),
        Line(0, "09:36", "yuki", "The good paper is happy too."),
    ),
)
