"""What went wrong for the user: a list of problems, each with where, what and remedy.

The words stand in ``messages/<language>.yaml`` under ``problems:``; here is only which problem it is.
No problem ever carries the value of an answer: problems reach logs and nightly runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

ENOUGH = 100
"""To so many mistakes of a file it is said what was probably meant; finding out takes time."""

Path = tuple[str | int, ...]
"""The way to a place inside a file: keys and list positions, ``("sections", 0, "questions", 3, "when")``."""


@dataclass(frozen=True)
class Problem:
    """One thing the user has to mend.

    Attributes:
        key: which sentence pair (``what``, ``remedy``) of the messages says it.
        path: the place inside the file; ``store`` turns it into line and column.
        where: the place as the user reads it, ``file:line:column``; empty until located.
        values: what the sentences are filled with; never the value of an answer.
        on_key: the place is the key itself (an unknown key), not the value under it.
    """

    key: str
    path: Path = ()
    where: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    on_key: bool = False

    def under(self, *prefix: str | int) -> Problem:
        """The same problem seen from further out in the file."""
        return replace(self, path=(*prefix, *self.path))


class UserError(Exception):
    """The one kind of exception that is the user's to mend; ``cli`` shows it once and exits.

    Why: everything else that is raised is a bug and keeps its traceback.
    """

    def __init__(self, problems: Iterable[Problem], exit_code: int = 3) -> None:
        """Collect the problems; ``exit_code`` is what the process says to scripts."""
        self.problems = tuple(problems)
        self.exit_code = exit_code
        super().__init__(
            ", ".join(f"{problem.where or problem.path}: {problem.key}" for problem in self.problems)
        )

    def __reduce__(self) -> tuple[type[UserError], tuple[tuple[Problem, ...], int]]:
        """The way through a pipe to another process: with all problems, and not with their summary."""
        return UserError, (self.problems, self.exit_code)


def suggestion(word: object, known: Iterable[str]) -> str:
    """The known word that is most like ``word``; empty when nothing is near."""
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return near[0] if near else ""
