"""Who showed what, who liked it, and what was said; and who follows whom."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    author: str
    words: str
    answers: list = field(default_factory=list)
    likes: str = ""
    minutes: int = 11  # after what was said before


@dataclass(frozen=True)
class Shown:
    author: str
    days_ago: int
    time: str
    photos: list
    caption: str
    likes: str = ""
    comments: list = field(default_factory=list)


SHOWN = [
    Shown(
        "esra",
        1,
        "07:12",
        ["valley", "fog", "lake"],
        "Left at five, back for the Friday table. The whole valley was folded like paper. More of it on the wall in "
        "the #studio next week, if @cleo lends me the big press. #photography",
        "grace bruno ines ada tomas leo kaya rosa thandi hugo oskar nadia cleo",
        [
            Said(
                "cleo",
                "The press is yours. Bring coffee. And the heavy paper, the thin one buckles when the plate is that dark.",
                [Said("esra", "Thursday? I’ll carry the trays.", likes="cleo grace")],
                likes="esra grace ines yuki tomas",
            ),
            Said("bruno", "You missed the first loaves, we saved you the ugly one.", likes="esra mira quentin"),
            Said(
                "grace",
                "That third ridge! What time exactly? I keep arriving ten minutes late for this light.",
                [Said("esra", "6:41. You would have been on time for once.")],
                likes="esra",
            ),
            Said("tomas", "I would paint this on the north wall tomorrow if somebody holds the ladder. @finn?"),
        ],
    ),
    Shown(
        "bruno",
        2,
        "08:40",
        ["bread"],
        "Number 212. Forty minutes in @jonas’ rebuilt oven and it finally sings. Recipe is in the room. #sourdough",
        "ines jonas ada esra quentin rosa priya wanda hugo victor mira",
        [
            Said("jonas", "The door seal was the trick. Eleven euros.", likes="bruno dev mira", minutes=24),
            Said(
                "priya",
                "211 was a prime. 212 is only delicious. The graph is updated. #data",
                [Said("bruno", "Thank you?")],
            ),
        ],
    ),
    Shown(
        "cleo",
        3,
        "21:05",
        ["type"],
        "Two words, upside down and backwards, and still the most honest thing I set this week. The capital Q is "
        "still missing. #letterpress #type",
        "yuki nadia tomas wanda esra thandi",
        [Said("yuki", "I have paper that has been waiting for exactly these two words.", likes="cleo")],
    ),
    Shown(
        "yuki",
        4,
        "17:48",
        ["lanterns"],
        "My first sheets from here, before the glue was dry. Seven lit, one frame waits. #paper #bookbinding",
        "cleo kaya nadia ines grace tomas wanda rosa sami",
        [
            Said("kaya", "Let me dye the eighth one. Weld, so that it glows by day as well.", likes="yuki ines"),
            Said(
                "rosa", "Is that my leek?", [Said("yuki", "Number three and number six are your leek.", likes="rosa")]
            ),
        ],
    ),
    Shown(
        "grace",
        4,
        "18:22",
        ["street"],
        "Waited forty minutes for one umbrella. #photography",
        "tomas ines leo esra priya thandi",
        [Said("leo", "I was in that building, third window, waving.", likes="grace esra tomas ines", minutes=37)],
    ),
    Shown(
        "hugo",
        5,
        "11:30",
        ["guitar"],
        "Closing the box. Thirty-one clamps; the thirty-second is in the kitchen, holding a shelf. #guitars #hideglue",
        "ada oskar victor leo jonas mira",
        [
            Said("victor", "The choir bids for it already.", likes="hugo"),
            Said("bruno", "So that is where the shelf’s clamp comes from. It stays."),
        ],
    ),
    Shown(
        "ada",
        6,
        "16:05",
        ["bench"],
        "Morning light does half the work, and it does not ask for tea. Two seats are left in the course for "
        "beginners. #joinery #teaching",
        "ines hugo mira oskar sami thandi wanda",
        [Said("sami", "is one of the seats a chair", [Said("ada", "It will be by Sunday.", likes="sami oskar")])],
    ),
    Shown(
        "tomas",
        7,
        "13:15",
        ["door"],
        "Found the red for the north wall. It has been on this door all the time. #murals #drawing",
        "thandi nadia esra cleo",
        [Said("thandi", "Iron oxide in limewash, 1911. I can give you the recipe.", likes="tomas ada")],
    ),
    Shown(
        "kaya",
        8,
        "15:50",
        ["indigo"],
        "It goes in yellow, comes out green and is blue before one has said so. Ten minutes in the air, four dips. "
        "#indigo #wool",
        "nadia wanda ines yuki rosa",
        [Said("wanda", "Bring me two metres of that and your zip is done."), Said("nadia", "Half drop. Please.")],
    ),
    Shown(
        "ines",
        9,
        "12:30",
        ["vases"],
        "Out of the kiln at last. The red one is the glaze that went wrong in March, on purpose now. #ceramics #glaze",
        "ada esra dev kaya bruno mira rosa",
        [
            Said(
                "dev", "Log says 1,222 °C for 20 minutes. So that is what wrong on purpose looks like.", likes="ines"
            ),
            Said("mira", "The green cup is a second, isn’t it? Asking for my shelf.", [Said("ines", "It is now.")]),
        ],
    ),
    Shown(
        "oskar",
        11,
        "19:20",
        ["ribs", "harbour"],
        "Nine ribs in, and where she is going. Whoever bends the next ones brings gloves. #boats #oak",
        "ada jonas hugo sami grace esra",
        [
            Said("jonas", "Your steam box leaks at the back. I come on Saturday.", [Said("oskar", "I hoped so.")]),
            Said("mira", "She is going through the gate first. Has anybody measured the gate?", likes="thandi rosa"),
        ],
    ),
    Shown(
        "dev",
        12,
        "23:41",
        ["kiln"],
        "Cone 6, held for twenty minutes, and the controller did it alone. I only stood here. #kiln #sensors #python",
        "ines jonas priya kaya leo",
        [Said("ines", "You stood there for five hours.", likes="dev priya jonas")],
    ),
    Shown(
        "ada",
        13,
        "10:10",
        ["planes"],
        "Shavings you can read a newspaper through. Free for kindling, in the sack by my door. #handtools #oak",
        "oskar hugo bruno jonas",
        [Said("bruno", "The sack is empty. The oven says thank you.")],
    ),
    Shown(
        "finn",
        14,
        "17:02",
        ["bicycle"],
        "Brought in making the noise. Leaves without it, and with flowers that were not on the bill. #bicycles",
        "wanda mira rosa leo",
        [Said("wanda", "The flowers were on the bill. I had to smile for them.", likes="finn mira rosa leo")],
    ),
    Shown(
        "quentin",
        15,
        "18:55",
        ["soup"],
        "Forty bowls for the Friday table. Nobody helped, as agreed. #cooking #hosting",
        "bruno mira rosa ines priya wanda victor dev",
        [
            Said("priya", "Forty-three. I have the list."),
            Said("rosa", "Those were my pumpkins. You may have the next ones too.", likes="quentin bruno"),
        ],
    ),
    Shown(
        "leo",
        17,
        "00:20",
        ["cobbles"],
        "Out with the microphone for what rain does under an arch. Episode nine: staircases, wet. #sound #radio",
        "grace hugo victor",
        [Said("grace", "I would have waited for a second person. It is better with one.", likes="leo")],
    ),
    Shown(
        "rosa",
        28,
        "09:15",
        ["tomatoes"],
        "Three ready, one not. That one is for whoever asks whether they are ready. #tomatoes #planting",
        "esra quentin mira kaya",
        [Said("quentin", "I asked nothing. I only looked.")],
    ),
    Shown(
        "wanda",
        19,
        "14:00",
        ["loom"],
        "@nadia let me sit at it for an hour. Thirty-six years of cutting cloth and I had never made a hand’s breadth "
        "of it. #wool",
        "nadia kaya mira victor ines",
        [Said("nadia", "You beat straighter than I do. Come on Mondays, after the zips.", likes="wanda kaya mira")],
    ),
    Shown(
        "priya",
        21,
        "16:31",
        ["cat"],
        "The cat, in 14 of my last 30 pictures of the garden, and in none where I called it. #data",
        "rosa mira esra finn wanda",
        [Said("rosa", "It comes for sardines. I deny having said so.", likes="priya mira")],
    ),
    Shown(
        "thandi",
        22,
        "12:05",
        ["courtyard"],
        "Drawn room by room, and now I have stood above it once: 38 by 22 metres, and the table is exactly in the "
        "middle. Somebody measured that before me. #measuring #drawing",
        "mira esra ada tomas dev hugo bruno",
        [
            Said(
                "esra",
                "My predecessor, in 1963. It slopes eleven centimetres.",
                [Said("thandi", "Eleven and a half.", likes="dev priya")],
                likes="thandi",
            ),
        ],
    ),
    Shown(
        "nadia",
        25,
        "20:40",
        ["prints"],
        "Eight motifs, one night, two lines. The pear came out twice, so one of them is yours: first to knock. "
        "#printing #textiles",
        "cleo kaya wanda grace",
        [Said("mira", "Knocked.", [Said("nadia", "It hangs by the key board.", likes="mira")])],
    ),
    Shown(
        "esra",
        26,
        "08:25",
        ["birches"],
        "For the new beds on the north side: not these, but six of their children. #planting",
        "rosa grace mira",
        [Said("rosa", "Four. Close the gate.", likes="mira esra")],
    ),
    Shown(
        "quentin",
        27,
        "11:45",
        ["lemons"],
        "Salt, four weeks, patience. One of these is real patience, the other three are for tonight. #preserving",
        "kaya bruno rosa",
    ),
    Shown(
        "rosa",
        16,
        "09:50",
        ["herbs"],
        "Dry at the top, wet at the foot, and the stones keep the day until midnight. Take with scissors, not with "
        "fingers. #planting #compost",
        "esra kaya mira quentin ines",
        [
            Said(
                "kaya", "May I have the lavender stalks when you are done with them?", [Said("rosa", "With scissors.")]
            )
        ],
    ),
    Shown(
        "cleo",
        31,
        "18:10",
        ["poster"],
        "Open Yard Day: eighty sheets, two colours, one thumbprint. The one with the thumbprint hangs at the gate. "
        "#letterpress #openyard",
        "mira ada bruno esra nadia ines hugo jonas leo",
        [Said("mira", "It was your thumb.", [Said("cleo", "It was a limited edition.", likes="nadia ada")])],
    ),
    Shown(
        "jonas",
        33,
        "07:30",
        ["swallows"],
        "They moved in above the lathe. The lathe is off until they fly. #lathes",
        "rosa esra mira wanda grace",
        [Said("rosa", "I take back what I said about engineers.", likes="jonas mira")],
    ),
    Shown(
        "ada",
        34,
        "15:15",
        ["boards"],
        "What is left when a table is finished: six boards, four kinds of wood, one tin of oil. #oak #joinery",
        "bruno quentin ines mira",
        [Said("bruno", "The dark one, please. I pay in bread.", [Said("ada", "Two loaves. It is walnut.")])],
    ),
    Shown(
        "mira",
        37,
        "19:00",
        ["snow"],
        "From last winter, for whoever complains about the weather. The light was left on for @bruno. #openyard",
        "esra rosa ines jonas grace",
    ),
    Shown(
        "grace",
        40,
        "20:15",
        ["dunes"],
        "The quietest room I found this year had no walls. #photography #darkroom",
        "esra ines leo",
    ),
]

FOLLOWS = {
    "mira": "bruno ada ines esra rosa wanda thandi",
    "ada": "ines esra hugo oskar thandi sami",
    "bruno": "jonas esra ines quentin rosa",
    "cleo": "nadia yuki esra tomas",
    "dev": "ines priya jonas leo",
    "esra": "rosa grace cleo thandi mira",
    "finn": "jonas wanda oskar sami",
    "grace": "tomas leo esra priya",
    "hugo": "ada victor oskar leo",
    "ines": "esra bruno grace ada kaya dev quentin thandi",
    "jonas": "bruno dev oskar finn",
    "kaya": "nadia ines rosa wanda yuki",
    "leo": "grace hugo victor dev",
    "tomas": "thandi cleo esra grace nadia",
    "nadia": "cleo kaya wanda tomas",
    "oskar": "ada jonas hugo esra",
    "priya": "dev bruno grace",
    "quentin": "bruno rosa ines",
    "rosa": "esra mira quentin kaya jonas",
    "sami": "ada oskar finn tomas",
    "thandi": "esra ada mira tomas",
    "victor": "hugo leo bruno",
    "wanda": "nadia kaya mira finn",
    "yuki": "cleo nadia kaya",
}
