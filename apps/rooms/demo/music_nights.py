"""The room "Music nights"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="music-nights",
    name="Music nights",
    description="The Thursday choir, the piano that came upstairs, and Leo's cables. Not after nine.",
    topics=("music", "sound", "singing", "piano"),
    owner="victor",
    kind="open",
    members=(),
    lines=(
        Line(
            38,
            "20:30",
            "victor",
            (
                "Hello. I'm new, I teach music and I've been told there's a piano somewhere in this house. Mira said "
                '"technically".'
            ),
        ),
        Line(
            38,
            "20:36",
            "leo",
            ("it's in the cellar. it has been in the cellar since the flood. the flood was in the cellar"),
        ),
        Line(38, "20:38", "hugo", "The case is good"),
        Line(38, "20:40", "victor", "I'll go and look, with an open mind and a torch."),
        Line(
            38,
            "21:15",
            "victor",
            ("I have met the piano. 61 of 88 keys make a sound, 40 of those the right one. I've had worse pupils."),
        ),
        Line(
            34,
            "18:00",
            "victor",
            (
                "A choir, then. Thursdays at half past seven in the studio, an hour and a quarter. No audition, no "
                "notes needed, no concert threatened."
            ),
        ),
        Line(34, "18:04", "ines", "I can't sing."),
        Line(34, "18:04", "dev", "I can't sing either."),
        Line(34, "18:05", "victor", "Wonderful, that's the altos."),
        Line(31, "09:20", "leo", "how does one get 220 kg of piano out of a cellar with a bend in the stairs"),
        Line(31, "09:31", "jonas", "Two planks, one rope, one winch, and nobody below it. I have the winch."),
        Line(31, "09:35", "thandi", "The stair is 94 wide, 88 at the bend. The piano?"),
        Line(31, "09:50", "victor", "152 long, 63 deep, 131 tall."),
        Line(31, "09:58", "thandi", "It goes if it stands on its end. I'd take the handrail off. I can draw it."),
        Line(31, "10:02", "oskar", "I've carried boats. I'm in."),
        Line(
            29,
            "21:10",
            "victor",
            (
                "Fourteen people! We sang one canon, in three parts, and for about nine seconds all of it was true. "
                "Next week the same canon, I want twelve seconds."
            ),
        ),
        Line(29, "21:15", "ada", "Bruno sings *bass*?"),
        Line(29, "21:16", "bruno", "I had no idea either"),
        Line(
            27,
            "16:40",
            "leo",
            (
                "piano is up. 2 h 10, nobody hurt, one lamp dead. it stands in the studio behind the curtain and looks "
                "surprised"
            ),
        ),
        Line(27, "16:44", "mira", "The lamp was ugly."),
        Line(
            25,
            "11:05",
            "wanda",
            (
                "Last night somebody played the same four bars from nine until a quarter to eleven. I don't mind music. "
                "I was married to a bassoon. I mind four bars."
            ),
        ),
        Line(
            25,
            "11:20",
            "victor",
            (
                "That was me, tuning. I am sorry. I was so happy about the D that I forgot the time. Never after nine "
                "again."
            ),
        ),
        Line(25, "11:22", "wanda", "It's forgiven. The D is very good."),
        Line(
            20,
            "13:10",
            "leo",
            (
                "open yard: small programme in the afternoon? 3 to 5, unplugged mostly, two mics for voices. who plays "
                "what #openyard @hugo @nadia @victor"
            ),
        ),
        Line(20, "13:14", "hugo", "I play the guitar as far as one must in order to sell them."),
        Line(20, "13:20", "nadia", "I used to play the oud. I would need three weeks and a locked door."),
        Line(20, "13:24", "victor", "You have three weeks. I'm told Mira has the door."),
        Line(20, "13:31", "sami", "i can do beats on upside down boards, it's a thing, kind of"),
        Line(
            16,
            "21:10",
            "leo",
            (
                "did a test in the yard with one speaker. it comes back from the north wall after 0.11 s, like somebody "
                "repeating everything you say, slightly bored"
            ),
        ),
        Line(16, "21:14", "esra", "The ivy used to eat that. We took it off for Grace's light."),
        Line(16, "21:15", "grace", "Sorry. It was worth it."),
        Line(16, "21:20", "leo", "hang the wool there? @kaya do you have like 20 m² of wet wool"),
        Line(16, "21:22", "kaya", "Funnily enough, yes."),
        Line(15, "22:02", "victor", "Seventeen seconds."),
        Line(15, "22:04", "ines", "I had tears in my eyes, and I was the second alto who was wrong."),
        Line(
            10,
            "12:30",
            "leo",
            (
                "programme, first try. tell me what's missing\n\n"
                "| time | who | what |\n"
                "|---|---|---|\n"
                "| 15:00 | choir | the canon, twice |\n"
                "| 15:20 | Nadia | oud, alone |\n"
                "| 15:40 | Hugo + Victor | something slow |\n"
                "| 16:10 | Sami | boards |\n"
                "| 16:30 | everybody | the canon with the whole yard |"
            ),
        ),
        Line(10, "12:41", "quentin", "You've put it exactly on the second soup."),
        Line(10, "12:44", "leo", "soup is quiet"),
        Line(10, "12:46", "quentin", "A hundred people eating soup isn't quiet, I've been there."),
        Line(10, "12:55", "victor", "Move us to 15:15, and the soup is sung in."),
        Line(10, "13:10", "nadia", "If I'm \"alone\" I'd like to be before the choir, while nobody listens yet."),
        Line(10, "13:12", "leo", "nadia 15:00, choir 15:15. done"),
        Line(
            6,
            "17:20",
            "hugo",
            (
                "Listened to the new guitar in the stairwell, with no varnish on. Third floor landing, the best room in "
                'the house. Whoever said "lovely" from the fourth, thank you.'
            ),
        ),
        Line(6, "17:25", "leo", "me, third window, lying on the floor"),
        Line(
            4,
            "09:40",
            "leo",
            (
                "speakers are under the stairs, behind the lemons. two stands, six cables, labelled. if a label comes "
                "off, put it back on **the same cable**"
            ),
        ),
        Line(4, "09:44", "finn", "has that happened?"),
        Line(4, "09:45", "leo", '"long one?" has happened. somebody had written "long one?" on a label'),
        Line(
            3,
            "20:30",
            "victor",
            "One has to read music, or at least my face: who turns pages for me on Saturday at half past three?",
        ),
        Line(
            1,
            "21:00",
            "victor",
            (
                "Last rehearsal: good enough that I'm nervous. Tomorrow night nothing, eat, sleep. Bring a scarf on "
                "Saturday, it's three degrees and the lungs notice."
            ),
        ),
        Line(
            1, "21:05", "wanda", ("I listened from the stairs. The tenor in the green coat should stand further back.")
        ),
        Line(1, "21:09", "dev", "I'm an alto"),
        Line(1, "21:10", "wanda", "Further back in any case."),
        Line(
            0,
            "08:38",
            "nadia",
            (
                "The locked door was a mistake. I've rehearsed for three weeks with nobody hearing it, and now I'm "
                "supposed to play in front of a *yard*."
            ),
        ),
        Line(0, "08:41", "victor", "Come at ten, play it to the piano and me. One of us won't say anything."),
        Line(0, "08:43", "nadia", "Which one?"),
    ),
)
