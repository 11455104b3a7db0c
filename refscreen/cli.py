"""The commands: options in, one call, the result shown, an exit code out. Nothing else prints or exits.

Heavy modules are imported inside the commands that need them, so that ``--help`` costs next to nothing.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from refscreen import __version__, authoring, console, upkeep, usage
from refscreen.console import help_text as _h
from refscreen.dates import exact_day
from refscreen.errors import Problem, UserError
from refscreen.options import AnswersFile, CaseFile, Day, Force, FormOption, Language, Output, form_of

if TYPE_CHECKING:
    from refscreen.conversation import Sitting
    from refscreen.production import Order

PARTLY_FAILED, USAGE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    cls=usage.Group,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_show_locals=False,  # a traceback must never show an answer
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_h("Hold a screening interview and turn it into documents people act on.")
    + "\n\nrefscreen interview -o case.yaml\n\nrefscreen report case.yaml",
)
app.add_typer(upkeep.app)
app.add_typer(authoring.app, name="questionnaire")
command = partial(app.command, cls=usage.Command)


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
    console.speak(lang)


def _day(text: str) -> date | None:
    try:
        return exact_day(text) if text else None
    except ValueError:
        raise UserError([Problem("not_a_day", where="--date")], exit_code=USAGE) from None


def _produce(order: Order, output: Path | None, *, force: bool) -> None:
    """Make one document and put it where it was asked for."""
    from refscreen import batch, disk, production, store

    order = replace(order, form=form_of(order.form, output))
    if output is not None and str(output) != "-":
        store.refuse_to_replace(output, (order.answers, order.photo), force=force)
    product = production.make(order)
    if str(output) == "-":
        sys.stdout.buffer.write(product.content)
        sys.stdout.buffer.flush()
        return
    path = output or batch.planned(batch.Job(order, order.answers.parent)).path or Path(order.document)
    store.refuse_to_replace(path, (order.answers, order.photo), force=force)
    disk.save(path, product.content)
    console.told("written" if product.pages else "written_html", path=path, pages=product.pages)


@command(help=_h("Hold an interview and keep every answer as it is given."))
def interview(
    questionnaire: Annotated[
        str, typer.Argument(metavar=_h("QUESTIONNAIRE"), help=_h("A questionnaire's name or file."))
    ] = "screening",
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
    from refscreen import conversation

    if str(output) == "-":
        raise UserError([Problem("needs_a_file", where="-o")], exit_code=USAGE)
    if no_input and answers is None:
        raise UserError([Problem("no_answers", where="--no-input")], exit_code=USAGE)
    if not no_input:
        _refuse_what_cannot_be_held(questionnaire, language)
    path = output or Path(f"{Path(questionnaire).stem}-{datetime.now():%Y-%m-%d-%H%M}")
    if not path.suffix and not path.exists():
        path = path.with_name(f"{path.name}.yaml")
    wish = conversation.Wish(questionnaire, path, answers, language, follow_up, minutes)
    record = conversation.fill(wish) if no_input else conversation.hold(wish)
    _tell_of(record, path)
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
    program = console.program()
    console.told("saved", "bold", path=path)
    for copy in record.set_aside:
        console.told("set_aside", path=copy)
    if record.core_open:
        console.told("core_open", count=record.core_open)
    if record.stopped:
        console.told("resume", path=path, program=program)
        return
    for document, key in (("handover", "next_report"), ("postcard", "next_postcard")):
        lacking = record.lacks_for(document)
        for problem in lacking:
            asked = problem.key != "no_consent"
            told = console.messages().tell(problem)
            console.say(
                f"{told.what} {console.messages().say(f'cli.no_{document}') if asked else told.remedy}"
            )
        if not lacking:
            console.told(key, path=path, program=program)


@command(help=_h("Make the handover document for the municipality."))
def report(
    answers: AnswersFile,
    output: Output = None,
    language: Language = "",
    form: FormOption = None,
    day: Day = "",
    force: Force = False,
) -> None:
    """Make the handover document for the municipality."""
    from refscreen.production import Order

    _produce(Order("handover", answers, language, form or "", today=_day(day)), output, force=force)


@command(help=_h("Make the CV postcard for companies."))
def postcard(
    answers: AnswersFile,
    output: Output = None,
    language: Language = "",
    form: FormOption = None,
    sheet: Annotated[
        bool, typer.Option("--sheet", help=_h("Four cards on A4, to print on both sides and cut."))
    ] = False,
    branch: Annotated[
        str, typer.Option("--branch", help=_h("Cut the card to one branch of the questionnaire."))
    ] = "",
    photo: Annotated[
        Path | None, typer.Option("--photo", help=_h("A photo; needs the candidate's consent."))
    ] = None,
    day: Day = "",
    force: Force = False,
) -> None:
    """Make the CV postcard for companies."""
    from refscreen.production import Order

    order = Order(
        "postcard", answers, language, form or "", branch=branch, sheet=sheet, photo=photo, today=_day(day)
    )
    _produce(order, output, force=force)


@command("documents", help=_h("List the documents that can be made of a case."))
def list_documents() -> None:
    """List the documents that can be made of a case."""
    from refscreen import inspection

    for line in inspection.documents_there_are(console.messages()):
        typer.echo(line)


@command(help=_h("Make any document by its name; see refscreen documents."))
def render(
    name: Annotated[str, typer.Argument(metavar=_h("NAME"), help=_h("The document's name."))],
    answers: AnswersFile,
    output: Output = None,
    language: Language = "",
    form: FormOption = None,
    day: Day = "",
    force: Force = False,
) -> None:
    """Make any document by its name; see refscreen documents."""
    from refscreen.production import Order

    _produce(Order(name, answers, language, form or "", today=_day(day)), output, force=force)


@command(
    "batch", help=_h("Make documents of whole folders; what is unchanged is skipped, what fails is named.")
)
def run_batch(
    paths: Annotated[
        list[Path], typer.Argument(metavar=_h("PATH"), help=_h("Answers files and folders of them."))
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help=_h("The folder for the documents."))],
    document: Annotated[
        list[str], typer.Option("--document", help=_h("report, postcard or another document; may repeat."))
    ] = ["report"],  # noqa: B006
    language: Language = "",
    form: FormOption = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, help=_h("Processes at once; 0 is one for each core."))
    ] = 0,
    force: Annotated[
        bool, typer.Option("--force", "-f", help=_h("Make everything again, also what is unchanged."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=_h("Say what would be made, make nothing."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_h("One JSON object a line on stdout."))] = False,
) -> None:
    """Make documents of whole folders; what is unchanged is skipped, what fails is named."""
    from refscreen import bulk

    wish = bulk.Wish(tuple(paths), output, tuple(document), language, form or "pdf", jobs, force, dry_run)
    outcomes = bulk.run(wish, console.messages(), as_json=as_json)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise typer.Exit(PARTLY_FAILED)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the program; the one place where a user's mistake becomes words and an exit code."""
    console.speak_utf8()
    console.speak(console.asked_for(sys.argv[1:] if arguments is None else arguments))
    try:
        code = app(arguments, standalone_mode=False)
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
    raise SystemExit(code or 0)
