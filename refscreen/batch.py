"""Many documents: one job makes one document of one case; a batch makes all and never stops early.

The output folder keeps a ledger of what each document was made from (``ledger``). A document is made again
only when something it depends on has changed: first the files are compared, then what its audience would see.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from refscreen import answers, disk, documents, ledger, naming, noting, production, provenance, store, twins
from refscreen.answers_check import questionnaire_named
from refscreen.errors import Problem, UserError
from refscreen.ledger import Entry, Ledger
from refscreen.production import Order, Product
from refscreen.workers import DiedError, TooLongError

Status = Literal["made", "unchanged", "failed", "planned"]
STATUSES: tuple[Status, ...] = ("made", "unchanged", "failed", "planned")


@dataclass(frozen=True)
class Job:
    """One document to be made of one answers file into a folder.

    Attributes:
        pattern: how the file is named, see ``naming``.
        path: where the document goes; None when the answers file cannot even be glanced at.
        inputs: a digest of everything the document is made from.
    """

    order: Order
    folder: Path
    pattern: str = ""
    path: Path | None = None
    inputs: str = ""

    @cached_property
    def key(self) -> str:
        """What the folder remembers the job by."""
        return f"{self.order.answers.resolve()} {replace(self.order, answers=Path())}"


@dataclass(frozen=True)
class Outcome:
    """What became of a job; a failed one carries its problems, one that was made what is worth a look."""

    job: Job
    status: Status
    path: Path | None = None
    pages: int = 0
    problems: tuple[Problem, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The outcome as scripts read it."""
        return {
            "answers": str(self.job.order.answers),
            "document": self.job.order.document,
            "language": self.job.order.language or None,
            "format": self.job.order.form,
            "status": self.status,
            "path": str(self.path) if self.path else None,
            "pages": self.pages or None,
            "problems": [{"where": p.where, "problem": p.key, **p.values} for p in self.problems],
        }


@dataclass(frozen=True)
class Batch:
    """How a batch runs.

    Attributes:
        executor: what makes the documents; without one they are made here, one after another.
    """

    executor: Executor | None = None
    force: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Made:
    """What a worker hands back: the product, nothing when the document would be the same, or the problems."""

    view: str = ""
    product: Product | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()


def answers_files(paths: Iterable[Path], listed: Sequence[Path] = ()) -> list[Path]:
    """The answers files among these files, folders and patterns, sorted; rules and questionnaires are none.

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
        for one in [path] if path.exists() else matching:
            if one.is_dir():
                found |= set(_below(one))
            elif one.is_file() or one in listed:
                found.add(one)
            else:
                missing.append(Problem("no_such_file", where=str(one)))
    if missing:
        raise UserError(missing, exit_code=2)
    return sorted(found)


def _below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        other = file.name.startswith(".") or file.name.endswith((".rules.yaml", ".data.yaml"))
        if file.suffix in {".yaml", ".yml"} and not other:
            yield file


def planned(job: Job) -> Job:
    """The job with its place and what it is made from; as it was when the answers file cannot be read."""
    try:
        data = store.read_source(job.order.answers).data
        name = questionnaire_named(data.get("questionnaire")) if isinstance(data, dict) else ""
        questionnaire = production.load_questionnaire(name)
        inputs = provenance.of_inputs(job.order)
    except (OSError, UserError):
        return job
    glanced, _problems = answers.parse(data, questionnaire)
    if glanced is None:
        return job
    called = naming.output_name(job.order, glanced, questionnaire, job.pattern)
    return replace(job, path=job.folder / called, inputs=inputs)


def convert(jobs: Iterable[Job], batch: Batch, book: Ledger) -> Iterator[Outcome]:
    """Make every document, in whatever order they are finished; a failure is an outcome, never the end."""
    owners: dict[Path, Job] = {}
    started: dict[Future[Made], Job] = {}
    try:
        for asked in jobs:
            outcome, job = _looked_at(asked, owners, batch, book)
            if outcome:
                yield outcome
            elif batch.executor:
                known = _known(job, batch, book)
                started[batch.executor.submit(produce, job.order, known, str(Path.cwd()))] = job
            else:
                yield _written(job, produce(job.order, _known(job, batch, book)), book)
        for future in as_completed(started):
            job = started.pop(future)
            yield _written(job, _result(future, job), book)
    finally:
        # After Ctrl-C nothing new is begun, and what is under way is kept.
        for future in [future for future in started if not future.cancel()]:
            _written(started[future], _result(future, started[future]), book)


def _looked_at(asked: Job, owners: dict[Path, Job], batch: Batch, book: Ledger) -> tuple[Outcome | None, Job]:
    """What becomes of a job without making anything, or None; and the job with its place."""
    try:
        twins.no_copy(asked.order.answers)
    except UserError as error:
        return Outcome(asked, "failed", problems=tuple(error.problems)), asked
    entry = book.entries.get(asked.key)
    if entry and not batch.force and _same_inputs(asked, entry) and book.intact(asked.key):
        job = replace(asked, path=asked.folder / entry.name, inputs=entry.inputs)
        outcome = Outcome(job, "unchanged", job.path, entry.pages)
    else:
        job, outcome = planned(asked), None
    owner = owners.setdefault(job.path, job) if job.path else job
    if owner.key != job.key:
        problem = Problem(
            "same_case", where=str(job.order.answers), values={"other": str(owner.order.answers)}
        )
        return Outcome(job, "failed", problems=(problem,)), job
    if outcome:
        return outcome, job
    if job.path and job.path.exists() and not batch.force and job.path.name not in book.names:
        return Outcome(job, "failed", problems=(Problem("not_ours", where=str(job.path)),)), job
    return (_rehearsed(job) if batch.dry_run else None), job


def _same_inputs(job: Job, entry: Entry) -> bool:
    try:
        return bool(entry.inputs) and provenance.of_inputs(job.order) == entry.inputs
    except UserError:
        return False


def _known(job: Job, batch: Batch, book: Ledger) -> str:
    """The digest of what the audience saw when the document was made; empty when it has to be made anyway."""
    entry = book.entries.get(job.key)
    same_place = entry is not None and job.path is not None and entry.name == job.path.name
    return entry.view if entry and same_place and not batch.force and book.intact(job.key) else ""


def _rehearsed(job: Job) -> Outcome:
    """What a dry run says: the job would be made, or its answers have problems."""
    try:
        case = production.load_case(job.order.answers, job.order.today)
        if documents.find(job.order.document).manifest.conclusions:
            case.read_rules()
    except UserError as error:
        return Outcome(job, "failed", problems=_placed(error.problems, job))
    return Outcome(job, "planned", job.path)


def produce(order: Order, known: str = "", home: str = "") -> Made:
    """Make one document, unless its audience would see what is known already; runs in a worker.

    Args:
        order: what is to be made.
        known: the digest of what its audience saw when it was made the last time.
        home: the folder that the order's paths, and one's own questionnaires and templates, are found from.
    """
    try:
        if home:
            os.chdir(home)
        prepared = production.prepare(order)
        view = provenance.of_view(prepared)
        return Made(view, None if view == known else production.finish(prepared))
    except UserError as error:
        return Made(problems=tuple(error.problems))
    except MemoryError:
        return Made(problems=(Problem("took_too_much", where=str(order.answers)),))
    except Exception as error:  # noqa: BLE001  # a document that breaks the renderer is one failed line
        return Made(problems=(_crash(order, error),))


def _result(future: Future[Made], job: Job) -> Made:
    """What a worker handed back, or why it did not."""
    try:
        return future.result()
    except TooLongError:
        return Made(problems=(Problem("took_too_long", where=str(job.order.answers)),))
    except Exception as error:  # noqa: BLE001  # a worker that died takes its document with it, not the batch
        return Made(problems=(_crash(job.order, error),))


def _crash(order: Order, error: Exception) -> Problem:
    kind = "process" if isinstance(error, DiedError) else type(error).__name__
    return Problem("crashed", where=str(order.answers), values={"kind": kind})


def _written(job: Job, made: Made, book: Ledger) -> Outcome:
    """The outcome of a job whose document is made, once it is on disk and in the ledger."""
    if made.problems or job.path is None:
        return Outcome(job, "failed", problems=_placed(made.problems, job))
    before = book.entries.get(job.key)
    if made.product is None and before:
        book.add(job.key, replace(before, inputs=job.inputs))
        return Outcome(job, "unchanged", job.path, before.pages)
    product = made.product or Product(b"")
    book.claim(job.key, job.path.name)
    try:
        disk.sweep(job.path)
        noting.document(job.order, job.path)
        disk.save(job.path, product.content)
    except UserError as error:
        return Outcome(job, "failed", problems=tuple(error.problems))
    digest = ledger.digest(product.content)
    book.add(job.key, Entry(job.path.name, job.inputs, made.view, digest, product.pages))
    return Outcome(job, "made", job.path, product.pages, product.notices)


def _placed(problems: Iterable[Problem], job: Job) -> tuple[Problem, ...]:
    """Problems that name no file get the answers file as their place."""
    file = str(job.order.answers)
    return tuple(
        p if file in p.where else replace(p, where=f"{file}: {p.where}".rstrip(": ")) for p in problems
    )
