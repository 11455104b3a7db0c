"""Many documents: one job makes one document of one case; a batch makes all and never stops early.

The output folder keeps a ledger of what each document was made from (``ledger``). A document is made again
only when something it depends on has changed: first the files are compared, then what its audience would see.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from refscreen import disk, jobs, ledger, naming, noting, provenance, store, twins
from refscreen.bounds import TooLongError
from refscreen.errors import Problem, UserError
from refscreen.jobs import Job, Made, Outcome
from refscreen.ledger import Entry, Ledger
from refscreen.production import Order, Product


@dataclass(frozen=True)
class Batch:
    """How a batch runs.

    Attributes:
        executor: what makes the documents; without one they are made here, one after another.
    """

    executor: Executor | None = None
    force: bool = False
    dry_run: bool = False


def answers_files(paths: Iterable[Path], listed: Sequence[Path] = ()) -> list[Path]:
    """The answers files among these files, folders and patterns, sorted; rules and scenarios are none.

    A folder that is closed is among them: whoever reads it as a file tells of it.

    Args:
        paths: as somebody typed them.
        listed: as a list holds them; those that are missing stay, for the rest is to be made all the same.

    Raises:
        UserError: a path that was typed does not exist.
    """
    found: set[Path] = set()
    missing = []
    for path in (*paths, *listed):
        matching = [Path(name) for name in glob.glob(str(path), recursive=True)] or [path]  # noqa: PTH207
        for one in [path] if os.path.exists(path) else matching:  # noqa: PTH110  # where no access is, too
            if os.path.isdir(one):  # noqa: PTH112
                found |= set(_below(one))
            elif one in listed or os.path.isfile(one):  # noqa: PTH113
                found.add(one)
            else:
                missing.append(Problem("no_such_file", where=str(one)))
    if missing:
        raise UserError(missing, exit_code=2)
    return sorted(found)


_OTHERS = (".rules.yaml", ".changes.yaml", ".data.yaml")


def _below(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for inside, _folders, names in os.walk(folder, onerror=closed.append):
        for name in names:
            called, file = name.casefold(), Path(inside, name)
            other = called.startswith(".") or called.endswith(_OTHERS)
            if called.endswith((".yaml", ".yml")) and not other and not _is_none(file):
                yield file
    yield from (Path(error.filename) for error in closed)


def _is_none(file: Path) -> bool:
    """Whether a file in a folder is no case's: made up, or a pipe; what cannot be read is told of later."""
    strange = os.path.exists(file) and not os.path.isfile(file)  # noqa: PTH110, PTH113
    return strange or _is_scenario(file)


def _is_scenario(file: Path) -> bool:
    """Whether a file in a folder is made up; one that cannot be read is told of later."""
    try:
        return store.header(file).is_scenario
    except UserError:
        return False


def convert(work: Iterable[Job], batch: Batch, book: Ledger) -> Iterator[Outcome]:
    """Make every document, in whatever order they are finished; a failure is an outcome, never the end.

    Jobs that may want the same name come in rounds, so that the first of them has it whoever is faster.
    """
    desk, left = _Desk(batch, book), list(work)
    while left:
        chosen, left = _round(left)
        yield from _converted(chosen, desk)


def _round(work: Sequence[Job]) -> tuple[list[Job], list[Job]]:
    """The first job of each document and case number, and those that are left for another round."""
    chosen: dict[object, Job] = {}
    left, cases = [], {path: _case(path) for path in {job.order.answers for job in work}}
    for job in work:
        case = cases[job.order.answers]
        same = (naming.of_case(case), replace(job.order, answers=Path())) if case else job
        if chosen.setdefault(same, job) is not job:
            left.append(job)
    return list(chosen.values()), left


def _case(path: Path) -> str:
    """The number of a case, as its file says it on a line of its own; empty where it says none."""
    with suppress(UserError):
        return store.header(path).case
    return ""


def _converted(work: Iterable[Job], desk: _Desk) -> Iterator[Outcome]:
    started: dict[Future[Made], Job] = {}
    executor = desk.batch.executor
    try:
        for asked in work:
            outcome, job = desk.looked_at(asked)
            if outcome:
                yield outcome
            elif executor:
                started[executor.submit(jobs.produce, *desk.task(job))] = job
            else:
                yield desk.written(job, jobs.produce(*desk.task(job)))
        for future in as_completed(started):
            job = started.pop(future)
            yield desk.written(job, _result(future, job))
    finally:
        # After Ctrl-C nothing new is begun, and what is under way is kept.
        for future in [future for future in started if not future.cancel()]:
            desk.written(started[future], _result(future, started[future]))


class _Desk:
    """Where a batch keeps account: whose name is whose, and what lay in the folder before."""

    def __init__(self, batch: Batch, book: Ledger) -> None:
        self.batch, self._book = batch, book
        self._owners: dict[Path, Job] = {}
        self._edited: set[str] = set()
        there = {path.name for path in book.folder.iterdir()} if book.folder.is_dir() else set()
        self._foreign = {Path(name).suffix for name in there - book.names if not name.startswith(".")}
        self._torn = any(name.startswith(".") and name.endswith(".tmp") for name in there)

    def looked_at(self, job: Job) -> tuple[Outcome | None, Job]:
        """What becomes of a job without making anything, or None; and the job with what is known of it."""
        try:
            twins.no_copy(job.order.answers)
        except UserError as error:
            return Outcome(job, "failed", problems=tuple(error.problems)), job
        with suppress(UserError):  # what is wrong is told when the document is made
            job = replace(job, inputs=provenance.of_inputs(job.order))
        entry = self._known(job)
        if entry and job.inputs and entry.inputs == job.inputs:
            job = replace(job, path=job.folder / entry.name)
            return self._refused(job) or self._unchanged(job, entry), job
        if self.batch.dry_run or f".{job.order.form}" in self._foreign:  # nothing is made that has no place
            job = jobs.planned(job)
        return self._refused(job) or (jobs.rehearsed(job) if self.batch.dry_run else None), job

    def _known(self, job: Job) -> Entry | None:
        """What the folder remembers of a job whose document is there, as it was made or changed since."""
        entry = self._book.entries.get(job.key)
        if entry is None or self.batch.force:
            return None
        if not self._book.intact(job.key):
            if not self._book.edited(entry.name):
                return None
            self._edited.add(job.key)
        return entry

    def _unchanged(self, job: Job, entry: Entry) -> Outcome:
        """The outcome of a job that is done; that somebody has changed its document is worth a look."""
        told = _changed(job) if job.key in self._edited else ()
        return Outcome(job, "unchanged", job.folder / entry.name, entry.pages, told)

    def _not_made(self, job: Job, made: Made) -> Outcome:
        """The outcome of a job that came to nothing; what was made before a no is still there."""
        outcome, before = jobs.not_made(job, made.problems), self._book.entries.get(job.key)
        if outcome.status != "withheld" or before is None or not (job.folder / before.name).exists():
            return outcome
        other = {"other": str(job.folder / before.name)}
        there = Problem("former_name", where=str(job.order.answers), values=other)
        return replace(outcome, problems=(*outcome.problems, there))

    def _refused(self, job: Job) -> Outcome | None:
        """The outcome of a job whose place another job, another case or a file of somebody else's has."""
        if job.path is None:
            return None
        owner = self._owners.setdefault(job.path, job)
        other = owner if owner.key != job.key else self._other_case(job, job.path.name)
        if other:
            return Outcome(job, "failed", problems=(jobs.clash(job, other),))
        if job.path.name not in self._book.names and not self.batch.force and job.path.exists():
            self._book.look_again()
            if job.path.name not in self._book.names:
                return Outcome(job, "failed", problems=(Problem("not_ours", where=str(job.path)),))
        return None

    def _other_case(self, job: Job, name: str) -> Job | None:
        """The job of another file of that case number, whose document lies where this one is to go."""
        called = self._book.called(name)
        if not called.keys() - {job.key} or (job.key in called and self._book.intact(job.key)):
            return None
        mine, number = job.order.answers.resolve(), naming.of_case(_case(job.order.answers))
        for path in sorted({ledger.source_of(key) for key in called} - {mine}):
            if path.is_file() and naming.of_case(_case(path)) == number and (job.folder / name).exists():
                return replace(job, order=replace(job.order, answers=path))
        return None

    def task(self, job: Job) -> tuple[Order, str, str, tuple[str, str]]:
        """What ``produce`` is asked for."""
        entry = self._known(job)
        known = (entry.name, entry.view) if entry else ("", "")
        return job.order, job.pattern, str(Path.cwd()), known

    def written(self, job: Job, made: Made) -> Outcome:
        """The outcome of a job whose document is made, once it is on disk and in the ledger."""
        if made.problems:
            return self._not_made(job, made)
        path = job.folder / made.name
        job = replace(job, path=path)
        before = self._book.entries.get(job.key)
        if refused := self._refused(job):
            return refused
        if made.product is None and before:
            self._book.add(job.key, replace(before, inputs=job.inputs))
            return self._unchanged(job, before)
        if not self.batch.force and self._book.edited(path.name):
            return Outcome(job, "failed", problems=_changed(job))
        product = made.product or Product(b"")
        self._book.opened()
        try:
            with disk.writing(path):
                self._book.claim(job.key, path.name)
            if self._torn:
                disk.sweep(path)
            noting.document(job.order, path)
            disk.save(path, product.content)
        except UserError as error:
            if before and ledger.digest_of(job.folder / before.name) == before.output:
                self._book.add(job.key, before)
            return Outcome(job, "failed", problems=tuple(error.problems))
        digest = ledger.digest(product.content)
        self._book.add(job.key, Entry(path.name, job.inputs, made.view, digest, product.pages))
        told = (*product.notices, *_former(job, before))
        return Outcome(job, "made", path, product.pages, told)


def _changed(job: Job) -> tuple[Problem, ...]:
    """That somebody has changed a document, which is therefore left as it is."""
    return (Problem("changed_since", where=str(job.path)),)


def _former(job: Job, before: Entry | None) -> tuple[Problem, ...]:
    """That a document lies there still under the name it had before its case got another number or day."""
    old = job.folder / before.name if before else job.path
    if before is None or old is None or old == job.path or ledger.digest_of(old) != before.output:
        return ()
    return (Problem("former_name", where=str(job.path), values={"other": str(old)}),)


def _result(future: Future[Made], job: Job) -> Made:
    """What a worker handed back, or why it did not."""
    try:
        return future.result()
    except TooLongError:
        return Made(problems=(Problem("took_too_long", where=str(job.order.answers)),))
    except Exception as error:  # noqa: BLE001  # a worker that died takes its document with it, not the batch
        return Made(problems=(jobs.crashed(job.order, error),))
