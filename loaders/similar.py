"""Find, for every improvement, the others whose summaries use the same words.

The words are compared offline with SQLite's full-text search: `bm25` ranks a summary higher for
words that few summaries have. The same summaries give the same rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from sqlite_utils import Database

# How many others are stored for each improvement, and how many words they must share.
NEAREST = 12
FEWEST_SHARED = 2
# The least share of the weight of its own words that another must have.
LEAST_LIKENESS = 0.25
# Words of any summary: they say how it is written, not what it is about.
COMMON_TEXT = (
    "a about above after again against all also always an and any are area areas as ask at "
    "be because been before being better both but by can cause concern could did do does "
    "each earlier enough ensure every few fewer finding for force forces from full fully "
    "further get give good had has have how improve improved improvement improvements in "
    "inspection into is it its itself keep know known less made make makes making many may "
    "more most much must need needed needs new no not now of often on one only or other "
    "others out over own people police properly put recommendation right s said same set "
    "should since so some sooner still such sure take taken than that the their them then "
    "there these they things this those through time to together too under up use used very "
    "was way well were what when where whether which who why will with within without work "
    "works would"
)
STOP_WORDS = frozenset(COMMON_TEXT.split())
# Words that mean something else together than apart, or one thing: they count as one word.
PHRASES_TEXT = (
    "anti-social behaviour, body-worn video, domestic abuse, first contact, organised crime,"
    " problem solving, sex offenders, sex offender, stop and search, unconscious bias, use of force"
)
PHRASES = {re.sub(r"[^a-z]", "", phrase): phrase for phrase in PHRASES_TEXT.split(", ")}
PHRASE = re.compile(
    r"\b(" + "|".join(re.sub("[ -]", "[ -]", phrase) for phrase in PHRASES.values()) + r")\b"
)
# A word as the tokenizer `unicode61` takes it: letters and digits, apart at everything else.
WORD = re.compile(r"[^\W_]+")

ROWS = "select id, summary from improvement order by id"
# Every stem of every summary with its place among the summary's words.
STEMS = "select doc, offset, term from temp.summary_stem order by doc, offset"
NEIGHBOURS = """
select rowid, -bm25(summary_fts) from temp.summary_fts
where summary_fts match ? order by bm25(summary_fts), rowid
"""


def store_similarities(db: Database) -> None:
    """Fill `improvement_similarity` from the summaries of `improvement`."""
    found = db.execute(ROWS).fetchall()
    summaries = [join_phrases(summary) for _, summary in found]
    db.execute("create virtual table temp.summary_fts using fts5(summary, tokenize='porter')")
    db.execute("create virtual table temp.summary_stem using fts5vocab(summary_fts, 'instance')")
    with db.atomic():
        db.conn.executemany(
            "insert into temp.summary_fts (rowid, summary) values (?, ?)",
            list(enumerate(summaries)),
        )
        words = content_words(db, summaries)
        rows: list[list[tuple[str, int, str, float, str]]] = [[] for _ in found]
        # Many summaries have the same words, and are asked for once.
        for query, numbers in by_query(words).items():
            ranked = db.execute(NEIGHBOURS, [query]).fetchall()
            for number, similar in most_similar(ranked, numbers, words):
                rows[number] = [
                    (found[number][0], place, found[other][0], likeness, shared)
                    for place, (other, likeness, shared) in enumerate(similar, start=1)
                ]
        for of_one in rows:
            db.conn.executemany("insert into improvement_similarity values (?, ?, ?, ?, ?)", of_one)
    db.execute("drop table temp.summary_stem")
    db.execute("drop table temp.summary_fts")


def join_phrases(summary: str) -> str:
    """Return a summary in lower case with each phrase of several words as one word."""
    return PHRASE.sub(lambda match: re.sub(r"[ -]", "", match[0]), summary.lower())


def content_words(db: Database, summaries: list[str]) -> dict[int, dict[str, str]]:
    """Return, by number of summary, its stems with the word each is first written as."""
    written = [WORD.findall(summary) for summary in summaries]
    words: dict[int, dict[str, str]] = defaultdict(dict)
    for number, offset, stem in db.execute(STEMS):
        word = written[number][offset]
        if word not in STOP_WORDS:
            words[number].setdefault(stem, word)
    return words


def by_query(words: dict[int, dict[str, str]]) -> dict[str, list[int]]:
    """Return what to look for, with the numbers of the summaries that have just these words."""
    queries: dict[str, list[int]] = defaultdict(list)
    for number, own in words.items():
        queries[" OR ".join(f'"{word}"' for word in own.values())].append(number)
    return queries


def most_similar(
    ranked: list[tuple[int, float]], numbers: list[int], words: dict[int, dict[str, str]]
) -> Iterator[tuple[int, list[tuple[int, float, str]]]]:
    """Yield, for summaries that have the same words, the most similar others of each.

    Each is a number, its likeness and the words that both have. `ranked` has the summaries with any
    of the words, the heaviest first. Likeness is the weight of the words in the other summary as a
    share of their weight in this one, from 0 to 1.
    """
    weights = dict(ranked)
    by_weight: dict[float, list[tuple[int, float, str]]] = {}
    for number in numbers:
        weight = weights[number]
        if weight not in by_weight:
            # It is among them itself.
            most = islice(alike(ranked, weight, words[number], words), NEAREST + 1)
            by_weight[weight] = list(most)
        yield number, [other for other in by_weight[weight] if other[0] != number][:NEAREST]


def alike(
    ranked: list[tuple[int, float]],
    weight: float,
    own: dict[str, str],
    words: dict[int, dict[str, str]],
) -> Iterator[tuple[int, float, str]]:
    """Yield the summaries that are alike enough to one of some words and their weight."""
    for other, other_weight in ranked:
        likeness = round(min(other_weight / weight, 1.0), 2)
        # The most similar come first: what follows is less like.
        if likeness < LEAST_LIKENESS:
            return
        shared = [
            PHRASES.get(word, word) for stem, word in own.items() if stem in words.get(other, {})
        ]
        if len(shared) >= FEWEST_SHARED:
            yield other, likeness, ", ".join(shared)
