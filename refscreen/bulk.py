"""A batch as a person and a script see it: a bar while it runs, a line for each failure, a sum at the end."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from refscreen import (
    access,
    batch,
    console,
    disk,
    documents,
    executors,
    jobs,
    naming,
    production,
    provenance,
    store,
    watching,
)
from refscreen.answers_check import questionnaire_named
from refscreen.bounds import Bounds
from refscreen.documents import Document
from refscreen.errors import Problem, UserError
from refscreen.jobs import Job, Outcome
from refscreen.ledger import Ledger
from refscreen.messages import Messages
from refscreen.production import Order
from refscreen.vault import keys
from refscreen.workers import Begin


@dataclass(frozen=True)
class Wish:
    """What a batch is asked to make.

    Attributes:
        listed: more paths, from a list that a program wrote; one that is missing is a failed document.
        languages, forms: each document is made in all of them; no language is the questionnaire's first.
        pattern: how the files are named, see ``naming``.
        workers: processes at once; 0 is one for each core.
    """

    paths: tuple[Path, ...]
    folder: Path
    documents: tuple[str, ...]
    listed: tuple[Path, ...] = ()
    languages: tuple[str, ...] = ()
    forms: tuple[str, ...] = ("pdf",)
    pattern: str = ""
    executor: str = executors.LOCAL
    workers: int = 0
    bounds: Bounds = field(default_factory=Bounds)
    force: bool = False
    dry_run: bool = False

    def work(self) -> tuple[list[Job], list[Outcome]]:
        """One job for each answers file, document, language and form; and the files that are passed over.

        A document is made of the cases of its own questionnaire, in those of the languages it is written in.

        Raises:
            UserError: a path, a document or a language does not exist, or there is nothing to make.
        """
        naming.checked(self.pattern)
        files = batch.answers_files(self.paths, self.listed)
        found = [documents.find(name) for name in dict.fromkeys(map(documents.called, self.documents))]
        editions = [(document, language) for document in found for language in self._languages_of(document)]
        unknown = [one for one in self.languages if one not in {language for _, language in editions}]
        if unknown:
            known = {"known": ", ".join(dict.fromkeys(one for known in found for one in known.languages))}
            raise UserError([Problem("unknown_language", where="--language", values=known)], exit_code=2)
        naming.distinct(editions, self.pattern)
        wanted = {document.manifest.questionnaire for document in found}
        answered = {file: _answered_by(file, wanted) for file in files}
        jobs = [
            Job(Order(document.name, file, language, form), self.folder, self.pattern)
            for file, named in answered.items()
            for document, language in editions
            if named in {"", document.manifest.questionnaire}
            for form in self.forms
        ]
        others = {file: named for file, named in answered.items() if named not in {"", *wanted}}
        if not jobs:
            where, values = ", ".join(map(str, (*self.paths, *self.listed))), {"names": _listing(others)}
            problem = Problem("answers_of_others" if others else "nothing_to_do", where=where, values=values)
            raise UserError([problem], exit_code=2)
        passed = (Job(Order("", file, form=""), self.folder) for file in others)
        return jobs, [Outcome(job, "passed_over", questionnaire=others[job.order.answers]) for job in passed]

    def _languages_of(self, document: Document) -> Iterable[str]:
        asked = dict.fromkeys(self.languages)
        return [one for one in asked if one in document.languages] if asked else [""]


def _listing(others: Mapping[Path, str]) -> str:
    return ", ".join(sorted(set(others.values())))


def _answered_by(file: Path, wanted: set[str]) -> str:
    """The questionnaire that a file answers; empty when it cannot be known, which its own line will tell.

    A glance is enough for one that is wanted; what would be passed over is read whole first.
    """
    with suppress(UserError):
        named = questionnaire_named(store.header(file).questionnaire)
        if named not in wanted:
            named = store.questionnaire_of(file)
            store.find_questionnaire(named)
        return named
    return ""


def run(wish: Wish, messages: Messages, *, as_json: bool) -> list[Outcome]:
    """Run a batch and tell of it: JSON lines on stdout, everything for people on stderr.

    Raises:
        UserError: the wish cannot be read, or at the end, something could not be noted or told; what happens
            to a single document is an outcome.
        KeyboardInterrupt: what was finished is on disk and in the ledger.
    """
    provenance.forget()
    work, passed = wish.work()
    workers = wish.workers or min(os.cpu_count() or 1, len(work))
    outcomes: list[Outcome] = []
    if not wish.dry_run:
        access.note("render", document=", ".join(wish.documents), place=wish.folder)
    try:
        with (
            executors.opened(wish.executor, workers, wish.bounds, _key_for(work)) as executor,
            Ledger(wish.folder) as book,
            _Telling(messages, len(work) + len(passed), as_json=as_json) as telling,
        ):
            settings = batch.Batch(executor, wish.force, wish.dry_run)
            try:
                for outcome in chain(passed, batch.convert(work, settings, book)):
                    outcomes.append(outcome)
                    telling.tell(outcome)
            except KeyboardInterrupt:
                console.say(messages.say("cli.batch_stopped"))
                raise
    finally:
        for line in summary(outcomes, messages) if outcomes else ():
            console.say(line, "bold")
    if untold := [problem for problem in (book.problem, telling.problem) if problem]:
        raise UserError(untold, exit_code=1)
    return outcomes


def _key_for(work: Iterable[Job]) -> Begin:
    """The secret key for the workers, when some case is encrypted; nobody is asked for it otherwise."""
    files = {job.order.answers for job in work}
    if keys.present() and any(store.header(file).sealed for file in files if file.is_file()):
        return keys.take, keys.secret()
    return None


def again(wish: Wish) -> Iterator[None]:
    """Yield whenever the answers, or what their documents are made from, have been saved; until Ctrl-C."""
    names = [documents.find(documents.called(name)) for name in wish.documents]
    method = {
        path for found in names for path in production.method_files(found.manifest.questionnaire, found.name)
    }
    yield from watching.saved({*wish.paths, *wish.listed, *method})


def summary(outcomes: list[Outcome], messages: Messages) -> Iterator[str]:
    """What a batch came to, as a person wants to know it: a line for each document, then the whole."""
    for name in dict.fromkeys(outcome.job.order.document for outcome in outcomes):
        mine = [outcome for outcome in outcomes if outcome.job.order.document == name]
        pages = sorted(outcome.pages for outcome in mine if outcome.pages)
        if pages:
            title = documents.find(name).manifest.title
            said = title.get(messages.language) or next(iter(title.values()))
            span = str(pages[0]) if pages[0] == pages[-1] else f"{pages[0]}–{pages[-1]}"
            yield messages.say("cli.batch_pages", title=said, count=len(pages), pages=span)
    look = sum(outcome.status == "made" and bool(outcome.problems) for outcome in outcomes)
    if look:
        yield messages.say("cli.batch_look", count=look)
    others = Counter(outcome.questionnaire for outcome in outcomes if outcome.questionnaire)
    for name, count in sorted(others.items()):
        yield messages.say("cli.batch_passed_over", name=name, count=count)
    counts = {status: sum(outcome.status == status for outcome in outcomes) for status in jobs.STATUSES}
    if counts["withheld"]:
        yield messages.say("cli.batch_withheld", count=counts["withheld"])
    yield messages.say("cli.batch_planned" if counts["planned"] else "cli.batch_summary", **counts)


_THERE = {"made", "unchanged"}
"""Outcomes whose problem is one of the document that is there, and not of the answers."""


class _Telling:
    """Tells of outcomes as they come, under a progress bar when somebody is watching."""

    def __init__(self, messages: Messages, total: int, *, as_json: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.messages, self.as_json = messages, as_json
        self.problem: Problem | None = None
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        watching = sys.stderr.isatty()
        self.progress = Progress(
            *columns, console=console.error_console(), transient=True, disable=not watching
        )
        self.task = self.progress.add_task(messages.say("cli.batch_running"), total=total)

    def __enter__(self) -> _Telling:
        self.progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.progress.stop()

    def tell(self, outcome: Outcome) -> None:
        """One outcome: a JSON line for scripts; for people only what failed or is worth a look."""
        self.progress.advance(self.task)
        if self.as_json:
            self._write(json.dumps(outcome.plain(), ensure_ascii=False))
        if outcome.status == "planned" and not self.as_json:
            console.say(str(outcome.path))
        failed, more = outcome.status == "failed", len(outcome.problems) - 1
        for problem in outcome.problems[:1] if failed else outcome.problems:
            told = self.messages.tell(problem)
            where = str(outcome.path) if outcome.status in _THERE else told.where
            said = {"where": where, "what": told.what, "remedy": told.remedy}
            line = self.messages.say("cli.batch_failed" if failed else "cli.batch_told", **said)
            console.say(f"{line} (+{more})" if failed and more else line)

    def _write(self, line: str) -> None:
        """A line to stdout; the documents are made all the same where nobody, or a full disk, takes it."""
        try:
            # The bytes of a path that is not UTF-8 are written as JSON writes them.
            sys.stdout.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
            sys.stdout.flush()
        except OSError as error:
            console.let_go_of_stdout()
            if not isinstance(error, BrokenPipeError):
                self.problem = Problem("cannot_tell", where="--json", values={"reason": disk.reason(error)})
