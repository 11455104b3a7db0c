"""The commands that take in what others have: cases from spreadsheets, questionnaires from XLSForm."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import Force, Output, QuestionnaireName
from refscreen.console import help_text as _h
from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from refscreen.exchange.receive import Received

app = typer.Typer()
forms = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.TABLES)
form_command = partial(forms.command, cls=usage.Command)


@command("import", help=_h("Make answers files of a table: CSV, Excel, JSON, or an export from Kobo or ODK."))
def import_(
    files: Annotated[list[Path], typer.Argument(metavar=_h("FILE"), help=_h("Tables with a row a case."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=_h("The folder for the answers files."))],
    questionnaire: Annotated[
        str, typer.Option("--questionnaire", help=_h("The questionnaire they answer: its name or file."))
    ] = "screening",
    columns: Annotated[
        Path | None, typer.Option("--columns", help=_h("What the columns and cells mean, as YAML."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_h("Say what would be made, make nothing."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_h("One JSON object on stdout."))] = False,
    force: Force = False,
) -> None:
    """Make answers files of a table: CSV, Excel, JSON, or an export from Kobo or ODK."""
    from refscreen import access
    from refscreen.exchange import receive

    wish = receive.Wish(files, output, questionnaire, columns, force)
    try:
        received = receive.read(wish, date.today(), console.messages())
        if not dry_run:
            made = [(access.named(record.case, path), str(path)) for path, record in received.cases]
            access.note_all(access.Event("import", case, place=place) for case, place in made)
            receive.write(received)
    except UserError as error:
        if as_json:
            problems = [{"where": p.where, "problem": p.key, **p.values} for p in error.problems]
            typer.echo(json.dumps({"cases": [], "problems": problems}, ensure_ascii=False))
        raise
    _tell_of(received, questionnaire, dry_run=dry_run, as_json=as_json)


def _tell_of(received: Received, questionnaire: str, *, dry_run: bool, as_json: bool) -> None:
    """What was written, or would be."""
    from refscreen.vault import keys

    if not (dry_run or keys.present()):
        console.told("not_encrypted", program=console.program())
    for file in received.old_letters:
        console.told("old_letters", path=file)
    for place in received.hidden:
        console.told("sheet_hidden", place=place)
    for place, count in received.hidden_rows:
        console.told("rows_hidden", place=place, count=count)
    if as_json:
        cases = [
            {"case": record.case, "path": str(path), "status": record.status, "answers": len(record.values)}
            for path, record in received.cases
        ]
        typer.echo(json.dumps({"cases": cases, "problems": []}, ensure_ascii=False))
        return
    for path, record in received.cases:
        console.told("imported", path=path, count=len(record.values))
        if record.parked:
            console.told(
                "import_parked", count=len(record.parked), questions=_named(record.parked, questionnaire)
            )
    summary = "import_planned" if dry_run else "import_summary"
    console.told(summary, "bold", count=len(received.cases))


def _named(names: Iterable[str], questionnaire: str) -> str:
    """Questions by their labels."""
    from refscreen import store
    from refscreen.reading import words

    questions, language = store.load_questionnaire(questionnaire).questions, console.messages().language
    return "; ".join(words(questions[name].label, language, "da") for name in names)


@form_command(help=_h("Make a workbook to fill in: a row a case, with lists to choose from."))
def workbook(
    questionnaire: QuestionnaireName = "screening",
    output: Output = None,
    language: Annotated[
        str, typer.Option("--language", help=_h("Language of headings and lists: da or en."))
    ] = "",
    force: Force = False,
) -> None:
    """Make a workbook to fill in: a row a case, with lists to choose from."""
    from refscreen import disk, store
    from refscreen.exchange import workbook as making

    found = store.load_questionnaire(questionnaire)
    known = making.languages_of(found)
    if language and language not in known:
        values = {"known": ", ".join(known)}
        raise UserError([Problem("unknown_language", where="--language", values=values)], exit_code=2)
    path = output or Path(f"{found.id}.xlsx")
    disk.refuse_to_replace(path, (store.find_questionnaire(questionnaire),), force=force)
    disk.save(path, making.make(found, language))
    console.told("written_html", "bold", path=path)


@form_command("import", help=_h("Make a questionnaire of an XLSForm, the spreadsheet of Kobo and ODK."))
def import_form(
    form: Annotated[Path, typer.Argument(metavar=_h("FILE"), help=_h("The XLSForm, an .xlsx file."))],
    output: Output = None,
    name: Annotated[
        str, typer.Option("--id", help=_h("The id of the questionnaire; else that of the form."))
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help=_h("Language of texts that do not say theirs, such as da."))
    ] = "",
    force: Force = False,
) -> None:
    """Make a questionnaire of an XLSForm, the spreadsheet of Kobo and ODK."""
    from refscreen import disk
    from refscreen.exchange import xlsform_in
    from refscreen.yaml_text import write

    wish = {"name": name or (output.stem if output is not None else ""), "language": language}
    data, left_out = xlsform_in.read(form, wish, console.messages())
    path = output or Path(f"{data['id']}.yaml")
    disk.refuse_to_replace(path, (form,), force=force)
    disk.save(path, write(data).encode())
    for problem in left_out:
        console.say(f"{problem.where}: {console.messages().tell(problem).what}")
    questions = [question for section in data["sections"] for question in section["questions"]]
    console.told("form_imported", "bold", path=path, count=len(questions))
    console.told("form_look")
