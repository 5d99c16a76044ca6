"""Find, for every improvement, the others whose summaries use the same words.

SQLite's full-text search takes the words apart into stems; they are weighed by the formula of its
`bm25`, which ranks a summary higher for words that few summaries have. Improvements whose summaries
read the same are compared once. The same summaries give the same rows.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter

from sqlite_utils import Database

# How many others are stored for each improvement, and how many words they must share.
NEAREST = 12
FEWEST_SHARED = 2
# The least share of the weight of its own words that another must have.
LEAST_LIKENESS = 0.25
# The formula of bm25 has these two numbers, and a least weight of a word that most summaries have.
K1, B, LEAST_WEIGHT = 1.2, 0.75, 1e-6
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

# An improvement, the place of another by likeness, that one, the likeness, the words of both.
Row = tuple[str, int, str, float, str]
# What two summaries have in common: the other one's improvement, the likeness, the words.
Similar = tuple[int, float, str]


@dataclass(frozen=True)
class Summary:
    """A summary, with the improvements that have it.

    Attributes:
        members: their numbers, the lowest first.
        stems: how often it has each stem.
        words: the stems that say what it is about, with the word each is first written as.
    """

    members: list[int]
    stems: Counter[str]
    words: dict[str, str]


def store_similarities(db: Database) -> None:
    """Fill `improvement_similarity` from the summaries of `improvement`.

    Rows that are there already and stay the same are not written again.
    """
    found = db.execute(ROWS).fetchall()
    rows: list[list[Row]] = [[] for _ in found]
    for number, similar in similar_summaries(read_summaries(db, [text for _, text in found])):
        rows[number] = [
            (found[number][0], place, found[other][0], likeness, shared)
            for place, (other, likeness, shared) in enumerate(similar, start=1)
        ]
    had = set(db.execute("select * from improvement_similarity").fetchall())
    now = set(chain.from_iterable(rows))
    with db.atomic():
        db.conn.executemany(
            "delete from improvement_similarity where improvement_id = ? and position = ?",
            [row[:2] for row in had - now],
        )
        db.conn.executemany(
            "insert into improvement_similarity values (?, ?, ?, ?, ?)",
            [row for row in chain.from_iterable(rows) if row not in had],
        )


def read_summaries(db: Database, texts: Sequence[str]) -> list[Summary]:
    """Return each different summary once, taken apart into stems."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        members[join_phrases(text)].append(number)
    summaries = [Summary(numbers, Counter(), {}) for numbers in members.values()]
    written = [WORD.findall(text) for text in members]
    db.execute("create virtual table temp.summary_fts using fts5(summary, tokenize='porter')")
    db.execute("create virtual table temp.summary_stem using fts5vocab(summary_fts, 'instance')")
    with db.atomic():
        db.conn.executemany(
            "insert into temp.summary_fts (rowid, summary) values (?, ?)", list(enumerate(members))
        )
        for number, offset, stem in db.execute(STEMS).fetchall():
            summaries[number].stems[stem] += 1
            word = written[number][offset]
            if word not in STOP_WORDS:
                summaries[number].words.setdefault(stem, word)
    db.execute("drop table temp.summary_stem")
    db.execute("drop table temp.summary_fts")
    return summaries


def join_phrases(summary: str) -> str:
    """Return a summary in lower case with each phrase of several words as one word."""
    return PHRASE.sub(lambda match: re.sub(r"[ -]", "", match[0]), summary.lower())


def similar_summaries(summaries: Sequence[Summary]) -> Iterator[tuple[int, list[Similar]]]:
    """Yield the number of each improvement with the most similar others, the most similar first.

    Likeness is the weight of the words in the other summary as a share of their weight in this
    one, from 0 to 1.
    """
    weights = weights_of_stems(summaries)
    for own, summary in enumerate(summaries):
        if not summary.words:
            continue
        having = chain.from_iterable(weights[stem] for stem in summary.words)
        shared = Counter(map(itemgetter(0), having))
        enough = {number for number, count in shared.items() if count >= FEWEST_SHARED}
        scores = dict.fromkeys((own, *enough), 0.0)
        for stem in summary.words:
            for number, weight in weights[stem]:
                if number in scores:
                    scores[number] += weight
        ranked = sorted(enough, key=lambda number: -scores[number])
        # It is among them itself.
        most = list(islice(alike(own, ranked, scores, summaries), NEAREST + 1))
        for member in summary.members:
            yield member, [other for other in most if other[0] != member][:NEAREST]


def weights_of_stems(summaries: Sequence[Summary]) -> dict[str, list[tuple[int, float]]]:
    """Return the summaries that have each stem, with its weight there, as bm25 weighs it."""
    count = sum(len(summary.members) for summary in summaries)
    lengths = [summary.stems.total() for summary in summaries]
    all_words = sum(
        length * len(summary.members) for length, summary in zip(lengths, summaries, strict=True)
    )
    having: Counter[str] = Counter()
    for summary in summaries:
        for stem in summary.stems:
            having[stem] += len(summary.members)
    weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, summary in enumerate(summaries):
        longer = K1 * (1 - B + B * lengths[number] / (all_words / count))
        for stem, times in summary.stems.items():
            rare = math.log((count - having[stem] + 0.5) / (having[stem] + 0.5))
            weight = (rare if rare > 0 else LEAST_WEIGHT) * (times * (K1 + 1) / (times + longer))
            weights[stem].append((number, weight))
    return weights


def alike(
    own: int, ranked: Sequence[int], scores: dict[int, float], summaries: Sequence[Summary]
) -> Iterator[Similar]:
    """Yield the improvements whose summaries are alike enough to one; of equals in their order."""
    for score, equal in groupby(ranked, key=lambda number: scores[number]):
        likeness = round(min(score / scores[own], 1.0), 2)
        # The most similar come first: what follows is less like.
        if likeness < LEAST_LIKENESS:
            return
        found = []
        for other in equal:
            shared = shared_words(summaries[own], summaries[other])
            if len(shared) >= FEWEST_SHARED:
                words = ", ".join(PHRASES.get(word, word) for word in shared)
                found += [(member, likeness, words) for member in summaries[other].members]
        yield from sorted(found)


def shared_words(one: Summary, other: Summary) -> list[str]:
    """Return the words that two summaries share, as one has them."""
    return [word for stem, word in one.words.items() if stem in other.words]
