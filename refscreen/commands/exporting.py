"""The commands that give data to other programs: export, stats, and a questionnaire as an XLSForm."""

from __future__ import annotations

from enum import StrEnum
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
    from refscreen.exchange.export_cases import Cohort
    from refscreen.exchange.stats_run import Found

PARTLY_FAILED, USAGE = 1, 2
FEWEST = 5
"""Fewer cases than this in a cell of a figure could point to somebody."""

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.TABLES)
forms = typer.Typer()


class Target(StrEnum):
    """What cases can be exported to."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    RESUME = "resume"
    MAILMERGE = "mailmerge"


Cases = Annotated[
    list[Path], typer.Argument(metavar=_h("PATH"), help=_h("Answers files and folders of them."))
]
Questionnaire = Annotated[
    str, typer.Option("--questionnaire", help=_h("The questionnaire of the cases; else that of most files."))
]
Words = Annotated[
    str, typer.Option("--language", help=_h("Language of the words; else the questionnaire's first."))
]


@command(help=_h("Export cases: a row a case for Excel, CSV or JSON, a resume, or a mail merge."))
def export(
    paths: Cases,
    output: Output = None,
    to: Annotated[
        Target | None, typer.Option("--to", help=_h("What to make; else by the file's ending."))
    ] = None,
    audience: Annotated[
        str, typer.Option("--audience", help=_h("Who it is for; nothing else than they may see is in it."))
    ] = "",
    columns: Annotated[
        str, typer.Option("--columns", help=_h("Only these questions, by their ids with commas between."))
    ] = "",
    questionnaire: Questionnaire = "",
    language: Words = "",
    delimiter: Annotated[
        str, typer.Option("--delimiter", help=_h("What stands between two cells in CSV; else ; or a comma."))
    ] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help=_h("CSV for scripts: ids, ISO dates; not for spreadsheets."))
    ] = False,
    force: Force = False,
) -> None:
    """Export cases: a row a case for Excel, CSV or JSON, a resume, or a mail merge."""
    from refscreen import batch, noting
    from refscreen.exchange import export_cases

    target = _target(to, output)
    _refuse(target, output, audience, delimiter)
    reader = audience or ("company" if target == Target.RESUME else "municipality")
    chosen = tuple(name.strip() for name in columns.split(",") if name.strip())
    files = batch.answers_files(paths)
    path = output or Path(f"export.{_ending(target)}")
    _may_write(path, tuple(files), force=force)
    wish = export_cases.Wish(tuple(paths), reader, language, chosen, questionnaire)
    cohort = export_cases.gather(wish, files)
    content = _made(target, cohort, output, (delimiter, plain))
    noting.exported(cohort.exported, reader, target.value, path)
    _put(content, path)
    _tell_of(cohort)


def _target(to: Target | None, output: Path | None) -> Target:
    """What is made: what was asked for, else by the ending; a table for Excel where nothing is said.

    Raises:
        UserError: the ending is none of a file that can be made.
    """
    if to is not None:
        return to
    if output is None:
        return Target.XLSX
    if str(output) == "-":
        return Target.CSV
    ending = output.suffix.lower().removeprefix(".")
    if ending in {"xlsx", "csv", "json", "jsonl"}:
        return Target(ending)
    endings = ", ".join(f".{known}" for known in ("xlsx", "csv", "json", "jsonl"))
    allowed = {"known": endings, "option": "--to"}
    raise UserError([Problem("unknown_ending", where=str(output), values=allowed)], exit_code=USAGE)


def _ending(target: Target) -> str:
    return {Target.RESUME: "json", Target.MAILMERGE: "csv"}.get(target, target.value)


def _refuse(target: Target, output: Path | None, audience: str, delimiter: str) -> None:
    """Refuse what cannot be meant.

    Raises:
        UserError: a workbook for a pipe, a resume for somebody else, a delimiter that is no single sign.
    """
    problems = []
    if target == Target.XLSX and str(output) == "-":
        problems.append(Problem("no_workbook_to_stdout", where="-o"))
    if target == Target.RESUME and audience not in {"", "company"}:
        problems.append(Problem("resume_is_for_companies", where="--audience"))
    if delimiter not in {"", "\\t"} and (len(delimiter) != 1 or delimiter in '"\r\n'):
        problems.append(Problem("bad_delimiter", where="--delimiter"))
    if problems:
        raise UserError(problems, exit_code=USAGE)


def _made(target: Target, cohort: Cohort, output: Path | None, csv: tuple[str, bool]) -> bytes:
    """The bytes of the export."""
    from refscreen.exchange import export_excel, export_resume, export_tables

    delimiter, plain = csv
    sign = delimiter.replace("\\t", "\t") or ("," if plain else ";")
    match target:
        case Target.XLSX:
            return export_excel.workbook(cohort)
        case Target.CSV:
            return export_tables.csv_of(cohort, export_tables.Dialect(sign, plain))
        case Target.JSON:
            return export_tables.json_of(cohort)
        case Target.JSONL:
            return b"".join(export_tables.json_lines(cohort))
        case Target.MAILMERGE:
            return export_tables.merge_source(cohort)
        case Target.RESUME:
            lines = output is not None and output.suffix == ".jsonl"
            return export_resume.file_of(cohort, lines=lines)


def _may_write(path: Path, sources: tuple[Path | None, ...], *, force: bool) -> None:
    """See to it, before any work is done, that the file may be written."""
    from refscreen import disk

    if str(path) != "-":
        disk.refuse_to_replace(path, sources, force=force)


def _put(content: bytes, path: Path) -> None:
    """Write a file, or to stdout."""
    from refscreen import disk

    if str(path) == "-":
        console.hand_out(content)
        return
    disk.save(path, content)
    console.told("written_html", path=path)


def _tell_of(cohort: Cohort) -> None:
    """What is not in the export, and why.

    Raises:
        Exit: a case was left out.
    """
    for other, count in sorted(cohort.others.items()):
        console.told("cases_elsewhere", count=count, name=other)
    if cohort.left_out:
        console.told("left_out")
        console.tell(cohort.left_out)
        raise typer.Exit(PARTLY_FAILED)


@forms.command("export", cls=usage.Command, help=_h("Write a questionnaire as an XLSForm for Kobo and ODK."))
def export_form(
    questionnaire: QuestionnaireName = "screening",
    output: Output = None,
    languages: Annotated[
        str, typer.Option("--languages", help=_h("The languages of the form, such as da,ar; else its own."))
    ] = "",
    force: Force = False,
) -> None:
    """Write a questionnaire as an XLSForm for Kobo and ODK."""
    from refscreen import store
    from refscreen.exchange import xlsform_out

    path = output or Path(f"{Path(questionnaire).stem}.xlsx")
    _may_write(path, (store.find_questionnaire(questionnaire),), force=force)
    wanted = tuple(dict.fromkeys(code.strip() for code in languages.split(",") if code.strip()))
    found = store.load_questionnaire(questionnaire, wanted)
    spoken = wanted or found.languages
    names = {choice.id: choice.label for choice in store.listed_choices_of(spoken)["language"]}
    tongues = {code: names[code].get(code, code) for code in spoken if code in names}
    form = xlsform_out.form_of(found, {code: name.capitalize() for code, name in tongues.items()}, spoken)
    _put(xlsform_out.workbook(form), path)
    console.told("form_dates")
    console.tell(form.left_out)


@command(help=_h("Count how far the cases have come; small numbers are withheld."))
def stats(
    paths: Cases,
    outcomes: Annotated[
        Path | None,
        typer.Option("--outcomes", help=_h("A table of what became of them: case, stage, date, form.")),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help=_h("Also by the answer to a question: type, municipality, branch …"))
    ] = "",
    least: Annotated[
        int, typer.Option("--at-least", min=1, help=_h("The smallest number that is shown."))
    ] = FEWEST,
    questionnaire: Questionnaire = "",
    language: Words = "",
    as_json: Annotated[bool, typer.Option("--json", help=_h("One JSON object on stdout."))] = False,
    table: Annotated[
        Path | None, typer.Option("--csv", help=_h("Write the figures to a CSV file for Excel, too."))
    ] = None,
    force: Force = False,
) -> None:
    """Count how far the cases have come; small numbers are withheld."""
    from refscreen import noting
    from refscreen.exchange import stats_run

    if table is not None:
        _may_write(table, (outcomes,), force=force)
    wish = stats_run.Wish(tuple(paths), outcomes, by, least, questionnaire, language)
    found = stats_run.count(wish, console.messages())
    noting.looked_at(found.files, "stats")
    if as_json:
        typer.echo(found.as_json())
    else:
        for line in found.teller.lines():
            typer.echo(console.clean(line))
    if table is not None:
        _put(found.as_csv(), table)
    _tell_beside(found)


def _tell_beside(found: Found) -> None:
    """What is worth a look beside the figures; a case that could not be counted is a failure."""
    if found.teller.figures.unmatched:
        console.told("outcomes_elsewhere", count=found.teller.figures.unmatched)
    for other, count in sorted(found.others.items()):
        console.told("cases_elsewhere", count=count, name=other)
    for notice in found.notices:  # one by one, for there may be nothing to correct
        console.tell([notice])
    if found.problems:
        console.told("not_counted")
        console.tell(found.problems)
        raise typer.Exit(PARTLY_FAILED)
