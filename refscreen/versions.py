"""Cases of earlier versions: what the file beside a questionnaire says of them, and what mends them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from refscreen import store
from refscreen.answers import Answers
from refscreen.errors import Path as Place
from refscreen.errors import Problem, UserError
from refscreen.questionnaire import Questionnaire

if TYPE_CHECKING:  # most cases are of today's version, and nothing of this is needed for them
    from refscreen.changes import Changes
    from refscreen.migration import Migrated

ENDING = ".changes.yaml"


def load_changes(path: Path, questionnaire: Questionnaire) -> Changes:
    """What became of a questionnaire's questions and choices; nothing, where no file beside it says.

    Args:
        path: the questionnaire's file, or that of the changes: ``screening.changes.yaml`` lies beside
            ``screening.yaml``.
        questionnaire: the questionnaire.

    Raises:
        UserError: with every problem of the file, each located.
    """
    from refscreen import changes

    file = path if path.name.endswith(ENDING) else path.with_suffix(ENDING)
    if not file.is_file():
        return changes.Changes()
    source = store.read_source(file)
    found, problems = changes.parse(source.data, questionnaire)
    if found is None:
        raise UserError(store.located(problems, file, source))
    return found


def check(path: Path) -> None:
    """See that a file of changes fits the questionnaire that it lies beside, or else that of its name.

    Raises:
        UserError: with every problem of the file, each located.
    """
    stem = path.name.removesuffix(ENDING)
    beside = path.with_name(f"{stem}.yaml")
    load_changes(path, store.load_questionnaire(str(beside) if beside.is_file() else stem))


def load_sound_answers(path: Path, questionnaire: Questionnaire) -> Answers:
    """Load a case in which everything fits, as a document needs it.

    Raises:
        UserError: with every problem, located; what has changed since the case's version with what mends it.
    """
    try:
        return store.load_sound_answers(path, questionnaire)
    except UserError as error:
        raise UserError(pointed(error.problems, path, questionnaire), error.exit_code) from None


def pointed(
    problems: Iterable[Problem], path: Path, questionnaire: Questionnaire, name: str = ""
) -> list[Problem]:
    """The problems of a case; those that come of a later version say how the case is brought up to date.

    Args:
        problems: all of them.
        path: the case.
        questionnaire: what it answers.
        name: what the user calls that; else its id.
    """
    found = list(problems)
    moved = _moved(path, questionnaire, name) if found else None
    if moved is None:
        return found
    told = _told(path, questionnaire, name)
    known: dict[Place, Problem] = {}
    for step in moved.steps:
        values = {"name": step.old, **told}
        for place in step.places:
            if step.kind == "rechosen":
                known.setdefault(place, Problem("choice_changed", values=values))
            else:
                known[place] = Problem("question_changed", values=values)
    return [
        replace(known[one.path], path=one.path, where=one.where) if one.path in known else one
        for one in found
    ]


def refuse_earlier(path: Path, questionnaire: Questionnaire, name: str = "") -> None:
    """See that nothing in a case has got another name since, before an interview goes on in it.

    Why: the interview makes it a case of today, and nobody could tell then what an old name stood for.

    Args:
        path: the case, if there is one.
        questionnaire: what it answers.
        name: what the user calls that; else its id.

    Raises:
        UserError: something has, and how the case is brought up to date.
    """
    moved = _moved(path, questionnaire, name) if path.is_file() else None
    if moved is not None and moved.steps:
        values = _told(path, questionnaire, name)
        raise UserError([Problem("case_changed", where=str(path), values=values)])


def _told(path: Path, questionnaire: Questionnaire, name: str) -> dict[str, str]:
    """What the problems of an earlier version say: which it is, and what is to be migrated."""
    option = f" --questionnaire {name}" if name not in {"", questionnaire.id} else ""
    return {"version": str(store.read_source(path).data["version"]), "file": f"{path}{option}"}


def _moved(path: Path, questionnaire: Questionnaire, name: str) -> Migrated | None:
    """What a case of an earlier version would be in this one; None for any other, or when nobody can tell."""
    with suppress(UserError):
        if store.header(path).version == str(questionnaire.version):
            return None  # no key is needed to see that
        data = store.read_source(path).data
        version = data.get("version") if isinstance(data, dict) else None
        if isinstance(version, int) and version < questionnaire.version:
            from refscreen.migration import migrate

            beside = store.find_questionnaire(name or questionnaire.id)
            return migrate(data, load_changes(beside, questionnaire), questionnaire.version)
    return None
