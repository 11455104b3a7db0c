"""The commands that give a person's data to the person, and cases without the person to others."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import AnswersFile, Force
from refscreen.console import help_text as _h

if TYPE_CHECKING:
    from refscreen.rights.anonymous_copies import Made, Wish

PARTLY_FAILED = 1

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.PERSONAL)

BESIDE = _h("The folder to write to; else beside the answers.")
Cases = Annotated[
    list[Path], typer.Argument(metavar=_h("PATH"), help=_h("Answers files and folders of them."))
]
CopiesFolder = Annotated[Path | None, typer.Option("--output", "-o", metavar=_h("<path>"), help=BESIDE)]


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
    from refscreen import access, disk
    from refscreen.rights import subject

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
    console.told("subject_access_clear")
    if made.notes:
        console.told("subject_access_notes", count=made.notes)
    if made.others:
        console.told("subject_access_others", answers=", ".join(made.others))


@command(help=_h("Copy cases without the person, for training and statistics."))
def anonymise(
    paths: Cases,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar=_h("<path>"), help=_h("The folder for the copies."))
    ],
    pseudonymise: Annotated[
        bool,
        typer.Option("--pseudonymise", help=_h("Keep a key apart by which the cases can be found again.")),
    ] = False,
    keep_text: Annotated[
        bool, typer.Option("--keep-text", help=_h("Keep long answers in free text, with whomever they name."))
    ] = False,
    force: Force = False,
) -> None:
    """Copy cases without the person, for training and statistics."""
    from refscreen import batch
    from refscreen.rights import anonymous_copies

    wish = anonymous_copies.Wish(tuple(paths), output, pseudonymise, keep_text, force)
    made = anonymous_copies.make(wish, batch.answers_files(paths))
    _tell_of(made, wish)
    if made.problems:
        console.told("anonymise_not", "bold")
        console.tell(made.problems)
        raise typer.Exit(PARTLY_FAILED)


def _tell_of(made: Made, wish: Wish) -> None:
    """What was left out, how recognisable it still is, and what that means."""
    from refscreen.rights.anonymity import policy

    console.told("anonymise_done", "bold", count=made.count, folder=wish.folder)
    least, cut = policy().fewest, made.cut
    console.told(
        "anonymise_removed",
        text=cut.get("text", 0),
        private=cut.get("private", 0),
        rare=cut.get("rare", 0),
        beside=cut.get("beside", 0),
        coarser=made.coarser,
        fewest=least,
    )
    for found in made.groups:
        console.told(
            "anonymise_groups",
            by=", ".join(found.named(console.messages().language)),
            smallest=found.smallest,
            alone=found.alone,
            small=found.small,
            fewest=least,
        )
    console.told("anonymise_small")
    if wish.keep_text:
        console.told("anonymise_text", "bold")
    if made.key:
        console.told("pseudonymise_sealed" if made.sealed else "pseudonymise_open", "bold", path=made.key)
        console.told("pseudonymise_law")
