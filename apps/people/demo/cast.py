"""The people of Alder Street, the demo community."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    headline: str  # up to 80 characters
    bio: str  # Markdown, 1-4 sentences or a short list
    skills: tuple[str, ...]  # 2-6 lower-case tags: letters, digits and hyphen
    pronouns: str = ""
    place: str = ""
    website: str = ""
    joined_days_ago: int = 400
    cover: str = ""  # name of a photo, or nothing


CAST = (
    Person(
        username="mira",
        name="Mira Novak",
        headline="Keeps the keys, and knows who has the others",
        bio=(
            "Came for one winter, thirty-one years ago. I keep the keys, the boiler and this site. "
            "If something is locked, ask me; if something is lost, look in the blue box under the stairs first."
        ),
        skills=("keys", "boilers", "bookkeeping", "hosting", "planting"),
        pronouns="she/her",
        place="Front house, ground floor",
        website="https://alderstreet.example",
        joined_days_ago=2190,
        cover="courtyard",
    ),
    Person(
        username="ada",
        name="Ada Okafor",
        headline="Furniture maker, joins things for a living",
        bio=(
            "Chairs, tables, and lately the front doors of this house. Everything is joined, almost nothing is screwed. "
            "I teach a [course for beginners](https://okafor.example/course) on the first weekend of the month: "
            "you bring a bad chair, you go home with a better one."
        ),
        skills=("joinery", "oak", "chairs", "teaching", "handtools", "cad"),
        pronouns="she/her",
        place="Workshop 4",
        website="https://okafor.example",
        joined_days_ago=1830,
        cover="bench",
    ),
    Person(
        username="bruno",
        name="Bruno Keller",
        headline="Bread, ovens, and the Friday table",
        bio=(
            "I number my loaves. The Friday table is at seven, for everybody, and you say by noon whether you come. "
            "The ugly loaf goes to whoever is late."
        ),
        skills=("sourdough", "ovens", "hosting", "teaching"),
        pronouns="he/him",
        place="Workshop 9, behind the kitchen",
        website="https://keller-brot.example",
        joined_days_ago=1702,
        cover="bread",
    ),
    Person(
        username="cleo",
        name="Cleo Marchetti",
        headline="Letterpress and bad puns",
        bio=(
            "Two presses, forty-one cases of type, one missing capital Q (18 point, if you see it). "
            "I print what people here need: posters, labels, apologies. Payment in coffee, or in long words."
        ),
        skills=("letterpress", "type", "drawing", "teaching"),
        pronouns="she/her",
        place="Workshop 2",
        website="https://marchettipress.example",
        joined_days_ago=1455,
        cover="poster",
    ),
    Person(
        username="dev",
        name="Dev Raman",
        headline="Writes the code that runs the kiln",
        bio=(
            "Embedded things by day. Here: the kiln controller, the rain gauge, the light on the stairs. "
            "Everything I build keeps a log, and most of it is [readable](https://raman.example/kiln)."
        ),
        skills=("python", "sensors", "soldering", "sql"),
        pronouns="he/him",
        place="Garden side, 1st floor",
        website="https://raman.example",
        joined_days_ago=980,
        cover="kiln",
    ),
    Person(
        username="esra",
        name="Esra Yıldız",
        headline="Landscape architect, keeper of the yard",
        bio=(
            "I draw parks for towns and move pots around for us. The yard is 38 by 22 metres and slopes eleven "
            "centimetres to the drain, which explains most of its history."
        ),
        skills=("planting", "drawing", "water", "photography"),
        pronouns="she/her",
        place="Front house, 3rd floor",
        website="https://yildiz-land.example",
        joined_days_ago=1610,
        cover="valley",
    ),
    Person(
        username="finn",
        name="Finn Sørensen",
        headline="Repairs bicycles, borrows ladders",
        bio=(
            "Bring the bicycle before it makes the noise, not after. Punctures while you wait, everything else while I wait for parts. "
            "I return what I borrow. Eventually."
        ),
        skills=("bicycles", "welding", "wheels"),
        pronouns="he/him",
        place="Garage",
        joined_days_ago=1120,
        cover="bicycle",
    ),
    Person(
        username="grace",
        name="Grace Lin",
        headline="Photographer of quiet rooms",
        bio=(
            "Rooms, mostly when nobody is in them. "
            "The darkroom under the stairs is free on weekdays; knock, then wait, then knock again."
        ),
        skills=("photography", "darkroom", "printing"),
        pronouns="she/her",
        place="Garden side, ground floor",
        website="https://gracelin.example",
        joined_days_ago=1298,
        cover="street",
    ),
    Person(
        username="hugo",
        name="Hugo Álvarez",
        headline="Luthier, second workshop on the left",
        bio=(
            "Classical guitars, about five a year, and repairs of other people's optimism. "
            "The smell is hide glue, the pot is mine, and no, it is no longer the soup pot."
        ),
        skills=("guitars", "spruce", "hide-glue", "handtools", "music"),
        pronouns="he/him",
        place="Workshop 3",
        website="https://hugoalvarez.example",
        joined_days_ago=1390,
    ),
    Person(
        username="ines",
        name="Ines Duarte",
        headline="Ceramics: sixty bowls, then the next sixty",
        bio=(
            "Stoneware for daily use. I keep the kiln room, the kiln rota and a notebook of every glaze that went wrong.\n\n"
            "- reduction on Tuesdays\n- seconds on the shelf by the door, take one, leave something\n- no, it does not go in the microwave"
        ),
        skills=("ceramics", "glaze", "kiln", "teaching"),
        pronouns="she/her",
        place="Workshop 6",
        website="https://duarte-ceramics.example",
        joined_days_ago=1744,
        cover="vases",
    ),
    Person(
        username="jonas",
        name="Jonas Weber",
        headline="Retired engineer, unretired tinkerer",
        bio=(
            "Forty years of turbines, now ovens, presses, bicycles and whatever is carried in. "
            "I rebuilt the bread oven. I will look at your thing, but I will also tell you why it broke."
        ),
        skills=("lathes", "welding", "steam", "sensors"),
        pronouns="he/him",
        place="Front house, 1st floor",
        joined_days_ago=1511,
    ),
    Person(
        username="kaya",
        name="Kaya Morin",
        headline="Natural dyes and large pots of them",
        bio=(
            "Indigo, madder, weld, onion skins, anything the garden throws away. "
            "My hands are blue from Tuesday to Friday. It does not come off on cups."
        ),
        skills=("indigo", "wool", "madder", "glaze"),
        pronouns="she/they",
        place="Workshop 7",
        website="https://kayamorin.example",
        joined_days_ago=17,
        cover="lemons",
    ),
    Person(
        username="leo",
        name="Leo Hart",
        headline="Sound, radio, cables",
        bio=(
            "Recording and live sound, plus a small radio show about staircases and how they sound. "
            "I label cables. If you take one, take the label with it and think about what you have done."
        ),
        skills=("sound", "radio", "music", "soldering"),
        pronouns="he/him",
        place="Front house, 4th floor, third window",
        website="https://hartradio.example",
        joined_days_ago=865,
    ),
    Person(
        username="tomas",
        name="Tomás Reis",
        headline="Illustration and murals",
        bio="I draw small for books and large for walls. Currently looking at the north wall, which is looking back.",
        skills=("murals", "drawing", "printing"),
        pronouns="he/him",
        place="Garden side, 2nd floor",
        website="https://tomasreis.example",
        joined_days_ago=8,
        cover="door",
    ),
    Person(
        username="nadia",
        name="Nadia Haddad",
        headline="Textile designer, thinks in repeats",
        bio="I design cloth for buses, theatres and one very particular hotel. Half drop, quarter turn, start again. Screen printing in the cellar on request.",
        skills=("textiles", "drawing", "printing", "wool"),
        pronouns="she/her",
        place="Workshop 8",
        website="https://haddadcloth.example",
        joined_days_ago=640,
    ),
    Person(
        username="oskar",
        name="Oskar Lindqvist",
        headline="Builds one boat at a time",
        bio="Clinker, larch on oak. The present one is 4.60 m. It is in the yard. I am aware that it is in the yard.",
        skills=("boats", "joinery", "oak", "steam"),
        pronouns="he/him",
        place="Under the tarpaulin",
        website="https://lindqvist-boats.example",
        joined_days_ago=36,
        cover="harbour",
    ),
    Person(
        username="priya",
        name="Priya Nair",
        headline="Counts things, then counts them again",
        bio="Data by profession and by temperament. I keep the list for the Friday table and [the graph](https://nair.example/loaves) of Bruno's loaves.",
        skills=("data", "python", "sql", "teaching"),
        pronouns="she/her",
        place="Garden side, 3rd floor",
        website="https://nair.example",
        joined_days_ago=530,
    ),
    Person(
        username="quentin",
        name="Quentin Moreau",
        headline="Cook. Salt first, questions after",
        bio=(
            "Fifteen years in restaurants, now lunch for thirty in a school nearby. "
            "In the shared kitchen I ask for three things: a sharp knife, a dry cloth, and that nobody helps."
        ),
        skills=("cooking", "hosting", "preserving"),
        pronouns="he/him",
        place="Front house, 2nd floor",
        joined_days_ago=29,
        cover="tomatoes",
    ),
    Person(
        username="rosa",
        name="Rosa Benítez",
        headline="Gardener. Close the gate",
        bio=(
            "I look after the beds, the barrels, the bees and, against my will, the cat. "
            "Work mornings on Saturdays at nine. Gloves are in the shed, excuses are not."
        ),
        skills=("planting", "tomatoes", "bees", "compost", "preserving"),
        pronouns="she/her",
        place="Garden side, ground floor",
        joined_days_ago=1577,
    ),
    Person(
        username="sami",
        name="Sami Virtanen",
        headline="makes skateboards, falls off some of them",
        bio="seven layers of maple, pressed overnight, cut by hand. test rides in the yard until 8 pm (see the treaty with wanda)",
        skills=("skateboards", "woodwork", "drawing"),
        pronouns="they/them",
        place="Workshop 5, half of it",
        website="https://virtanenboards.example",
        joined_days_ago=22,
    ),
    Person(
        username="thandi",
        name="Thandi Mokoena",
        headline="Architect, mostly of repairs",
        bio=(
            "I measure old houses and talk owners out of new ones. At the moment I am drawing this one, room by room; "
            "I will knock. I have the long tape and clean shoes."
        ),
        skills=("drawing", "cad", "measuring", "teaching"),
        pronouns="she/her",
        place="Front house, 2nd floor",
        website="https://mokoena-arch.example",
        joined_days_ago=41,
        cover="birches",
    ),
    Person(
        username="victor",
        name="Victor Osei",
        headline="Music teacher, runs the Thursday choir",
        bio="Piano, theory, and a choir for people who say they can't sing. Everybody who says so turns out to be an alto.",
        skills=("music", "piano", "teaching", "singing"),
        pronouns="he/him",
        place="Front house, 1st floor",
        joined_days_ago=38,
    ),
    Person(
        username="wanda",
        name="Wanda Kowalska",
        headline="Retired tailor. The hem can be saved",
        bio=(
            "I cut coats for the opera for thirty-six years. I do not do zips for strangers. "
            "For neighbours I do zips on Mondays, and there is tea."
        ),
        skills=("tailoring", "wool", "teaching"),
        pronouns="she/her",
        place="Front house, 1st floor, the door with the brass plate",
        joined_days_ago=33,
    ),
    Person(
        username="yuki",
        name="Yuki Tanabe",
        headline="Paper maker, needs cold water",
        bio="Paper from kozo, flax and, since this week, from Rosa's leeks. Each sheet takes a minute to make and three days to believe in.",
        skills=("paper", "bookbinding", "printing", "water"),
        pronouns="she/her",
        place="Workshop 1, by the tap",
        website="https://tanabepaper.example",
        joined_days_ago=5,
        cover="lake",
    ),
)
