"""The names of a force in a report's text, each replaced by signs of the same length.

One pattern then fits the reports of every force, and is compiled once. The places of words stay
as they are, since a name becomes as many signs as it has letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# Letters of no alphabet: no report has them, a PDF with them is refused.
FORCE = "\ue000"
AREA = "\ue001"
BEGINNING = 3  # so many letters of a name tell whether to look for it at all


@dataclass(frozen=True)
class Names:
    """How a report calls its force and the area of the force."""

    force: str
    area: str
    # Other ways to call them; likely, and not necessarily seen.
    also_force: tuple[str, ...] = ()
    also_area: tuple[str, ...] = ()

    @cached_property
    def forces(self) -> tuple[str, ...]:
        """What the force is called, the longest name first."""
        return tuple(sorted({self.force, *self.also_force}, key=len, reverse=True))

    @property
    def called(self) -> str:
        """The force by its name, as a regular expression for a text without signs."""
        return rf"(?:[Tt]he )?(?:{'|'.join(map(spelt, self.forces))})"

    @property
    def they(self) -> str:
        """The force however it is called, as a regular expression for a text without signs."""
        return f"{self.called}|[Tt]he (?:force|constabulary)(?: area)?"

    @cached_property
    def called_here(self) -> re.Pattern[str]:
        """The force by its name, with or without the article, where a text is at."""
        return re.compile(rf"(?:{self.called})(?![A-Za-z])")

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Any of the names; the last group that takes part says whether it is the force's."""
        force, area = (
            "|".join(spelt(name) for name in sorted(set(names), key=len, reverse=True))
            for names in (self.forces, (self.area, *self.also_area))
        )
        return re.compile(rf"\b(?:({force})|(?:{area}))(?![A-Za-z])")

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """The first letters of the names."""
        names = (*self.forces, self.area, *self.also_area)
        return tuple({name[:BEGINNING] for name in names})

    def marked(self, text: str) -> str:
        """A text with signs in place of the names."""
        if not any(beginning in text for beginning in self.beginnings):
            return text
        return self.expression.sub(signs, text)


def signs(match: re.Match[str]) -> str:
    """As many signs as a name has letters."""
    return (FORCE if match[1] else AREA) * len(match[0])


def spelt(name: str) -> str:
    """A name as a regular expression: & for and, a hyphen with a line's end behind it."""
    pattern = re.escape(name).replace(r"\ and\ ", r"\s+(?:and|&)\s+")
    return pattern.replace(r"\ ", r"\s+").replace(r"\-", r"[-\u2010\u2011]\s?")
