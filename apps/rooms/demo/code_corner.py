"""The room "Code corner"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="code-corner",
    name="Code corner",
    description="Small programs for real things: kilns, loaves, repeats, staircases. Questions are never too small.",
    topics=("python", "sql", "sensors", "data"),
    owner="dev",
    kind="open",
    members=(),
    lines=(
        Line(
            41,
            "21:40",
            "dev",
            (
                'New habit: what I change in the controller, I post here first, so that somebody can say "no". '
                "Today's state is 140 lines and one lie. The lie is the temperature."
            ),
        ),
        Line(41, "21:48", "priya", "Where's the log?"),
        Line(
            41,
            "21:50",
            "dev",
            (
                "One row every ten minutes, SQLite, [here](https://raman.example/kiln/log). `firing`, `at`, `target`, "
                "`measured`, `power`."
            ),
        ),
        Line(
            41,
            "22:10",
            "priya",
            (
                "Then the first question is how bad it is and since when:\n\n"
                "```sql\n"
                "SELECT firing,\n"
                "       max(measured - target) AS above,\n"
                "       round(avg(power), 2)   AS power\n"
                "FROM log\n"
                "GROUP BY firing\n"
                "ORDER BY firing DESC\n"
                "LIMIT 5;\n"
                "```"
            ),
        ),
        Line(
            41,
            "22:14",
            "priya",
            (
                "| firing | above | power |\n"
                "|---:|---:|---:|\n"
                "| 88 | 40.5 | 0.61 |\n"
                "| 87 | 38.0 | 0.60 |\n"
                "| 86 | 39.5 | 0.61 |\n"
                "| 85 | 11.0 | 0.58 |\n"
                "| 84 | 9.5 | 0.58 |\n\n"
                "Something happened between 85 and 86."
            ),
        ),
        Line(41, "22:20", "dev", "I moved the thermocouple. To clean it."),
        Line(41, "22:21", "dev", "Oh."),
        Line(
            38, "12:02", "dev", ("@jonas found the rest: 3 mm instead of 25. Software was innocent, for once. Mostly.")
        ),
        Line(
            38,
            "12:10",
            "jonas",
            ("In 1974 we did this with a cam made of brass. It overshot as well, but one couldn't argue with it."),
        ),
        Line(
            35,
            "17:15",
            "nadia",
            (
                "I'm told this is where one asks. I draw repeats by hand, and for the hotel I need a half drop of 9 "
                "columns by 14 rows, as numbers, so that I can give them to the printer. I've a laptop and fear."
            ),
        ),
        Line(
            35,
            "17:22",
            "priya",
            (
                "The fear is optional. Every second column starts half a height lower, that's all a half drop is:\n\n"
                "```python\n"
                "def half_drop(columns, rows, width, height):\n"
                "    for column in range(columns):\n"
                "        shift = height / 2 if column % 2 else 0\n"
                "        for row in range(rows):\n"
                "            yield column * width, row * height + shift\n"
                "```"
            ),
        ),
        Line(35, "17:24", "nadia", "What is `%`?"),
        Line(
            35, "17:25", "priya", ("What's left when you divide. 7 % 2 is 1, so column 7 is an odd one, so it drops.")
        ),
        Line(35, "17:26", "nadia", "So it's the seam allowance"),
        Line(35, "17:27", "priya", "I'll teach it like that from now on."),
        Line(35, "18:50", "nadia", "It works!! I have printed all 126 pairs on paper and I'm looking at them"),
        Line(30, "08:15", "mira", "The site makes a copy of itself every night, yes? Somebody reassure me."),
        Line(
            30,
            "08:31",
            "dev",
            (
                "Yes.\n\n"
                "```bash\n"
                "#!/usr/bin/env bash\n"
                "set -euo pipefail\n\n"
                "day=$(date +%F)\n"
                'pg_dump courtyard | gzip > "copies/$day.sql.gz"\n'
                "find copies -name '*.sql.gz' -mtime +30 -delete\n"
                "```"
            ),
        ),
        Line(30, "08:33", "mira", "And has anybody ever put one back?"),
        Line(30, "08:34", "dev", "No"),
        Line(30, "08:35", "mira", "A key that nobody has tried isn't a key."),
        Line(30, "08:36", "dev", "I'll try one tonight."),
        Line(
            30,
            "23:12",
            "dev",
            (
                "Put back on my laptop, all there, 4 minutes. Two people had written that the soup was too salty, so "
                "it's certainly ours."
            ),
        ),
        Line(
            27,
            "14:20",
            "leo",
            (
                "312 files called ZOOM0001.WAV to ZOOM0312.WAV, all staircases. want: stairs-0001.wav. please no "
                "program with a window"
            ),
        ),
        Line(
            27,
            "14:26",
            "dev",
            (
                "```bash\n"
                "for f in ZOOM*.WAV; do\n"
                "  n=${f#ZOOM}\n"
                '  mv -n -- "$f" "stairs-${n%.WAV}.wav"\n'
                "done\n"
                "```\n\n"
                "`-n` so that it never overwrites, `--` in case a file begins with a dash."
            ),
        ),
        Line(27, "14:30", "leo", "one of them does begin with a dash"),
        Line(27, "14:31", "dev", "Of course it does."),
        Line(
            25,
            "10:40",
            "thandi",
            (
                "I have the corners of each room as coordinates in metres, in order round the wall. Is there a formula "
                "for the area that doesn't need the rooms to be rectangular? None of them is."
            ),
        ),
        Line(
            25,
            "10:52",
            "priya",
            (
                "The shoelace. It's three lines and three hundred years old:\n\n"
                "```python\n"
                "def area(corners):\n"
                "    pairs = zip(corners, corners[1:] + corners[:1])\n"
                "    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2\n"
                "```\n\n"
                "One room must be one list, always in the same direction. Holes (the chimney) you subtract."
            ),
        ),
        Line(25, "11:30", "thandi", "Flat 7 is 1.8 m² smaller than its rent."),
        Line(25, "11:31", "mira", "Let's discuss this in the yard."),
        Line(
            24,
            "20:40",
            "dev",
            (
                "Today's change. The slope now counts against the power, so it eases off before it arrives:\n\n"
                "```python\n"
                "def power(error, total, slope):\n"
                '    """Share of the next ten minutes with the relay on."""\n'
                "    wanted = 0.02 * error + 0.0004 * total - 0.9 * slope\n"
                "    return min(1, max(0, wanted))\n"
                "```\n\n"
                "14 above instead of 40."
            ),
        ),
        Line(24, "20:51", "priya", "Where do 0.02, 0.0004 and 0.9 come from?"),
        Line(24, "20:52", "dev", "From me, at night"),
        Line(24, "20:55", "jonas", "That's how the cam was made too."),
        Line(
            21,
            "13:05",
            "cleo",
            (
                "Wood type question. I own a certain number of each letter. Before I set a poster I want to know which "
                "ones I don't have enough of. At the moment I find out at two in the morning."
            ),
        ),
        Line(
            21,
            "13:18",
            "priya",
            (
                "```python\n"
                "from collections import Counter\n\n"
                'words = "open yard saturday ten to six soup from ten"\n'
                'have = {"e": 3, "o": 5, "t": 3}  # and so on, all of your drawers\n\n'
                'need = Counter(words.replace(" ", ""))\n'
                "short = {c: n - have[c] for c, n in need.items() if c in have and n > have[c]}\n"
                "print(short)\n"
                "```"
            ),
        ),
        Line(21, "13:25", "cleo", "`{'t': 1}`"),
        Line(21, "13:26", "cleo", "So I'm one t short of a saturday."),
        Line(
            21,
            "13:30",
            "cleo",
            (
                "Typing in all my drawers took the whole lunch, and I found out that I own nineteen ampersands & no "
                "explanation"
            ),
        ),
        Line(21, "13:41", "quentin", 'Write "noon" instead of "ten" and you save two.'),
        Line(21, "13:42", "cleo", "Quentin, it starts at ten"),
        Line(21, "13:43", "quentin", "I know. I only solve what I'm asked."),
        Line(
            19,
            "19:33",
            "dev",
            (
                "I'm going to add a page on which everybody can see the kiln. Very plain. Opinions?\n\n"
                "```html\n"
                "<main>\n"
                "  <h1>Kiln</h1>\n"
                '  <p><output id="now">1004 °C</output>, rising</p>\n'
                '  <p>Do not open before <time datetime="07:30">half past seven</time>.</p>\n'
                "</main>\n"
                "```"
            ),
        ),
        Line(19, "19:40", "ines", '"Do not open" first, then the number. People read one line.'),
        Line(
            19,
            "19:44",
            "grace",
            ("White on black, please, if it's going to hang on the stairs. I come out of the darkroom there."),
        ),
        Line(19, "19:45", "dev", "Both done. It follows the light."),
        Line(
            16,
            "08:50",
            "sami",
            (
                "is there a way to get the most decks out of a sheet of veneer? sheet 250 x 130, one deck needs 85 x 24 "
                "with the grain"
            ),
        ),
        Line(
            16,
            "08:59",
            "dev",
            (
                "By hand: 2 lengthwise (170 of 250), 5 across (120 of 130), so 10. The rest is 80 long and 5 too short, "
                "which is what rests are."
            ),
        ),
        Line(16, "09:02", "sami", "if i make 80 cm decks?"),
        Line(16, "09:03", "dev", "3 x 5 = 15."),
        Line(16, "09:03", "sami", "oh"),
        Line(16, "09:04", "sami", "ok so new model then"),
        Line(
            14,
            "12:20",
            "priya",
            (
                "For those who doubt that loaf 188 is missing:\n\n"
                "```sql\n"
                "SELECT a.number + 1 AS missing\n"
                "FROM loaves AS a\n"
                "WHERE NOT EXISTS (\n"
                "        SELECT 1 FROM loaves AS b WHERE b.number = a.number + 1\n"
                "      )\n"
                "  AND a.number < (SELECT max(number) FROM loaves);\n"
                "```\n\n"
                "One row. 188."
            ),
        ),
        Line(14, "12:31", "bruno", "I've said where it is"),
        Line(14, "12:33", "priya", "I know. I wanted it in writing."),
        Line(
            12,
            "22:05",
            "dev",
            (
                "Still 14 degrees too high at the end of a long ramp, only there, never on short ones. I've stared at "
                "it for three nights. Here's what I think I know:\n\n"
                "1. On a long ramp the kiln can't keep up. Power is at 1 for an hour.\n"
                "2. During this hour the error stays positive, and `total` goes on growing.\n"
                "3. When it finally arrives, `total` is so large that it pushes on for another twenty minutes, although "
                "nothing is left to push for.\n\n"
                "If that's right, the sum should only be allowed to grow while there's room for the power to change. "
                "It's called windup, and there's a [chapter](https://raman.example/notes/windup) on it which I have now "
                "read four times. What I don't like: it makes the result depend on the last step, and I wanted "
                "functions that depend on nothing.\n\n"
                "Say no, if no."
            ),
        ),
        Line(12, "22:21", "priya", "It's a no to the dislike. The kiln depends on its last step too, it's hot."),
        Line(12, "22:24", "jonas", "Correct. A man who can't pull harder shouldn't get angrier."),
        Line(12, "22:26", "dev", "I'm putting this into the docstring."),
        Line(
            12,
            "22:40",
            "dev",
            (
                "```diff\n"
                " def step(state, target, measured):\n"
                '+    """A man who can\'t pull harder shouldn\'t get angrier. (Jonas)"""\n'
                "     error = target - measured\n"
                "-    state.total += error\n"
                "+    if 0 < state.power < 1:\n"
                "+        state.total += error\n"
                "     slope = measured - state.measured\n"
                "     state.measured = measured\n"
                "     state.power = power(error, state.total, slope)\n"
                "     return state.power\n"
                "```"
            ),
        ),
        Line(
            12,
            "22:52",
            "priya",
            ("If the power is exactly 0 at the start, `total` never begins to grow. Is that what you want?"),
        ),
        Line(12, "22:55", "dev", "No! Good. At 0 it may grow when the error is positive, at 1 when it's negative."),
        Line(12, "22:56", "dev", "Tomorrow. With a test."),
        Line(
            11,
            "20:30",
            "dev",
            (
                "With a test:\n\n"
                "```python\n"
                "def test_waits_without_getting_angry():\n"
                "    state = State(power=1, total=50, measured=400)\n"
                "    for _ in range(6):\n"
                "        step(state, target=900, measured=400)\n"
                "    assert state.total == 50\n"
                "```"
            ),
        ),
        Line(11, "20:33", "priya", "I like the name of it."),
        Line(
            8,
            "18:20",
            "tomas",
            (
                'hello, I\'d like my drawings on one page, big, one under the other, no shop, no cookies, no "enter". '
                "How much do I have to learn?"
            ),
        ),
        Line(
            8,
            "18:27",
            "dev",
            (
                "This much:\n\n"
                "```html\n"
                "<!doctype html>\n"
                '<html lang="en">\n'
                '<meta charset="utf-8">\n'
                '<meta name="viewport" content="width=device-width">\n'
                "<title>Tomás Reis</title>\n"
                '<img src="door.jpg" alt="A red door, a hand\'s breadth open" width="1600" height="2000" '
                'style="max-width: 100%; height: auto">\n'
                "```"
            ),
        ),
        Line(8, "18:30", "tomas", "that's all??"),
        Line(
            8,
            "18:31",
            "dev",
            (
                "One `<img>` per drawing. Write the `alt`, it's the caption for those who can't see it. Victor's sister "
                "reads this site by ear."
            ),
        ),
        Line(
            8, "18:34", "victor", ('She does, and she has opinions on your alt texts. "A photo of bread" isn\'t one.')
        ),
        Line(8, "18:36", "tomas", "I'll write them like letters"),
        Line(
            4,
            "21:45",
            "priya",
            (
                "Clicker for Saturday. I could press a button on my phone instead, and we would have a curve over the "
                "day.\n\n"
                "```python\n"
                "import datetime\n"
                "import sys\n\n"
                'with open("gate.txt", "a") as log:\n'
                "    for line in sys.stdin:\n"
                '        print(datetime.datetime.now().isoformat(timespec="seconds"), line.strip() or "1", '
                "file=log, flush=True)\n"
                "```\n\n"
                "Enter is one person, a number and Enter is a family."
            ),
        ),
        Line(4, "21:52", "mira", "And if it rains on the phone?"),
        Line(4, "21:53", "priya", "Then I've bought a new clicker as well."),
        Line(
            1,
            "13:30",
            "hugo",
            (
                "Can the computer hear which of two tops is stiffer? Leo gave me two files and they look like two "
                "hedgehogs."
            ),
        ),
        Line(1, "13:41", "leo", "it can show the peaks. `tong` has its first one at 187, `tock` at 214"),
        Line(1, "13:44", "priya", "And which one is better?"),
        Line(1, "13:45", "hugo", "That I know already. I wanted to see if it does."),
        Line(
            1,
            "23:58",
            "dev",
            (
                "Relay's on. I've promised not to watch. This is me not watching:\n\n"
                "```bash\n"
                "while sleep 600; do tail -n 1 kiln.log; done\n"
                "```"
            ),
        ),
        Line(
            0,
            "08:45",
            "dev",
            (
                "| | asked | got |\n"
                "|---|---:|---:|\n"
                "| 600 | 600 | 604 |\n"
                "| 1000 | 1000 | 1003 |\n"
                "| cone 6 | 1222 | 1224 |\n"
                "| held | 20 min | 20 min |\n\n"
                "I slept from one to seven and it did all of this alone."
            ),
        ),
        Line(
            0,
            "08:49",
            "priya",
            ("Firing 97. From 40.5 to 4. I'll make you a graph, you can hang it next to the hats."),
        ),
        Line(0, "08:50", "jonas", "Good work. Now don't touch it."),
        Line(0, "08:54", "dev", "I had one small idea"),
        Line(0, "08:54", "jonas", "No."),
    ),
)
