"""Many documents: one job makes one document of one case; a batch makes all and never stops early.

What was made is remembered in the output folder with a fingerprint of everything it was made from, so that a
second run makes only what changed.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import re
import signal
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from refscreen import __version__, answers, disk, documents, pdf, production, store
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.items import STRANGERS
from refscreen.production import Order
from refscreen.questionnaire import Questionnaire

MEMORY = ".refscreen-batch.json"
"""Where an output folder remembers what it was made from."""
LONGEST_NAME = 80

Status = Literal["made", "unchanged", "failed", "planned"]
STATUSES: tuple[Status, ...] = ("made", "unchanged", "failed", "planned")


@dataclass(frozen=True)
class Job:
    """One document to be made of one answers file into a folder.

    Attributes:
        path: where the document goes; None when the answers file cannot even be glanced at.
        fingerprint: a digest of everything that decides the document's bytes.
    """

    order: Order
    folder: Path
    path: Path | None = None
    fingerprint: str = ""

    @property
    def key(self) -> str:
        """What the folder remembers the job by."""
        return f"{self.order.answers.resolve()} {self.order.document} {self.order.language}"


@dataclass(frozen=True)
class Outcome:
    """What became of a job; a failed one carries its problems."""

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
            "status": self.status,
            "path": str(self.path) if self.path else None,
            "pages": self.pages or None,
            "problems": [{"where": p.where, "problem": p.key, **p.values} for p in self.problems],
        }


@dataclass(frozen=True)
class Batch:
    """How a batch runs."""

    workers: int = 1
    force: bool = False
    memory: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dry_run: bool = False


def answers_files(paths: Iterable[Path]) -> list[Path]:
    """The answers files among these files and folders, sorted; rules and questionnaires are none.

    Raises:
        UserError: a path does not exist.
    """
    found: set[Path] = set()
    missing = []
    for path in paths:
        if path.is_dir():
            found |= {
                file
                for suffix in ("*.yaml", "*.yml")
                for file in path.rglob(suffix)
                if not file.name.startswith(".") and not file.name.endswith(".rules.yaml")
            }
        elif path.is_file():
            found.add(path)
        else:
            missing.append(Problem("no_such_file", where=str(path)))
    if missing:
        raise UserError(missing, exit_code=2)
    return sorted(found)


def remembered(folder: Path) -> dict[str, Mapping[str, str]]:
    """What the output folder says it was made from; nothing when it says nothing sound."""
    try:
        data = json.loads((folder / MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def remember(folder: Path, outcomes: Iterable[Outcome]) -> None:
    """Note what was made, beside what was noted before."""
    made = {
        o.job.key: {"name": o.path.name, "fingerprint": o.job.fingerprint}
        for o in outcomes
        if o.path and o.job.fingerprint
    }
    _save_memory(folder, {**remembered(folder), **made})


def _save_memory(folder: Path, memory: Mapping[str, Mapping[str, str]]) -> None:
    disk.save(folder / MEMORY, json.dumps(memory, indent=1, sort_keys=True).encode())


def planned(job: Job) -> Job:
    """The job with its place and fingerprint; as it was when the answers file cannot be read."""
    try:
        content = job.order.answers.read_bytes()
        data = store.read_source(job.order.answers).data
        name = str(data.get("questionnaire") or "") if isinstance(data, dict) else ""
        questionnaire = production.load_method(name)[0]
        method = _method_digest(name, job.order.document)
    except (OSError, UserError):
        return job
    order = job.order
    settings = f"{__version__} {replace(order, answers=Path())}"
    digest = hashlib.sha256(b"\0".join((settings.encode(), content, method))).hexdigest()
    glanced, _problems = answers.parse(data, questionnaire)
    if glanced is None:
        return job
    return replace(job, path=job.folder / output_name(order, glanced, questionnaire), fingerprint=digest)


@cache
def _method_digest(questionnaire: str, document: str) -> bytes:
    """A digest of questionnaire, translations, rules and document folder."""
    files = [
        file
        for path in production.method_files(questionnaire, document)
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
    ]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.digest()


def convert(jobs: Iterable[Job], batch: Batch) -> Iterator[Outcome]:
    """Make every document, in whatever order they are finished; a failure is an outcome, never the end."""
    waiting: list[Job] = []
    owners: dict[Path, Job] = {}
    for job in map(planned, jobs):
        owner = owners.setdefault(job.path, job) if job.path else job
        outcome = _settled(job, owner, batch)
        if outcome is None:
            waiting.append(job)
        else:
            yield outcome
    if waiting:
        _claim(waiting, batch)
    workers = min(batch.workers, len(waiting))
    yield from _in_parallel(waiting, workers) if workers > 1 else map(run, waiting)


def _settled(job: Job, owner: Job, batch: Batch) -> Outcome | None:
    """What becomes of a job without making anything; None when its document has to be made."""
    file = str(job.order.answers)
    if owner.key != job.key:
        problem = Problem("same_case", where=file, values={"other": str(owner.order.answers)})
        return Outcome(job, "failed", problems=(problem,))
    if job.path and job.path.exists() and not batch.force:
        if batch.memory.get(job.key, {}).get("fingerprint") == job.fingerprint:
            return Outcome(job, "unchanged", job.path)
        if job.path.name not in {entry.get("name") for entry in batch.memory.values()}:
            return Outcome(job, "failed", problems=(Problem("not_ours", where=str(job.path)),))
    return _rehearsed(job) if batch.dry_run else None


def _rehearsed(job: Job) -> Outcome:
    """What a dry run says: the job would be made, or its answers have problems."""
    try:
        production.load_case(job.order.answers, job.order.today)
    except UserError as error:
        return Outcome(job, "failed", problems=_placed(error.problems, job))
    return Outcome(job, "planned", job.path)


def _claim(jobs: list[Job], batch: Batch) -> None:
    """Note the names that are about to be written, so that a batch that was killed knows its own files."""
    claims = {
        job.key: {"name": job.path.name, "fingerprint": ""}
        for job in jobs
        if job.path and batch.memory.get(job.key, {}).get("name") != job.path.name
    }
    _save_memory(jobs[0].folder, {**batch.memory, **claims})


def _in_parallel(jobs: list[Job], workers: int) -> Iterator[Outcome]:
    """Several processes; on Linux they inherit a warm renderer instead of importing it again."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        pdf.engine()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_ctrl_c_to_the_parent)
    try:
        started: dict[Future[Outcome], Job] = {pool.submit(run, job): job for job in jobs}
        for future in as_completed(started):
            try:
                yield future.result()
            except Exception:  # noqa: BLE001  # a worker that died takes its document with it, not the batch
                yield Outcome(started[future], "failed", problems=(_crash(started[future]),))
    finally:
        # After Ctrl-C what is being made is finished and nothing new is begun; a second one changes nothing.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        pool.shutdown(wait=True, cancel_futures=True)
        signal.signal(signal.SIGINT, before)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(job: Job) -> Outcome:
    """Make one document; what goes wrong becomes an outcome."""
    try:
        product = production.make(job.order)
        path = job.path or job.folder / job.order.answers.with_suffix(f".{job.order.form}").name
        disk.save(path, product.content)
    except UserError as error:
        return Outcome(job, "failed", problems=_placed(error.problems, job))
    except Exception:  # noqa: BLE001  # a document that breaks the renderer is one failed line
        return Outcome(job, "failed", problems=(_crash(job),))
    return Outcome(job, "made", path, product.pages)


def _crash(job: Job) -> Problem:
    kind = sys.exc_info()[0]
    return Problem(
        "crashed", where=str(job.order.answers), values={"kind": kind.__name__ if kind else "process"}
    )


def _placed(problems: Iterable[Problem], job: Job) -> tuple[Problem, ...]:
    """Problems that name no file get the answers file as their place."""
    file = str(job.order.answers)
    return tuple(
        p if file in p.where else replace(p, where=f"{file}: {p.where}".rstrip(": ")) for p in problems
    )


def output_name(order: Order, record: Answers, questionnaire: Questionnaire) -> str:
    """``2026-10-14_overdragelse_K-2026-017.pdf``: date, document and case; never a person's name.

    A document for those who must not know whom it is about has neither day nor case in its name.
    """
    manifest = documents.find(order.document).manifest
    titles = manifest.title
    title = titles.get(order.language or questionnaire.language) or next(iter(titles.values()))
    number = slug(record.case) or hashlib.sha256(str(order.answers.resolve()).encode()).hexdigest()[:12]
    day = order.today or record.held_on(questionnaire.day)
    if manifest.audience == STRANGERS:  # nobody can guess all answers, so the digest tells nothing
        number, day = hashlib.sha256(order.answers.read_bytes()).hexdigest()[:8], None
    variant = [order.branch, order.theme, "sheet" if order.sheet else "", "marks" if order.marks else ""]
    # A title without a Latin letter would leave nothing; then the first one is used, with the language.
    kind = slug(title).lower() or f"{slug(next(iter(titles.values()))).lower()}-{order.language}"
    parts = [*([day.isoformat()] if day else []), kind, number, *filter(None, map(slug, variant))]
    return f"{'_'.join(parts)[:LONGEST_NAME]}.{order.form}"


def slug(text: str) -> str:
    """The text as part of a file name on every system: ASCII letters, digits, dots and hyphens."""
    spelled = text
    for letter, spelling in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Æ", "Ae"), ("Ø", "Oe"), ("Å", "Aa")):
        spelled = spelled.replace(letter, spelling)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")
