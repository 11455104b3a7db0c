"""The commands: options in, one call, the result shown, an exit code out. Nothing else prints or exits.

Heavy modules are imported inside the commands that need them, so that ``--help`` costs next to nothing.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from refscreen import __version__, console, process
from refscreen.commands import making, usage
from refscreen.commands.options import CaseFile, QuestionnaireName
from refscreen.console import help_text as _h
from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refscreen.conversation import Sitting

PARTLY_FAILED, USAGE, INTERRUPTED = 1, 2, 130
WITH_COMMAND = ("handover", "postcard")
"""Documents that have a command of their own; the others are made with ``render``."""

app = typer.Typer(
    cls=usage.Group,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_show_locals=False,  # a traceback must never show an answer
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_h("Hold a screening interview and turn it into documents people act on.")
    + "\n\nrefscreen interview -o case.yaml\n\nrefscreen report case.yaml",
)
app.add_typer(making.app)
command = partial(app.command, cls=usage.Command, rich_help_panel=usage.DAILY)


@cache
def whole() -> typer.Typer:
    """The program with all its commands; those of every day are in ``app`` from the start."""
    from refscreen.commands import (
        agreeing,
        authoring,
        custody,
        exporting,
        importing,
        migrating,
        oversight,
        sealing,
        simulating,
        upkeep,
    )

    app.add_typer(custody.app)
    app.add_typer(agreeing.app)
    app.add_typer(sealing.app, name="keys", rich_help_panel=usage.PERSONAL)
    app.add_typer(exporting.app)
    app.add_typer(importing.app)
    app.add_typer(upkeep.app)
    app.add_typer(oversight.app)
    for part in (simulating.app, exporting.forms, importing.forms, migrating.app):
        authoring.app.add_typer(part)
    app.add_typer(authoring.app, name="questionnaire", rich_help_panel=usage.TOOLS)
    return app


def _asked_for(given: Sequence[str]) -> typer.Typer:
    """The program as these arguments need it: one command alone where one is named, else all of them."""
    alone = usage.narrowed(app, given)
    return usage.narrowed(whole(), given) if alone is app else alone


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"refscreen {__version__}")
        raise typer.Exit


@app.callback()
def options(
    lang: Annotated[
        str, typer.Option("--lang", help=_h("Language of the program's own messages: da or en."))
    ] = "",
    _version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_show_version, is_eager=True, help=_h("Show the version.")),
    ] = False,
) -> None:
    """Set what holds for every command."""
    from refscreen.vault import keys

    console.speak(lang)
    if lang and not console.spoken_as(lang):
        known = {"known": ", ".join(console.LANGUAGES)}
        raise UserError([Problem("unknown_language", where="--lang", values=known)], exit_code=USAGE)
    process.keep_private()
    keys.asks(console.asked_passphrase)


@command(help=_h("Hold an interview and keep every answer as it is given."))
def interview(
    questionnaire: QuestionnaireName = "screening",
    output: CaseFile = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help=_h("Answers known beforehand, as YAML."))
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help=_h("Ask nothing; needs --answers."))] = False,
    language: Annotated[str, typer.Option("--language", help=_h("Language the interview is held in."))] = "",
    follow_up: Annotated[
        bool, typer.Option("--follow-up", help=_h("Some months later: ask what has changed, keep what was."))
    ] = False,
    minutes: Annotated[
        int, typer.Option("--minutes", min=0, help=_h("Minutes there are today; else what is planned."))
    ] = 0,
) -> None:
    """Hold an interview and keep every answer as it is given."""
    from refscreen import conversation, personal_numbers
    from refscreen.commands import reminding

    if str(output) == "-":
        raise UserError([Problem("needs_a_file", where="-o")], exit_code=USAGE)
    if no_input and answers is None:
        raise UserError([Problem("no_answers", where="--no-input")], exit_code=USAGE)
    if not no_input:
        _refuse_what_cannot_be_held(questionnaire, language)
    path = output or Path(f"{Path(questionnaire).stem}-{datetime.now():%Y-%m-%d-%H%M}")
    if not path.suffix and not path.exists():
        path = path.with_name(f"{path.name}.yaml")
    if personal_numbers.names_a_person(path.stem) and not path.exists():
        raise UserError([Problem("file_is_a_person", where="-o")], exit_code=USAGE)
    reminding.remind(path)
    wish = conversation.Wish(questionnaire, path, answers, language, follow_up, minutes)
    record = conversation.fill(wish) if no_input else conversation.hold(wish)
    _tell_of(record, path)
    _tell_of_what_is_left(answers)
    if record.stopped:
        raise typer.Exit(INTERRUPTED)


def _refuse_what_cannot_be_held(questionnaire: str, language: str) -> None:
    """Refuse a terminal that can only show lines, and a language that is there only to be read.

    Raises:
        UserError: with what can be done instead.
    """
    from refscreen import store

    if os.environ.get("TERM") == "dumb" and sys.stdin.isatty() and sys.stdout.isatty():
        raise UserError([Problem("dumb_terminal")], exit_code=USAGE)
    if not language or language not in store.translations(questionnaire):
        return
    spoken, first = console.messages().language, store.load_questionnaire(questionnaire).language
    names = {choice.id: choice.label for choice in store.listed_choices_of()["language"]}
    name = names[language].get(spoken, language) if language in names else language
    command = f"{console.program()} questionnaire print {questionnaire} --languages {first},{language}"
    values = {"language": name[:1].upper() + name[1:], "command": command}
    raise UserError([Problem("only_on_paper", where="--language", values=values)], exit_code=USAGE)


def _tell_of(record: Sitting, path: Path) -> None:
    """What an interview came to, and what can be done next."""
    from refscreen import twins
    from refscreen.vault import keys

    program = console.program()
    console.told("saved", "bold", path=path)
    if not keys.present():
        console.told("not_encrypted", program=program)
    for copy in record.set_aside:
        console.told("set_aside", path=copy)
    for other in set(twins.beside(path)) - set(record.set_aside):
        console.told("other_version", path=other)
    if record.core_open:
        console.told("core_open", count=record.core_open)
    if record.stopped:
        console.told("resume", path=path, program=program)
        return
    for document in record.possible(WITH_COMMAND):
        short = document if document in WITH_COMMAND else "document"
        lacking = record.lacks_for(document)
        for problem in lacking:
            asked = problem.key != "no_consent"
            told = console.messages().tell(problem)
            console.say(f"{told.what} {console.messages().say(f'cli.no_{short}') if asked else told.remedy}")
        if not lacking:
            console.told(f"next_{short}", path=path, program=program, document=document)


def _tell_of_what_is_left(known: Path | None) -> None:
    """Name the file of answers known beforehand, when it still lies unencrypted beside an encrypted case."""
    from refscreen import store
    from refscreen.vault import keys

    if known is not None and keys.present() and not store.header(known).sealed:
        console.told("known_in_clear", path=known)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the program; the one place where a user's mistake becomes words and an exit code."""
    console.speak_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    console.speak(console.asked_for(given))
    if usage.names_nothing(given):
        console.told("start", program=console.program())
        raise SystemExit(USAGE)
    try:
        code = _asked_for(given)(given, standalone_mode=False)
    except TyperException as error:
        console.tell(usage.mistake(error))
        raise SystemExit(USAGE) from None
    except UserError as error:
        console.tell(error.problems)
        raise SystemExit(error.exit_code) from None
    except typer.Abort:
        raise SystemExit(PARTLY_FAILED) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:  # whoever read our output has had enough
        console.let_go_of_stdout()
        raise SystemExit(PARTLY_FAILED) from None
    except Exception as error:  # noqa: BLE001  # told without its words, in which an answer may stand
        console.tell_of_fault(error)
        raise SystemExit(PARTLY_FAILED) from None
    raise SystemExit(code or 0)
