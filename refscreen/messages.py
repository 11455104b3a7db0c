"""What the program itself says: every sentence stands in ``messages/<language>.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from refscreen.errors import Problem
from refscreen.kept import read

FOLDER = Path(__file__).parent / "messages"


@cache
def load(language: str) -> Messages:
    """What the program says in a language; English where there is no such language."""
    path = FOLDER / f"{language}.yaml"
    return Messages(language, read(path.read_bytes()).data) if path.is_file() else load("en")


@dataclass(frozen=True)
class Told:
    """A problem in words."""

    where: str
    what: str
    remedy: str


@dataclass(frozen=True)
class Messages:
    """The sentences of one language, by area and key (``interview.saved``)."""

    language: str
    texts: Mapping[str, Any]

    def say(self, key: str, /, **values: object) -> str:
        """The sentence, filled in.

        Raises:
            KeyError: there is no such sentence; a test sees to it that there is.
        """
        node: Any = self.texts
        for part in key.split("."):
            node = node[part]
        return str(node).format(**values)

    def tell(self, problem: Problem) -> Told:
        """The problem in words: where, what is wrong, what to do."""
        values = {name: self._word(name, value) for name, value in problem.values.items()}
        near = values.pop("suggestion", "")
        what, remedy = (self.say(f"problems.{problem.key}.{part}", **values) for part in ("what", "remedy"))
        if near:
            remedy = self.say("did_you_mean", suggestion=near)
        return Told(problem.where, what, remedy)

    def _word(self, name: str, value: str) -> str:
        words: Mapping[str, str] = self.texts["words"]
        return words.get(value, value) if name in {"wanted", "reason", "unit"} else value
