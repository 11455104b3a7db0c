"""An import: every row of every file becomes an answers file, or nothing is written at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from refscreen import batch, disk, store
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.exchange import files
from refscreen.exchange.columns import ColumnMap, load_map
from refscreen.exchange.records import Reader
from refscreen.exchange.tables import Located
from refscreen.messages import Messages

MOST_TOLD = 300
"""Problems that are told; who has more mends the column and not the cells."""


@dataclass(frozen=True)
class Wish:
    """What is to be imported, and how.

    Attributes:
        columns: the file of the column map.
        force: replace answers files that are there.
    """

    files: Sequence[Path]
    folder: Path
    questionnaire: str = "screening"
    columns: Path | None = None
    force: bool = False


@dataclass(frozen=True)
class Received:
    """What an import would write, and what is worth a look.

    Attributes:
        old_letters: the files whose letters were read as Windows wrote them of old.
        hidden: the hidden sheets with cases that are not read.
        hidden_rows: the sheets with hidden rows that are read, and how many.
    """

    cases: tuple[tuple[Path, Answers], ...]
    old_letters: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    hidden_rows: tuple[tuple[str, int], ...] = ()


def read(wish: Wish, today: date, words: Messages) -> Received:
    """The cases of these files, and where each goes.

    Args:
        wish: what is to be imported.
        today: the day ages count from where a case has no day of its interview.
        words: the language the places of problems are told in.

    Raises:
        UserError: with every problem of every file, each with its row and column.
    """
    questionnaire = store.load_questionnaire(wish.questionnaire)
    columns = load_map(wish.columns, questionnaire) if wish.columns else ColumnMap()
    found = files.read(wish.files)
    reader = Reader(questionnaire, columns, today, list(found.problems))
    imported = reader.read(found.tables)
    if reader.problems:
        raise UserError(_told(reader.problems, words))
    if not imported:
        empty = [Problem("no_rows", where=str(path)) for path in wish.files]
        raise UserError(empty)
    cases = tuple((wish.folder / one.name, one.record) for one in imported)
    _refuse_to_replace(wish, cases)
    return Received(
        cases,
        tuple(found.old_letters),
        tuple(one.place().said(words) for one in found.hidden if reader.of_cases(one)),
        tuple((place.said(words), count) for place, count in found.hidden_rows),
    )


def _told(problems: Sequence[Located], words: Messages) -> list[Problem]:
    """The problems with their places in words; what goes beyond what anybody reads is counted."""
    told = [replace(problem, where=place.said(words)) for place, problem in problems[:MOST_TOLD]]
    if len(problems) > MOST_TOLD:
        more = {"count": str(len(problems) - MOST_TOLD)}
        told.append(Problem("more_problems", values=more))
    return told


def _refuse_to_replace(wish: Wish, cases: Sequence[tuple[Path, Answers]]) -> None:
    """See to it that every file may be written, and that no case gets a second one.

    Raises:
        UserError: with every file that is there already.
    """
    problems: list[Problem] = []
    there = _there(wish.folder)
    for path, record in cases:
        other = there.get((record.case.casefold(), record.questionnaire), path)
        if not path.exists() and other != path:
            named = {"file": str(other), "name": path.name}
            problems.append(Problem("case_is_there", where=str(path), values=named))
            continue
        try:
            disk.refuse_to_replace(path, wish.files, force=wish.force)
        except UserError as error:
            problems += error.problems
    if problems:
        raise UserError(problems[:MOST_TOLD], exit_code=2)


def _there(folder: Path) -> dict[tuple[str, str], Path]:
    """The files of the cases in this folder, by case and questionnaire; each is found without a key."""
    found: dict[tuple[str, str], Path] = {}
    for path in batch.answers_files([folder]) if folder.is_dir() else ():
        with suppress(UserError):
            header = store.header(path)
            found.setdefault((header.case.casefold(), header.questionnaire), path)
    return found


def write(received: Received) -> None:
    """Put every case on disk; when the disk will not take one, those before it are as they were.

    Raises:
        UserError: the disk would not take them.
    """
    before: list[tuple[Path, bytes | None]] = []
    try:
        for path, record in received.cases:
            before.append((path, path.read_bytes() if path.is_file() else None))
            store.save_answers(path, record)
    except BaseException:
        for path, content in reversed(before):
            with suppress(OSError, UserError):
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    disk.save(path, content)
        raise
