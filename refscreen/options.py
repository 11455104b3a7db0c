"""The options that several commands share, said once."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from refscreen.console import help_text as _h
from refscreen.errors import Problem, UserError


class Form(StrEnum):
    """The forms a document can be written in."""

    PDF = "pdf"
    HTML = "html"


def file_named(text: str) -> Path:
    """The file of a name.

    Raises:
        UserError: the name is that of a folder, whether there is one or not.
    """
    if text.endswith(("/", os.sep)):
        raise UserError([Problem("is_a_folder", where=text)], exit_code=2)
    return Path(text)


AnswersFile = Annotated[Path, typer.Argument(metavar=_h("ANSWERS"), help=_h("The answers file of a case."))]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", parser=file_named, metavar=_h("<path>"), help=_h("Where to write. - is stdout.")
    ),
]
CaseFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        parser=file_named,
        metavar=_h("<path>"),
        help=_h("The answers file; goes on if it is there."),
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help=_h("Replace a file that is there already."))]
Language = Annotated[
    str, typer.Option("--language", help=_h("Language of the document; else the questionnaire's first."))
]
FormOption = Annotated[
    Form | None,
    typer.Option("--format", help=_h("pdf, or html, which needs no Pango; else by the file's ending.")),
]
Day = Annotated[
    str,
    typer.Option("--date", help=_h("The day ages and deadlines count from; else the day of the interview.")),
]


def form_of(asked: str, output: Path | None) -> str:
    """The form a document is written in: the one asked for, else that of the file's ending, else PDF.

    Raises:
        UserError: the form that was asked for and the ending disagree.
    """
    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    named = ending if ending in {form.value for form in Form} else ""
    if asked and named and asked != named:
        raise UserError([Problem("wrong_ending", where=str(output), values={"form": asked})], exit_code=2)
    return asked or named or Form.PDF.value
