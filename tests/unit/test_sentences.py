"""Known sentences give the right value or none: other words around them are told, not misread."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_maker import KIND, UNITS, Maker, force

from openpeel.loaders.report.facts.sentences import (
    ReadPlaces,
    Refusal,
    Statement,
    cut_passages,
    find_statements,
    like_sentence,
    unread_gaps,
)
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.structure.patterns import NUMBER, QUALIFIERS, anchors, compile_pattern
from openpeel.loaders.report.text.lines import Line

FORCE = force("wiltshire")
MISREADINGS = Path(__file__).parent / "misreadings.txt"
PATTERNS = [(s, pattern) for s in KIND.sentences for pattern in s.patterns]


def passage_of(text: str) -> Passage:
    return Passage("paragraph", "anywhere", [Line(1, 1, text, starts_page=True)])


def read(text: str, name: str = "") -> tuple[list[Statement], list[Refusal]]:
    """What a paragraph states, and what was refused; with a name, of that sentence alone."""
    found = [
        one
        for one in find_statements([passage_of(text)], KIND, FORCE, ())
        if name in ("", one.sentence)
    ]
    return (
        [one for one in found if isinstance(one, Statement)],
        [one for one in found if isinstance(one, Refusal)],
    )


def values(text: str, name: str = "") -> Counter[tuple[object, ...]]:
    """The values that a paragraph states, by measure and area."""
    return Counter(
        (s.rule.measure_id, s.rule.area_id, s.rule.missing_reason, s.reading.value, s.reading.high)
        for s in read(text, name)[0]
    )


def named(text: str) -> str:
    return text.strip().format(force=FORCE.name, area=FORCE.area)


def test_sentences_that_mean_something_else_are_not_read() -> None:
    texts = MISREADINGS.read_text(encoding="utf-8").splitlines()
    assert len(texts) > 100
    assert [text for text in texts if read(named(text))[0]] == []


def test_each_pattern_refuses_what_comes_close_to_it() -> None:
    misses = [
        (sentence, pattern, text)
        for sentence in KIND.sentences
        for pattern, texts in zip(sentence.patterns, sentence.misses, strict=True)
        for text in texts
    ]
    assert {(sentence.id, pattern) for sentence, pattern, _ in misses} == {
        (sentence.id, pattern) for sentence, pattern in PATTERNS
    }
    assert [text for sentence, _, text in misses if read(named(text), sentence.id)[0]] == []
    longest = {pattern: "".join(anchors(pattern)[:1]).lower() for _, pattern, _ in misses}
    far = [text for _, pattern, text in misses if longest[pattern] not in text.lower()]
    assert far == []


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("the force made {number:number} arrests", "The force made 3 arrests", "arrests force made he"),
        ("[In total] {they} took *, in all", "It took so long, in all", "took all in ,"),
        ("* dogs <ran|walked> home", "Dogs ran home", "home ogs"),
        ("rate of {number:number} percent", "average of 3 per cent", "of"),
        ("force's own", "force’s own", "own"),
    ],
)  # fmt: skip
def test_words_without_which_a_pattern_fits_nowhere(pattern: str, text: str, words: str) -> None:
    assert sorted(anchors(pattern)) == sorted(words.split())
    assert all(word in text for word in anchors(pattern))


def test_a_sentence_has_the_words_without_which_its_patterns_fit_nowhere() -> None:
    chance = random.Random(1)
    text = Maker(KIND, FORCE, UNITS, chance, {}).make().text
    words = " ".join(text.split())
    fitting = [p for s in KIND.sentences for p in s.patterns if compile_pattern(p).search(words)]
    assert fitting
    assert [p for p in fitting if not all(a in words for a in anchors(p))] == []


@pytest.mark.parametrize("qualifier", QUALIFIERS)
@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("In the 12 months to 30 June 2016, {} 30 DVPOs were breached.", "dvpo-breached", 30),
        ("The force made {} 200 arrests of foreign nationals.", "foreign-national-arrests", 200),
        ("In the same period, domestic abuse accounted for {} 13 percent of all police-recorded "
         "crime in Wiltshire.", "domestic-abuse-crime-share", 13),
        ("Over this same period, victim-based crime decreased by {} 1 percent in Wiltshire.",
         "victim-based-crime-change", -1),
    ],
)  # fmt: skip
def test_a_qualifier_is_kept(text: str, measure: str, value: float, qualifier: str) -> None:
    (found,), refused = read(text.format(qualifier))
    assert (found.rule.measure_id, found.reading.value) == (measure, value)
    assert found.reading.qualifier == qualifier
    assert refused == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("None of the 40 DVPOs were breached.", "words before the number"),
        ("12 of 40 DVPOs were breached.", "words before the number"),
        ("In 2014/15, the force made 1,707 arrests of foreign nationals.", "another time (2014/15)"),
        ("In June 2016, the force made 12 arrests of foreign nationals.", "another time (June 2016)"),
        ("In the six months to 30 June 2016, the force made 12 arrests of foreign nationals.",
         "another length of time (six months)"),
        ("The force made 12 arrests of foreign nationals in Kent.", "words after it (in Kent)"),
        ("It would be wrong to say that the force made 12 arrests of foreign nationals.", "a plan"),
        ("Kent Police was praised. 12 DVPOs were breached.", "the sentence before is about another"),
        ("In 2013 the force was new. 12 DVPOs were breached.", "a sentence before names another"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(text: str, reason: str) -> None:
    found, refused = read(text)
    assert found == []
    assert any(reason in why for one in refused for why in one.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "In the 12 months to 30 June 2016, the force made 12 arrests of foreign nationals.",
        "In the year ending 30 June 2016, the force made 12 arrests of foreign nationals.",
        "The force made 12 arrests of foreign nationals in the 12 months to June 2016.",
        "However, Wiltshire Police made 12 arrests of foreign nationals, more than in 2015.",
        "The force made 12 arrests of foreign nationals; Kent Police made 15.",
    ],
)
def test_the_right_period_and_place_do_not_stand_in_the_way(text: str) -> None:
    expected = [] if "more than in 2015" in text else [12.0]
    assert [one.reading.value for one in read(text)[0]] == expected


def test_what_could_not_be_provided_and_was_not_read_is_told() -> None:
    texts = [
        "The force was not able to provide a mental health nurse in its control room.",
        "The force could not provide figures on stolen bicycles.",
        "The force was unable to provide vulnerable victim data.",
    ]
    passages = [passage_of(text) for text in texts]
    found = [
        one for one in find_statements(passages, KIND, FORCE, ()) if isinstance(one, Statement)
    ]
    places = ReadPlaces()
    for one in found:
        places.add(one)
    gaps = unread_gaps(passages, places)
    assert [passage.text for passage, _ in gaps] == texts[:2]
    assert [one.rule.measure_id for one in found] == ["vulnerable-victim-crime-share"]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("foreign-national-arrests", "The force did not make 1,707 arrests of foreign nationals."),
        ("gain-referrals", "It made no referral to GAIN."),
        ("domestic-violence-orders-breached", "Many DVPOs were breached."),
        ("wanted-people", "It had 9 people who were wanted. Of these, 2 have not been circulated."),
    ],
)
def test_a_sentence_that_no_pattern_fits_is_found_by_its_words(sentence: str, text: str) -> None:
    known = next(one for one in KIND.sentences if one.id == sentence)
    passage = passage_of(f"The force does well. {text} It says so.")
    assert read(passage.text, sentence) == ([], [])
    found = [
        passage.text[start:end].strip()
        for _, start, end in like_sentence(known, cut_passages([passage]), ())
    ]
    assert text in found
    other = cut_passages([passage_of("The force does well. It says so.")])
    assert list(like_sentence(known, other, ())) == []


def test_a_piece_of_a_number_is_no_number() -> None:
    assert re.findall(NUMBER, "1,70 and 1.2.3 and 12,345 and 6.5") == ["12,345", "6.5"]


# Known sentences of every kind, changed.

BEGINNINGS = ("In 2014/15, ", "In the 12 months to 31 March 2014, ", "Last year, ", "In May 2013, ",
              "In Kent, ", "It is not true that ", "If ", "Across the region, ", "For women, ",
              "In the past six months, ", "Officers of ", "Two years ago ")  # fmt: skip
ENDINGS = (" in 2013", " in Kent", " last year", " in the six months to 30 June 2016", " each week",
           " among women", " and in Kent", " that we saw", " at weekends", " in one pilot",
           " in the 12 months to 30 June 2015")  # fmt: skip
BEFORE_NUMBERS = ("12 of ", "half of the ", "not ", "none of the ", "between 1 and ", "one hundred and ",
                  "1,", "2.", "£", "−", "a further ", "anything but ", "20–", "two or ")  # fmt: skip


def worded(index: int, seed: int) -> tuple[str, str, Maker]:
    """A known sentence with random numbers: its id, its text, and what it states."""
    sentence, pattern = PATTERNS[index % len(PATTERNS)]
    maker = Maker(KIND, FORCE, UNITS, random.Random(seed), {})
    text = maker.worded(sentence, pattern)
    assert text is not None
    return (
        sentence.id,
        text.removeprefix("Here it is. In our words ").partition(". And on we")[0],
        maker,
    )


def about_the_force(name: str) -> bool:
    rules = next(s for s in KIND.sentences if s.id == name).values
    return any(rule.area_id is None for rule in rules)


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def unchanged(index: int, seed: int) -> None:
    name, text, maker = worded(index, seed)
    wanted = Counter((key[0], None if key[1] == FORCE.id else key[1], *value[1:])
                     for key, value in maker.made.values.items())  # fmt: skip
    found = Counter((m, a, v, h) for m, a, _, v, h in values(f"{capital(text)}.", name))
    # What is left out of a figure is not among the values put in.
    assert {key[2] for key in found - wanted} <= {None}, text
    assert wanted - found == Counter(), text


def with_other_words(index: int, seed: int, chance: random.Random) -> None:
    name, text, _ = worded(index, seed)
    own = about_the_force(name)
    before, after = chance.choice(BEGINNINGS), chance.choice(ENDINGS)
    places = ("Kent", "region", "women", "Officers")
    if before == "Officers of " and not text.startswith(FORCE.name):
        before = "In Kent, "
    if own or not any(place in before for place in places):
        assert values(f"{before}{text}.", name) == Counter(), before + text
    if own or re.search(r"\d", after):
        assert values(f"{capital(text)}{after}.", name) == Counter(), text + after


def with_other_numbers(index: int, seed: int, chance: random.Random) -> None:
    """Put words or signs before a number: the number alone is not read."""
    name, text, _ = worded(index, seed)
    base = f"{capital(text)}."
    numbers = [s.reading for s in read(base, name)[0] if s.reading.value is not None]
    if not numbers:
        return
    reading = chance.choice(numbers)
    words = chance.choice(BEFORE_NUMBERS)
    changed = f"{base[: reading.start]}{words}{base[reading.start :]}"
    at = range(reading.start, reading.start + len(words) + 1)
    there = [
        s for s in read(changed, name)[0] if s.reading.value is not None and s.reading.start in at
    ]
    # 1,234 and 2.5 are other numbers, and read as that.
    whole = words in ("1,", "2.")
    assert all(whole and changed[s.reading.start :].startswith(words) for s in there), changed
    others = set(values(changed, name)) - set(values(base, name))
    assert len(others) <= len(there), changed


def of_another_force(index: int, seed: int) -> None:
    name, text, _ = worded(index, seed)
    if FORCE.name in text or FORCE.area in text:
        other = text.replace(FORCE.name, "Kent Police").replace(FORCE.area, "Kent")
        own = {key for key in values(f"{capital(other)}.", name) if key[1] is None}
        assert own == set(), other
        swapped = text.replace("England and Wales", "@").replace(FORCE.area, "England and Wales")
        swapped = swapped.replace(FORCE.name, "England and Wales").replace("@", FORCE.area)
        assert values(f"{capital(swapped)}.", name) == Counter(), swapped


def mutate(index: int, seed: int) -> None:
    chance = random.Random(seed)
    unchanged(index, seed)
    with_other_words(index, seed, chance)
    with_other_numbers(index, seed, chance)
    of_another_force(index, seed)


@settings(max_examples=40, deadline=None)
@given(index=st.integers(0, len(PATTERNS) - 1), seed=st.integers(0, 2**32))
def test_a_changed_sentence_gives_the_right_value_or_none(index: int, seed: int) -> None:
    mutate(index, seed)


@pytest.mark.slow
def test_every_known_sentence_changed_in_many_ways() -> None:
    for index in range(len(PATTERNS)):
        for seed in range(40):
            mutate(index, seed)
