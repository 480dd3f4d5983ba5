"""The room "Open yard"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="open-yard",
    name="Open yard",
    description="We plan the open yard on Saturday here. What is decided is in bold, the rest is talk.",
    topics=("openyard", "hosting"),
    owner="mira",
    kind="open",
    members=(),
    lines=(
        Line(
            41,
            "19:30",
            "mira",
            (
                "We haven't had an open yard for two years. First the scaffolding, then nobody asked. I'm asking. A "
                "Saturday in six weeks: doors open from ten to six, people see what we do, something warm to eat, "
                "nobody has to sell anything.\n\n"
                "Who wants it, who doesn't, and who wants it but not in their own workshop? #openyard"
            ),
        ),
        Line(41, "19:34", "ada", "Want."),
        Line(41, "19:35", "bruno", "Want! Bread!"),
        Line(41, "19:41", "hugo", "I want it, but they always touch the varnish."),
        Line(41, "19:44", "grace", "Not in the darkroom. Everywhere else yes."),
        Line(41, "19:50", "dev", "Want, with a rope in front of the kiln."),
        Line(
            41,
            "20:02",
            "esra",
            ("I want it, and I'd rather have it in May. In six weeks there's nothing in the yard except us."),
        ),
        Line(41, "20:06", "mira", "In May there's always something. In six weeks there's only this."),
        Line(41, "20:10", "esra", "All right. I'll make bare look intended."),
        Line(
            34,
            "20:45",
            "priya",
            (
                "Notes from the kitchen meeting, eleven people, fifty minutes, one digression about the fig.\n\n"
                "**Decided**\n\n"
                "- Ten to six. Music only between three and five.\n"
                "- No entrance fee. A tin for the roof of the shed.\n"
                "- Each workshop decides for itself: open, half open (look from the door), closed. A sign for each, "
                "Cleo prints them.\n\n"
                "**Not decided**\n\n"
                "- Whether dogs.\n"
                '- What we call it. "Open yard" for now.\n'
                "- The boat."
            ),
        ),
        Line(34, "20:52", "rosa", "No dogs. The cat lives here."),
        Line(34, "20:55", "leo", "semolina would win though"),
        Line(34, "21:00", "rosa", "That's why."),
        Line(
            33,
            "08:10",
            "oskar",
            (
                "About the boat. She'll be planked by then. She can be a thing to look at, or she can be out. Tell me "
                "which."
            ),
        ),
        Line(33, "08:15", "mira", "What's easier?"),
        Line(33, "08:16", "oskar", "Neither."),
        Line(27, "18:05", "quentin", "What is the food?"),
        Line(27, "18:06", "bruno", "Bread, and we thought, soup"),
        Line(27, "18:07", "quentin", "Which soup?"),
        Line(27, "18:08", "bruno", "A big one?"),
        Line(27, "18:09", "quentin", "I'll take over the soup."),
        Line(
            26,
            "09:00",
            "thandi",
            (
                "I've drawn the yard at 1:50 with a way round it. 38 x 22 m, two ways in, one drain, one boat. If the "
                "tables stand along the garden side, everybody passes every door once and comes out at the soup. If "
                "they stand in the middle, as in the last year, the queue crosses itself at the gate."
            ),
        ),
        Line(26, "09:14", "esra", "Along the garden side they stand in the wind."),
        Line(26, "09:16", "thandi", "How much wind?"),
        Line(
            26, "09:20", "esra", ("Enough for napkins. I'd put the boat there, as a wall, and the tables behind her.")
        ),
        Line(26, "09:31", "oskar", "So she stays."),
        Line(26, "09:32", "thandi", "Turned by 90 degrees, yes. I hadn't thought of her as a hedge. It works."),
        Line(
            20,
            "17:20",
            "priya",
            (
                "How many people? Last time 140, counted with a clicker by me, at the gate, until my thumb gave up at "
                "four. I'd plan for 160 and soup for 100."
            ),
        ),
        Line(20, "17:26", "quentin", "50 litres."),
        Line(20, "17:27", "priya", "I had 48."),
        Line(20, "17:28", "quentin", "And two for the ones who cook it."),
        Line(
            13,
            "19:50",
            "mira",
            ("The boat. I've now been told twice that she is wider than the gate. So she can't go out?"),
        ),
        Line(13, "19:55", "oskar", "She can, until I put on the last strake."),
        Line(13, "19:58", "esra", "But if she goes, I've no hedge."),
        Line(
            13,
            "20:04",
            "sami",
            (
                "what about out in the morning, on the street by the gate, like a sign? everybody will see it's here. "
                "nobody else has a boat on the pavement"
            ),
        ),
        Line(13, "20:10", "thandi", "That's good. And wind?"),
        Line(
            13,
            "20:12",
            "kaya",
            (
                "I have twenty square metres of wool which Leo wants on the north side anyway. Wool on the line, garden "
                "side, both problems."
            ),
        ),
        Line(13, "20:15", "oskar", "Boat at the gate, wool in the wind. I agree."),
        Line(13, "20:16", "mira", "**Decided.** I'll ask the city for the pavement. They know me."),
        Line(13, "20:31", "leo", "i wanted the wool on the north wall"),
        Line(13, "20:33", "kaya", "Then you get the red half."),
        Line(
            9,
            "20:20",
            "priya",
            (
                "Shifts. Two hours each, two people each, nobody two in a row. Say if you can't.\n\n"
                "| | 10-12 | 12-14 | 14-16 | 16-18 |\n"
                "|---|---|---|---|---|\n"
                "| gate | Mira, Sami | Priya, Thandi | Leo, Grace | Mira, Finn |\n"
                "| soup | Quentin, Rosa | Quentin, Esra | Bruno, Nadia | Quentin, Dev |\n"
                "| bread | Bruno | Bruno | Ada | Priya |\n"
                "| kiln rope | Dev, Ines | Ines, Jonas | Jonas, Kaya | Ines |\n"
                "| washing up | Finn, Leo | Hugo, Kaya | Dev, Victor | everybody |"
            ),
        ),
        Line(9, "20:24", "bruno", "I'm on from 10 until 4?"),
        Line(9, "20:25", "priya", "You would be there anyway. I've only written it down."),
        Line(9, "20:26", "quentin", "I too am twice in a row. Correct, leave it."),
        Line(9, "20:31", "leo", "14-16 at the gate is during the music. i AM the music"),
        Line(9, "20:32", "victor", "I too, but I can wash up in a hurry."),
        Line(
            9,
            "20:40",
            "priya",
            (
                "@leo swaps with @hugo. Hugo, you're at the gate, Leo washes up at noon. Victor: washing up is 14 to 15."
            ),
        ),
        Line(9, "20:44", "hugo", "At the gate I can't guard the varnish"),
        Line(9, "20:45", "mira", "I'll hang a sign: *wet*."),
        Line(9, "20:46", "hugo", "It isn't wet"),
        Line(9, "20:47", "mira", "They don't know."),
        Line(
            6,
            "10:30",
            "tomas",
            (
                "Could children paint something? I've 8 m of paper roll and washable colours. On the ground, behind the "
                "shed, nobody has to clean anything. I'd clean it."
            ),
        ),
        Line(6, "10:36", "rosa", "Behind the shed are the bees."),
        Line(6, "10:38", "tomas", "in front of the shed!"),
        Line(6, "10:39", "rosa", "Good."),
        Line(6, "10:50", "wanda", "I shall sit next to it with needle and thread. Things will tear."),
        Line(
            4,
            "18:00",
            "mira",
            ('The city has written. We may have the pavement from 7 to 19 for "1 (one) vessel". 26 euros.'),
        ),
        Line(4, "18:02", "oskar", "I'll pay it."),
        Line(4, "18:03", "mira", "It's paid. I want the letter on the wall."),
        Line(
            3,
            "20:15",
            "priya",
            (
                "What's still open:\n\n"
                "- [x] tables (9, from the school, Quentin)\n"
                "- [x] wool on the line\n"
                "- [ ] poster (a word is wrong)\n"
                "- [ ] somebody who lets people into the cellar for the toilet, nicely\n"
                "- [ ] plan B for rain"
            ),
        ),
        Line(3, "20:20", "jonas", "Plan B is the tarpaulin of the boat, which will be free."),
        Line(3, "20:22", "wanda", "I can let people in nicely."),
        Line(3, "20:23", "finn", "I thought you were saying no at my stand?"),
        Line(3, "20:25", "wanda", "No from eleven to one, nicely after that."),
        Line(
            1,
            "08:10",
            "esra",
            (
                "Forecast: dry, three degrees, a bit of sun between eleven and two, wind from the west, so the wool is "
                "on the right side."
            ),
        ),
        Line(1, "08:15", "leo", "and red half on the north wall?"),
        Line(1, "08:16", "kaya", "And red half on the north wall."),
        Line(1, "19:10", "hugo", "Question, since everybody's in such a good mood: who takes it all *down*?"),
        Line(1, "19:12", "priya", "See table, last column, last row."),
        Line(1, "19:13", "hugo", "Ah"),
        Line(0, "07:20", "mira", "I had a dream in which 900 people came and all of them had lost a glove."),
        Line(0, "08:02", "priya", "160. I have a new clicker."),
        Line(0, "08:24", "quentin", "Beans are soaking. Pumpkins are roasted. Nobody goes to the blue pot."),
        Line(0, "08:26", "kaya", "The blue one is mine?"),
        Line(0, "08:27", "quentin", "The other blue one."),
        Line(0, "08:45", "mira", "Somebody please buy a third colour of pot."),
        Line(
            0,
            "09:33",
            "cleo",
            (
                "Posters are in the kitchen. Each takes two and hangs them within ten minutes of walking. Tomás has the "
                "door of the school, I've the baker's (the other one, sorry Bruno)."
            ),
        ),
        Line(0, "09:38", "bruno", "I've seen nothing"),
    ),
)
