"""``refscreen keys …``: the commands that let the answers be encrypted, and say for whom."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import Force, Output, file_named
from refscreen.console import help_text as _h
from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from refscreen.resealing import Resealed

PARTLY_FAILED, USAGE = 1, 2

app = typer.Typer(
    cls=usage.Group, no_args_is_help=True, help=_h("Encrypt the answers, and say who can read them.")
)
command = partial(app.command, cls=usage.Command)
Cases = Annotated[
    list[Path] | None, typer.Argument(metavar=_h("PATH"), help=_h("Cases, or folders of them."))
]
NewRecoveryFile = Annotated[
    Path | None,
    typer.Option(
        "--recovery-file",
        parser=file_named,
        metavar=_h("<path>"),
        help=_h("Write a new recovery key to this file, on a stick that goes into the safe."),
    ),
]
Who = Annotated[str, typer.Argument(metavar=_h("NAME"), help=_h("The colleague's name."))]


@command(help=_h("Make your key, once. From then on answers are encrypted."))
def init(
    name: Annotated[str, typer.Option("--name", help=_h("What colleagues see the key called."))] = "",
    recovery: Annotated[
        str, typer.Option("--recovery", help=_h("Your organisation's public recovery key: age1…"))
    ] = "",
    recovery_file: NewRecoveryFile = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help=_h("Only for a server that runs alone."))
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help=_h("The passphrase is forgotten: make another key."))
    ] = False,
) -> None:
    """Make your key, once. From then on answers are encrypted."""
    from refscreen.commands import enrolment
    from refscreen.vault import age, keys

    if keys.present() and not anew:
        raise UserError([Problem("keys_there", where=keys.own().name)], exit_code=USAGE)
    if recovery and recovery_file:
        raise UserError([Problem("one_recovery_key", where="--recovery-file")], exit_code=USAGE)
    if recovery and not age.is_public(recovery):
        raise UserError([Problem("no_public_key", where="--recovery")], exit_code=USAGE)
    alone = not (sys.stdin.isatty() and sys.stderr.isatty())
    there = "" if recovery_file else next((one.key for one in keys.before(keys.RECOVERY)), "")
    if alone and not (recovery or there or recovery_file):
        raise UserError([Problem("recovery_needed", where="--recovery")], exit_code=USAGE)
    if not alone:
        console.told("keys_intro", program=console.program())
    called = name or enrolment.name(alone=alone)
    passphrase = "" if no_passphrase else enrolment.passphrase(alone=alone)
    keys.create(called, passphrase, recovery or there or enrolment.recovery(recovery_file), anew=anew)
    console.told("keys_ready", "bold")
    console.told("keys_give_away", program=console.program())
    if anew:
        console.told("keys_old_cases", program=console.program())
    plain = _plain_here()
    if plain:
        console.told("keys_plain_here", count=plain, program=console.program())


@command(help=_h("Show your public key, to send to a colleague."))
def show() -> None:
    """Show your public key, to send to a colleague."""
    from refscreen.vault import keys

    mine = keys.own()
    console.told("keys_show", program=console.program())
    typer.echo(f'refscreen keys add "{mine.name}" {mine.key}')


@command("list", help=_h("List who can read what is encrypted here from now on."))
def list_recipients() -> None:
    """List who can read what is encrypted here from now on."""
    from refscreen.vault import keys

    keys.own()
    for one in keys.recipients():
        called = _said("keys_recovery") if one.role == keys.RECOVERY else one.name
        mark = f" ({_said('keys_own')})" if one.role == keys.OWN else ""
        typer.echo(f"{one.key}  {console.clean(called)}{mark}")


@command(help=_h("Let a colleague read new cases, and those in PATH, too."))
def add(
    name: Who,
    key: Annotated[str, typer.Argument(metavar=_h("KEY"), help=_h("The colleague's public key: age1…"))],
    paths: Cases = None,
) -> None:
    """Let a colleague read new cases, and those in PATH, too."""
    from refscreen import resealing
    from refscreen.vault import keys

    resealing.unlocked(paths or ())
    there = next((one for one in keys.recipients() if one.key == key and one.name == name), None)
    new = there if there and paths else keys.add(name, key)
    console.told("keys_added", "bold", name=new.name)
    if paths:
        _tell_of(resealing.share(paths, new))
    else:
        console.told("keys_share", program=console.program(), name=new.name, public=new.key)


@command(help=_h("Encrypt for a colleague no longer, in PATH too."))
def remove(name: Who, paths: Cases = None) -> None:
    """Encrypt for a colleague no longer, in PATH too."""
    from refscreen import resealing
    from refscreen.vault import keys

    resealing.unlocked(paths or ())
    here = next((one for one in keys.recipients() if one.name.casefold() == name.casefold()), None)
    may = bool(paths) and (here is None or here.role == keys.COLLEAGUE)
    done = resealing.withhold(paths or (), name, here.key if here else "") if may else None
    if here or not (done and (done.changed or done.problems)):
        keys.remove(name)
    console.told("keys_removed", "bold", name=name)
    console.told("keys_removed_copies", name=name)
    if done:
        _tell_of(done)
    else:
        console.told("keys_withhold", program=console.program(), name=name)


@command(help=_h("Encrypt cases that lie in clear."))
def lock(paths: Cases = None) -> None:
    """Encrypt cases that lie in clear."""
    from refscreen import resealing
    from refscreen.vault import keys

    keys.own()
    _tell_of(resealing.lock(paths or [Path()]))


@command(help=_h("Write a case in clear, for whoever has to read it without refscreen."))
def unlock(
    answers: Annotated[Path, typer.Argument(metavar=_h("ANSWERS"), help=_h("The encrypted case."))],
    output: Output = None,
    force: Force = False,
) -> None:
    """Write a case in clear, for whoever has to read it without refscreen."""
    from refscreen import disk, noting, resealing

    content = resealing.in_clear(answers)
    if str(output) == "-":
        noting.exported([answers], "", "yaml", "-")
        console.hand_out(content)
        return
    path = output or answers.with_name(f"{answers.stem}-{_said('keys_clear')}{answers.suffix}")
    disk.refuse_to_replace(path, (answers,), force=force)
    noting.exported([answers], "", "yaml", path)
    disk.save(path, content)
    console.told("keys_unlocked", "bold", path=path)


@command(help=_h("Open cases with the recovery key, and encrypt them for you, too."))
def recover(
    paths: Annotated[list[Path], typer.Argument(metavar=_h("PATH"), help=_h("Cases, or folders of them."))],
    recovery_file: Annotated[
        Path | None,
        typer.Option("--recovery-file", metavar=_h("<path>"), help=_h("Where the recovery key is.")),
    ] = None,
) -> None:
    """Open cases with the recovery key, and encrypt them for you, too."""
    from refscreen import resealing
    from refscreen.commands import enrolment
    from refscreen.vault import keys

    keys.own()
    _tell_of(resealing.recover(paths, enrolment.kept_recovery(recovery_file)))


@command(help=_h("Choose another passphrase for your key."))
def passphrase() -> None:
    """Choose another passphrase for your key."""
    from refscreen.commands import enrolment
    from refscreen.vault import keys

    keys.secret()
    keys.change_passphrase(enrolment.passphrase(alone=False))
    console.told("keys_passphrase_changed", "bold")


@command(help=_h("Let this computer's keyring keep the passphrase."))
def remember() -> None:
    """Let this computer's keyring keep the passphrase."""
    from refscreen.commands import enrolment
    from refscreen.vault import keys, remembering

    keys.own()
    remembering.keep(keys.own().key, keys.checked(enrolment.typed("passphrase")))
    console.told("keys_remembered", "bold", program=console.program())


@command(help=_h("Let the keyring forget the passphrase."))
def forget() -> None:
    """Let the keyring forget the passphrase."""
    from refscreen.vault import keys, remembering

    remembering.keep(keys.own().key, "")
    console.told("keys_forgotten", "bold")


def _said(key: str) -> str:
    return console.messages().say(f"cli.{key}")


def _plain_here() -> int:
    """How many cases lie in clear in the folder the program was started in; it does not look far."""
    from refscreen import store

    found = list(Path().glob("*.[yY]*[mM][lL]"))[:200]
    headers = [store.header(path) for path in found if path.is_file()]
    return sum(header.is_case and not header.sealed for header in headers)


def _tell_of(done: Resealed) -> None:
    """Which cases were written anew, and why others were not.

    Raises:
        Exit: some were not.
    """
    for path in done.changed:
        console.told("keys_rewritten", path=path)
    console.told("keys_rewritten_count", "bold", count=len(done.changed))
    if done.problems:
        console.tell(done.problems)
        raise typer.Exit(PARTLY_FAILED)
