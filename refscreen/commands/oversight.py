"""The commands that watch over cases: log, purge."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.console import help_text as _h
from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from refscreen.rights.purging import Plan

PARTLY_FAILED, USAGE = 1, 2

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.PERSONAL)


@command(help=_h("Say who did what with a case and when, or whether the log is whole."))
def log(
    case: Annotated[
        str,
        typer.Argument(metavar=_h("CASE"), help=_h("A case number or an answers file; else all cases.")),
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help=_h("Say whether a line was changed or is gone."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_h("One JSON object on stdout."))] = False,
) -> None:
    """Say who did what with a case and when, or whether the log is whole."""
    from refscreen.rights import logbook

    if check:
        _check(case, as_json=as_json)
        return
    found = logbook.of(case)
    if as_json:
        typer.echo(json.dumps({"case": case or None, "events": logbook.as_data(found)}, ensure_ascii=False))
        return
    if not found:
        console.told("log_empty")
    for line in logbook.table(found, console.messages(), case) if found else ():
        typer.echo(console.clean(line))


def _check(case: str, *, as_json: bool) -> None:
    """Say whether the log is whole; with an answers file also whether it holds what the case remembers.

    Raises:
        UserError: it is not whole.
    """
    from refscreen import access
    from refscreen.rights import logbook

    problems = access.verify(logbook.heads(case))
    if as_json:
        told = [{"where": p.where, "problem": p.key, **p.values} for p in problems]
        typer.echo(json.dumps({"whole": not problems, "problems": told}, ensure_ascii=False))
        if problems:
            raise typer.Exit(PARTLY_FAILED)
    if problems:
        raise UserError(problems, exit_code=PARTLY_FAILED)
    if not as_json:
        console.told("log_whole", "bold", count=len(access.entries()))


@command(help=_h("Delete cases whose time is up, and everything that was made of them; no key is needed."))
def purge(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar=_h("PATH"), help=_h("Answers files and folders; else this folder.")),
    ] = [],  # noqa: B006
    case: Annotated[
        str, typer.Option("--case", help=_h("Delete the case of this number, though its time is not up."))
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=_h("Say what would be deleted, delete nothing."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_h("Do not ask first."))] = False,
) -> None:
    """Delete cases whose time is up, and everything that was made of them; no key is needed."""
    from refscreen.rights import purging

    plan = purging.plan(purging.Wish(tuple(paths), case), date.today())
    _tell_of(plan, case)
    count = sum(len(one.files) for one in plan.doomed)
    if not dry_run and plan.doomed:
        _ask(count, yes=yes)
        problems = [problem for one in plan.doomed for problem in purging.carry_out(one)]
        if problems:
            raise UserError(problems, exit_code=PARTLY_FAILED)
        console.told("purged", "bold", count=count, cases=len(plan.doomed))
        console.told("purge_limits")
    if not dry_run:
        _prune()


def _tell_of(plan: Plan, case: str) -> None:
    """What would be deleted, file by file."""
    from refscreen import store

    written = console.messages().say("log.day")
    for path, until in plan.spared:
        day = f"{until:{written}}" if until else ""
        console.told("purge_spared" if day else "purge_no_day", path=path, day=day)
        number = store.header(path).case
        console.told("purge_now", program=console.program(), case=number, folder=path.parent)
    for one in plan.doomed:
        day = f"{one.until:{written}}" if one.until and not case else ""
        console.told("purge_overdue" if day else "purge_case", case=one.case, day=day)
        for path in one.files:
            told = "purge_shared" if path in one.shared else "purge_file"
            console.told(told, path=_short(path))
        for path in one.gone:
            console.told("purge_gone", path=_short(path))
        if one.copied:
            console.told("purge_copied")
    if not plan.doomed and not plan.spared:
        console.told("purge_no_case" if case else "purge_none", case=case)


def _short(path: Path) -> Path:
    """A path as it is told: from here where it lies here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _ask(count: int, *, yes: bool) -> None:
    """Wait for a yes.

    Raises:
        UserError: there is nobody to ask, and nobody said yes beforehand.
        Abort: it was not yes.
    """
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError([Problem("needs_yes", where="--yes")], exit_code=USAGE)
    said = typer.prompt(
        console.messages().say("cli.purge_ask", count=count), default="", show_default=False, err=True
    )
    if said.strip().casefold() not in {"ja", "j", "yes", "y"}:
        console.told("purge_not")
        raise typer.Abort


def _prune() -> None:
    """Let go of the lines of the log that are older than it is kept."""
    from refscreen import access, audiences

    count = access.prune(datetime.now(), audiences.current().log.keep_months)
    if count:
        console.told("log_pruned", count=count)
