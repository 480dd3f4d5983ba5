"""The room "Workbench"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="workbench",
    name="Workbench",
    description="Wood, metal and what is stuck together with them. Tools come back sharper than they went.",
    topics=("joinery", "oak", "handtools", "lathes"),
    owner="ada",
    kind="open",
    members=(),
    lines=(
        Line(
            41,
            "10:05",
            "thandi",
            (
                "I'm measuring the front house and I've a wall on the second floor that is 38 cm thick on one side of "
                "the door and 52 on the other. Does anybody know what's inside?"
            ),
        ),
        Line(41, "10:20", "jonas", "A chimney. The old bakery oven went up there."),
        Line(41, "10:24", "mira", "A safe, according to my predecessor."),
        Line(41, "10:31", "thandi", "I'll draw it as a chimney and dream of it as a safe."),
        Line(39, "14:50", "ada", "Glue-up at three, eight clamps and four hands. I have eight clamps."),
        Line(39, "14:52", "hugo", "Two hands are coming"),
        Line(39, "14:55", "thandi", "Two more"),
        Line(
            39,
            "16:20",
            "ada",
            ("Thank you. The door is flat to half a millimetre, and Hugo has only glued one sleeve."),
        ),
        Line(
            36,
            "09:02",
            "oskar",
            (
                "Good morning. I have taken the covered part of the yard, as agreed with Mira, for the boat. 4.60 long. "
                "I plane from eight to six. Tell me if it's too loud."
            ),
        ),
        Line(36, "09:12", "hugo", "A hand plane is never too loud"),
        Line(36, "09:40", "oskar", "It's electric for the first week."),
        Line(36, "09:41", "hugo", "Ah"),
        Line(
            32,
            "13:15",
            "jonas",
            (
                "The lathe is free again after I took it apart for the noise. It was a bearing (6205, nine euros) and a "
                "mouse's nest (no charge). Please oil it *before* and not instead of switching it off."
            ),
        ),
        Line(32, "13:44", "ada", "Was there a mouse in it?"),
        Line(32, "13:45", "jonas", "It had moved out in good order."),
        Line(
            30,
            "18:18",
            "hugo",
            (
                "Ask for opinions. I have two tops for the next guitar, from the same tree, split in the same hour. The "
                "one rings longer, the other is stiffer across the grain and has a bear claw in the lower bout, very "
                'beautiful, and it goes "tock" where the first one goes "tong".\n\n'
                "My customer plays in small rooms with curtains. My head says tong. My hands want to carve the tock one "
                "since Tuesday.\n\n"
                "What would you do?"
            ),
        ),
        Line(30, "18:25", "ada", "Tong for her, tock for you."),
        Line(30, "18:29", "leo", "record both, 50 cm, same knuckle. i bring the mic"),
        Line(30, "18:40", "oskar", "The one you want to work on. You'll do it better."),
        Line(30, "18:44", "hugo", "That's two votes for two answers. Thank you, I'm lost in more detail now."),
        Line(26, "11:33", "finn", "does anyone have a left-hand tap, 9/16 x 20? For a pedal"),
        Line(26, "11:35", "jonas", "Second drawer, green box. It comes back *in* the green box."),
        Line(26, "11:36", "finn", "it will"),
        Line(26, "11:36", "jonas", "I'm writing down the time."),
        Line(
            22,
            "17:50",
            "sami",
            (
                "hey, new here, i share workshop 5 with the winter tyres. i press decks in a vacuum bag, the pump is a "
                "fridge compressor, sounds like a cow far away. ok for the wall?"
            ),
        ),
        Line(22, "17:58", "ada", "Until when does the cow go?"),
        Line(22, "17:59", "sami", "like 9 hours... it's better over night"),
        Line(
            22,
            "18:03",
            "ada",
            ("I'm on the other side of the wall only by day, so fine for me. Ask @wanda, her bedroom is above."),
        ),
        Line(22, "18:04", "sami", "already asked, she asked what the cow is called"),
        Line(
            21,
            "09:02",
            "wanda",
            (
                "We have agreed. The cow may go until ten in the evening and from six. It's called Halina. In return I "
                "get my trolley repaired."
            ),
        ),
        Line(21, "09:05", "sami", "trolley has skateboard wheels now. it's the fastest trolley in the district"),
        Line(
            17,
            "16:21",
            "oskar",
            (
                "#boats I'm steaming planks on Saturday. The box is 3 m, the boiler is Jonas'. I need six people with "
                "gloves for about forty seconds, eleven times."
            ),
        ),
        Line(
            17,
            "16:30",
            "jonas",
            (
                "Pressure is nearly nothing, the valve opens at 0.3 bar. I mention it because last time somebody wrote "
                '"steam boiler" in the fire log and people came.'
            ),
        ),
        Line(17, "16:33", "ada", "In. I want to see larch give in."),
        Line(17, "16:35", "sami", "in"),
        Line(17, "16:36", "grace", "I'll photograph. No gloves, sorry."),
        Line(
            13,
            "19:00",
            "oskar",
            (
                "Eleven planks, none broken. Thank you all. There's a crate of something in the boat. Eat it in the "
                "boat, so that she gets used to people."
            ),
        ),
        Line(
            13,
            "19:10",
            "thandi",
            ("I have now measured the boat as well, since I had the tape in my hand: 4.61 x 2.41."),
        ),
        Line(13, "19:12", "thandi", "The gate is 2.38."),
        Line(13, "19:31", "oskar", "I know."),
        Line(13, "19:32", "mira", "You *know*?"),
        Line(
            13,
            "19:40",
            "oskar",
            (
                "The rubbing strake comes last. It's three centimetres. I hadn't decided on which side of the gate I "
                "would put it on."
            ),
        ),
        Line(13, "19:44", "jonas", "Perfectly sound. Everyone breathe."),
        Line(
            11,
            "18:20",
            "grace",
            "For one evening, and a frame that fights back: has anybody a clamp that opens to 60 centimetres?",
        ),
        Line(
            7,
            "12:10",
            "ada",
            (
                "The beginners' course made five stools. Four stand. The fifth is by a man who said he didn't need to "
                "mark his joints. It is now a lesson."
            ),
        ),
        Line(7, "12:14", "jonas", "Keep it. I've a whole shelf of those and they are all mine."),
        Line(6, "20:10", "sami", "Before I buy one: do we own a router table, or did I dream that?"),
        Line(5, "10:31", "hugo", "Bridge is on. Whoever slams the gate now, slams it into my glue line."),
        Line(5, "10:33", "finn", "I've loosened it!"),
        Line(
            3,
            "15:22",
            "thandi",
            (
                "Back to the wall of 52. I tapped it from top to bottom. At 1.10 m it sounds different on a square of "
                "about 40 by 40. Jonas says soot door. Mira has gone to look for a very small key, and I didn't ask."
            ),
        ),
        Line(3, "15:40", "leo", "i have a mic that goes through walls, kind of"),
        Line(
            2,
            "18:05",
            "thandi",
            (
                'It was a soot door. Inside: soot, and a note from 1931, "swept, Brandl". I\'ve put it back and added '
                '"measured, Mokoena".'
            ),
        ),
        Line(2, "18:07", "mira", "The key was for something else. I still don't know what."),
        Line(
            0,
            "08:05",
            "oskar",
            ("Boat moves out at seven tomorrow, before the tables. Eight people, no strake, 2.35. Soft shoes."),
        ),
        Line(0, "08:20", "ada", "Here."),
        Line(0, "08:21", "sami", "here"),
        Line(0, "08:33", "hugo", "I wouldn't miss it. I've waited for that light for five weeks."),
    ),
)
