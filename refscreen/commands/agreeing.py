"""The commands about what was agreed with the person: notice, withdraw, sent, keep, record."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import AnswersFile, Force, Output
from refscreen.console import help_text as _h
from refscreen.dates import exact_day
from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from refscreen.rights.consents import Withdrawal

USAGE = 2

app = typer.Typer()
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.PERSONAL)


@command(help=_h("Take a consent back, and say what went out under it and what to do now."))
def withdraw(
    answers: AnswersFile,
    consent: Annotated[
        str, typer.Argument(metavar=_h("CONSENT"), help=_h("Its name; without it they are listed."))
    ] = "",
) -> None:
    """Take a consent back, and say what went out under it and what to do now."""
    from refscreen.reading import words
    from refscreen.rights import consents

    language = console.messages().language
    if consent:
        _tell_of(consents.withdraw(answers, consent, date.today()))
        return
    for one in consents.given(answers):
        said = console.messages().say(f"cli.consent.{ {True: 'yes', False: 'no', None: 'none'}[one.agreed] }")
        typer.echo(f"{one.question.id:22}  {said:14}  {words(one.question.label, language, 'da')}")
    console.told("withdraw_how", command=f"{console.program()} withdraw {answers}")


def _tell_of(done: Withdrawal) -> None:
    from refscreen.reading import words

    label = words(done.question.label, console.messages().language, "da")
    console.told("withdrawn" if done.held else "withdrawn_nothing", "bold", consent=label)
    if done.sent:
        console.told("withdrawn_sent", "bold")
        for one in done.sent:
            on = _written(str(one.get("date", "")))
            console.say(f"  {on}  {_title(str(one.get('document')))}: {one.get('to', '')}")
    if done.made:
        console.told("withdrawn_made", "bold")
        for entry in done.made:
            console.say(f"  {_written(entry.time[:10])}  {_title(entry.document)}  {entry.place}")
    console.told("withdrawn_now" if done.sent or done.made else "withdrawn_nothing_out")


def _written(day: str) -> str:
    """A day of a file as people write it; what is no day as it stands there."""
    try:
        return console.day(exact_day(day))
    except ValueError:
        return day


def _title(document: str) -> str:
    """What a document is called; its name where it is not there any more, or cannot be read."""
    from refscreen import documents
    from refscreen.reading import words

    try:
        return words(documents.find(document).manifest.title, console.messages().language, "da")
    except UserError:
        return document


@command(help=_h("Write down that a document was given to somebody, such as a company."))
def sent(
    answers: AnswersFile,
    document: Annotated[str, typer.Argument(metavar=_h("DOCUMENT"), help=_h("Which document it was."))],
    to: Annotated[str, typer.Option("--to", help=_h("Who has got it."))],
    on: Annotated[str, typer.Option("--date", help=_h("The day; else today."))] = "",
) -> None:
    """Write down that a document was given to somebody, such as a company."""
    from refscreen.rights import consents

    if not to.strip():
        raise UserError([Problem("empty", where="--to")], exit_code=USAGE)
    once = consents.handed_over(answers, document, to, _day(on, "--date") if on else date.today())
    console.told("sent", document=_title(document), to=once["to"], day=_written(once["date"]))


@command(help=_h("Change the last day on which a case may be kept."))
def keep(
    answers: AnswersFile,
    until: Annotated[str, typer.Option("--until", help=_h("The last day, such as 2028-06-30."))],
) -> None:
    """Change the last day on which a case may be kept."""
    from refscreen.rights import consents

    day = _day(until, "--until")
    consents.keep(answers, day)
    console.told("kept_until", path=answers, day=console.day(day))


def _day(text: str, where: str) -> date:
    try:
        return exact_day(text)
    except ValueError:
        raise UserError([Problem("not_a_day", where=where)], exit_code=USAGE) from None


@command(help=_h("Print the record of processing (GDPR article 30) as Markdown."))
def record(
    questionnaires: Annotated[
        list[str] | None,
        typer.Argument(metavar=_h("QUESTIONNAIRE"), help=_h("Those in use; else all shipped.")),
    ] = None,
    language: Annotated[str, typer.Option("--language", help=_h("da or en; else that of the program."))] = "",
) -> None:
    """Print the record of processing (GDPR article 30) as Markdown."""
    from refscreen.rights import processing

    text = processing.record(tuple(questionnaires or ()), language or console.messages().language)
    typer.echo(text, nl=False)


@command(help=_h("Print what a person is told before the first question (GDPR article 13)."))
def notice(
    output: Output = None,
    language: Annotated[str, typer.Option("--language", help=_h("da or en; else that of the program."))] = "",
    force: Force = False,
) -> None:
    """Print what a person is told before the first question (GDPR article 13)."""
    from refscreen import disk
    from refscreen.rights import notice as printing

    language = language or console.messages().language
    path = output or Path(console.messages().say("cli.notice_file"))
    if str(path) != "-":
        disk.refuse_to_replace(path, (), force=force)
    printed = printing.make(language)
    if str(path) == "-":
        console.hand_out(printed.content)
        return
    disk.save(path, printed.content)
    console.told("written", path=path, pages=printed.pages)
