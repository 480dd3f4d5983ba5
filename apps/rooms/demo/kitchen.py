"""The room "Kitchen"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="kitchen",
    name="Kitchen",
    description="Bread, soup and the Friday table. Say by noon whether you come, and bring back the lid.",
    topics=("sourdough", "cooking", "preserving"),
    owner="bruno",
    kind="open",
    members=(),
    lines=(
        Line(42, "12:04", "bruno", "Loaf 171 has a hole in it that one could rent out."),
        Line(42, "12:05", "bruno", "Who is in tonight? Beans, that loaf, and pears."),
        Line(42, "12:09", "grace", "In."),
        Line(42, "12:11", "dev", "In, plus one hungry cousin."),
        Line(42, "12:31", "priya", "That makes eleven. Last week it was nine, and we ate for thirteen."),
        Line(
            39,
            "08:15",
            "mira",
            ("The dishcloths that were boiled on Sunday were the good ones. They are now the small ones."),
        ),
        Line(39, "08:50", "finn", "That was me, I meant well"),
        Line(39, "08:51", "mira", "I know. Buy four."),
        Line(35, "11:20", "bruno", "Table tonight at seven. @hugo, your pot has been on the stove since yesterday."),
        Line(35, "11:48", "hugo", "Don't touch it!"),
        Line(35, "11:48", "hugo", "It's at 62 degrees"),
        Line(35, "11:49", "hugo", "it's not soup"),
        Line(35, "11:52", "leo", "i had a spoon in my hand"),
        Line(35, "11:53", "bruno", "Hugo, *what is in the big soup pot*"),
        Line(
            35,
            "11:55",
            "hugo",
            (
                "Glue. Hide glue. It's made from bones, in a way it is a soup that went to university. Mine is cracked "
                "and the guitar would not wait."
            ),
        ),
        Line(35, "12:02", "mira", "Out. And buy the house a pot."),
        Line(35, "12:04", "hugo", "Fair."),
        Line(35, "19:58", "priya", "For the record: 14 at the table, no soup."),
        Line(
            33,
            "10:10",
            "jonas",
            (
                "The oven. I've had the door off. The seal is a rope of glass fibre and it was done in 1998. Half the "
                "heat went into the wall, which is why flat 3 has such a nice warm bathroom."
            ),
        ),
        Line(33, "10:12", "jonas", "New rope: eleven euros. I've ordered it."),
        Line(33, "10:20", "bruno", "Eleven?? I've been fighting this oven for four years"),
        Line(33, "10:21", "jonas", "Eleven and postage."),
        Line(33, "10:44", "thandi", "I'm flat 3's neighbour. Please tell them gently."),
        Line(
            29,
            "09:12",
            "quentin",
            (
                "Good morning. I moved in on Saturday, second floor. May I use the shared kitchen, and where are the "
                "knives?"
            ),
        ),
        Line(29, "09:15", "bruno", "Of course! Second drawer."),
        Line(29, "09:22", "quentin", "I've seen the second drawer. I mean the knives."),
        Line(29, "09:24", "jonas", "Ha."),
        Line(
            29,
            "09:40",
            "quentin",
            ("I've sharpened eight. Two were beyond help, they are in the drawer with the batteries."),
        ),
        Line(29, "11:02", "leo", "just cut a tomato and it didn't notice"),
        Line(28, "17:30", "esra", "Late for the table tonight, the train stands in a field. Keep me something."),
        Line(28, "17:31", "bruno", "The ugly one has your name on it."),
        Line(28, "17:32", "esra", "It always has."),
        Line(
            28,
            "22:14",
            "quentin",
            ("Thank you for tonight. The bread was very good. The soup had no salt. I say it as a friend of soup."),
        ),
        Line(28, "22:20", "bruno", "The salt is on the table so that everybody can choose"),
        Line(28, "22:21", "quentin", "Salt on the table is an apology."),
        Line(28, "22:25", "bruno", "We'll see about that in the morning"),
        Line(27, "08:31", "bruno", "It's the morning. I tried it your way, with what was left."),
        Line(27, "08:33", "bruno", "I don't want to talk about it."),
        Line(
            24,
            "13:00",
            "rosa",
            (
                "Nine kilos of green tomatoes are in crates under the table. They won't get red any more, the nights "
                "are too cold. Chutney tomorrow from four. I need two people who can chop and one who can shut up about "
                "their grandmother's recipe."
            ),
        ),
        Line(24, "13:06", "quentin", "I can chop."),
        Line(24, "13:07", "ada", "I can chop, slowly and very evenly."),
        Line(24, "13:15", "victor", "I have my grandmother's recipe, but I can shut up about it."),
        Line(
            23,
            "18:40",
            "rosa",
            (
                "Done. 31 jars. #preserving For everybody who wasn't there and will ask:\n\n"
                "| what | how much |\n"
                "|---|---|\n"
                "| green tomatoes | 9 kg |\n"
                "| onions | 3 kg |\n"
                "| apples, the sour ones | 2 kg |\n"
                "| brown sugar | 1.8 kg |\n"
                "| vinegar | 2.5 l |\n"
                "| ginger, mustard seed, chilli | until Quentin nods |\n\n"
                "Two and a half hours, wide pot, stir at the end or it burns. Not before three weeks!"
            ),
        ),
        Line(23, "18:52", "bruno", "Which means it's ready for the open yard"),
        Line(23, "18:53", "rosa", "Which is why it couldn't wait, yes."),
        Line(21, "12:00", "bruno", "Who is in?"),
        Line(21, "12:01", "priya", "In"),
        Line(21, "12:01", "thandi", "In, bringing a cake with a structural problem"),
        Line(21, "12:03", "sami", "in! is it ok if i'm vegan"),
        Line(21, "12:04", "bruno", "It is ok. The bread always was."),
        Line(21, "12:06", "quentin", "I'm cooking. It will be ok."),
        Line(21, "20:47", "thandi", "The cake held until the second cut."),
        Line(16, "10:30", "mira", "There is a red line round the inside of the white pot. The food pot."),
        Line(
            16,
            "10:41",
            "kaya",
            ("Ah. That's madder. It's a plant! It's harmless, people used to colour sausages with it."),
        ),
        Line(16, "10:42", "mira", "Which people."),
        Line(16, "10:43", "kaya", "Earlier people."),
        Line(
            16,
            "10:50",
            "mira",
            (
                "Pots from today:\n\n"
                "- **white rim**: food\n"
                "- **red dot on the handle**: dye\n"
                "- **Hugo's name**: nobody else, ever"
            ),
        ),
        Line(16, "10:58", "kaya", "Fair. I owe the house a white pot."),
        Line(16, "10:59", "hugo", "Welcome to the club, we have two members and three pots."),
        Line(14, "11:50", "bruno", "Loaf 200 tonight. I didn't plan it, it just came after 199."),
        Line(14, "11:52", "priya", "You skipped 188. It is on the graph."),
        Line(14, "11:53", "bruno", "188 fell behind the oven. It counts as baked."),
        Line(14, "11:55", "priya", "I'll mark it as lost at sea."),
        Line(14, "11:58", "oskar", "Respectfully."),
        Line(
            14, "19:12", "ines", ("Sixteen people and sixteen bowls of the same sixty. I counted twice, like Priya.")
        ),
        Line(12, "07:55", "leo", "does anybody know why the kettle is in the freezer"),
        Line(12, "08:02", "finn", "It was whistling after I switched it off"),
        Line(12, "08:02", "finn", "so I thought"),
        Line(12, "08:03", "finn", "I don't know what I thought"),
        Line(12, "08:10", "leo", "thank you for your honesty"),
        Line(
            9,
            "19:20",
            "quentin",
            (
                "Soup for the open yard. We should expect a hundred people over the day. My proposal:\n\n"
                "1. Pumpkin with ginger, vegan, 30 litres.\n"
                "2. White beans, sage, the end of the cavolo nero, 20 litres. Also vegan until somebody grates cheese "
                "on it.\n\n"
                "I salt it. This is not open for discussion. Everything else is."
            ),
        ),
        Line(9, "19:26", "bruno", "Bread for a hundred is 24 loaves. I can do eight an hour if the new seal holds."),
        Line(9, "19:28", "jonas", "It will hold."),
        Line(
            9,
            "19:33",
            "wanda",
            ("I can bring a pot of bigos. There is meat in it. There is a good deal of meat in it."),
        ),
        Line(9, "19:35", "quentin", "Madame, bring it."),
        Line(9, "19:40", "rosa", "My leeks want to be in the second one"),
        Line(9, "19:41", "quentin", "They are in."),
        Line(
            7,
            "08:20",
            "bruno",
            (
                "Loaf 208. The oven sings. I mean it, when the crust cools you can hear it from the door. Jonas is "
                "pretending that he doesn't care."
            ),
        ),
        Line(7, "08:31", "jonas", "It's only a seal."),
        Line(7, "08:40", "cleo", "You got the seal of approval."),
        Line(7, "08:41", "bruno", "Out of my kitchen"),
        Line(
            7,
            "12:02",
            "priya",
            (
                "Fifteen for tonight. If you have not answered you are not counted, and if you aren't counted you wash "
                "up."
            ),
        ),
        Line(7, "12:03", "leo", "in!!"),
        Line(7, "12:03", "tomas", "in, first time, what do I bring?"),
        Line(7, "12:05", "bruno", "A chair, if you own one."),
        Line(
            5,
            "13:15",
            "rosa",
            ("One jar of the chutney is open, with a spoon in it. Ten days early. I know the spoon."),
        ),
        Line(5, "13:30", "victor", "It is very good already"),
        Line(5, "13:31", "rosa", "Victor."),
        Line(5, "13:32", "victor", "I shut up about the recipe for two and a half hours, I was owed something"),
        Line(
            3,
            "18:12",
            "nadia",
            (
                "I've printed twenty cloths for the soup table, blue on raw linen, repeat of 32 cm, little pots. They "
                "may be wiped on. That's the point of them."
            ),
        ),
        Line(3, "18:15", "quentin", "I will wipe nothing on these."),
        Line(3, "18:16", "nadia", "Then they were too good. I'll print worse ones."),
        Line(
            1,
            "07:40",
            "bruno",
            (
                "212. Forty minutes in Jonas' oven, ear, crumb, everything. I sat down next to it for a bit. "
                "#sourdough\n\n"
                "> 800 g wheat, the T80 from the mill\n"
                "> 200 g rye\n"
                "> 760 g water, yes, really\n"
                "> 20 g salt (Quentin: 22)\n"
                "> 180 g starter that floats\n\n"
                "Fold four times, sleep in the cold, 250 degrees with steam, then 220 and leave it alone. Leaving it "
                "alone is the recipe."
            ),
        ),
        Line(1, "07:52", "quentin", "22."),
        Line(
            1,
            "08:05",
            "yuki",
            (
                "May I have some of the water it didn't need? The tap in Workshop 1 is dripping so slowly that I've "
                "started naming the drops."
            ),
        ),
        Line(1, "08:06", "jonas", "I'll come with a washer after nine."),
        Line(
            1,
            "21:05",
            "esra",
            ("I'm up at five tomorrow for the upper valley and back for the table. If I'm late: I know which loaf."),
        ),
        Line(
            0,
            "08:30",
            "bruno",
            ("Who is in on Friday, meaning tonight? Short one, we all have to be up for tomorrow."),
        ),
        Line(0, "08:31", "priya", "In"),
        Line(0, "08:31", "grace", "In"),
        Line(0, "08:33", "wanda", "I am in, and I bring poppy seed cake. It doesn't count as help."),
        Line(0, "08:40", "sami", "in!"),
        Line(0, "08:44", "dev", "In, and awake, surprisingly."),
        Line(0, "09:05", "finn", "In. I've also brought back the kettle lid"),
        Line(0, "09:06", "mira", "We were missing a kettle lid?"),
        Line(0, "09:07", "finn", "you had not noticed, good"),
    ),
)
