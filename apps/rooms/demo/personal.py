"""What was said in personal rooms, by visitors and by whoever lives there."""

from .lines import Line

PERSONAL_LINES: dict[str, tuple[Line, ...]] = {
    "ada": (
        Line(
            30,
            "18:02",
            "thandi",
            (
                "Is there a place on the course next month? I've drawn furniture for fifteen years and never made a "
                "joint that held."
            ),
        ),
        Line(30, "18:20", "ada", "There is. Bring the worst chair you own."),
        Line(30, "18:21", "thandi", "That narrows it to five."),
        Line(19, "12:44", "esra", "The quince chair has begun to creak when I lean left."),
        Line(19, "12:50", "ada", "Then it's drying. Lean right till Sunday, I'll come with a mallet."),
        Line(
            7,
            "20:15",
            "grace",
            (
                "Your workshop at four o'clock, last week, with the sawdust standing in the window. I made one print "
                "for you. It's in your letter box, in two bits of cardboard, don't bend it!"
            ),
        ),
        Line(7, "20:40", "ada", "I've been looking at it for ten minutes. I ought to sweep less."),
        Line(
            2,
            "17:05",
            "ada",
            (
                "The test piece for the house door stands on the bench for whoever wants to see it. Oak, through "
                "dovetails, no glue yet. You may take it apart, you must put it back together."
            ),
        ),
        Line(2, "17:48", "hugo", "I only came to borrow a pencil"),
        Line(2, "17:50", "hugo", "that dovetail is indecent"),
    ),
    "hugo": (
        Line(36, "10:30", "leo", "your pot. it's making a sound"),
        Line(36, "10:34", "hugo", "Which?"),
        Line(36, "10:35", "leo", '"blup"'),
        Line(36, "10:35", "hugo", 'That\'s good. If it says "pss", run.'),
        Line(
            22,
            "19:11",
            "victor",
            (
                "The school has a guitar with a hole in its side. A foot went in. Not on purpose, it was Carmen. Can "
                "one save it?"
            ),
        ),
        Line(22, "19:25", "hugo", "One can save everything but the label. Bring the foot's size."),
        Line(13, "11:40", "ines", "I've reviewed your review. Six bowls, five in A?"),
        Line(13, "11:46", "hugo", "One in A flat. It's my favourite, it has character. It's for olives."),
        Line(
            4,
            "16:20",
            "ada",
            ("Wedges for your bridge, ebony, offcuts from a fingerboard I ruined. They're on your sill."),
        ),
        Line(4, "16:52", "hugo", "From now on please ruin everything in ebony."),
        Line(
            1,
            "13:52",
            "hugo",
            (
                "For everybody who asked which one it was in the end. I took the tong. She gets what she needs, and the "
                "tock goes on the shelf for ten years, and then it's mine.\n\n"
                "Leo has put up both, one knock each: [tong](https://hartradio.example/tong), "
                "[tock](https://hartradio.example/tock)."
            ),
        ),
        Line(0, "09:08", "hugo", "listen to this top"),
    ),
    "ines": (
        Line(
            28,
            "09:40",
            "bruno",
            (
                "I need sixteen plates that can go from the oven to the table. Flat, with a rim that one can hold with "
                "a cloth. Are you the right person, or do I go to the shop and am ashamed?"
            ),
        ),
        Line(28, "09:55", "ines", "I'm the right person. After the bowls, so in five weeks."),
        Line(28, "09:56", "bruno", "I've waited four years for a seal, I can wait for plates"),
        Line(
            21,
            "15:33",
            "nadia",
            ("The broken celadon tile at your door, the one with the crackle: may I draw a cloth from it?"),
        ),
        Line(
            14,
            "18:18",
            "quentin",
            ("Your bowls hold 0.45 l. For soup that's correct. I wanted to say this to somebody."),
        ),
        Line(14, "18:25", "ines", "You're the first who has measured. Thank you."),
        Line(11, "19:02", "kaya", "I've slept badly because of that green. Do we make a hundred tiles?"),
        Line(11, "19:05", "ines", "We make twelve, and write it all down. Then a hundred."),
        Line(2, "08:30", "jonas", "Your wheel has 2 mm of play in the lower bearing. I heard it through the wall."),
        Line(2, "08:41", "ines", "It has had that since I bought it, I throw with it."),
        Line(2, "08:42", "jonas", "Against it."),
        Line(2, "08:43", "ines", "Against it. Sunday?"),
    ),
    "grace": (
        Line(
            37,
            "21:20",
            "grace",
            (
                "Darkroom: the light leak is found. It was the keyhole. Three years of grey corners, because of a "
                "keyhole."
            ),
        ),
        Line(37, "21:28", "mira", "I have the key to that. It's never been used."),
        Line(37, "21:29", "grace", "Please put it in and leave it there."),
        Line(
            23,
            "11:15",
            "nadia",
            (
                "I've seen the empty rooms at the library. Nobody in them, and in every one somebody has just left. How "
                "do you do that?"
            ),
        ),
        Line(23, "11:40", "grace", "I ask them to leave."),
        Line(12, "16:00", "leo", "the one with the umbrella. i was in that building, third window, waving"),
        Line(12, "16:05", "grace", "I know. I waited until you stopped."),
        Line(
            5,
            "10:50",
            "yuki",
            (
                "I have read that one can coat paper with silver oneself. If you ever want to try it on kozo, I'll make "
                "some without leaves."
            ),
        ),
        Line(5, "11:02", "grace", "Yes. When? I have the silver and no patience."),
        Line(5, "11:04", "yuki", "I've patience. Monday in a week?"),
        Line(
            0,
            "08:44",
            "grace",
            (
                "To whoever stands in the studio on Sunday morning between nine and ten: please be somewhere else. "
                "Ines' bowls will be sitting."
            ),
        ),
    ),
    "dev": (
        Line(
            26,
            "22:30",
            "wanda",
            (
                "Your coat is done. The button is the second from the top. I've also done the third, it was going to be "
                "next."
            ),
        ),
        Line(26, "22:41", "dev", "Thank you so much. What do I owe you?"),
        Line(
            26,
            "22:44",
            "wanda",
            (
                "The light on the first landing goes off while I'm still on the stairs. I'm seventy-eight. Twenty "
                "seconds more."
            ),
        ),
        Line(26, "22:46", "dev", "You have forty."),
        Line(
            16,
            "18:40",
            "jonas",
            (
                "I've got three pressure gauges from the old heating, brass, one works. For the wall of your "
                "controller, not for the controller."
            ),
        ),
        Line(16, "18:44", "dev", "It gets the one that doesn't work, so that it has nothing to disagree with."),
        Line(9, "19:31", "priya", "Your rain gauge has reported 0.2 mm every night at 4:10 for a week. No clouds."),
        Line(9, "19:40", "dev", "Dew?"),
        Line(9, "19:41", "priya", "At 4:10 sharp?"),
        Line(9, "20:15", "dev", "It was the cat."),
        Line(
            0,
            "09:01",
            "ines",
            ("Nine hours and five minutes, and I didn't get up once. I've a bowl for you. One that isn't a hat."),
        ),
        Line(0, "09:06", "dev", "I'd quite like a hat as well"),
    ),
    "bruno": (
        Line(
            35,
            "20:40",
            "bruno",
            ("If you had the pears tonight: they were from Rosa's tree, and Rosa doesn't know yet."),
        ),
        Line(35, "20:52", "rosa", "Rosa can read."),
        Line(35, "20:53", "bruno", "Rosa! They were on the ground"),
        Line(35, "20:54", "rosa", "Now they were."),
        Line(28, "23:01", "quentin", "About the salt. I was short with you. The bread deserved a better evening."),
        Line(28, "23:15", "bruno", "It's all right. But you'll cook one Friday, and I'm going to say what I think"),
        Line(21, "22:50", "bruno", "I think: it needed nothing. I looked for a long time."),
        Line(21, "22:58", "quentin", "I saw you looking."),
        Line(7, "09:12", "oskar", "Do you sell the ends of the loaves?"),
        Line(7, "09:15", "bruno", "No, I give them to people who are planing at six in the morning"),
        Line(1, "08:12", "jonas", "212 is very good. I had three slices on the stairs and wasn't asked."),
        Line(1, "08:15", "bruno", "You never have to be asked. Eleven euros"),
    ),
}
