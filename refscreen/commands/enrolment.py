"""What is asked and shown when somebody gets a key: name, passphrase, and the recovery key for the safe."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import typer

from refscreen import console, disk
from refscreen.errors import Problem, UserError
from refscreen.vault import age

SHORTEST = 12
"""Letters of a passphrase at least; four words have more."""
PROOF = 6
"""Letters at the end of the recovery key that are typed to show that it is kept."""
BEGINS = "AGE-SECRET-KEY-1"
USAGE = 2


def name(*, alone: bool) -> str:
    """What colleagues see the key called; the login name where nobody can be asked."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):
        login = "?"
    if alone:
        return login
    console.told("keys_name_title", "bold")
    return _asked("keys_name", default=login)


def typed(key: str) -> str:
    """A secret typed unseen.

    Args:
        key: the sentence that asks for it.

    Raises:
        UserError: nobody is at a terminal.
    """
    if not sys.stdin.isatty():
        raise UserError([Problem("passphrase_needed")], exit_code=USAGE)
    said = console.messages().say(f"cli.{key}")
    return str(typer.prompt(said, hide_input=True, err=True, prompt_suffix=" ")).strip()


def passphrase(*, alone: bool) -> str:
    """A passphrase that is long enough, typed twice.

    Raises:
        UserError: there is nobody to type one, and none in the environment.
    """
    if alone:
        given = os.environ.get("REFSCREEN_PASSPHRASE", "")
        if not given:
            raise UserError([Problem("passphrase_needed")], exit_code=USAGE)
        return given
    console.told("keys_passphrase_title", "bold")
    console.told("keys_passphrase")
    while True:
        first = typed("passphrase_new")
        if len(first) < SHORTEST:
            console.told("passphrase_short", count=SHORTEST)
        elif typed("passphrase_again") == first:
            return first
        else:
            console.told("passphrase_differs")


def recovery(file: Path | None) -> str:
    """The public half of a new recovery key; the secret half is in its file, or on paper.

    Raises:
        UserError: the file is there already, or the disk would not take it.
    """
    secret, key = age.new()
    if file:
        disk.refuse_to_replace(file, (), force=False)
        disk.save(file, f"# refscreen: recovery key · nødnøgle\n# public key: {key}\n{secret}\n".encode())
        console.told("keys_recovery_file", path=file)
        return key
    with _aside():
        console.told("keys_recovery_title", "bold")
        console.told("keys_recovery_intro")
        typer.echo(in_groups(secret), err=True)
        while "".join(_asked("keys_recovery_proof").split()).upper() != secret[-PROOF:]:
            console.told("keys_recovery_again")
    return key


def kept_recovery(file: Path | None) -> str:
    """The secret half of the recovery key, from its file or from paper.

    Raises:
        UserError: the file cannot be read, or it is no such key.
    """
    if file:
        with disk.writing(file):
            content = file.read_bytes()
    else:
        content = from_paper(_asked_for_paper()).encode()
    try:
        return age.unlocked(content)
    except (age.DamagedError, age.NotForKeyError):
        raise UserError([Problem("no_secret_key", where=str(file or ""))], exit_code=USAGE) from None


def in_groups(secret: str) -> str:
    """A secret key as it is copied by hand: in groups of four, five to a line."""
    groups = re.findall("..?.?.?", secret.removeprefix(BEGINS))
    lines = [" ".join(groups[start : start + 5]) for start in range(0, len(groups), 5)]
    return "\n".join(["", *(f"    {line}" for line in (BEGINS, *lines)), ""])


def from_paper(text: str) -> str:
    """The key in what somebody typed: without spaces, in capitals, with or without its beginning."""
    typed = "".join(text.split()).upper()
    return typed if typed.startswith(BEGINS) else f"{BEGINS}{typed}"


def _asked_for_paper() -> str:
    if not sys.stdin.isatty():
        raise UserError([Problem("no_secret_key", where="--recovery-file")], exit_code=USAGE)
    with _aside():
        return _asked("keys_type_recovery")


def _asked(key: str, default: str | None = None) -> str:
    return str(typer.prompt(console.messages().say(f"cli.{key}"), default=default, err=True))


@contextmanager
def _aside() -> Iterator[None]:
    """A screen of its own, of which nothing is left to scroll back to."""
    shown = console.error_console()
    with shown.screen(hide_cursor=False) if shown.is_terminal else nullcontext():
        yield
