"""Cases that are on disk already, encrypted for others than before, or no longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refscreen import access, disk, store
from refscreen.errors import Problem, UserError
from refscreen.existing import no_such
from refscreen.vault import age, keys, sealed
from refscreen.yaml_text import write


@dataclass(frozen=True)
class Resealed:
    """What became of the files: those written anew, and why others were not."""

    changed: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def cases(paths: Iterable[Path]) -> list[Path]:
    """The answers files among these files and folders; questionnaires, rules and translations are none.

    Raises:
        UserError: a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UserError([no_such(path)], exit_code=2)
        inside = sorted(path.rglob("*.[yY]*[mM][lL]")) if path.is_dir() else [path]
        found |= dict.fromkeys(file for file in inside if not path.is_dir() or may_be_a_case(file))
    return list(found)


def may_be_a_case(file: Path) -> bool:
    """Whether a file in a folder has to be looked at; one that cannot be read is told of later.

    What was made for the person to take along is theirs to open.
    """
    if file.name.endswith(".data.yaml"):
        return False
    try:
        return file.is_file() and store.header(file).is_case
    except UserError:
        return True


def lock(paths: Iterable[Path]) -> Resealed:
    """Encrypt plain cases for the user's recipients."""
    mine = [{"name": one.name, "key": one.key} for one in keys.recipients()]
    return _each(paths, lambda there: _together(there, mine), plain=True)


def share(paths: Iterable[Path], new: keys.Recipient) -> Resealed:
    """Let somebody else read these encrypted cases, too."""
    row = {"name": new.name, "key": new.key}
    return _each(paths, lambda there: [*(one for one in there if one["key"] != new.key), row])


def withhold(paths: Iterable[Path], name: str, key: str = "") -> Resealed:
    """Encrypt these cases for somebody no longer, who has this name or key in them.

    Whoever is no longer among the user's colleagues can still be among those of a case.
    """
    mine = keys.own().key

    def stays(one: dict[str, Any]) -> bool:
        if one["key"] == mine or one["name"] == sealed.RECOVERY:
            return True
        return bool(one["key"] != key and str(one["name"]).casefold() != name.casefold())

    return _each(paths, lambda there: [one for one in there if stays(one)])


def recover(paths: Iterable[Path], secret: str) -> Resealed:
    """Open cases with a recovery key, and encrypt them for the user and today's recovery key, too.

    Who made a new key has a new paper, and may throw away the old one.
    """
    mine = [{"name": one.name, "key": one.key} for one in keys.recipients() if one.role != keys.COLLEAGUE]

    with keys.borrowed(secret):
        return _each(paths, lambda there: _together(there, mine))


def _together(there: Sequence[dict[str, str]], others: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Those of a case and others, each of them once."""
    known = {one["key"] for one in there}
    return [*there, *(one for one in others if one["key"] not in known)]


def unlocked(paths: Iterable[Path]) -> None:
    """Ask for the passphrase before anything is changed, where one of these cases needs it.

    Raises:
        UserError: it is not known.
    """
    if any(_is_sealed(path) for path in cases(paths)):
        keys.secret()


def _is_sealed(path: Path) -> bool:
    with suppress(UserError):
        return store.header(path).sealed
    return False


def in_clear(path: Path) -> bytes:
    """A case as the plain answers file it is inside.

    Raises:
        UserError: it cannot be opened.
    """
    return write(_without_recipients(store.read_source(path).data)).encode()


def _without_recipients(data: Any) -> Any:
    return (
        {key: value for key, value in data.items() if key != "recipients"} if isinstance(data, dict) else data
    )


def _each(paths: Iterable[Path], chosen: Any, *, plain: bool = False) -> Resealed:
    """Write each case anew for the recipients that are chosen from those it has."""
    changed: list[Path] = []
    problems: list[Problem] = []
    for path in cases(paths):
        try:
            header = store.header(path)
            if not header.is_case:
                problems.append(Problem("is_a_questionnaire", where=str(path)))
            elif header.sealed != plain:
                changed += [path] if _rewritten(path, chosen, plain=plain) else []
            elif plain:
                _swept(path)
        except UserError as error:
            problems += error.problems
        except disk.Changed:
            problems.append(Problem("changed_meanwhile", where=str(path)))
    return Resealed(tuple(changed), tuple(problems))


def _swept(path: Path) -> None:
    """Remove what a killed ``lock`` left in clear beside a case that is encrypted."""
    with suppress(UserError), disk.held(path):
        pass


def _rewritten(path: Path, chosen: Any, *, plain: bool) -> bool:
    """Whether the file was written anew; what is inside stays as it is, whether or not it fits.

    Whoever writes it can open it afterwards, whatever it says itself.
    """
    own = keys.own()
    with disk.held(path):
        before = disk.fingerprint(path)
        data: Any = store.read_source(path).data
        if not isinstance(data, dict):
            raise UserError([Problem("not_a_mapping", where=str(path))])
        wanted = _together(chosen(_recipients(data)), [{"name": own.name, "key": own.key}])
        if wanted == data.get("recipients") and not plain:
            return False
        access.note("keys", access.named(store.header(path).case, path), place=path)
        disk.save(path, sealed.close({**data, "recipients": wanted}, age.seal), before)
    return True


def _recipients(data: dict[str, Any]) -> list[dict[str, str]]:
    """Whom a case says it is for, without what is no key."""
    rows = data.get("recipients")
    named = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    there = [{"name": str(one.get("name", "?")), "key": str(one.get("key", ""))} for one in named]
    return [one for one in there if age.is_public(one["key"])]
