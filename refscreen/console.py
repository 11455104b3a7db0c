"""What reaches the screen: data on stdout, all else on stderr, and never an answer's control codes."""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from rich.console import Console

    from refscreen.messages import Messages

_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_COMMAND = re.compile(r"\S*refscreen \S[^«”\n]*")
_MARK = re.compile(r"\s*(?:[→✓✗?] +|\d\. )?")
_ARROW = "  → "
LANGUAGES = ("da", "en")
TOLD = 400
"""So many problems are told; whoever has more mends these first."""


def clean(text: str) -> str:
    """The text without terminal controls and direction marks; each is shown as its code."""
    return _UNSAFE.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)


def fitted(text: str, width: int) -> str:
    """The text broken between words; a command stays in one piece, so that it can be copied and run."""
    from textwrap import wrap

    def line(of: str) -> str:
        mark = _MARK.match(of)
        whole = _COMMAND.sub(lambda found: found[0].replace(" ", "\0"), of)
        lines = wrap(
            whole,
            width,
            subsequent_indent=" " * (mark.end() if mark else 0),
            replace_whitespace=False,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines).replace("\0", " ")

    return "\n".join(line(one) if len(one) > width else one for one in text.split("\n"))


def _fitted_here(text: str) -> str:
    """The text as it fits the terminal that stderr is; as it is where a program reads it."""
    try:
        return fitted(text, os.get_terminal_size(sys.stderr.fileno()).columns or 80)
    except (OSError, ValueError):
        return text


_MEANT = {"danish": "da", "dansk": "da", "dk": "da", "english": "en", "engelsk": "en"}


def program_language(asked: str = "") -> str:
    """The language of the program's own messages: asked, REFSCREEN_LANG, the locale, else English.

    What is asked for and not there is passed over, so that it is refused in a language that is.
    """
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not system:
        system = locale.getlocale()[0]
    wish = os.environ.get("REFSCREEN_LANG") or system or ""
    return spoken_as(asked) or spoken_as(wish) or "en"


def spoken_as(wish: str) -> str:
    """The language of ours that somebody means: ``da_DK.UTF-8``, ``Danish`` or ``dk``; empty for another."""
    code = wish.replace("-", "_").split("_")[0].split(".")[0].lower()
    return code if code in LANGUAGES else _MEANT.get(code, "")


def asked_for(given: Sequence[str]) -> str:
    """The language that --lang asks for, before the options are read; empty without it."""
    for word, following in zip(given, (*given, "")[1:], strict=True):
        if word == "--lang" or word.startswith("--lang="):
            return following if word == "--lang" else word.removeprefix("--lang=")
    return ""


def help_text(english: str) -> str:
    """A help text in the program's language."""
    return _help(program_language(asked_for(sys.argv[1:]))).get(english, english)


@cache
def _help(language: str) -> Mapping[str, str]:
    """The translated help texts by their English ones. English has none, so that it costs no reading."""
    if language == "en":
        return {}
    from refscreen.messages import load

    texts: Mapping[str, str] = load(language).texts["help"]
    return texts


@cache
def error_console() -> Console:
    """Where people read: stderr, in colour only where that is wanted."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            """Go on: whoever read what is said has had enough, and the work is done all the same."""

    return Screen(stderr=True, highlight=False, soft_wrap=True)


_spoken = "en"


def speak(asked: str) -> None:
    """From now on speak the language that was asked for, or what ``program_language`` finds."""
    global _spoken  # noqa: PLW0603  # the one setting that errors raised anywhere are told in
    _spoken = program_language(asked)


def messages() -> Messages:
    """What the program says, in the language it speaks."""
    from refscreen.messages import load

    return load(_spoken)


def told(key: str, style: str = "", **values: object) -> None:
    """One of the program's sentences to the person at the screen."""
    say(messages().say(f"cli.{key}", **values), style)


def day(of: date) -> str:
    """A day as people write it."""
    return f"{of:{messages().say('log.day')}}"


def say(text: str, style: str = "") -> None:
    """One line to the person at the screen; a terminal that is gone is told nothing."""
    text = _fitted_here(clean(text))
    with suppress(OSError):
        if not style and not error_console.cache_info().currsize:  # Rich is not imported for a bare line
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
            return
        from rich.text import Text

        error_console().print(Text(text, style=style))


def tell(problems: Iterable[Problem]) -> None:
    """All problems at once: where, what is wrong, what to do."""
    found = list(problems)
    if not found:
        return
    from rich.text import Text

    every = [messages().tell(problem) for problem in found[:TOLD]]
    for problem in every:
        lines = [(f"{clean(problem.where)}\n", "bold")] if problem.where else []
        what = _fitted_here(f"  {clean(problem.what)}")
        remedy = _fitted_here(f"{_ARROW}{clean(problem.remedy)}").removeprefix(_ARROW)
        text = Text.assemble(*lines, f"{what}\n", (_ARROW, "bold"), remedy)
        with suppress(OSError):
            error_console().print(text)
    if len(found) > len(every):
        told("problems_first", "bold", count=len(found), told=len(every))
    elif len(every) > 1:
        told("problems_many", "bold", count=len(every))


def asked_passphrase(wrong: bool) -> str:  # noqa: FBT001  # as ``keys.Ask`` calls it
    """The passphrase of the user's key, typed unseen.

    Raises:
        UserError: nobody is at a terminal.
        KeyboardInterrupt: whoever was asked gave up.
    """
    from getpass import getpass

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError([Problem("wrong_passphrase" if wrong else "passphrase_needed")], exit_code=2)
    if wrong:
        told("passphrase_wrong")
    try:
        return getpass(f"{messages().say('cli.passphrase')} ", stream=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        say("")  # what the shell writes next begins a line of its own
        raise KeyboardInterrupt from None


def tell_of_fault(error: Exception) -> None:
    """A fault of the program: where and of what kind. The words of an exception may hold an answer."""
    from traceback import format_tb

    trace = "".join(format_tb(error.__traceback__))
    told("fault", "bold")
    say(f"Traceback:\n{trace}{type(error).__name__}")


def program() -> str:
    """How the program was started, so that a suggested command can be typed as it is."""
    started, here = Path(sys.argv[0]), Path.cwd()
    if started.stem != "refscreen":
        return "python -m refscreen"
    if not started.is_absolute():
        return str(started)
    return str(started.relative_to(here)) if started.is_relative_to(here) else started.stem


def hand_out(content: bytes) -> None:
    """Data to stdout, for whoever asked for ``-o -``."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def let_go_of_stdout() -> None:
    """Send the rest nowhere, so that nothing fails when the streams are closed at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def speak_utf8() -> None:
    """Æ, ø and å also when a Windows shell pipes the output."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
