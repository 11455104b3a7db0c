"""The user's own key, and whom files are encrypted for besides.

Everything lies in the user's folder for settings: ``key.age`` is the secret key under a passphrase, and
``recipients.yaml`` the public keys of the user, the colleagues, and the recovery key that lies in a safe.
Losing the only key loses every case, so there are always two (availability is part of GDPR art. 32).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from refscreen import disk, home
from refscreen.errors import Problem, UserError
from refscreen.vault import age, remembering, sealed
from refscreen.yaml_text import YamlError, read, write

OWN, COLLEAGUE, RECOVERY = "own", "colleague", "recovery"
ATTEMPTS = 3
KEY, NEW, LIST = "key.age", "key.new.age", "recipients.yaml"
"""``NEW`` is a key that is being made: it is on disk before anything can be encrypted for it."""

Ask = Callable[[bool], str]
"""Asks for the passphrase; whether the one before was wrong."""


@dataclass(frozen=True)
class Recipient:
    """Somebody whose key opens the files: ``role`` is own, colleague or recovery."""

    name: str
    key: str
    role: str = COLLEAGUE


class _Unlocked:
    """The secret key as long as the process lasts, and who can be asked for its passphrase."""

    secret = ""
    refused = False
    tried: frozenset[str] = frozenset()
    """What did not open it: each try takes seconds, and a folder has many cases."""
    ask: Ask | None = None
    unused = False


def _file(name: str) -> Path:
    return home.settings() / name


def present() -> bool:
    """Whether the user has a key, and files are encrypted."""
    return not _Unlocked.unused and _file(KEY).is_file()


def expected() -> bool:
    """Whether files are to be encrypted: also where the key was lost, and only the list is there."""
    return not _Unlocked.unused and (present() or _file(LIST).is_file())


@contextmanager
def unused() -> Iterator[None]:
    """Encrypt nothing meanwhile: what is written is made up, and to be looked at."""
    _Unlocked.unused = True
    try:
        yield
    finally:
        _Unlocked.unused = False


def recipients() -> tuple[Recipient, ...]:
    """Whom a new file is encrypted for; the user first.

    Raises:
        UserError: the list cannot be read.
    """
    if not (path := _file(LIST)).is_file() and not present():
        return ()
    try:
        rows: Any = read(path.read_bytes()).data
        found = tuple(Recipient(str(row["name"]), str(row["key"]), str(row["role"])) for row in rows)
    except (OSError, YamlError, KeyError, TypeError):
        found = ()  # never nobody: a file would be written in clear
    if [one.role for one in found].count(OWN) != 1 or not all(age.is_public(one.key) for one in found):
        raise UserError([Problem("bad_recipients", where=str(path))], exit_code=2)
    return found


def own() -> Recipient:
    """The user as a recipient.

    Raises:
        UserError: there is no key yet.
    """
    mine = next((one for one in recipients() if one.role == OWN), None)
    if mine is None or not present():
        raise UserError([Problem("no_keys")], exit_code=2)
    return mine


def create(name: str, passphrase: str, recovery: str, *, anew: bool = False) -> Recipient:
    """Make the user's key, and let everything be encrypted from now on; the colleagues of before stay.

    Args:
        name: what colleagues see the key called.
        passphrase: that it is locked with; empty only for a machine that runs alone.
        recovery: the public key whose secret half lies in a safe.
        anew: there is one already, whose passphrase is forgotten; it is kept beside the new one.

    Raises:
        UserError: there is one already, or the disk would not take it.
    """
    if present() and not anew:
        raise UserError([Problem("keys_there", where=str(_file(KEY)))], exit_code=2)
    secret, key = age.new()
    content = age.locked(secret, passphrase)
    mine = Recipient(name, key, OWN)
    with disk.writing(home.settings()):
        home.made_private(home.settings())
    for before_it in filter(Path.is_file, (_file(KEY), _file(NEW))):
        disk.set_aside(before_it)
    disk.save(_file(NEW), content)
    _write((mine, Recipient(sealed.RECOVERY, recovery, RECOVERY), *before(COLLEAGUE)))
    _put_in_place(content)
    take(secret)
    return mine


def _put_in_place(content: bytes) -> None:
    disk.save(_file(KEY), content)
    with disk.writing(_file(NEW)):
        _file(NEW).unlink(missing_ok=True)


def before(role: str) -> tuple[Recipient, ...]:
    """Those of a role in the list as it is; nobody where there is none, or none that can be read."""
    with suppress(UserError):
        return tuple(one for one in recipients() if one.role == role)
    return ()


def add(name: str, key: str) -> Recipient:
    """Encrypt for somebody else, too, from now on.

    Raises:
        UserError: it is no public key, or the name or the key is there already.
    """
    if key.startswith("AGE-SECRET-KEY"):
        raise UserError([Problem("secret_key_given")], exit_code=2)
    if not age.is_public(key):
        raise UserError([Problem("no_public_key")], exit_code=2)
    own()
    there = recipients()
    if any(key == one.key or name.casefold() == one.name.casefold() for one in there):
        raise UserError([Problem("recipient_there", where=name)], exit_code=2)
    new = Recipient(name, key)
    _write((*there, new))
    return new


def remove(name: str) -> Recipient:
    """Encrypt for somebody no longer; what they have a copy of they can still read.

    Raises:
        UserError: there is nobody of that name, or it is the user's own or the recovery key.
    """
    own()
    there = recipients()
    found = next((one for one in there if name.casefold() == one.name.casefold()), None)
    if found is None or found.role != COLLEAGUE:
        known = ", ".join(one.name for one in there if one.role == COLLEAGUE)
        problem = Problem("no_such_recipient", where=name, values={"known": known})
        raise UserError([problem if known else Problem("no_colleagues", where=name)], exit_code=2)
    _write(tuple(one for one in there if one != found))
    return found


def _write(there: tuple[Recipient, ...]) -> None:
    disk.save(_file(LIST), write([asdict(one) for one in there]).encode())


def checked(passphrase: str) -> str:
    """The passphrase, when it is the key's.

    Raises:
        UserError: it is another.
    """
    try:
        take(_opened(passphrase))
    except age.NotForKeyError:
        raise UserError([Problem("wrong_passphrase")], exit_code=2) from None
    return passphrase


def change_passphrase(passphrase: str) -> None:
    """Lock the key with another passphrase; the files stay as they are."""
    disk.save(_file(KEY), age.locked(secret(), passphrase))


def asks(ask: Ask | None) -> None:
    """Let somebody be asked for the passphrase when it is needed."""
    _Unlocked.ask = ask


@contextmanager
def silent() -> Iterator[None]:
    """Ask nobody meanwhile: the screen belongs to something else."""
    ask, _Unlocked.ask = _Unlocked.ask, None
    try:
        yield
    finally:
        _Unlocked.ask = ask


def take(secret: str) -> None:
    """Use this secret key as long as the process lasts; a worker is given it in memory, never on disk."""
    _Unlocked.secret, _Unlocked.refused, _Unlocked.tried = secret, False, frozenset()


@contextmanager
def borrowed(secret: str) -> Iterator[None]:
    """Use another secret key meanwhile."""
    before = _Unlocked.secret
    take(secret)
    try:
        yield
    finally:
        take(before)


def secret() -> str:
    """The user's secret key; the passphrase is asked for once in a process, whether or not it is known.

    It is looked for in ``REFSCREEN_PASSPHRASE`` and the system's keyring before anybody is asked.

    Raises:
        UserError: there is no key, nobody to ask, no right passphrase, or the key is not the one that the
            user's files are encrypted for.
    """
    if not _Unlocked.secret:
        mine = own().key
        found = _unlocked() if age.is_locked(_content()) else _opened("")
        if age.public(found) != mine:
            raise UserError([Problem("other_key", where=str(_file(KEY)))], exit_code=2)
        _Unlocked.secret = found
    return _Unlocked.secret


def _unlocked() -> str:
    """The secret key, with the first passphrase that opens it."""
    wrong = _Unlocked.refused
    for remembered in (False, True):
        told = "" if remembered else os.environ.get("REFSCREEN_PASSPHRASE", "")
        passphrase = remembering.kept(own().key) if remembered else told
        with suppress(age.NotForKeyError):
            if passphrase and passphrase not in _Unlocked.tried:
                return _opened(passphrase)
        _Unlocked.tried |= {passphrase} - {""}
        wrong = wrong or bool(passphrase)
    for _attempt in range(ATTEMPTS if _Unlocked.ask and not _Unlocked.refused else 0):
        assert _Unlocked.ask is not None  # noqa: S101  # for the type checker
        passphrase = _Unlocked.ask(wrong)
        with suppress(age.NotForKeyError):
            return _opened(passphrase)
        wrong = True
    _Unlocked.refused = wrong
    raise UserError([Problem("wrong_passphrase" if wrong else "passphrase_needed")], exit_code=2)


def _opened(passphrase: str) -> str:
    """The secret key in the user's key file.

    Raises:
        age.NotForKeyError: the passphrase is another.
        UserError: the file cannot be read, or there is no key in it.
    """
    with suppress(OSError, age.NotForKeyError, age.DamagedError):  # made, and not yet in place
        content = _file(NEW).read_bytes()
        if age.public(found := age.unlocked(content, passphrase)) == own().key:
            _put_in_place(content)
            return found
    try:
        return age.unlocked(_content(), passphrase)
    except age.DamagedError:
        raise _damaged() from None


def _damaged() -> UserError:
    return UserError([Problem("key_damaged", where=str(_file(KEY)))], exit_code=2)


def _content() -> bytes:
    try:
        return _file(KEY).read_bytes()
    except OSError:
        raise _damaged() from None
