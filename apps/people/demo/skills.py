"""How well the people of Alder Street do what they do. A skill that is not here is "able", without a description."""

LEARNING, ABLE, TEACHES = 1, 2, 3  # as `people.Skill.Level`

# `{username: {skill: (level, description)}}`; descriptions of up to 120 characters
LEVELS = {
    "mira": {
        "keys": (TEACHES, "I have the other one."),
        "boilers": (ABLE, "This one. Others I only listen to."),
        "bookkeeping": (ABLE, "Thirty-one years of receipts, in order."),
        "planting": (LEARNING, ""),
    },
    "ada": {
        "joinery": (TEACHES, "First weekend of the month, bring a bad chair."),
        "oak": (TEACHES, ""),
        "chairs": (ABLE, "The twelfth was the first good one."),
        "handtools": (TEACHES, "I also sharpen. Mondays."),
        "cad": (LEARNING, "Thandi is patient with me."),
    },
    "bruno": {
        "sourdough": (TEACHES, "Bring flour and a free night."),
        "ovens": (ABLE, "Mine. Jonas knows why it works, I know when."),
    },
    "cleo": {
        "letterpress": (TEACHES, "Two at a time; the press has two handles."),
        "type": (TEACHES, "Setting it, and finding it again."),
        "drawing": (LEARNING, "Mostly the sun from Open Yard Day."),
    },
    "dev": {
        "python": (TEACHES, "If it has a log, I can explain it."),
        "sensors": (TEACHES, "Rain, heat, stairs."),
        "soldering": (ABLE, ""),
        "sql": (ABLE, "Priya is better."),
    },
    "esra": {
        "planting": (TEACHES, "What goes where, and why it died there last time."),
        "drawing": (ABLE, "Plans more than pictures."),
        "water": (ABLE, "Slopes, drains, barrels."),
        "photography": (LEARNING, "Before breakfast."),
    },
    "finn": {
        "bicycles": (TEACHES, "Punctures while you wait and watch."),
        "welding": (ABLE, "Steel. Aluminium on good days."),
        "wheels": (ABLE, "Trued by ear."),
    },
    "grace": {
        "photography": (TEACHES, "Rooms, slowly."),
        "darkroom": (TEACHES, "One evening is enough to begin."),
        "printing": (ABLE, ""),
    },
    "hugo": {
        "guitars": (ABLE, "Five a year, and repairs."),
        "spruce": (ABLE, "I knock on it, and it answers or not."),
        "hide-glue": (TEACHES, "No longer in the soup pot."),
        "handtools": (TEACHES, ""),
    },
    "ines": {
        "ceramics": (TEACHES, "Wednesday evenings, six wheels."),
        "glaze": (TEACHES, "With a notebook of those that went wrong."),
        "kiln": (TEACHES, "Nobody fires alone the first time."),
    },
    "jonas": {
        "lathes": (TEACHES, "Not while the swallows are in."),
        "welding": (TEACHES, "Forty years of turbines."),
        "steam": (ABLE, ""),
        "sensors": (LEARNING, "Dev shows me."),
    },
    "kaya": {
        "indigo": (TEACHES, "Come in old clothes."),
        "madder": (ABLE, ""),
        "glaze": (LEARNING, "I count the hours at the kiln."),
    },
    "leo": {
        "sound": (TEACHES, "Listening first."),
        "radio": (ABLE, "Eleven episodes about staircases."),
        "soldering": (ABLE, "Cables, labelled."),
    },
    "tomas": {"murals": (ABLE, "Larger than the ladder."), "drawing": (TEACHES, "Children and adults, not mixed.")},
    "nadia": {
        "textiles": (TEACHES, "Repeats: half drop, quarter turn."),
        "printing": (TEACHES, "Screens, in the cellar, on request."),
        "wool": (ABLE, ""),
    },
    "oskar": {
        "boats": (ABLE, "One at a time."),
        "joinery": (ABLE, "Ada’s kind is finer."),
        "steam": (TEACHES, "Bring gloves."),
    },
    "priya": {
        "data": (TEACHES, "Tidy first, then clever."),
        "sql": (TEACHES, ""),
        "python": (ABLE, "For tables."),
    },
    "quentin": {
        "cooking": (TEACHES, "For thirty and more. Small pots make me nervous."),
        "preserving": (ABLE, "Lemons, mostly."),
    },
    "rosa": {
        "planting": (TEACHES, "Saturdays at nine."),
        "tomatoes": (TEACHES, "They want less water than you think."),
        "bees": (ABLE, "Two hives. Ask before you lean on them."),
        "compost": (TEACHES, "It is not a bin."),
    },
    "sami": {"skateboards": (ABLE, "pressing, not riding"), "woodwork": (LEARNING, "ada's sunday course")},
    "thandi": {
        "measuring": (TEACHES, "With the long tape and a second person."),
        "drawing": (ABLE, ""),
        "cad": (TEACHES, "Short lessons, real doors."),
    },
    "victor": {
        "singing": (TEACHES, "Above all if you cannot."),
        "piano": (TEACHES, ""),
        "music": (TEACHES, "Theory, if it must be."),
    },
    "wanda": {"tailoring": (TEACHES, "Hems, zips, coats. Mondays."), "wool": (ABLE, "By touch.")},
    "yuki": {
        "paper": (TEACHES, "A minute to make, three days to dry."),
        "bookbinding": (ABLE, ""),
        "printing": (LEARNING, "With Cleo."),
    },
}
