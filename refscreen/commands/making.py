"""The commands that make documents: report, postcard, render, batch; and documents, which lists them."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import (
    Anew,
    AnswersFile,
    AsJson,
    Audiences,
    Branch,
    Day,
    Documents,
    DryRun,
    ExecutorName,
    Force,
    Form,
    FormOption,
    Forms,
    Jobs,
    Language,
    Languages,
    Marks,
    Megabytes,
    Name,
    Output,
    OutputFolder,
    OwnMegabytes,
    OwnSeconds,
    Paths,
    Photo,
    Seconds,
    Sheet,
    Theme,
    Watch,
    day_of,
    form_of,
)
from refscreen.console import help_text as _h
from refscreen.errors import UserError

if TYPE_CHECKING:
    from refscreen.bounds import Bounds
    from refscreen.production import Order

PARTLY_FAILED = 1
STDIN = Path("-")
OWN_SECONDS, OWN_MEGABYTES = 10, 1000
"""What one document may take whose template is not the program's own; the others are not bounded."""

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.DAILY)


@command(help=_h("Make the handover document for the municipality, or another reader's report."))
def report(
    answers: AnswersFile,
    output: Output = None,
    audience: Annotated[
        str, typer.Option("--audience", help=_h("Who it is for; else the municipality."))
    ] = "municipality",
    language: Language = "",
    form: FormOption = None,
    day: Day = "",
    seconds: OwnSeconds = OWN_SECONDS,
    megabytes: OwnMegabytes = OWN_MEGABYTES,
    watch: Watch = False,
    force: Force = False,
) -> None:
    """Make the handover document for the municipality, or another reader's report."""
    from refscreen import documents
    from refscreen.bounds import Bounds
    from refscreen.production import Order

    order = Order(documents.report_for(audience), answers, language, form or "", today=day_of(day))
    _produce(order, output, Bounds(seconds, megabytes), watch=watch, force=force)


@command(help=_h("Make the CV postcard for companies."))
def postcard(
    answers: AnswersFile,
    output: Output = None,
    language: Language = "",
    form: FormOption = None,
    theme: Theme = "",
    sheet: Sheet = False,
    marks: Marks = False,
    branch: Branch = "",
    photo: Photo = None,
    day: Day = "",
    seconds: OwnSeconds = OWN_SECONDS,
    megabytes: OwnMegabytes = OWN_MEGABYTES,
    watch: Watch = False,
    force: Force = False,
) -> None:
    """Make the CV postcard for companies."""
    from refscreen.bounds import Bounds
    from refscreen.production import Order

    order = Order("postcard", answers, language, form or "", branch, theme, sheet, marks, photo, day_of(day))
    _produce(order, output, Bounds(seconds, megabytes), watch=watch, force=force)


@command("documents", help=_h("List the documents that can be made of a case."))
def list_documents() -> None:
    """List the documents that can be made of a case."""
    from refscreen import inspection

    for line in inspection.documents_there_are(console.messages()):
        typer.echo(line)


@command(help=_h("Make any document by its name; see refscreen documents."))
def render(
    name: Annotated[str, typer.Argument(metavar=_h("NAME"), help=_h("The document's name."))],
    answers: AnswersFile,
    output: Output = None,
    language: Language = "",
    form: FormOption = None,
    theme: Theme = "",
    sheet: Sheet = False,
    marks: Marks = False,
    branch: Branch = "",
    photo: Photo = None,
    day: Day = "",
    seconds: OwnSeconds = OWN_SECONDS,
    megabytes: OwnMegabytes = OWN_MEGABYTES,
    watch: Watch = False,
    force: Force = False,
) -> None:
    """Make any document by its name; see refscreen documents."""
    from refscreen import documents
    from refscreen.bounds import Bounds
    from refscreen.production import Order

    asked = documents.called(name)
    order = Order(asked, answers, language, form or "", branch, theme, sheet, marks, photo, day_of(day))
    _produce(order, output, Bounds(seconds, megabytes), watch=watch, force=force)


@command(
    "batch", help=_h("Make documents of whole folders; what is unchanged is skipped, what fails is named.")
)
def run_batch(
    paths: Paths,
    output: OutputFolder,
    document: Documents = [],  # noqa: B006
    audience: Audiences = [],  # noqa: B006
    language: Languages = [],  # noqa: B006
    form: Forms = [],  # noqa: B006
    name: Name = "",
    executor: ExecutorName = "local",
    jobs: Jobs = 0,
    seconds: Seconds = 120,
    megabytes: Megabytes = 3000,
    force: Anew = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    watch: Watch = False,
) -> None:
    """Make documents of whole folders; what is unchanged is skipped, what fails is named."""
    from refscreen import bulk, documents
    from refscreen.bounds import Bounds
    from refscreen.commands import reminding

    asked = [*document, *map(documents.report_for, audience)] or ["report"]
    forms = tuple(one.value for one in form or [Form.PDF])
    wish = bulk.Wish(
        tuple(path for path in paths if path != STDIN), output, tuple(asked), _listed(paths), tuple(language),
        forms, name, executor, jobs, Bounds(seconds, megabytes), force, dry_run,
    )  # fmt: skip
    reminding.remind(*wish.paths)
    outcomes = bulk.run(wish, console.messages(), as_json=as_json)
    if watch:
        console.told("watching")
        for _saved in bulk.again(wish):
            try:
                bulk.run(replace(wish, force=False), console.messages(), as_json=as_json)
            except UserError as error:
                console.tell(error.problems)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise typer.Exit(PARTLY_FAILED)


def _listed(paths: list[Path]) -> tuple[Path, ...]:
    """The paths on stdin when ``-`` stands among those of the command line: one a line, or NUL after each."""
    if STDIN not in paths:
        return ()
    raw = sys.stdin.buffer.read()
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = raw.decode("utf-16", "replace")
    elif raw.startswith(BOM_UTF8):
        text = raw.removeprefix(BOM_UTF8).decode(errors="surrogateescape")
    else:
        text = raw.decode(sys.stdin.encoding, "surrogateescape")
    lines = text.split("\0") if "\0" in text else (line.rstrip("\r") for line in text.split("\n"))
    return tuple(Path(line) for line in lines if line.strip())


def _produce(order: Order, output: Path | None, bounds: Bounds, *, watch: bool, force: bool) -> None:
    """Make a document; and again, whenever something it is made from is saved, until Ctrl-C."""
    from refscreen.commands import reminding

    order = replace(order, form=form_of(order.form, output))
    reminding.remind(order.answers)
    if not watch or str(output) == "-":
        _write(order, output, bounds, force=force)
        return
    from refscreen import production, watching

    _write(order, output, bounds, force=force)
    console.told("watching")
    for _saved in watching.saved(production.sources(order)):
        production.forget()
        try:
            _write(order, output, bounds, force=True)
        except UserError as error:
            console.tell(error.problems)


def _named_after(order: Order) -> Path:
    """Where a document goes whose place nobody named: beside its answers, called as a batch would call it."""
    from refscreen import jobs

    return jobs.planned(jobs.Job(order, order.answers.parent)).path or Path(order.document)


def _write(order: Order, output: Path | None, bounds: Bounds, *, force: bool) -> None:
    """Make one document and put it where it was asked for."""
    from refscreen import apart, disk, press

    press.meanwhile(console.messages, partial(import_module, "refscreen.noting"))
    if output is not None and str(output) != "-":
        disk.refuse_to_replace(output, (order.answers, order.photo), force=force)
    product = apart.make(order, bounds)
    from refscreen import noting

    if str(output) == "-":
        noting.document(order, "-")
        console.hand_out(product.content)
        return
    path = output or _named_after(order)
    disk.refuse_to_replace(path, (order.answers, order.photo), force=force)
    noting.document(order, path)
    disk.save(path, product.content)
    console.told("written" if product.pages else "written_html", path=path, pages=product.pages)
    console.tell(product.notices)
