"""Where records meet keys: opens the envelope of an encrypted case, and decides whom one is closed for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.vault import age, keys, sealed
from refscreen.yaml_text import Source, YamlError, read, write


def opened(path: Path, outer: Source) -> Source:
    """What is sealed in an envelope, with the lines it has there.

    Raises:
        UserError: it is not for the user, was changed, or nobody gave the passphrase.
    """
    data: Any = outer.data
    where = str(path)
    try:
        secret = keys.secret()  # a worker is given it, and has no other key
    except UserError:
        if keys.present():
            raise
        named = {"names": sealed.readers(data)}
        raise UserError([Problem("sealed_without_key", where=where, values=named)], exit_code=2) from None
    try:
        inner = read(age.opened(sealed.payload(data), secret))
    except age.NotForKeyError:
        named = {"names": sealed.readers(data), "key": keys.own().key, "name": keys.own().name}
        raise UserError([Problem("not_for_you", where=where, values=named)], exit_code=2) from None
    except age.DamagedError:
        raise UserError([Problem("sealed_damaged", where=where)]) from None
    except YamlError as error:  # sealed as it is by somebody else's program
        raise UserError([replace(error.problem, where=where)]) from None
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

    Whoever saves a file can open it afterwards: a user with a key is always among those it is for. One who
    is not among them yet was given it in clear, and it is for the recovery key, too.

    Raises:
        UserError: the list of recipients cannot be read, or there is one and no key any more.
    """
    if not keys.expected():
        return write(answers.plain()).encode()
    before = [one for one in answers.recipients if age.is_public(str(one.get("key", "")))]
    mine, known = keys.own().key, {row["key"] for row in before}
    lacking = [one for one in keys.recipients() if one.key not in known and one.role != keys.COLLEAGUE]
    also = keys.recipients() if not before else [] if mine in known else lacking
    recipients = (*before, *({"name": one.name, "key": one.key} for one in also))
    return sealed.close(replace(answers, recipients=recipients).plain(), age.seal)
