"""From files to figures: every case is read, counted and let go."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from refscreen import batch, production, twins
from refscreen.errors import Problem, UserError
from refscreen.exchange import export_cases, stats, stats_outcomes
from refscreen.exchange.export_tables import BOM
from refscreen.exchange.stats_text import Teller
from refscreen.messages import Messages


@dataclass(frozen=True)
class Wish:
    """Which cases are counted, and how."""

    paths: tuple[Path, ...]
    outcomes: Path | None = None
    by: str = ""
    least: int = 5
    questionnaire: str = ""
    language: str = ""


@dataclass(frozen=True)
class Found:
    """Figures, ready to be told; why files could not be counted; and what is worth a look.

    Attributes:
        files: those that were counted.
        others: how many files answer other questionnaires, by their names.
    """

    teller: Teller
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> str:
        """The figures for scripts."""
        return json.dumps(self.teller.plain(), ensure_ascii=False, indent=1)

    def as_csv(self) -> bytes:
        """The figures for Excel."""
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(self.teller.table())
        return (BOM + text.getvalue()).encode()


def count(wish: Wish, messages: Messages) -> Found:
    """Count the cases.

    Raises:
        UserError: there are none, or the question to group by or the table of outcomes has problems.
    """
    asked = export_cases.Wish(wish.paths, language=wish.language, questionnaire=wish.questionnaire)
    cohort = export_cases.gather(asked, batch.answers_files(wish.paths))
    questionnaire = cohort.layout.questionnaire
    by = stats.question_for(wish.by, questionnaire) if wish.by else None
    outcomes, notices = stats_outcomes.read(wish.outcomes, messages) if wish.outcomes else (None, [])
    counter = stats.Counter(questionnaire, outcomes, by)
    problems: list[Problem] = []
    files: list[Path] = []
    for path in cohort.files:
        try:
            twins.no_copy(path)
            counter.add(production.load_case(path), str(path))
            files.append(path)
        except UserError as error:
            problems += error.problems
    notices += [replace(problem, where=place.said(messages)) for place, problem in counter.beside.values()]
    teller = Teller(counter.figures(wish.least), cohort.layout.wording)
    return Found(teller, tuple(files), tuple(problems), tuple(notices), cohort.others)
