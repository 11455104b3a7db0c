"""The options that several commands share, said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from refscreen.console import help_text as _h


class Form(StrEnum):
    """The forms a document can be written in."""

    PDF = "pdf"
    HTML = "html"


AnswersFile = Annotated[Path, typer.Argument(metavar="ANSWERS", help=_h("The answers file of a case."))]
Output = Annotated[Path | None, typer.Option("--output", "-o", help=_h("Where to write. - is stdout."))]
Force = Annotated[bool, typer.Option("--force", "-f", help=_h("Replace a file that is there already."))]
Language = Annotated[
    str, typer.Option("--language", help=_h("Language of the document; else the questionnaire's first."))
]
FormOption = Annotated[Form, typer.Option("--format", help=_h("pdf, or html, which needs no Pango."))]
Day = Annotated[
    str,
    typer.Option("--date", help=_h("The day ages and deadlines count from; else the day of the interview.")),
]
