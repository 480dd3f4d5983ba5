"""Looks for texts that take too long to render, and for code that takes too long to colour.

    python -m tools.fuzz_text                    # a minute
    python -m tools.fuzz_text --seconds 600 --seed 7
    python -m tools.fuzz_text --only python,rust # every pattern, for some languages

Patterns are put together from what Markdown and programming languages give a meaning to, and repeated until the text
is as long as it may be. Ends with 1, and prints how to make the text, where one takes longer than the budget
(`settings.RENDER_SECONDS` of CPU; the short form of the tests allows five times that, for busy machines).
"""

import argparse
import os
import random
import sys
import time
from itertools import product

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

LENGTH = 10_000
CODE_LENGTH = 1_500  # longer code is left to the worker's deadline: looked for are lexers that take exponential time

# What begins something in a programming language, and what is repeated then: a word a line is apart by spaces; ␣ is a
# space, ⏎ a new line.
BEGINNINGS = """
 " ' \"\"\" ''' ` ``` /* // # <!-- <a␣ <a␣b=" <?php␣ $( ${ def␣ class␣a␣ function␣ function␣a( var␣x␣=␣ x␣=␣ x=
 <<EOF⏎ r" f"{ @ {{ {% #! let␣a fn␣ type␣ struct␣a␣ public␣ int␣ int␣a( a:␣ -␣ [ ( { % $ select␣ create␣table␣
 import␣ from␣ #define #if␣ <script> <style> FROM␣ RUN␣ a␣{ @media␣ $␣ >>>␣ diff␣--git␣ + @@␣ 0x 1 . / s/ q{ %w(
 template< R"( /( =~␣/ return␣/ enum␣a interface␣a match␣ if␣ case␣ namespace␣ using␣ package␣ module␣ data␣
 where␣ query␣ message␣ resource␣" func␣ proc␣ begin␣ val␣ const␣ static␣ "\\ [a]( ** ␣␣␣␣ =begin⏎ --[[ (* {-
 <<~A⏎ @" $" @'⏎ %{ : a␣b␣
"""
UNITS = """
 " ' \\ ( [ { < > ␣ ` / * # $ @ - = . a 0 _ \\" \\' \\\\ /* */ <!-- <a␣ a␣ a. a, a= a( a: a:: ($ ${ $( {{ % %{
 "" '' "␣" 0x 0. 1e e- & &a &# a< <a> </ :: -> ; ! ? ~ ^ + '" "\\ [[ ]( -␣ >␣ a- a:␣ é /\\ r" <<a @a␣ @a( a␣b␣
 () [] {} [a] (a) "a" , ,␣ \\a \\n \\( \\u | || |a|
"""


def words(text):
    return [word.replace("␣", " ").replace("⏎", "\n") for word in text.split()]


BEGINNINGS, UNITS = ["", *words(BEGINNINGS)], [*words(UNITS), "\t"]


def code_samples(length):
    """Each pattern in long lines, in short lines, and begun anew in each line."""
    for beginning, unit in product(BEGINNINGS, UNITS):
        line = unit * (480 // len(unit))
        yield (
            (beginning, unit, "long lines"),
            f"{beginning}{line}\n" + f"{line}\n" * ((length - 500) // (len(line) + 1)),
        )
        yield (beginning, unit, "short lines"), beginning + f"{unit}\n" * ((length - 20) // (len(unit) + 1))
        again = f"{beginning}{unit}\n"
        yield (beginning, unit, "lines begun anew"), again * (length // len(again))
        yield (beginning, unit, "one long line"), f"{beginning}{line}"


def slow_code(language, samples, budget, tries=3):
    """Samples whose colouring takes longer than the budget, each with its seconds of CPU as far as they are known."""
    from apps.shared import highlighting
    from apps.shared.worker_process import WorkerError

    for name, text in samples:
        if not highlighting.is_easy(text):
            continue
        for _time in range(tries):
            try:
                highlighting.worker.call("prepare", language, cpu_seconds=10, wall_seconds=60)
                highlighting.worker.call("highlight", language, text, cpu_seconds=budget, wall_seconds=60)
                break
            except WorkerError as error:
                reason = str(error)
        else:
            yield name, reason


# What Markdown gives a meaning to.
SIGNS = """
 a b␣c é 漢 🙂 ␣ ␣␣ ⏎ ⏎⏎ * ** *** _ __ ~~ ` `` ``` ~~~ ```py [ ] ( ) ![ ]( ](b) [a](b) [a](<b>) [a](b␣"c") < > <a
 </a> <a@b.co> <https://a.b> & &amp; &# ; \\ \\* \\` \\[ #␣ #a # @ @a @a/ /@a a@b.co @a@b https:// http://a
 https://a.b/ https://a.b/( www. www.a.b mailto: :// -␣ *␣ +␣ 1.␣ 1)␣ 9.␣ - 1. >␣ > >> ␣␣␣␣ -␣[␣]␣ -␣[x]␣ ␣␣␣␣-␣
 ␣␣-␣ --- *** -␣-␣- === | |a a|b⏎-|-⏎ |- :-: |:- $ { } {:␣.a} [^1] [1]:␣ :␣ ! " ' . , .. a. a_ _a *a *a* **a**
 __a ~~a~~ `a` ##␣ ##␣a ##␣a␣## ###␣a⏎
"""
SIGNS = [
    *words(SIGNS),
    "\u0345",
    "\u0334",
    "\u0345\u0334",
    "e\u0301",
    "\uff9e",
    "\t",
    "\u200b",
    "\u202e",
    "\x02",
    "\x03",
    "\x02klzzwxh:0000\x03",
    "\r\n",
]


def texts(dice, length=LENGTH):
    """First each sign and each pair of signs over and over, then what chance makes of them; without end."""
    for sign in SIGNS:
        yield ("repeated", sign), (sign * length)[:length]
        yield ("lines of", sign), (f"{sign}\n" * length)[:length]
        yield ("paragraphs of", sign), (f"{sign}\n\n" * length)[:length]
        yield ("lines growing by", sign), "".join(f"{sign * number}\n" for number in range(1, 150))[:length]
        yield ("spaces after", sign), f"{sign}{' ' * (length - 10 - len(sign))}x"
    while True:
        unit = "".join(dice.choices(SIGNS, k=dice.randint(2, 5)))
        opening = "".join(dice.choices(SIGNS, k=dice.randint(0, 3)))
        closing = "".join(dice.choices(SIGNS, k=dice.randint(0, 2)))
        yield ("pattern", opening, unit, closing), (opening + unit * length)[: length - len(closing)] + closing
        half = unit * (length // 2 // len(unit))
        other = dice.choice(SIGNS)
        yield ("halves", opening, unit, other), (opening + half + other * length)[:length]
        yield ("chance", dice.random()), "".join(dice.choices(SIGNS, k=length))[:length]


def seconds_to_render(text):
    from apps.shared import markdown

    named = {"href": "/a/"}
    began = time.thread_time()
    markdown.render(
        text, lambda names: dict.fromkeys(names, named), lambda names: dict.fromkeys(names, named), headings=True
    )
    return time.thread_time() - began


def slow_texts(samples, budget, tries=3, until=None):
    for name, text in samples:
        if until and time.monotonic() > until:
            return
        seconds = min_of(tries, budget, text)
        if seconds > budget:
            yield name, seconds


def min_of(tries, budget, text):
    """Seconds, measured again where they are too many: other processes disturb."""
    best = seconds_to_render(text)
    while best > budget and (tries := tries - 1) > 0:
        best = min(best, seconds_to_render(text))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--budget", type=float, default=None, help="seconds of CPU")
    parser.add_argument("--only", default="", help="languages, parted by commas; all of their patterns are tried")
    options = parser.parse_args()
    django.setup()
    from django.conf import settings

    from apps.shared import highlighting

    budget = options.budget or settings.RENDER_SECONDS
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    dice, found = random.Random(seed), 0
    print(f"Budget {budget:g} s of CPU, seed {seed}")
    languages = options.only.split(",") if options.only else list(highlighting.LANGUAGES)
    ends_at = time.monotonic() + options.seconds
    for number, language in enumerate(languages):
        began = time.monotonic()
        samples = list(code_samples(CODE_LENGTH))
        if not options.only:
            dice.shuffle(samples)
        share = (ends_at - options.seconds / 2 - began) / (len(languages) - number)
        timely = (sample for sample in samples if options.only or time.monotonic() < began + share)
        for name, reason in slow_code(language, timely, budget):
            found += 1
            print(f"{language}: {name!r}: {reason}", flush=True)
    if not options.only:
        for name, seconds in slow_texts(texts(dice), budget, until=ends_at):
            found += 1
            print(f"text {name!r}: {seconds:.3f} s", flush=True)
    print(f"{found} found" if found else "Nothing took too long")
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
