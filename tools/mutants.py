"""Measure how strong the tests are: change one token at a time and see whether a test fails.

    python -m openpeel.tools.mutants --count 60 --seed 2016

Takes a seeded sample of one-token changes (half of them in Python, half in SQL), makes each in
a copy of the checkout, and runs the tests closest to the file that was changed: those that
name it, or what it defines, most often. A change that no test notices is a survivor: a test
is missing there, or the token does nothing. Prints each survivor and the share of changes
that were noticed; ends with 1 where the share is below the goal.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue

from openpeel.loaders import package

PYTHON = ("loaders", "outputs", "web", "cli")
SQL = ("views", "checks", "track")
GOAL = 95
# So many files of tests are run for a change; each may take so many seconds of computing, which
# do not depend on what else the machine does, and so many by the clock.
CLOSEST, COMPUTING, WAITING = 4, 120, 1200
# What is run for a change: what takes longest only if nothing else notices it.
# What is known of every view and check; it works them out from the tables of a database that was
# built without the change.
KNOWN_ROWS, CHECKED = "tests/data/test_known_rows.py", "tests/data/test_checks.py"
# A change there leaves the database as it is, so that one is built for all of them.
AFTER_THE_BUILD = ("outputs", "web", "cli", "track")
SELECTIONS = ("not slow and not browser and not sources", "sources and not slow and not browser")
# What a token becomes. A number becomes the next one.
IN_PYTHON = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+",
    "*": "+", "/": "*", "//": "*", "and": "or", "or": "and", "not": "", "True": "False",
    "False": "True", "min": "max", "max": "min", "any": "all", "all": "any", "break": "continue",
    "continue": "break", "+=": "-=",
}  # fmt: skip
IN_SQL = {
    "=": "<>", "<>": "=", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+",
    "*": "+", "/": "*", "and": "or", "or": "and", "not": "", "min": "max", "max": "min",
    "join": "left join", "left": "", "desc": "", "union": "except", "is": "is not",
    "sum": "max", "coalesce": "max",
}  # fmt: skip
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
SQL_TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|<>|<=|>=|\|\||[A-Za-z_]\w*|\d+(?:\.\d+)?|\S")


@dataclass(frozen=True)
class Mutant:
    """One token of a file changed into another."""

    file: Path
    start: int
    before: str
    after: str
    line: int

    def __str__(self) -> str:
        name = self.file.relative_to(package.ROOT).as_posix()
        return f"{name}:{self.line}: {self.before!r} became {self.after!r}"

    def applied(self, text: str) -> str:
        """The text of the file with the change."""
        return text[: self.start] + self.after + text[self.start + len(self.before) :]


@dataclass(frozen=True)
class Outcome:
    """What the tests said of a change."""

    mutant: Mutant
    tests: tuple[str, ...]
    noticed_by: str | None


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Yield every change of one token that is tried in a file."""
    text = file.read_text(encoding="utf-8")
    is_python = file.suffix == ".py"
    tokens = python_tokens(text) if is_python else sql_tokens(text)
    for start, token in tokens:
        after = changed(token, IN_PYTHON if is_python else IN_SQL)
        if after is not None:
            yield Mutant(file, start, token, after, text.count("\n", 0, start) + 1)


def changed(token: str, changes: dict[str, str]) -> str | None:
    """Return what a token becomes; None if it is left alone."""
    return str(int(token) + 1) if token.isdecimal() else changes.get(token.lower())


def python_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the operators, words and numbers of a module that can change what it does."""
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    idle = idle_places(text)
    kinds = (tokenize.OP, tokenize.NAME, tokenize.NUMBER)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        # Few tokens can change; only for these is it worth asking where they stand.
        if token.type not in kinds or changed(token.string, IN_PYTHON) is None:
            continue
        if not any(a <= token.start < b for a, b in idle):
            yield lines[token.start[0] - 1] + token.start[1], token.string


Place = tuple[int, int]


def idle_places(text: str) -> list[tuple[Place, Place]]:
    """Where a module does nothing: imports, annotations, and the stars of signatures."""
    idle: list[tuple[Place, Place]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Starred | ast.JoinedStr):
            idle.append(extent(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            has_stars = node.args.vararg or node.args.kwarg or node.args.kwonlyargs
            if has_stars:
                idle.append((extent(node)[0], extent(node.body[0])[0]))
            elif node.returns:
                idle.append(extent(node.returns))
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            idle.append(extent(node.annotation))
    return idle


def extent(node: ast.stmt | ast.expr) -> tuple[Place, Place]:
    """Where a piece of code begins and ends: line and column."""
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return (node.lineno, node.col_offset), end


def sql_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words, signs and numbers of a statement; not remarks, not quoted words."""
    before = ""
    for match in SQL_TOKEN.finditer(text):
        token = match[0]
        # `count(*)` and `t.*` do not multiply.
        is_star = token == "*" and before in ("(", ".", "select", ",")
        # Nor does what `exists (select 1 …)` selects matter.
        is_star = is_star or (before == "select" and token.isdecimal())
        is_outer = token.lower() == "join" and before in ("left", "cross")
        # An outer join to the row that a column refers to finds the same row.
        is_outer = is_outer or (token.lower() == "join" and finds_its_row(text[match.start() :]))
        if not (token.startswith(("--", "'")) or is_star or is_outer):
            yield match.start(), token
        before = token.lower()


# A join on nothing else than one column that is equal to another.
LOOKUP = re.compile(
    r"join (\w+)(?: as (\w+))?\s+on (\w+)\.(\w+) = (\w+)\.(\w+)"
    r"(?=\s*(?:$|;|\)|(?:join|left|cross|where|group|order|union|window)\b))",
    re.IGNORECASE,
)


def finds_its_row(join: str) -> bool:
    """Whether a join only looks up the row of a table that a column refers to and always has."""
    match = LOOKUP.match(join)
    if not match:
        return False
    table, alias, *sides = match.groups()
    ends = dict(zip(sides[::2], sides[1::2], strict=True))
    key = ends.pop(alias or table, None)
    return bool(ends) and (table, key, *ends.values()) in sure_references()


@cache
def sure_references() -> set[tuple[str, str, str]]:
    """Return tables with their keys and the columns that refer to these and are never empty.

    A column that is empty in one table and not in another is left out: a join may see either.
    """
    db = sqlite3.connect(":memory:")
    db.executescript((package.ROOT / "schema.sql").read_text(encoding="utf-8"))
    found: dict[tuple[str, str, str], bool] = {}
    for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
        columns = {c[1]: bool(c[3] or c[5]) for c in db.execute(f"pragma table_info([{table}])")}
        for _, _, parent, here, there, *_ in db.execute(f"pragma foreign_key_list([{table}])"):
            reference = parent, there or "id", here
            found[reference] = found.get(reference, True) and columns[here]
    return {reference for reference, is_sure in found.items() if is_sure}


@cache
def every_mutant(folders: tuple[str, ...], suffix: str) -> list[Mutant]:
    """Return every change that is tried in the files of some folders."""
    files = sorted(f for name in folders for f in (package.ROOT / name).rglob(f"*{suffix}"))
    return [mutant for file in files for mutant in mutants_of(file)]


def sample(count: int, seed: int) -> list[Mutant]:
    """Draw changes, half of them in Python and half in SQL, the same for the same seed."""
    draw = random.Random(seed)
    drawn: list[Mutant] = []
    for folders, suffix, share in ((PYTHON, ".py", count - count // 2), (SQL, ".sql", count // 2)):
        every = every_mutant(folders, suffix)
        drawn += draw.sample(every, min(share, len(every)))
    return drawn


def defined_in(file: Path) -> set[str]:
    """The functions and classes of a module that tests may name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in tree.body if isinstance(node, definitions)}


def module_of(file: Path) -> str:
    """The name by which a module is imported."""
    return ".".join(("openpeel", *file.relative_to(package.ROOT).with_suffix("").parts))


def mentions(name: str, text: str) -> int:
    """How often a text has a name as a word of its own."""
    # Few texts have it, and a search for a word of its own takes long.
    if name not in text:
        return 0
    return len(re.findall(rf"(?<![\w.]){re.escape(name)}\b", text))


def imports(file: Path, text: str) -> bool:
    """Whether a module imports another, or something of it."""
    module = module_of(file)
    folder, _, name = module.rpartition(".")
    if name not in text:
        return False
    by_name = rf"from {re.escape(folder)} import (?:\([^)]*|[^\n]*)\b{name}\b"
    return bool(mentions(module, text) or re.search(by_name, text))


class Closeness:
    """Which tests are closest to a file: those that import or name it, or else its readers."""

    def __init__(self) -> None:
        self.tests = {
            path.relative_to(package.ROOT).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((package.ROOT / "tests").rglob("test_*.py"))
            # The tests of this module name files without a look at what is in them.
            if path.parent.name != "browser" and path.name != "test_mutants.py"
        }
        self.sources = {
            path: path.read_text(encoding="utf-8")
            for folder, suffix in ((f, s) for s, fs in ((".py", PYTHON), (".sql", SQL)) for f in fs)
            for path in sorted((package.ROOT / folder).rglob(f"*{suffix}"))
        }

    def closest(self, file: Path) -> tuple[str, ...]:
        """Return the tests that are to notice a change of a file, the closest first."""
        if file.parent == package.CHECKS:
            naming = [name for name, text in self.tests.items() if mentions(file.stem, text)]
            return tuple(dict.fromkeys([KNOWN_ROWS, CHECKED, *naming]))[:CLOSEST]
        if "plugins" in file.parts:
            own = [name for name in self.tests if name.endswith(f"/test_{file.stem}.py")]
            return (
                *own,
                "tests/web/test_attack.py",
                *(name for name in self.tests if name.startswith("tests/web/test_pages")),
            )
        score: dict[str, float] = {}
        layer, weight, seen = {file}, 1.0, {file}
        # So far as it takes to come to enough tests.
        while layer and (weight > 0.1 or len(score) < CLOSEST):
            for one in layer:
                for test, points in self.scores(one).items():
                    score[test] = score.get(test, 0) + weight * points
            layer = {reader for one in layer for reader in self.readers(one)} - seen
            seen |= layer
            weight /= 4
        ranked = sorted(score, key=lambda test: (-score[test], test))
        if file.is_relative_to(package.VIEWS):
            ranked.insert(0, KNOWN_ROWS)
        return tuple(ranked[:CLOSEST]) or ("tests/data/test_views.py", "tests/web/test_site.py")

    def scores(self, file: Path) -> dict[str, float]:
        """Points of each test for one file: for an import, and for names that few tests have."""
        if file.suffix == ".sql":
            counts = {test: mentions(file.stem, text) for test, text in self.tests.items()}
            return {test: min(count, 5) for test, count in counts.items() if count}
        points = {test: 5.0 for test, text in self.tests.items() if imports(file, text)}
        for name in defined_in(file):
            having = [test for test, text in self.tests.items() if mentions(name, text)]
            if 0 < len(having) <= len(self.tests) // 8:
                for test in having:
                    points[test] = points.get(test, 0) + 1
        return points

    def readers(self, file: Path) -> set[Path]:
        """The modules that import a module, or the views that read a view."""
        others = {p: t for p, t in self.sources.items() if p != file and p.suffix == file.suffix}
        if file.suffix == ".sql":
            return {path for path, text in others.items() if mentions(file.stem, text)}
        return {path for path, text in others.items() if imports(file, text)}


class Copy:
    """A copy of the checkout in which files are changed and tests are run."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "openpeel"
        # What the tests of all copies make once.
        self.made = folder.parent / "made"
        self.made.mkdir(exist_ok=True)
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=package.ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\n")):
            if (package.ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(package.ROOT / name, self.root / name)

    def first_failure(self, tests: tuple[str, ...], is_same_database: bool) -> str | None:
        """Return the test that fails in the copy, or why none ended in time; None if all pass.

        Those of the sources are run too where these are there. A database is not built again where
        it is the same as without the change.
        """
        selections = SELECTIONS if "OPENPEEL_SOURCES" in os.environ else SELECTIONS[:1]
        found = (self.failure(tests, chosen, is_same_database) for chosen in selections)
        return next(filter(None, found), None)

    def failure(self, tests: tuple[str, ...], selection: str, is_same_database: bool) -> str | None:
        """Return the first of the selected tests that fails."""
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", selection]
        path = os.pathsep.join([str(self.root.parent), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        if is_same_database:
            environment["OPENPEEL_TEST_MADE"] = str(self.made)
        most = COMPUTING * len(tests)
        try:
            done = subprocess.run(
                ["sh", "-c", f'ulimit -t {most}; exec "$@"', "sh",
                 sys.executable, "-m", "pytest", *options, *tests],
                cwd=self.root, env=environment, capture_output=True,
                timeout=WAITING * len(tests), check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "no end by the clock"
        if done.returncode in (0, 5):  # 5: none was selected
            return None
        found = FAILED.search(done.stdout.decode(errors="replace"))
        return found[1] if found else f"exit code {done.returncode}"

    def notices(self, mutant: Mutant, tests: tuple[str, ...]) -> str | None:
        """Return the test that fails once a file is changed."""
        file = self.root / mutant.file.relative_to(package.ROOT)
        text = file.read_text(encoding="utf-8")
        file.write_text(mutant.applied(text), encoding="utf-8")
        if mutant.file.relative_to(package.ROOT).parts[0] in AFTER_THE_BUILD:
            stages = [(tests, True)]
        elif mutant.file.suffix == ".sql":
            # These use no more of what was made than the tables.
            quick = tuple(test for test in tests if test in (KNOWN_ROWS, CHECKED))
            stages = [(quick, True), (tuple(test for test in tests if test not in quick), False)]
        else:
            stages = [(tests, False)]
        try:
            found = (self.first_failure(some, same) for some, same in stages if some)
            return next(filter(None, found), None)
        finally:
            file.write_text(text, encoding="utf-8")


def try_all(mutants: list[Mutant], workers: int, are_sound: bool) -> Iterator[Outcome]:
    """Yield what the tests say of each change, as many at once as there are copies.

    Tests that fail without a change are left out first, for they would notice everything; unless
    they are known to pass.
    """
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(workers):
            copies.put(Copy(Path(folder) / str(number)))
        closeness = Closeness()
        closest = {mutant.file: closeness.closest(mutant.file) for mutant in mutants}

        def is_sound(*tests: str) -> bool:
            copy = copies.get()
            try:
                return copy.first_failure(tests, True) is None
            finally:
                copies.put(copy)

        def attempt(mutant: Mutant) -> Outcome:
            tests = tuple(test for test in closest[mutant.file] if sound[test])
            copy = copies.get()
            try:
                return Outcome(mutant, tests, copy.notices(mutant, tests) if tests else None)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(workers) as pool:
            every = sorted({test for tests in closest.values() for test in tests})
            if not are_sound:
                print(f"running {len(every)} files of tests without a change", flush=True)
            # At once, as they share a database; one by one only if one of them fails.
            whole = are_sound or is_sound(*every)
            found = [True] * len(every) if whole else list(pool.map(is_sound, every))
            sound = dict(zip(every, found, strict=True))
            for test in every:
                if not sound[test]:
                    print(f"left out, as it fails without a change: {test}", flush=True)
            yield from pool.map(attempt, mutants)


def main() -> int:
    """Try a sample of changes; return 1 if too many go unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=60, help="how many changes (60)")
    parser.add_argument("--seed", type=int, default=2016, help="which sample (2016)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="at once")
    parser.add_argument(
        "--sound", action="store_true", help="the tests are known to pass without a change"
    )
    parser.add_argument("--list", action="store_true", help="only say what would be tried")
    chosen = parser.parse_args()
    mutants = sample(chosen.count, chosen.seed)
    if chosen.list:
        closeness = Closeness()
        for mutant in mutants:
            print(mutant, "->", *closeness.closest(mutant.file))
        return 0
    noticed = 0
    for number, outcome in enumerate(try_all(mutants, chosen.workers, chosen.sound), start=1):
        noticed += outcome.noticed_by is not None
        word = "noticed " if outcome.noticed_by else "SURVIVED"
        print(f"{number:3}/{len(mutants)} {word} {outcome.mutant}", flush=True)
        print(f"            by {outcome.noticed_by or ' '.join(outcome.tests)}", flush=True)
    share = 100 * noticed / max(1, len(mutants))
    print(f"{noticed} of {len(mutants)} changes noticed: {share:.0f} % (goal: {GOAL} %)")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
