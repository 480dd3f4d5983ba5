"""What the people of Alder Street have made, what was said of it, and who reviewed it."""

from dataclasses import dataclass, field

from apps.posts.demo.shown import Said


@dataclass(frozen=True)
class Reviewed:
    author: str
    words: str
    relation: str = "used"  # worked, used or teammate
    is_positive: bool = True
    answer: str = ""


@dataclass(frozen=True)
class Made:
    owner: str
    days_ago: int  # published
    title: str
    summary: str
    story: str
    photos: list
    tags: str
    role: str = ""
    days: int = 30  # of work before it was published
    goes_on: bool = False  # not finished yet
    help_wanted: str = ""
    links: list = field(default_factory=list)  # of (type, label, URL)
    people: str = ""  # collaborators who have accepted
    invited: str = ""
    likes: str = ""
    saves: str = ""
    comments: list = field(default_factory=list)
    reviews: list = field(default_factory=list)


MADE = [
    Made(
        "esra",
        702,
        "Replanting the courtyard",
        "Less gravel, more shade, and a table in the middle.",
        "The yard was 836 square metres of gravel with an opinion. We took out half of it, kept the slope and let the "
        "water decide the rest.\n\n## What is where\n\n- shade plants along the north wall, where nothing else agreed "
        "to live\n- herbs within reach of the kitchen door\n- the long table in the middle, so that nobody owns it\n\n"
        "It took two springs. The first was for learning where people actually walk.",
        ["courtyard", "birches"],
        "planting drawing water",
        role="Drawing, planting plan, most of the digging",
        days=400,
        links=[("other", "Planting plan", "https://yildiz-land.example/alder-street")],
        people="ines rosa",
        likes="mira ada bruno cleo grace jonas thandi tomas priya",
        saves="ines thandi",
        comments=[
            Said("mira", "Thirty-one years of gravel in my shoes. I did not think I would miss it, and I do not."),
            Said(
                "thandi",
                "Did you keep the levels from before?",
                [Said("esra", "On tracing paper, in the blue tube. You may borrow the tube.")],
            ),
        ],
        reviews=[
            Reviewed("mira", "I can see the table from my window and somebody is always at it.", "used"),
            Reviewed(
                "bruno",
                "Friday table holds thirty now. Before, it held nineteen and an argument.",
                "used",
                answer="Thirty-four if Jonas sits sideways.",
            ),
            Reviewed("ada", "Measured twice, planted once. A pleasure to carry soil for.", "worked"),
            Reviewed("jonas", "The drain runs. I looked into it every day for a month, and it runs.", "used"),
            Reviewed(
                "finn",
                "Lovely, but there is nowhere left to turn a cargo bike.",
                "used",
                is_positive=False,
                answer="By the gate, 3.20 metres. I drew it for you.",
            ),
            Reviewed("thandi", "You can read the old yard in the new one. That is rare.", "teammate"),
        ],
    ),
    Made(
        "grace",
        655,
        "The darkroom under the stairs",
        "Two enlargers, one sink, and a door that is really shut.",
        "It was a cupboard for prams. Now it is two metres by three, black, and dry.\n\nThe hard part was the light "
        "under the door. The easy part was everything else. Free on weekdays: knock, wait, knock again. **Chemistry is "
        "mixed on Mondays**; who uses the last of it mixes the next.",
        ["dunes"],
        "darkroom photography printing",
        role="Everything that is black",
        days=90,
        people="mira",
        likes="cleo esra leo tomas nadia jonas",
        saves="nadia",
        reviews=[
            Reviewed("nadia", "I expose my screens here now. Not one grey edge since.", "used"),
            Reviewed("cleo", "Clean, quiet, and the tongs are where they belong.", "used"),
            Reviewed(
                "leo",
                "Best-sounding room in the house. Nobody asked me to say so.",
                "used",
                answer="Nobody asked you to clap in it either.",
            ),
            Reviewed("priya", "The booking list is on paper. Paper!", "used", is_positive=False),
        ],
    ),
    Made(
        "ines",
        612,
        "Courtyard kiln",
        "A wood-fired kiln for everyone, with a controller that lets us sleep.",
        "Four hundred bricks from the old bakery in Sand Lane, carried in six Saturdays. Jonas did the arch, Dev the "
        "controller, I did the swearing and the glaze tests.\n\nIt reaches 1,240 °C in eleven hours and keeps it. The "
        "log of each firing is public, the bad ones too.\n\n1. Put your name on the rota.\n2. Dry means dry.\n3. "
        "Nobody opens it below my eyes before 80 °C.",
        ["kiln", "vases"],
        "ceramics kiln bricklaying",
        role="Design, rota, first and every following firing",
        days=210,
        links=[
            ("demo", "Firing log", "https://raman.example/kiln"),
            ("article", "What went wrong", "https://duarte-ceramics.example/kiln"),
        ],
        people="dev jonas",
        likes="ada bruno esra hugo kaya mira priya rosa wanda cleo",
        saves="kaya ada",
        comments=[
            Said("bruno", "Three kilns in this yard if you count my oven.", [Said("ines", "I do not count ovens.")]),
        ],
        reviews=[
            Reviewed("ada", "Forty test tiles, forty tiles back. It simply works.", "used"),
            Reviewed(
                "kaya",
                "I was allowed in during my first week, with hands like these. Ines explained every shelf.",
                "used",
                answer="The hands are fine. The sleeves were the problem.",
            ),
            Reviewed("priya", "Eleven months of logs without a gap. I wept a little.", "used"),
            Reviewed("rosa", "No smoke on the washing. That was the promise, and it is kept.", "used"),
            Reviewed("esra", "It sits in the yard as if it had been there first.", "teammate"),
        ],
    ),
    Made(
        "dev",
        566,
        "The light on the stairs",
        "Knows that you are coming, and how late it is.",
        "Nine sensors, nine lamps, four floors. After eleven it gives a third of the light, because at that hour "
        "everybody is either tired or guilty.\n\nNo camera, no microphone, no cloud. It counts steps and forgets them "
        "at the landing.",
        ["cobbles"],
        "sensors soldering python",
        role="Circuit, code, ladder",
        days=60,
        links=[("source", "Source and drawings", "https://raman.example/stairs")],
        people="leo",
        likes="mira grace wanda priya ines",
        reviews=[
            Reviewed("mira", "One bulb a year instead of nine. The bookkeeping says thank you.", "used"),
            Reviewed(
                "grace",
                "It goes on when I want the dark. Twice I have sat on the stairs for nothing.",
                "used",
                is_positive=False,
                answer="There is a switch behind the second post now. It is yours alone.",
            ),
            Reviewed("wanda", "I no longer count the steps aloud.", "used"),
        ],
    ),
    Made(
        "cleo",
        514,
        "Forty-one cases, one catalogue",
        "Every letter in the studio, printed once, so that one can find it.",
        "I wanted to know what I own. It took a winter, and I own 214 sizes of things, not counting the Q.\n\nOne "
        "sheet for each case, set in itself, with what is missing in red. Come and look before you ask for twelve "
        "capital Ws.",
        ["type"],
        "letterpress type",
        role="Setting, printing, counting",
        days=120,
        links=[("shop", "The printed catalogue", "https://marchettipress.example/catalogue")],
        likes="yuki nadia tomas esra ada wanda",
        saves="nadia tomas yuki",
        reviews=[
            Reviewed("nadia", "I set my first poster with this beside me and only asked Cleo four times.", "used"),
            Reviewed("tomas", "A book about missing things that misses nothing.", "used"),
            Reviewed(
                "yuki",
                "The sheets deserve a better paper. I have one in mind.",
                "used",
                answer="Second edition, your paper, my coffee.",
            ),
        ],
    ),
    Made(
        "rosa",
        463,
        "Herb spiral by the kitchen door",
        "Dry at the top, wet at the foot, scissors on a string.",
        "Two tonnes of broken kerbstone that the town wanted to be rid of. Thyme and sage on top, mint at the bottom "
        "in a sunken bucket, because **mint is not a plant, it is a plan**.\n\nTake what you need. Cut, do not pull.",
        ["herbs"],
        "planting compost",
        role="Stones, soil, rules",
        days=25,
        people="esra",
        likes="quentin bruno kaya mira ines grace",
        reviews=[
            Reviewed("bruno", "Rosemary at four metres from the oven. I have timed it.", "used"),
            Reviewed("quentin", "Better kept than any restaurant garden I have cooked from.", "used"),
            Reviewed(
                "kaya",
                "I get the stalks, the bees get the rest. Fair.",
                "used",
                answer="The bees had a word in it.",
            ),
        ],
    ),
    Made(
        "bruno",
        421,
        "Bread for forty",
        "The Friday recipe, scaled and tested in the big oven.",
        "Twelve loaves at once, one dough, one night. The numbers are the easy part; the oven is the part with a "
        "mood, so there are two columns: **for a good day** and **for the other kind**.\n\nJonas rebuilt the door "
        "seal, and the bottom heat has been honest since.\n\n> Take it out when it sounds like a door that somebody "
        "knocks on.",
        ["bread"],
        "sourdough ovens hosting",
        role="Recipe, 211 attempts",
        days=300,
        links=[
            ("other", "The recipe, to print", "https://keller-brot.example/forty"),
            ("article", "The graph", "https://nair.example/loaves"),
        ],
        likes="ines jonas ada esra quentin rosa priya wanda hugo victor mira thandi",
        saves="quentin rosa victor wanda",
        comments=[
            Said("priya", "Column two has been right on nine of the last ten Fridays.", likes="bruno jonas"),
            Said(
                "quentin", "May the school have it?", [Said("bruno", "The school has children. It may have anything.")]
            ),
        ],
        reviews=[
            Reviewed(
                "quentin", "Scaled it to sixty for the school. Not one number had to change but the flour.", "used"
            ),
            Reviewed("ines", "I bake as I throw: badly, then well. This got me to well in three tries.", "used"),
            Reviewed("jonas", "The oven thermometer and the recipe agree. In my profession that is love.", "worked"),
            Reviewed(
                "priya",
                "Reproducible. I do not use the word lightly.",
                "used",
                answer="Is this better than delicious?",
            ),
            Reviewed(
                "mira", "I have eaten it every Friday for seven years and never once thought of leaving.", "used"
            ),
            Reviewed("victor", "The choir sings flat before it and in tune after it.", "used"),
            Reviewed(
                "wanda",
                "The crust is hard on old teeth.",
                "used",
                is_positive=False,
                answer="The middle slice is yours from now on. I cut it off before anyone asks.",
            ),
            Reviewed("kaya", "Made it in my first week, and people came to my door.", "used"),
        ],
    ),
    Made(
        "dev",
        384,
        "Rain gauge with a memory",
        "Every drop since March of last year, and a button for the barrels.",
        "A tipping bucket, a magnet, a small computer in a jam jar. It sends a line each time the bucket tips, and the "
        "barrels are opened when the forecast and the bucket agree.\n\nThe table is plain SQL. Ask it anything.",
        ["fog"],
        "sensors python sql water",
        role="All of it but the jam",
        days=45,
        links=[
            ("source", "Source", "https://raman.example/rain/source"),
            ("demo", "Rain today", "https://raman.example/rain"),
        ],
        likes="priya rosa esra jonas",
        saves="priya",
        reviews=[
            Reviewed("rosa", "It was right about the Tuesday. I was not.", "used"),
            Reviewed("priya", "Clean data with a note where it is not clean. Please teach others.", "used"),
            Reviewed("esra", "I have drawn the new drain from these numbers.", "used", answer="Then let it rain."),
        ],
    ),
    Made(
        "nadia",
        334,
        "Eight motifs for a night bus",
        "Cloth that still looks like something at two in the morning.",
        "Bus seats must hide coffee, ink and boredom. Eight motifs in a half drop, three colours, no straight line "
        "longer than a thumb.\n\nThe pear was the driver’s idea.",
        ["prints"],
        "textiles printing drawing",
        role="Design, screens, first ten metres",
        days=150,
        links=[("other", "The repeat", "https://haddadcloth.example/night-bus")],
        likes="cleo kaya wanda grace tomas",
        saves="kaya cleo",
        reviews=[
            Reviewed(
                "wanda", "Weighs right, hangs right, frays on one side only. I would line a coat with it.", "used"
            ),
            Reviewed("cleo", "Registration to a hair, over ten metres, by hand.", "worked"),
            Reviewed("tomas", "I missed my stop looking for the second pear.", "used", answer="There is only one."),
        ],
    ),
    Made(
        "ada",
        302,
        "Workbench without screws",
        "Oak, wedges and patience. Comes apart in four minutes.",
        "Every bench I had was a table with a grudge. This one stands because it wants to: four legs, two stretchers, "
        "eight wedges, and a top of 84 mm that came from the old gate.\n\nThe plans are free. If you build one, show "
        "me the wedges; I can tell from the wedges.",
        ["bench", "planes"],
        "joinery oak handtools",
        role="Design and all joints",
        days=70,
        links=[("source", "Plans and cutting list", "https://okafor.example/bench")],
        likes="hugo oskar sami jonas thandi mira ines",
        saves="sami oskar hugo",
        comments=[
            Said("sami", "built it from the plans. it does not wobble. i do", likes="ada oskar"),
        ],
        reviews=[
            Reviewed("hugo", "I plane tops of two millimetres on it. It does not hum.", "used"),
            Reviewed(
                "oskar", "Took it apart, carried it to the boat, put it up again. Four minutes is honest.", "used"
            ),
            Reviewed(
                "sami", "the plans assume you own a straight edge. fair i guess", "used", answer="Come on Sunday."
            ),
            Reviewed("thandi", "The drawing is as good as the bench, and I am hard to please with drawings.", "used"),
        ],
    ),
    Made(
        "grace",
        271,
        "Rooms without walls",
        "Twelve prints of places that were quiet for one minute.",
        "I photograph rooms. Then I ran out of rooms that were empty, and went outside.\n\nEach picture is one minute "
        "long. If somebody walked through it, they are in it, as a thread.",
        ["valley", "fog", "dunes"],
        "photography darkroom printing",
        role="Photographs and prints",
        days=220,
        links=[("article", "An interview", "https://gracelin.example/walls")],
        likes="esra tomas leo ines thandi priya",
        saves="esra leo",
        reviews=[
            Reviewed("esra", "I walked through number seven. I am the thread on the left.", "used"),
            Reviewed("leo", "I could hear number three.", "used", answer="It was the loudest of them."),
        ],
    ),
    Made(
        "hugo",
        243,
        "Guitar number fifty-one",
        "Spruce from a church roof, and a year of nothing in between.",
        "The roof beams of the chapel in Mill Road were 140 years dry when they took them down. Two of them rang.\n\n"
        "Fan bracing, 1.9 mm at the edge, hide glue throughout. It is loud for the first hour and then it listens.",
        ["guitar"],
        "guitars spruce hide-glue handtools",
        role="Luthier",
        days=340,
        links=[("video", "Victor plays it", "https://hugoalvarez.example/51")],
        likes="ada oskar victor leo jonas cleo",
        saves="victor",
        reviews=[
            Reviewed("victor", "I had it for one evening. The choir asked where the second player was.", "used"),
            Reviewed("leo", "Recorded it with one microphone and touched nothing.", "worked"),
            Reviewed(
                "bruno",
                "Wonderful guitar. I would still like my shelf clamp.",
                "used",
                is_positive=False,
                answer="It is on number fifty-two. You will hear it.",
            ),
        ],
    ),
    Made(
        "jonas",
        196,
        "Swallow counter",
        "Counts who flies in above the lathe, so that the lathe can wait.",
        "They chose the beam over my lathe. I chose to know when they are out. Two light barriers tell in from out; "
        "when all are out for ten minutes, the green lamp goes on and I may turn.\n\nThis summer: 11,204 flights, three "
        "chicks, one finished shaft.",
        ["swallows"],
        "lathes sensors",
        role="Mechanics, waiting",
        days=40,
        people="dev",
        likes="rosa esra mira wanda grace priya",
        saves="priya",
        reviews=[
            Reviewed("rosa", "An engineer who waits for birds. I have seen everything now.", "used"),
            Reviewed(
                "priya", "In minus out is not always zero. There is a fourth chick.", "used", answer="There was."
            ),
            Reviewed("mira", "The green lamp can be seen from the yard. Children ask about it.", "used"),
        ],
    ),
    Made(
        "ada",
        184,
        "Six boards from one table",
        "What is left of a table is still a table, only for bread.",
        "The refectory table was eaten by worms at one end. The other end became six boards, four kinds of wood, one "
        "tin of oil.\n\nOil twice a year, never the machine. They come back to me for a new face every five years, for "
        "nothing.",
        ["boards"],
        "oak joinery",
        role="Sawing, planing, oil",
        days=12,
        links=[("shop", "Two are left", "https://okafor.example/boards")],
        likes="bruno quentin ines mira",
        reviews=[
            Reviewed("quentin", "Flat after half a year of my knives. I have not been kind to it.", "used"),
            Reviewed("bruno", "Two loaves well spent.", "used", answer="It was three. I have them on the list."),
        ],
    ),
    Made(
        "leo",
        152,
        "Night swim, a radio piece",
        "Eleven minutes of water, recorded from a rowing boat.",
        "Two microphones above, one below, and nobody speaks until minute nine. Best with headphones and the light "
        "off.\n\nGrace rowed. You can hear that she did it without hurry.",
        ["lake"],
        "sound radio",
        role="Recording and cut",
        days=14,
        links=[("demo", "Listen", "https://hartradio.example/night-swim")],
        people="grace",
        likes="hugo victor esra",
        saves="victor",
    ),
    Made(
        "priya",
        131,
        "The cat, a census",
        "Fourteen windows, ninety-one sightings, one animal. Probably.",
        "Everybody believes that it lives with them. I asked for sightings with time and window, and drew the day of a "
        "cat from it.\n\nBetween two and four at night there is nothing. Either it sleeps, or we do.",
        ["cat"],
        "data python",
        role="Counting",
        days=60,
        goes_on=True,
        help_wanted="Sightings between two and four at night, with the window.",
        links=[("demo", "The map", "https://nair.example/cat"), ("source", "Notebook", "https://nair.example/cat/py")],
        likes="rosa mira esra finn wanda dev",
        comments=[Said("leo", "03:10, fourth floor. It listens to my show.", likes="priya grace")],
        reviews=[
            Reviewed("rosa", "I see my sardines have become a method.", "used", answer="They are in the footnotes."),
            Reviewed("dev", "Tidy tables, honest error bars, and a cat.", "teammate"),
            Reviewed("wanda", "It says that the cat is never at mine. It is at mine now.", "used", is_positive=False),
        ],
    ),
    Made(
        "esra",
        96,
        "Tomatoes on the roof",
        "Forty buckets, one gutter and a timer that waters them all.",
        "The roof of the garage gets nine hours of sun and nobody. Forty buckets stand along the gutter, and the gutter "
        "fills them from the barrel, one after the other, at six.\n\nBruno takes the ripe ones. The gutter drips at "
        "bucket 31, which is where you come in.",
        ["tomatoes"],
        "planting tomatoes water",
        role="Plan and plumbing",
        days=50,
        goes_on=True,
        help_wanted="A hand with the gutter, on a Saturday. I have the sealant, I need the second pair of arms.",
        people="bruno",
        likes="rosa quentin mira kaya finn",
        saves="rosa",
        reviews=[
            Reviewed("quentin", "Eighteen kilos in August. I made sauce until I dreamt in red.", "used"),
            Reviewed(
                "rosa", "Good plants, thirsty buckets. Bigger ones next year.", "used", answer="Sixty litres. Yes."
            ),
            Reviewed(
                "finn", "It drips on my bench. Bucket 31.", "used", is_positive=False, answer="Come up, bring tape."
            ),
            Reviewed("kaya", "The side shoots make a green that I had given up on.", "used"),
        ],
    ),
    Made(
        "mira",
        76,
        "Who has the key",
        "Sixty-two keys, one board, and at last a name beside each hook.",
        "For thirty years the list was in my head. Then I had the flu for a week and four people slept at their "
        "neighbours’.\n\nNow each hook has a number, each number a line, and the line says who has the other one. Cleo "
        "printed the labels; the paper is Yuki’s, since this week.",
        ["street"],
        "keys bookkeeping",
        role="Memory",
        days=20,
        people="cleo",
        likes="ada bruno esra jonas wanda thandi rosa",
        reviews=[
            Reviewed("jonas", "Found the boiler key in nine seconds. It used to be nine phone calls.", "used"),
            Reviewed("thandi", "I measured 41 rooms with this board and asked for a key once.", "used"),
            Reviewed(
                "finn", "There is no hook for the ladder.", "used", is_positive=False, answer="There is no ladder."
            ),
        ],
    ),
    Made(
        "finn",
        47,
        "Cargo bike from two old frames",
        "Carries a fridge, or two children, and still turns in the hallway.",
        "The front half was a postman’s, the rear half was Wanda’s. Between them are 70 cm of tube that I could not "
        "bend as I wanted, so there is a joint where there should be a curve.\n\n## What it can do\n\n- 120 kg in the "
        "box, measured with Bruno’s flour\n- turns on 3.20 m\n- makes no noise, and that is the point\n\nThe second one "
        "gets a curve. If you can bend tubes, the garage is open.",
        ["bicycle"],
        "welding bicycles wheels",
        role="Frame and brazing",
        days=130,
        goes_on=True,
        help_wanted="Someone who can bend tubes of 40 mm without a dent.",
        links=[
            ("source", "Drawings", "https://finn.example/cargo/drawings"),
            ("video", "With the fridge", "https://finn.example/cargo/fridge"),
        ],
        people="jonas",
        likes="wanda mira rosa leo bruno oskar sami esra",
        saves="sami bruno",
        comments=[
            Said(
                "oskar",
                "I have bent larch, oak and once a sister-in-law’s curtain rail. Tubes?",
                [Said("finn", "Saturday. Bring the steam box.", likes="oskar jonas")],
                likes="finn",
            ),
            Said("mira", "Not through the front hall, please. The other hall."),
        ],
        reviews=[
            Reviewed(
                "bruno", "Eighty kilos of flour from the mill, uphill, without a word of complaint from it.", "used"
            ),
            Reviewed(
                "wanda", "I know the rear half. It has never gone so well.", "used", answer="It had a good home."
            ),
            Reviewed(
                "rosa", "Compost, plants, the gate. I had it for a week and did not want to give it back.", "used"
            ),
            Reviewed("leo", "Four loudspeakers and a mixer, and nobody heard me arrive.", "used"),
            Reviewed("sami", "brakes like it means it. steers like a bus", "used", is_positive=False),
            Reviewed("dev", "Finn writes down every torque. I did not expect that.", "teammate"),
        ],
    ),
    Made(
        "cleo",
        33,
        "Open Yard Day poster",
        "Two colours, two presses, eighty sheets by hand, one thumbprint.",
        "A red sun over a dark hill, because the date was already too long for the sheet. Nadia cut the sun in lino, I "
        "set the words, and we printed until the neighbours went to bed.\n\nSheet 44 has my thumb on it. It hangs at "
        "the gate.",
        ["poster", "prints"],
        "letterpress type openyard",
        role="Type and press",
        days=9,
        people="nadia",
        likes="mira ada bruno esra ines hugo jonas leo wanda",
        saves="mira tomas",
        reviews=[
            Reviewed("mira", "People came with the poster in their hands, asking which door was the sun.", "used"),
            Reviewed("tomas", "I would not change a letter. I tried to.", "teammate"),
            Reviewed("grace", "The black is a real black.", "used", answer="Three passes. I will not tell the press."),
        ],
    ),
    Made(
        "thandi",
        26,
        "This house, room by room",
        "A measured drawing of all that is there, before anybody repairs it.",
        "Forty-one rooms, eleven stairs, one wall that does not meet the other. I draw what is, not what the plan of "
        "1911 wished for.\n\nIf I have not knocked at yours yet, I will. It takes half an hour, and I move nothing.",
        ["snow", "courtyard"],
        "measuring drawing cad",
        role="Tape, pencil, then CAD",
        days=30,
        goes_on=True,
        help_wanted="Half an hour in each flat of the garden side, second floor and above.",
        links=[("other", "Sheets 1 to 18", "https://mokoena-arch.example/alder-street")],
        people="esra",
        likes="mira ada tomas dev hugo bruno",
        saves="mira",
        reviews=[
            Reviewed("mira", "She found a cupboard that I had forgotten, with a key in it.", "used"),
            Reviewed("ada", "I cut a door from sheet 12. It fitted a frame that has no right angle.", "used"),
            Reviewed(
                "hugo",
                "My workshop is eleven centimetres smaller than my rent. I liked not knowing.",
                "used",
                is_positive=False,
                answer="I have written to Mira about the eleven centimetres.",
            ),
        ],
    ),
    Made(
        "oskar",
        20,
        "Larch on oak, 4.60 metres",
        "A clinker boat for two people and one dog that does not exist yet.",
        "Nine ribs in, thirteen to go. The planks are larch from one tree, the keel is the oak that Ada did not want, "
        "and the lines are my grandfather’s, who could not swim.\n\nShe goes into the water in May. Between her and the "
        "water is the gate.",
        ["harbour", "ribs"],
        "boats oak steam",
        role="Boat builder",
        days=30,
        goes_on=True,
        help_wanted="Eight people and a gate off its hinges, one morning in May.",
        links=[("article", "Log of the building", "https://lindqvist-boats.example/460")],
        people="ada",
        likes="jonas hugo sami grace esra mira finn",
        saves="sami jonas",
        comments=[
            Said("thandi", "The gate is 2.31 m. What is her beam?", [Said("oskar", "1.70. With hope, 1.68.")]),
        ],
        reviews=[
            Reviewed(
                "jonas", "I have looked at each rivet. I have nothing to say, which is my highest mark.", "worked"
            ),
            Reviewed("sami", "let me hold the rib while it was hot. best tuesday so far", "worked"),
        ],
    ),
    Made(
        "wanda",
        18,
        "Three coats from one loom",
        "Nadia weaves it, I cut it, and nothing is left over but a sleeve.",
        "Nine metres, woven on the loom in workshop 8 in red, blue and yellow bands. The bands meet at every seam. That "
        "is what thirty-six years at the opera were for.\n\nOne coat is Mira’s, one goes to the raffle on Open Yard "
        "Day, and one I keep to look at.",
        ["loom"],
        "tailoring wool",
        role="Cut and seams",
        days=14,
        people="nadia",
        likes="mira kaya victor ines cleo",
        saves="kaya",
        reviews=[
            Reviewed("mira", "I have worn it to the boiler and to the theatre. It is right for both.", "used"),
            Reviewed("kaya", "She matched the bands by eye. I held the tape, for company.", "worked"),
        ],
    ),
    Made(
        "jonas",
        17,
        "A steam box that leaks less",
        "From a drainpipe and a wallpaper stripper, for ribs up to two metres.",
        "Oskar’s leaked at the back, so I built one that leaks at the front, where one can see it. 99 °C along the whole "
        "length after twenty minutes; an inch of oak wants an hour.\n\nIt may be borrowed. It must come back dry.",
        ["ribs"],
        "steam boats welding",
        role="Pipes",
        days=6,
        people="oskar",
        likes="ada finn hugo oskar",
        saves="finn",
        reviews=[
            Reviewed("ada", "Bent a chair back in one go. The old way took three, and a vocabulary.", "used"),
        ],
    ),
    Made(
        "quentin",
        15,
        "Lunch for forty, timed",
        "A plan by the minute for one cook, two pots and no helpers.",
        "In a kitchen that is not yours you have no time to look for the salt. So this is a plan: what is on the fire at "
        "which minute, where the lid is, when to taste.\n\nSoup first. The other four are coming.",
        ["soup", "lemons"],
        "cooking hosting preserving",
        role="Cook",
        days=10,
        links=[("other", "The plan, two pages", "https://quentin.example/forty")],
        likes="bruno mira rosa ines priya wanda victor",
        saves="bruno priya",
        reviews=[
            Reviewed("bruno", "Followed it to the minute. At minute 52 I understood why.", "used"),
            Reviewed("priya", "A Gantt chart one can eat.", "used", answer="A what?"),
        ],
    ),
    Made(
        "sami",
        14,
        "Seven layers, no nose",
        "A flat deck for short stairs and long evenings.",
        "maple, seven layers, crossed at three and five, pressed overnight under the whole of workshop 5. no nose because "
        "i kept landing on it.\n\nthe third one did not split. ask me about the first two",
        ["planes"],
        "skateboards woodwork",
        role="pressing, cutting, falling",
        days=7,
        likes="finn ada oskar tomas",
        reviews=[
            Reviewed("finn", "Rode it to the bakery and back. Two bearings, one scar.", "used"),
            Reviewed("wanda", "Quiet after eight, as agreed in the treaty.", "used", answer="a treaty is a treaty"),
        ],
    ),
    Made(
        "victor",
        11,
        "A songbook for altos",
        "Twenty-two songs for a choir in which everybody is one.",
        "Everybody who says that they cannot sing is an alto. So I wrote the other voices out of twenty-two songs, and "
        "what is left is surprisingly beautiful.\n\nCleo set the titles. Thursdays at eight, front house, first floor; no "
        "one is tested.",
        ["courtyard"],
        "music singing teaching",
        role="Arranging",
        days=25,
        links=[("demo", "Three songs, recorded", "https://victor.example/altos")],
        people="leo",
        invited="cleo",
        likes="hugo leo bruno wanda mira",
        saves="leo",
        reviews=[
            Reviewed("bruno", "I cannot sing. I was right in the middle of the page.", "used"),
            Reviewed("hugo", "Easy to read by candle, which is how we read it.", "used"),
        ],
    ),
    Made(
        "kaya",
        9,
        "Colours from the birch woods",
        "A swatch book of dyes from bark, leaves and two kinds of moss.",
        "Sixty swatches on wool, each with its plant, its water and its hour. The greens come from weld over indigo; the "
        "pinks from bark, if one waits longer than is reasonable.\n\nThey fade when I photograph them. Somebody here can "
        "do that better.",
        ["indigo", "birches"],
        "indigo madder wool",
        role="Pots and patience",
        days=8,
        goes_on=True,
        help_wanted="Photos of sixty swatches in daylight, without my shadow on them.",
        links=[("other", "List of plants", "https://kayamorin.example/birch")],
        invited="grace",
        likes="nadia wanda ines yuki rosa esra",
        saves="nadia wanda",
        reviews=[
            Reviewed("nadia", "Number 17 is the grey that I have been mixing for years.", "used"),
            Reviewed(
                "wanda", "Holds in the wash. I tried it on a hem, not on a person.", "used", answer="Thank you, hem."
            ),
        ],
    ),
    Made(
        "tomas",
        6,
        "The north wall",
        "Nine metres by seven, limewash, and the red of a door.",
        "It looks at us all winter, so it should have something to say. The sketch is of the yard as seen by a swallow: "
        "roofs, a table, one open door.\n\nThandi has the recipe of 1911 for the red. I have the brushes. What I do not "
        "have is a second ladder with somebody on it.",
        ["door"],
        "murals drawing",
        role="Drawing and painting",
        days=2,
        goes_on=True,
        help_wanted="Someone with a ladder who stays on it. Two weekends, lunch by Quentin.",
        invited="finn",
        likes="thandi nadia esra cleo mira grace",
        saves="thandi",
        comments=[
            Said("thandi", "Iron oxide and patience. I will bring both."),
            Said("mira", "The wall has been asked. It does not mind.", likes="tomas thandi esra"),
        ],
        reviews=[
            Reviewed("thandi", "The test patch has been out in the rain for four days and has not moved.", "teammate"),
        ],
    ),
    Made(
        "yuki",
        3,
        "Paper from leeks",
        "Thirty sheets, one allotment, and only a little smell.",
        "Rosa pulled the leeks, I boiled the tops for three hours with soda, beat them by hand and couched them between "
        "Wanda’s old felts. The sheets are green when wet, straw when dry, and rattle like a letter that matters.",
        ["lanterns", "lake"],
        "paper bookbinding",
        role="Pulp to sheet",
        days=2,
        people="rosa",
        likes="cleo kaya nadia ines grace wanda tomas",
        saves="cleo",
        comments=[Said("cleo", "It takes ink. It takes ink and gives nothing back. Perfect.", likes="yuki rosa")],
        reviews=[
            Reviewed("cleo", "Printed two words on it, upside down and backwards. Not one feathered.", "used"),
        ],
    ),
]
