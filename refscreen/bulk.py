"""A batch as a person and a script see it: a bar while it runs, a line for each failure, a sum at the end."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from refscreen import batch, console, documents
from refscreen.batch import Job, Outcome
from refscreen.errors import Problem, UserError
from refscreen.messages import Messages
from refscreen.production import Order

ALIASES = {"report": "handover"}
"""The command's word for a document, where it is another than the folder's."""


@dataclass(frozen=True)
class Wish:
    """What a batch is asked to make."""

    paths: tuple[Path, ...]
    folder: Path
    documents: tuple[str, ...]
    language: str = ""
    form: str = "pdf"
    workers: int = 0
    force: bool = False
    dry_run: bool = False

    def jobs(self) -> list[Job]:
        """One job for each answers file and document.

        Raises:
            UserError: a path does not exist, or there are no answers files at all.
        """
        files = batch.answers_files(self.paths)
        if not files:
            raise UserError([Problem("nothing_to_do", where=", ".join(map(str, self.paths)))], exit_code=2)
        names = [documents.find(ALIASES.get(name, name)).name for name in self.documents]
        return [
            Job(Order(name, file, self.language, self.form), self.folder) for file in files for name in names
        ]


def run(wish: Wish, messages: Messages, *, as_json: bool) -> list[Outcome]:
    """Run a batch and tell of it: JSON lines on stdout, everything for people on stderr.

    Raises:
        KeyboardInterrupt: after what was being made is finished and noted.
    """
    work = wish.jobs()
    workers = wish.workers or min(os.cpu_count() or 1, len(work))
    settings = batch.Batch(workers, wish.force, batch.remembered(wish.folder), wish.dry_run)
    outcomes: list[Outcome] = []
    try:
        with _Telling(messages, len(work), as_json=as_json) as telling:
            for outcome in batch.convert(work, settings):
                outcomes.append(outcome)
                telling.tell(outcome)
    finally:
        if outcomes and not wish.dry_run:
            batch.remember(wish.folder, outcomes)
        counts = {status: sum(outcome.status == status for outcome in outcomes) for status in batch.STATUSES}
        console.say(
            messages.say("cli.batch_planned" if wish.dry_run else "cli.batch_summary", **counts), "bold"
        )
    return outcomes


class _Telling:
    """Tells of outcomes as they come, under a progress bar when somebody is watching."""

    def __init__(self, messages: Messages, total: int, *, as_json: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.messages, self.as_json = messages, as_json
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
        """One outcome: a JSON line for scripts; for people only what failed."""
        self.progress.advance(self.task)
        if self.as_json:
            sys.stdout.write(json.dumps(outcome.plain(), ensure_ascii=False) + "\n")
            sys.stdout.flush()
        if outcome.status == "failed":
            first, *others = outcome.problems
            told = self.messages.tell(first)
            more = f" (+{len(others)})" if others else ""
            line = self.messages.say("cli.batch_failed", where=told.where, what=told.what, remedy=told.remedy)
            console.say(line + more)
