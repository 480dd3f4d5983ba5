"""The room "Lost & found"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="lost-and-found",
    name="Lost & found",
    description="What is gone and what has turned up. Look in the blue box first, then ask.",
    topics=("keys", "lost", "found"),
    owner="mira",
    kind="open",
    members=(),
    lines=(
        Line(
            42,
            "18:20",
            "mira",
            (
                "Blue box, state of this week: three left gloves, one very good umbrella, a USB stick called NEW NEW "
                "FINAL, half a flute."
            ),
        ),
        Line(42, "18:40", "cleo", "The stick is mine. It isn't final."),
        Line(
            40,
            "08:05",
            "jonas",
            ("My ladder is missing. Aluminium, three parts, 7.2 m, red feet. I don't want to name anybody."),
        ),
        Line(40, "08:06", "jonas", "@finn?"),
        Line(40, "10:50", "finn", "I have it! I've had it since Tuesday, for the gutter, I was going to say"),
        Line(40, "10:51", "jonas", "Which gutter?"),
        Line(40, "10:52", "finn", "a friend's"),
        Line(38, "19:12", "victor", "I moved in today and read the list in the hall: half a flute? Which half?"),
        Line(38, "19:15", "mira", "The end without holes."),
        Line(
            38,
            "19:16",
            "victor",
            ("That's the foot joint. Somebody here is playing in D and doesn't know why it stops."),
        ),
        Line(35, "13:40", "grace", "Lost: lens cap, 49 mm, black. It looks like every other lens cap."),
        Line(35, "13:41", "grace", "So if you find one, it's that one."),
        Line(
            31, "07:44", "leo", ("found: one shoe, size 38, on the stairs between 2 and 3. just one. it's a nice shoe")
        ),
        Line(31, "09:20", "thandi", "Mine. I took both off so as not to wake anybody and then counted wrong."),
        Line(31, "09:21", "leo", "it's on the newel post. it looks like a monument"),
        Line(27, "16:16", "jonas", "It's two weeks. @finn. The ladder."),
        Line(27, "16:30", "finn", "It's at the gutter still. The gutter has a complication"),
        Line(27, "16:31", "jonas", "Where is this gutter?"),
        Line(27, "16:33", "finn", "Denmark"),
        Line(27, "16:33", "finn", "no! it's in Birch Lane. I'm joking. I am sorry. This weekend."),
        Line(
            19,
            "20:02",
            "priya",
            (
                "Statistics of this room since January, since I had a train ride:\n\n"
                "| thing | lost | found | by its owner |\n"
                "|---|---:|---:|---:|\n"
                "| keys | 41 | 39 | 8 |\n"
                "| gloves | 17 | 22 | 3 |\n"
                "| cups | 12 | 4 | 0 |\n"
                "| ladders | 1 | 0 | 0 |\n\n"
                "We've found five gloves more than we have lost. I have no explanation."
            ),
        ),
        Line(19, "20:10", "ines", "The cups are all mine. Look at your desks, all of you."),
        Line(19, "20:14", "dev", "I've looked. Two. I'm coming down."),
        Line(19, "20:15", "esra", "One, with brushes in it. May it stay?"),
        Line(19, "20:16", "ines", "That one may stay."),
        Line(18, "12:10", "sami", "i locked myself out, i've been here for four days... is there a trick"),
        Line(18, "12:12", "mira", "The trick is me. I'm in the yard, with the keys, by the boat."),
        Line(
            18,
            "12:30",
            "mira",
            (
                'That was number six this month. I remind everybody that a spare key is not "a spare key" when it '
                "lies inside."
            ),
        ),
        Line(16, "09:09", "hugo", "Lost, one G string, wound, new in its paper. Please no jokes."),
        Line(16, "09:10", "cleo", "I'm typing"),
        Line(16, "09:10", "hugo", "Please"),
        Line(16, "09:11", "cleo", "I've stopped typing, but you know what it was."),
        Line(
            12,
            "17:55",
            "wanda",
            (
                "A young man's coat hangs in the hall since Monday, dark green, size 50. The lining is torn under the "
                "left arm. I mention it because I mended it while it was hanging."
            ),
        ),
        Line(12, "18:20", "dev", "That's mine?? I had given up on that lining"),
        Line(12, "18:24", "wanda", "One does not give up on a lining."),
        Line(
            8,
            "11:31",
            "tomas",
            ("Which key opens the front house after ten? I've been given three and they're all the shed."),
        ),
        Line(8, "11:34", "mira", "Come down. How many sheds do you have now?"),
        Line(8, "11:35", "tomas", "three"),
        Line(
            7, "18:30", "nadia", "An umbrella with a duck's head has stood in my hall since the summer. Whose is it?"
        ),
        Line(
            5,
            "10:40",
            "cleo",
            (
                "FOUND, by me, in the drawer of Q: the Q. It was behind the R. It has been in the right drawer the "
                "whole time, only further back than I believed."
            ),
        ),
        Line(5, "10:42", "jonas", "As a retired engineer I'd call that stored."),
        Line(
            2,
            "08:20",
            "mira",
            ("Lost: the kiln room keys. The big ring. Not on the hook since Monday. I'm not angry yet."),
        ),
        Line(2, "08:44", "ines", "Not me, I used yours, the other ones."),
        Line(2, "08:51", "dev", "Not me. I've been going in through the cellar"),
        Line(2, "08:52", "mira", "There is a way in through the cellar?"),
        Line(2, "08:52", "dev", "no"),
        Line(1, "17:02", "finn", "Ladder is back. Mostly."),
        Line(1, "17:10", "jonas", "Define mostly."),
        Line(1, "17:14", "finn", "One red foot. It's in the gutter. I mean really, in it, I saw it go"),
        Line(1, "17:20", "jonas", "A foot is four euros. Both feet, since one never gets the same red. Eight."),
        Line(1, "17:21", "finn", "Eight. Yes."),
        Line(
            1,
            "17:43",
            "mira",
            (
                "The kiln keys are back on the hook, as I've said in the Studio. They were gone for three days and they "
                "came back polished. I have questions, but no complaints."
            ),
        ),
        Line(0, "08:15", "kaya", "Found: one left glove, grey, in front of Workshop 7."),
        Line(0, "08:16", "priya", "Six."),
    ),
)
