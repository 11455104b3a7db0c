"""Where records meet keys: opens the envelope of an encrypted case, and decides whom one is closed for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from refscreen import age, keys, sealed
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.yaml_text import Source, YamlError, read, write


def opened(path: Path, outer: Source) -> Source:
    """What is sealed in an envelope, with the lines it has there.

    Raises:
        UserError: it is not for the user, was changed, or nobody gave the passphrase.
    """
    data: Any = outer.data
    where = str(path)
    if not keys.present():
        named = {"names": sealed.readers(data)}
        raise UserError([Problem("sealed_without_key", where=where, values=named)], exit_code=2)
    try:
        inner = read(age.opened(sealed.payload(data), keys.secret()))
    except age.NotForKeyError:
        named = {"names": sealed.readers(data), "key": keys.own().key, "name": keys.own().name}
        raise UserError([Problem("not_for_you", where=where, values=named)], exit_code=2) from None
    except (age.DamagedError, YamlError):
        raise UserError([Problem("sealed_damaged", where=where)]) from None
    problems = sealed.changed(data, inner.data)
    if problems:
        marks = [outer.mark(problem.path, on_key=problem.on_key) for problem in problems]
        raise UserError(
            replace(problem, where=f"{path}:{line}:{column}")
            for problem, (line, column) in zip(problems, marks, strict=True)
        )
    return inner


def closed(answers: Answers) -> bytes:
    """The file of a record: encrypted for whom it was before, else for the user's recipients, else plain.

    Raises:
        UserError: the list of recipients cannot be read.
    """
    there = answers.recipients or tuple({"name": one.name, "key": one.key} for one in _recipients())
    if not there:
        return write(answers.plain()).encode()
    return sealed.close(replace(answers, recipients=there).plain(), age.seal)


def _recipients() -> tuple[keys.Recipient, ...]:
    return keys.recipients() if keys.present() else ()
