"""Help pages and mistakes on the command line in the language of the program; Typer has only English ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from typer import Typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from refscreen.console import help_text as _h
from refscreen.console import program
from refscreen.errors import Problem, UserError, suggestion

LIBRARY = (
    _h("Arguments"),
    _h("Options"),
    _h("Commands"),
    _h("[default: {}]"),
    _h("[required]"),
    _h("[OPTIONS]"),
    _h("COMMAND [ARGS]..."),
    _h("<str>"),
    _h("<int range>"),
    _h("<path>"),
    _h("<list[str]>"),
    _h("<list[Path]>"),
    _h("Show this message and exit."),
    _h("Install completion for the current shell."),
    _h("Show completion for the current shell, to copy it or customize the installation."),
)
"""What stands in Typer's own words on a page; named here so that a test finds it translated."""
DAILY, PERSONAL = _h("The interview and its documents"), _h("Personal data")
TABLES, TOOLS = _h("Tables in and out"), _h("Tools")
"""What the commands are grouped under on the first help page."""
_CONSTANTS = (
    "ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE", "DEFAULT_STRING",
    "REQUIRED_LONG_STRING",
)  # fmt: skip


class Command(TyperCommand):
    """A command whose help page is in one language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The first line of the page."""
        _usage(ctx, formatter, self.collect_usage_pieces(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The whole page."""
        _translate(self.get_params(ctx), ctx)
        super().format_help(ctx, formatter)


class Group(TyperGroup):
    """A group of commands whose help page is in one language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The first line of the page."""
        _usage(ctx, formatter, self.collect_usage_pieces(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The whole page."""
        _translate(self.get_params(ctx), ctx)
        super().format_help(ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named.

        Raises:
            UserError: there is none of that name.
        """
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            values = {"known": ", ".join(known), "suggestion": suggestion(args[0], known)}
            raise UserError([Problem("no_such_command", where=args[0], values=values)], exit_code=2)
        return super().resolve_command(ctx, args)


def names_nothing(given: Sequence[str]) -> bool:
    """Whether no command is named and nothing asked for but a language."""
    if any(name.endswith("REFSCREEN_COMPLETE") for name in os.environ):  # the shell asks what may follow
        return False
    valued = tuple(given[:1]) == ("--lang",) and given[1:]
    named = given[2:] if valued else [word for word in given if not word.startswith("--lang=")]
    return not named


def narrowed(app: Typer, given: Sequence[str]) -> Typer:
    """The program with the one command that is asked for; whole where another is, or help on all of them.

    Why: Typer reads the signatures of all commands before it runs one, which takes longer than some of them.
    """
    words = iter(word for word in given if not word.startswith("--lang="))
    asked = next((word for word in words if word != "--lang" or not next(words, "")), "")
    nameless = [group.typer_instance for group in app.registered_groups if not group.name]
    for holder in (app, *filter(None, nameless)):
        for one in holder.registered_commands:
            if (one.name or getattr(one.callback, "__name__", "")) == asked:
                alone = copy(app)
                alone.registered_commands, alone.registered_groups = [one], []
                return alone
    return app


def _usage(ctx: Any, formatter: Any, pieces: Iterable[str]) -> None:
    formatter.write_usage(ctx.command_path, " ".join(map(_h, pieces)), _h("Usage: "))


def _translate(params: Iterable[Any], ctx: Any) -> None:
    """Put the library's own words on the page into the language; in English they are so already."""
    from typer import rich_utils

    for name in _CONSTANTS:
        setattr(rich_utils, name, _h(getattr(rich_utils, name)))
    for param in params:
        param.help = _h(param.help or "")
        kind = _kind(param, ctx)
        kind = "" if kind == "<bool>" else _h(kind)  # a flag takes no value
        param.display_type = lambda ctx, kind=kind: kind  # noqa: ARG005  # as Typer calls it


def mistake(error: TyperException) -> list[Problem]:
    """What the library could not read, as a problem of ours; none where a help page says it already."""
    kind, ctx, param = type(error).__name__, getattr(error, "ctx", None), getattr(error, "param", None)
    values = {"command": f"{ctx.command_path if ctx else program()} --help"}
    where = param.get_error_hint().replace("'", "") if param else getattr(error, "option_name", "")
    if kind == "NoArgsIsHelpError":
        return []
    if kind == "BadParameter" and param is not None:
        return [_unfit(param, where, ctx)]
    problem = "not_understood"
    if kind == "BadOptionUsage" and "does not take" in error.message:
        problem = "option_takes_nothing"
    elif kind == "BadOptionUsage":
        problem = "option_needs_value"
    elif kind == "NoSuchOption" and where == "--lang":
        problem = "lang_comes_first"
        values["program"] = program()
    elif kind == "NoSuchOption":
        problem = "no_such_option"
        values["suggestion"] = next(iter(getattr(error, "possibilities", None) or ()), "")
    elif kind == "MissingParameter":
        problem = "missing_parameter"
    elif error.message.startswith("Missing command"):
        problem = "no_command"
    return [Problem(problem, where=where, values=values)]


def _kind(param: Any, ctx: Any) -> str:
    """What a value is, on the page; of a few words the words, also where several can be given."""
    return re.sub(r"<list\[(.+\|.+)\]>", r"<\1>", param.display_type(ctx))


def _unfit(param: Any, where: str, ctx: Any) -> Problem:
    """A value of the wrong kind: one of a few words is wanted, or a number."""
    kind = _kind(param, ctx).strip("<>")
    if "|" in kind:
        return Problem("not_one_of", where=where, values={"allowed": kind.replace("|", ", ")})
    return Problem("not_a_count", where=where, values={"least": str(getattr(param, "min", None) or 0)})
