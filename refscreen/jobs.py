"""One job of a batch: one document of one case, from what is asked for to what a worker hands back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from refscreen import answers, documents, naming, production, provenance, store
from refscreen.answers_check import questionnaire_named
from refscreen.bounds import DiedError
from refscreen.errors import Problem, UserError
from refscreen.production import Order, Product

Status = Literal["made", "unchanged", "withheld", "failed", "planned", "passed_over"]
STATUSES: tuple[Status, ...] = ("made", "unchanged", "withheld", "failed", "planned", "passed_over")


@dataclass(frozen=True)
class Job:
    """One document to be made of one answers file into a folder.

    Attributes:
        pattern: how the file is named, see ``naming``.
        path: where the document goes; None until its answers are read, or when they cannot be.
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
        key = f"{self.order.answers.resolve()} {replace(self.order, answers=Path())}"
        return f"{key} {self.pattern}".rstrip()


@dataclass(frozen=True)
class Outcome:
    """What became of a job; a failed one carries its problems, one that was made what is worth a look.

    What the candidate has not agreed to is withheld: that is no mistake, and there is nothing to put right.

    Attributes:
        questionnaire: what a file that is passed over answers; no document was asked for that is made of it.
    """

    job: Job
    status: Status
    path: Path | None = None
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    questionnaire: str = ""

    def plain(self) -> dict[str, Any]:
        """The outcome as scripts read it."""
        return {
            "answers": str(self.job.order.answers),
            "document": self.job.order.document or None,
            "language": self.job.order.language or None,
            "format": self.job.order.form or None,
            "status": self.status,
            "path": str(self.path) if self.path else None,
            "pages": self.pages or None,
            "problems": [{"where": p.where, "problem": p.key, **p.values} for p in self.problems],
            **({"questionnaire": self.questionnaire} if self.questionnaire else {}),
        }


@dataclass(frozen=True)
class Made:
    """What a worker hands back: the product, nothing when the document would be the same, or the problems.

    Attributes:
        name: how the document's file is called.
        view: the digest of what its audience sees.
    """

    name: str = ""
    view: str = ""
    product: Product | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()


def planned(job: Job) -> Job:
    """The job with its place; as it was when the answers file cannot be read."""
    try:
        data = store.read_source(job.order.answers).data
        name = questionnaire_named(data.get("questionnaire")) if isinstance(data, dict) else ""
        questionnaire = production.load_questionnaire(name)
    except (OSError, UserError):
        return job
    glanced, _problems = answers.parse(data, questionnaire)
    if glanced is None:
        return job
    return replace(job, path=job.folder / naming.output_name(job.order, glanced, questionnaire, job.pattern))


def rehearsed(job: Job) -> Outcome:
    """What a dry run says: the job would be made, or its answers have problems."""
    try:
        production.prepare(job.order)
    except UserError as error:
        return not_made(job, error.problems)
    return Outcome(job, "planned", job.path)


def produce(order: Order, pattern: str = "", home: str = "", known: tuple[str, str] = ("", "")) -> Made:
    """Make one document, unless it would be the same as is known already; runs in a worker.

    Args:
        order: what is to be made.
        pattern: how it is named.
        home: the folder that the order's paths, and one's own questionnaires and templates, are found from.
        known: the name of the document and the digest of what its audience saw when it was made last.
    """
    try:
        if home:
            os.chdir(home)
        case = production.load_case(order.answers, order.today, order.language)
        name = naming.output_name(order, case.answers, case.questionnaire, pattern)
        prepared = production.prepare(order, case)
        view = provenance.of_view(prepared)
        return Made(name, view, None if (name, view) == known else production.finish(prepared))
    except UserError as error:
        return Made(problems=tuple(error.problems))
    except MemoryError:
        return Made(problems=(Problem("took_too_much", where=str(order.answers)),))
    except Exception as error:  # noqa: BLE001  # a document that breaks the renderer is one failed line
        return Made(problems=(crashed(order, error),))


def crashed(order: Order, error: Exception) -> Problem:
    """That a document was the end of its worker, or that the program has a fault; never with an answer."""
    kind = "process" if isinstance(error, DiedError) else type(error).__name__
    return Problem("crashed", where=str(order.answers), values={"kind": kind})


def not_made(job: Job, problems: Iterable[Problem]) -> Outcome:
    """What becomes of a job whose document there cannot be, or must not be."""
    told = placed(problems, job)
    refused = all(problem.key in documents.REFUSALS for problem in told)
    return Outcome(job, "withheld" if refused else "failed", problems=told)


def clash(job: Job, owner: Job) -> Problem:
    """That a job would write over what another made: of another file, or of the same one in another way."""
    file, other = job.order.answers, owner.order.answers
    if file != other:
        return Problem("same_case", where=str(file), values={"other": str(other)})
    told = [f"{one.order.document} {one.order.language}".strip() for one in (job, owner)]
    return Problem("one_name", where=str(file), values={"document": told[0], "other": told[1]})


def placed(problems: Iterable[Problem], job: Job) -> tuple[Problem, ...]:
    """Problems that name no file get the answers file as their place."""
    file = str(job.order.answers)
    return tuple(
        p if file in p.where else replace(p, where=f"{file}: {p.where}".rstrip(": ")) for p in problems
    )
