"""The room "Garden"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="garden",
    name="Garden",
    description="Beds, barrels, bees and the yard itself. Close the gate.",
    topics=("planting", "tomatoes", "water", "compost"),
    owner="rosa",
    kind="open",
    members=(),
    lines=(
        Line(
            42,
            "09:30",
            "rosa",
            (
                "Work morning was four people and it should have been eight. What we did: the beans are down, the net "
                "is off, the compost is turned. What we did not do: everything else."
            ),
        ),
        Line(42, "09:31", "rosa", "The gate was open again when I came. It is a gate. One pulls."),
        Line(
            42,
            "10:12",
            "esra",
            ("The spring in the hinge is broken. It closes to the last hand and then it thinks about it."),
        ),
        Line(42, "10:44", "finn", "I have springs"),
        Line(41, "16:02", "finn", "Gate closes now. It closes with conviction. Mind your heels."),
        Line(41, "16:20", "mira", "It has taken the post lady's bag."),
        Line(41, "16:21", "finn", "I'll loosen it"),
        Line(
            36,
            "08:10",
            "esra",
            (
                "The rain gauge says 31 mm since yesterday evening, and the drain took all of it. For the first time "
                "since I live here nobody had to stand in the yard with a broom at midnight. It's the eleven "
                'centimetres of fall and the gravel strip under the gutter, which some called "decoration" in spring.'
            ),
        ),
        Line(36, "08:16", "jonas", "I called it decoration. I take it back."),
        Line(36, "08:17", "esra", "I saved this message."),
        Line(31, "17:25", "rosa", "Who feeds the cat?"),
        Line(31, "17:26", "rosa", "She weighs six kilos and catches nothing"),
        Line(31, "17:40", "nadia", "I give her a little in the morning"),
        Line(31, "17:41", "hugo", "Ah"),
        Line(31, "17:41", "hugo", "I also give her a little in the morning"),
        Line(31, "17:43", "ines", "Lunch"),
        Line(31, "17:50", "leo", "we call her semolina and she has dinner upstairs with us"),
        Line(31, "17:55", "bruno", "We who?"),
        Line(31, "17:58", "rosa", "I'll hang up a list. One name a day. She has run this house like a hotel."),
        Line(
            26,
            "10:00",
            "rosa",
            (
                "Fig tree. It has black edges on half its leaves and the trunk is soft on the north side. I say it "
                "goes, before it falls on somebody's bicycle."
            ),
        ),
        Line(
            26,
            "10:22",
            "esra",
            (
                "Please not yet. It's forty years old and it has looked dead twice before. Let me cut to the green and "
                "see where the sap stands."
            ),
        ),
        Line(26, "10:25", "rosa", "You said that about the quince."),
        Line(26, "10:26", "esra", "And I was wrong about the quince, and I still have a chair made of it."),
        Line(26, "10:31", "ada", "It's a good chair."),
        Line(
            26,
            "10:40",
            "mira",
            ("It was there when I came. Give it until spring. I'm asking as the person with the saw's key."),
        ),
        Line(26, "10:44", "rosa", "Until spring. And no bicycles under it."),
        Line(
            22,
            "14:14",
            "rosa",
            (
                "Frost tonight, they say minus two. I need the lemons inside before dark, five pots, 40 kilos each. "
                "Stairwell, second landing, away from the radiator."
            ),
        ),
        Line(22, "14:20", "sami", "i'm here and i have a board with big wheels"),
        Line(22, "14:21", "rosa", "Who are you?"),
        Line(22, "14:22", "sami", "sami, since this morning"),
        Line(22, "14:23", "rosa", "Come."),
        Line(22, "16:40", "rosa", "All five inside in twenty minutes. The tall child may stay."),
        Line(22, "16:42", "sami", "i'm 27"),
        Line(
            18,
            "09:15",
            "priya",
            (
                "Question from the count for the year. How many kilos of tomatoes did we have? I've 84.5 from the list "
                "by the shed, but it stops in September because the pencil ran out."
            ),
        ),
        Line(18, "09:33", "rosa", "112. The nine green ones not counted."),
        Line(18, "09:34", "priya", "Is that a number or a feeling?"),
        Line(18, "09:35", "rosa", "It's a number I feel."),
        Line(18, "09:37", "priya", "I'll write 112 with a small cloud around it."),
        Line(
            15,
            "11:11",
            "kaya",
            (
                "@rosa, are the onion skins and the walnut hulls in the compost for anybody? I would take them all. "
                "#madder #wool"
            ),
        ),
        Line(15, "11:15", "rosa", "Take them. What do I get?"),
        Line(15, "11:16", "kaya", "A hat?"),
        Line(15, "11:17", "rosa", "Brown?"),
        Line(15, "11:18", "kaya", "Very."),
        Line(15, "11:19", "rosa", "Deal."),
        Line(
            11,
            "08:02",
            "esra",
            (
                "Water: the two barrels on the garden side are full and will freeze. I would open both on Sunday and "
                "let them run into the gravel. Anybody who needs 400 litres of soft water before that, speak now."
            ),
        ),
        Line(11, "08:20", "kaya", "Me, 60, for the indigo."),
        Line(11, "08:31", "victor", "How does one carry 60 litres?"),
        Line(11, "08:32", "kaya", "In sixes. It's choir-sized. Who's free?"),
        Line(8, "17:40", "sami", "The quinces by the wall: are they for anybody, or for somebody?"),
        Line(
            5,
            "15:10",
            "yuki",
            (
                "I was told there's rain water. Am I too late? I'm new, Workshop 1, I make paper and the tap water is "
                "very hard here."
            ),
        ),
        Line(
            5,
            "15:18",
            "esra",
            (
                "You are two hours late and I'm sorry. But it'll rain on Tuesday, and I'll put your name on the left "
                "barrel."
            ),
        ),
        Line(5, "15:20", "yuki", "Thank you. I've never had my name on a barrel."),
        Line(
            4,
            "17:15",
            "yuki",
            "May one plant a paper mulberry at the north wall? It grows fast, and I would look after it. Whom do I ask?",
        ),
        Line(3, "07:50", "esra", "9 mm in the night. Yuki: your barrel has begun."),
        Line(
            2,
            "12:05",
            "esra",
            (
                "I cut the fig back to where it bleeds. Green under the bark on the whole south side. @rosa, look at it "
                "before you say anything. It survived. I had to sit down on the wall for a minute."
            ),
        ),
        Line(2, "12:11", "rosa", "Good."),
        Line(2, "12:11", "rosa", "I'm pleased too. Don't tell it."),
        Line(
            1,
            "16:30",
            "rosa",
            (
                "For Saturday I want the following, in this order:\n\n"
                "1. Leaves off the paving, all of them, not into the drain.\n"
                "2. The bees' corner roped off. They sleep, but visitors poke.\n"
                "3. Ten pots of rosemary by the gate, two euros each, the tin is nailed down.\n"
                "4. Nobody explains compost to children without me."
            ),
        ),
        Line(1, "16:44", "thandi", "I can do one and two before breakfast."),
        Line(0, "07:35", "rosa", "The gate was closed when I came. I noted the day."),
        Line(0, "08:12", "finn", "told you"),
    ),
)
