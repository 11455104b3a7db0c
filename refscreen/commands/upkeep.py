"""The commands beside the daily work: check, status, demo, doctor."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import AnswersFile
from refscreen.console import help_text as _h
from refscreen.errors import UserError

if TYPE_CHECKING:
    from refscreen.interview.places import Place

TOOL_MISSING = 4

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.TOOLS)


@command(help=_h("Check files and show every problem at once, with line and column."))
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar=_h("FILE"), help=_h("Questionnaires, rules, answers and scenarios.")),
    ],
) -> None:
    """Check files and show every problem at once, with line and column."""
    from refscreen import inspection

    problems = []
    for path in files:
        found = inspection.problems_in(path)
        problems += found
        if not found:
            console.told("check_ok", path=path)
    if problems:
        raise UserError(problems)


@command(help=_h("Say what is open, unclear, flagged or declined in a case."), rich_help_panel=usage.DAILY)
def status(
    answers: AnswersFile,
    as_json: Annotated[bool, typer.Option("--json", help=_h("One JSON object on stdout."))] = False,
) -> None:
    """Say what is open, unclear, flagged or declined in a case."""
    from refscreen import inspection, noting, twins
    from refscreen.commands import reminding

    record, left = inspection.left_in(answers)
    noting.looked_at([answers])
    reminding.remind(answers)
    others = [str(path) for path in twins.beside(answers)]
    if as_json:
        keys = {category: [place.step.key for place in places] for category, places in left.items()}
        told = {"other_versions": others} if others else {}
        until = {"delete_after": record.delete_after.isoformat()} if record.delete_after else {}
        typer.echo(
            json.dumps(
                {"case": record.case, "status": record.status, **until, **keys, **told}, ensure_ascii=False
            )
        )
        return
    language = console.messages().language
    for category, places in left.items():
        console.say(console.messages().say(f"interview.closing.{category}", count=len(places)), "bold")
        console.say(f"  {' · '.join(_called(place, language) for place in places)}")
    if not left:
        console.told("nothing_left", path=answers)
    if record.delete_after:
        console.told("deadline", day=console.day(record.delete_after))
    for other in others:
        console.told("other_version", path=other)


def _called(place: Place, language: str) -> str:
    """A place as it is called on screen and paper: its number, the label of its group and its own."""
    from refscreen.reading import words

    labels = dict.fromkeys(words(asked.label, language, "da") for asked in (place.outer, place.question))
    return f"{place.number} {': '.join(labels)}"


@command(help=_h("Run the whole way on a shipped, fictional case: answers, handover document and postcard."))
def demo(
    sample: Annotated[
        str, typer.Argument(metavar=_h("SAMPLE"), help=_h("One of the shipped cases."))
    ] = "leyla",
    output: Annotated[Path, typer.Option("--output", "-o", help=_h("The folder for the results."))] = Path(
        "refscreen-demo"
    ),
) -> None:
    """Run the whole way on a shipped, fictional case: answers, handover document and postcard."""
    from refscreen import demonstration

    made = demonstration.run(sample, output)
    console.told("demo_intro", sample=demonstration.source_of(sample).stem)
    for path, pages in made:
        console.told("written" if pages else "written_html", "bold", path=path, pages=pages)
    console.told("demo_try", command=f"{console.program()} interview -o {output / 'interview.yaml'}")


@command(help=_h("Say in plain words what is missing on this machine and how to get it."))
def doctor() -> None:
    """Say in plain words what is missing on this machine and how to get it."""
    from refscreen import doctor as examination
    from refscreen.commands import reminding

    findings = examination.examine()
    examination.tell(findings, examination.protection(Path.cwd()), console.messages())
    reminding.remind(Path())
    if any(finding.needed and not finding.found for finding in findings):
        raise typer.Exit(TOOL_MISSING)
