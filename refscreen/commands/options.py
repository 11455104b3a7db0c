"""The options that several commands share, said once."""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from refscreen.console import help_text as _h
from refscreen.dates import exact_day
from refscreen.errors import Problem, UserError


class Form(StrEnum):
    """The forms a document can be written in."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    TXT = "txt"


def file_named(text: str) -> Path:
    """The file of a name.

    Raises:
        UserError: the name is that of a folder, whether there is one or not.
    """
    if text.endswith(("/", os.sep)):
        raise UserError([Problem("is_a_folder", where=text)], exit_code=2)
    return Path(text)


AnswersFile = Annotated[Path, typer.Argument(metavar=_h("ANSWERS"), help=_h("The answers file of a case."))]


def _file(told: str) -> Any:
    return typer.Option("--output", "-o", parser=file_named, metavar=_h("<path>"), help=told)


QuestionnaireName = Annotated[
    str, typer.Argument(metavar=_h("QUESTIONNAIRE"), help=_h("A questionnaire's name or file."))
]
Output = Annotated[Path | None, _file(_h("Where to write; else beside the answers. - is stdout."))]
CaseFile = Annotated[Path | None, _file(_h("The answers file; goes on if it is there."))]
Force = Annotated[bool, typer.Option("--force", "-f", help=_h("Replace a file that is there already."))]
Language = Annotated[
    str, typer.Option("--language", help=_h("Language of the document; else the questionnaire's first."))
]
FormOption = Annotated[
    Form | None,
    typer.Option(
        "--format", help=_h("pdf, docx (Word), html or txt (plain text); else by the file's ending.")
    ),
]
Day = Annotated[
    str,
    typer.Option("--date", help=_h("The day ages and deadlines count from; else the day of the interview.")),
]


Theme = Annotated[str, typer.Option("--theme", help=_h("A design of the document, by its name."))]
Sheet = Annotated[bool, typer.Option("--sheet", help=_h("Four cards on A4, to print on both sides and cut."))]
Marks = Annotated[bool, typer.Option("--marks", help=_h("For a print shop: 3 mm of bleed, and crop marks."))]
Branch = Annotated[
    str, typer.Option("--branch", help=_h("Cut the document to one branch of the questionnaire."))
]
Photo = Annotated[Path | None, typer.Option("--photo", help=_h("A photo; needs the candidate's consent."))]
Watch = Annotated[
    bool, typer.Option("--watch", help=_h("Make it again whenever answers or template are saved."))
]


# Those of the batch.
Paths = Annotated[
    list[Path], typer.Argument(metavar=_h("PATH"), help=_h("Answers files, folders, patterns; - is a list."))
]
OutputFolder = Annotated[Path, typer.Option("--output", "-o", help=_h("The folder for the documents."))]
Documents = Annotated[
    list[str], typer.Option("--document", help=_h("report, postcard or another document; may repeat."))
]
Audiences = Annotated[
    list[str], typer.Option("--audience", help=_h("The report of an audience; may repeat."))
]
Languages = Annotated[
    list[str], typer.Option("--language", help=_h("Language of the documents; may repeat."))
]
Forms = Annotated[list[Form], typer.Option("--format", help=_h("pdf, docx, html or txt; may repeat."))]
Name = Annotated[
    str, typer.Option("--name", help=_h("How files are named, such as {date}_{document}_{case}."))
]
ExecutorName = Annotated[
    str, typer.Option("--executor", help=_h("local, or dask://HOST:PORT for a cluster."))
]
Jobs = Annotated[int, typer.Option("--jobs", min=0, help=_h("Processes at once; 0 is one for each core."))]
Seconds = Annotated[int, typer.Option("--timeout", min=1, help=_h("Seconds that a document may take."))]
Megabytes = Annotated[
    int, typer.Option("--memory", min=500, help=_h("Megabytes that a document may take (Linux)."))
]
OwnSeconds = Annotated[
    int, typer.Option("--timeout", min=1, help=_h("Seconds that it may take when the template is your own."))
]
OwnMegabytes = Annotated[
    int,
    typer.Option(
        "--memory", min=500, help=_h("Megabytes it may take when the template is your own (Linux).")
    ),
]
Anew = Annotated[
    bool, typer.Option("--force", "-f", help=_h("Make everything again, also what is unchanged."))
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help=_h("Say what would be made, make nothing."))]
AsJson = Annotated[bool, typer.Option("--json", help=_h("One JSON object a line on stdout."))]


def day_of(text: str) -> date | None:
    """The day that was asked for, if any.

    Raises:
        UserError: it is no day.
    """
    try:
        return exact_day(text) if text else None
    except ValueError:
        raise UserError([Problem("not_a_day", where="--date")], exit_code=2) from None


def form_of(asked: str, output: Path | None) -> str:
    """The form a document is written in: the one asked for, else that of the file's ending, else PDF.

    Raises:
        UserError: the form that was asked for and the ending disagree, or the ending is that of another kind
            of file.
    """
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    forms = [form.value for form in Form]
    named = ending if ending in forms else ""
    if ending.isalpha() and not named and not asked:
        values = {"known": ", ".join(f".{form}" for form in forms), "option": "--format"}
        raise UserError([Problem("unknown_ending", where=str(output), values=values)], exit_code=2)
    if asked and named and asked != named:
        raise UserError([Problem("wrong_ending", where=str(output), values={"form": asked})], exit_code=2)
    return asked or named or Form.PDF.value
