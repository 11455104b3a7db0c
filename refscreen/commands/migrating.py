"""``refscreen questionnaire migrate``: cases of earlier versions brought up to date."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import AsJson
from refscreen.console import help_text as _h

if TYPE_CHECKING:
    from refscreen.errors import Problem
    from refscreen.upgrade import Upgraded

REFUSED = 3

app = typer.Typer()
command = partial(app.command, cls=usage.Command)


@command(help=_h("Bring cases up to date with their questionnaire, where it renamed or removed something."))
def migrate(
    paths: Annotated[
        list[Path], typer.Argument(metavar=_h("PATH"), help=_h("Answers files and folders of them."))
    ],
    questionnaire: Annotated[
        str,
        typer.Option("--questionnaire", help=_h("The questionnaire of the cases; else the one each names.")),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=_h("Say what would be done, write nothing."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring cases up to date with their questionnaire, where it renamed or removed something."""
    from refscreen import upgrade

    every = []
    for done in upgrade.run(upgrade.Wish(tuple(paths), questionnaire, dry_run)):
        every.append(done)
        if as_json:
            typer.echo(json.dumps(done.plain(), ensure_ascii=False))
        else:
            _tell_of(done)
    if not as_json:
        _sum_up(every)
    if any(done.status == "refused" for done in every):
        raise typer.Exit(REFUSED)


def _tell_of(done: Upgraded) -> None:
    """One line for a case; why one was refused comes at the end."""
    counts: dict[str, Any] = {**done.counts()}
    versions = {"before": done.before, "now": done.now}
    console.told(f"migrate_{done.status}", path=done.path, kept=done.kept, **versions, **counts)


def _sum_up(every: list[Upgraded]) -> None:
    """How many there were, where removed answers are, and what has to be mended by hand."""
    moved = [done for done in every if done.status in {"migrated", "planned"}]
    refused = [done for done in every if done.status == "refused"]
    if moved:
        console.told(f"migrate_count_{moved[0].status}", "bold", count=len(moved))
    if any(done.counts()["removed"] for done in moved):
        console.told(f"migrate_removed_{moved[0].status}")
    if refused:
        console.told("migrate_not", "bold", count=len(refused))
        told: list[Problem] = []
        for problem in (problem for done in refused for problem in done.problems):
            told += [problem] if problem not in told else []
        console.tell(told)
