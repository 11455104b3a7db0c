"""The commands that keep a person's data in good hands: subject-access, anonymise."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from refscreen import console, usage
from refscreen.console import help_text as _h
from refscreen.options import AnswersFile, Force

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.PERSONAL)

BESIDE = _h("The folder to write to; else beside the answers.")
CopiesFolder = Annotated[Path | None, typer.Option("--output", "-o", metavar=_h("FOLDER"), help=BESIDE)]


@command("subject-access", help=_h("Give a person everything that is kept on them: as PDF, and as YAML."))
def subject_access(
    answers: AnswersFile,
    output: CopiesFolder = None,
    language: Annotated[
        str, typer.Option("--language", help=_h("Language of the document; else the questionnaire's first."))
    ] = "",
    force: Force = False,
) -> None:
    """Give a person everything that is kept on them: as PDF, and as YAML."""
    from refscreen import access, disk, subject

    made = subject.make(subject.Wish(answers, language))
    places = subject.places(answers, made, output)
    for path in places:
        disk.refuse_to_replace(path, (answers,), force=force)
    access.note_all(
        access.Event("subject-access", made.case, "subject", subject.NAME, str(path)) for path in places
    )
    for path, content in zip(places, (made.pages, made.data), strict=True):
        disk.save(path, content)
    console.told("subject_access", "bold", path=places[0], pages=made.count, data=places[1])
    if made.others:
        console.told("subject_access_others", answers=", ".join(made.others))
