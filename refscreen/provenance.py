"""Digests of what a document is made from: whether it would change is known without making it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from refscreen import __version__, documents, pdf, production, store, template
from refscreen.production import Order, Prepared


def of_inputs(order: Order) -> str:
    """A digest of every file and option that a document is made from; empty when some cannot be read.

    Raises:
        UserError: there is no such document or questionnaire.
    """
    try:
        answers = order.answers.read_bytes() if order.answers.is_file() else b""
        photo = order.photo.read_bytes() if order.photo else b""
    except OSError:
        return ""
    named = store.glance(answers)
    if not named:
        return ""
    asked = str(replace(order, answers=Path(), photo=None)).encode()
    method = _of_method(named, order.document)
    return _of((asked, answers, photo, method, _of_template(order.document)))


def of_view(prepared: Prepared) -> str:
    """A digest of what the audience sees and how it is set: what alone decides the document's bytes."""
    seen = hashlib.sha256("\0".join(_leaves(prepared.seen)).encode())
    pictures = [content for _name, content in sorted(prepared.pictures.items())]
    setting = "\0".join((prepared.form, *_leaves(prepared.setting)))
    return _of((seen.digest(), setting.encode(), *pictures, _of_template(prepared.document.name)))


def forget() -> None:
    """Look at the files anew the next time."""
    _of_method.cache_clear()
    _of_template.cache_clear()
    production.forget()


@cache
def _of_method(questionnaire: str, document: str) -> bytes:
    return _of_files(production.method_files(questionnaire, document))


@cache
def _of_template(document: str) -> bytes:
    folder = documents.find(document).folder
    return __version__.encode() + _of_files([folder, template.COMMON, pdf.FONTS])


def _of_files(paths: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.digest()


def _of(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _leaves(thing: Any) -> list[str]:
    """Everything a value is made of, in an order that is always the same."""
    found: list[str] = []
    _gather(thing, found)
    return found


def _gather(thing: Any, found: list[str]) -> None:
    """Put everything a value is made of behind what is found already."""
    if thing is None or isinstance(thing, str):
        found.append(repr(thing))
    elif parts := _parts(thing.__class__):
        found.append(thing.__class__.__name__)
        for part in parts(thing):
            if part is None or part.__class__ is str:
                found.append(repr(part))
            else:
                _gather(part, found)
    elif isinstance(thing, Mapping):
        found.append(f"{len(thing)} named")
        for key, item in thing.items():
            found.append(str(key))
            _gather(item, found)
    elif isinstance(thing, tuple | list):
        found.append(f"{len(thing)} of")
        for item in thing:
            _gather(item, found)
    else:
        found.extend(sorted(map(repr, thing)) if isinstance(thing, frozenset | set) else [repr(thing)])


@cache
def _parts(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What tells the values of a dataclass's fields, in their order; None for anything else."""
    names = [one.name for one in fields(kind)] if is_dataclass(kind) else []
    if len(names) == 1:
        return lambda thing: (getattr(thing, names[0]),)
    return attrgetter(*names) if names else None
