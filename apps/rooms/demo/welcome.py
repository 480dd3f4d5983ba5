"""The room "Welcome"."""

from .lines import Conversation, Line

ROOM = Conversation(
    slug="welcome",
    name="Welcome",
    description="New here? Say who you are, what you make and what you need. Somebody will lend it to you.",
    topics=("newcomers", "hosting"),
    owner="mira",
    kind="open",
    members=(),
    lines=(
        Line(
            41,
            "11:02",
            "thandi",
            (
                "Good morning, I'm Thandi. I'm an architect and I moved into the second floor, front, with four boxes "
                "of books and a plant that's already offended. I mostly repair buildings instead of making new ones. I "
                'have asked Mira whether I may measure the house and she said "somebody should".\n\n'
                "If I stand in your doorway with a tape, that's why."
            ),
        ),
        Line(41, "11:10", "mira", "Welcome, Thandi. The tape is welcome too."),
        Line(41, "11:15", "ada", "Welcome! If you find a right angle, tell me where."),
        Line(41, "11:31", "thandi", "None so far. I've hopes for the cellar."),
        Line(
            38,
            "19:00",
            "victor",
            (
                "Good evening! Victor, first floor. Music teacher, two cats' worth of sheet music, no cats. I'd like to "
                "start a choir. I know, everyone says no at first."
            ),
        ),
        Line(38, "19:06", "rosa", "We have a cat. You can have a share."),
        Line(38, "19:08", "bruno", "Come to the table on Friday, then you only have to explain it once"),
        Line(38, "19:09", "victor", "Gladly. What does one bring?"),
        Line(38, "19:10", "priya", "An answer, before noon."),
        Line(36, "08:40", "oskar", "Oskar. I build boats. I don't write much."),
        Line(36, "08:44", "cleo", "Welcome aboard!"),
        Line(36, "08:45", "oskar", "Thank you."),
        Line(36, "08:46", "cleo", "I have more of these."),
        Line(36, "08:47", "oskar", "I was told."),
        Line(
            33,
            "15:20",
            "wanda",
            (
                "Dear all,\n\n"
                "I have lived in this house for fifty-one years, so it's I who should bid you welcome. But Mira has put "
                "the laundry list onto this site, and so I have had to join it.\n\n"
                "I was a tailor at the opera. I know most of you by your coats. The young man with the green one has a "
                "loose button, the second from the top, and has had it since spring.\n\n"
                "Yours sincerely,\n"
                "Wanda Kowalska"
            ),
        ),
        Line(33, "15:28", "mira", "The laundry list was a trap, Wanda. I'm glad that it worked."),
        Line(33, "15:30", "leo", "welcome wanda! you don't have to sign, it says your name above"),
        Line(33, "15:41", "wanda", ("I've seen it. I shall sign all the same until I trust it.\n\nWanda Kowalska")),
        Line(33, "16:02", "dev", "It's me with the button. I'll come by."),
        Line(
            29,
            "09:05",
            "quentin",
            ("Quentin Moreau, cook, second floor. Allergic to nothing. I like your kitchen. I've notes."),
        ),
        Line(29, "09:11", "bruno", "Welcome! What sort of notes?"),
        Line(29, "09:12", "quentin", "In order of urgency, or by shelf?"),
        Line(
            27,
            "12:15",
            "mira",
            (
                "For everybody who is new, because I'm asked each time:\n\n"
                "- **Bins**: paper on Monday evening, the rest on Thursday. Glass not after eight.\n"
                "- **Heating**: if it knocks, it's air. If it doesn't, it's me, I've turned it off.\n"
                "- **Laundry**: the list is now here. Forty minutes is forty minutes.\n"
                "- **Keys**: two per flat. The third costs fifteen euros and a conversation.\n"
                "- **Friday**: Bruno, at seven.\n"
                "- **Noise**: talk to each other first. Then to me. I say the same thing."
            ),
        ),
        Line(27, "12:40", "thandi", "Could this be pinned?"),
        Line(27, "12:41", "mira", "It's pinned in the hall since 1998."),
        Line(
            22,
            "13:01",
            "sami",
            (
                "hii i'm sami (they/them), i make skateboards in half of workshop 5. the other half is winter tyres, hi "
                "winter tyres. i've fallen on every kind of stone in this city and yours is a good one"
            ),
        ),
        Line(22, "13:10", "ines", "Welcome, Sami. The seconds shelf is by my door, take a cup."),
        Line(22, "13:12", "sami", "is it ok if i take the really wonky one"),
        Line(22, "13:13", "ines", "That's who it was waiting for."),
        Line(22, "13:40", "wanda", ("Welcome. Kindly not on the cobbles after eight. We shall talk.\n\nW. Kowalska")),
        Line(22, "13:44", "sami", "yes! 8 pm. promise"),
        Line(22, "13:52", "wanda", "Then I look forward to you."),
        Line(
            17,
            "16:30",
            "kaya",
            (
                "Kaya, hello! Workshop 7. I colour wool and cloth with things that grow. If your hands are ever blue "
                "and you don't know why: you've touched my door handle. I'm working on it."
            ),
        ),
        Line(17, "16:34", "nadia", "FINALLY a neighbour with a vat. Can I come over today?"),
        Line(17, "16:35", "kaya", "Come now, it's just turning"),
        Line(17, "16:51", "mira", "Welcome, Kaya. Please also not the lift buttons."),
        Line(17, "16:55", "kaya", "There's a lift?"),
        Line(17, "16:56", "mira", "There's a button."),
        Line(
            8,
            "10:15",
            "tomas",
            (
                "Hello from the garden side! I'm Tomás, I draw. Books when it rains, walls when it doesn't. I have "
                "three keys, no chairs and one question: who does the big north wall belong to?"
            ),
        ),
        Line(8, "10:20", "mira", "The house. So me, the bank, and everybody who looks at it."),
        Line(8, "10:22", "esra", "And a bit the swifts, from May to August."),
        Line(8, "10:25", "tomas", "then I'll ask all of you, with sketches, and the swifts in May"),
        Line(
            8, "10:31", "cleo", ("Do you cut lino? Say yes. I have a poster with a hole where the picture should be.")
        ),
        Line(8, "10:32", "tomas", "yes"),
        Line(
            5,
            "09:30",
            "yuki",
            (
                "Good morning. My name is Yuki, I make paper. I came yesterday evening. Somebody had put a loaf in "
                "front of Workshop 1, without a note. I don't know whom to thank, so thank you, everyone."
            ),
        ),
        Line(5, "09:33", "bruno", "What loaf? (You're welcome. It was the ugly one, they are the best)"),
        Line(5, "09:35", "yuki", "It was the most beautiful thing in the room. The room is empty, but still."),
        Line(5, "09:50", "cleo", "PAPER. You make *paper*. I'm coming over, I'm putting on shoes."),
        Line(5, "09:58", "jonas", "Your tap drips, I heard it when I passed. I'll come by."),
        Line(
            3,
            "18:30",
            "mira",
            (
                "Eight new people in six weeks, and Wanda. I have run out of hooks. @ada could the board by the door "
                "have nine more?"
            ),
        ),
        Line(3, "18:36", "ada", "Twelve. You'll see, it won't be the last."),
    ),
)
