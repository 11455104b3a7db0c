"""The envelope of an encrypted case: a header in clear keeps it findable and deletable, the rest is sealed.

It stays YAML. What stands in the header stands inside once more, so that a change to it is seen. Only the
header's four facts are in clear: which questions were answered is not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from refscreen.errors import Problem
from refscreen.yaml_text import YamlError, as_written, read, write

KEY, RECOVERY = "sealed", "recovery"
IN_CLEAR = ("questionnaire", "version", "case", "delete_after")
MADE_UP = frozenset({"today", "minutes", "expect"})
"""By one of these a file is known as a scenario; with a case number, it is kept and deleted as a case is."""
NOTICE = "# Krypteret med age · encrypted with age · age-encryption.org\n"
_KEY = re.compile(
    rb"\n(?! )[\"']?"  # most lines are indented, and no key
    rb"(questionnaire|version|case|delete_after|sealed|answers|today|minutes|expect)[\"']?[ \t]*:"
)
_REST = re.compile(rb"[^\r\n]*(?:\r?\n(?:[ \t][^\r\n]*)?)*")
"""What stands behind a key, further lines included."""
_SAYS_ITSELF = re.compile(r"[\w+-][\w+./-]*")
"""What is to YAML what it looks like, null apart: nothing needs to be parsed."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Header:
    """What can be known of a case without a key.

    Attributes:
        is_case: whether it is one at all: rules and manifests name a questionnaire, too.
        is_scenario: whether it is what an author made up to try a questionnaire with.
    """

    questionnaire: str = ""
    version: str = ""
    case: str = ""
    delete_after: date | None = None
    sealed: bool = False
    is_case: bool = False
    is_scenario: bool = False


def header(content: bytes) -> Header:
    """The header of an answers file, encrypted or plain, from its lines; empty where it is none."""
    content = b"\n" + content.removeprefix(_BOM)
    keys = {key[1].decode(): key.end() for key in _KEY.finditer(content)}
    found = {name: _said(content, start) if name in IN_CLEAR else "" for name, start in keys.items()}
    try:
        until = date.fromisoformat(found.get("delete_after", ""))
    except ValueError:
        until = None
    scenario = "questionnaire" in found and not MADE_UP.isdisjoint(found)
    scenario = scenario and found.keys().isdisjoint({KEY, "case", "delete_after"})
    return Header(
        questionnaire=found.get("questionnaire", ""),
        version=found.get("version", ""),
        case=found.get("case", ""),
        delete_after=until,
        sealed=KEY in found,
        is_case=KEY in found or ("answers" in found and not scenario),
        is_scenario=scenario,
    )


def _said(content: bytes, start: int) -> str:
    """The text that stands behind a key, as reading the whole file gives it; empty where there is none.

    Why: a case is deleted by the number that stands here, and its documents are found by the one the whole
    file has. YAML alone knows where a comment begins and what is quoted, and is slow.
    """
    rest = _REST.match(content, start)
    written = rest[0] if rest else b""
    plain = written.decode("utf-8", "replace").strip(" \t\r\n")
    if _SAYS_ITSELF.fullmatch(plain) and plain != "null":
        return plain
    try:
        value = read(b"v: " + written).data["v"]
    except YamlError:
        return ""
    return "" if isinstance(value, dict | list) else as_written(value)


def is_sealed(data: object) -> bool:
    """Whether the data of a file are an envelope."""
    return isinstance(data, dict) and KEY in data


def close(record: Mapping[str, Any], seal: Callable[[bytes, list[str]], str]) -> bytes:
    """The envelope of a record, for the recipients it names.

    Args:
        record: the whole answers file as data, with its ``recipients``.
        seal: encrypts for public keys.
    """
    recipients = list(record["recipients"])
    payload = seal(write(record).encode(), [str(one["key"]) for one in recipients])
    outer = {key: record[key] for key in IN_CLEAR if key in record}
    outer[KEY] = {"recipients": recipients, "payload": payload}
    return (NOTICE + write(outer)).encode()


def payload(data: Mapping[str, Any]) -> str:
    """The armoured part of an envelope; empty when there is none."""
    inside = data[KEY]
    text = inside.get("payload") if isinstance(inside, Mapping) else None
    return text if isinstance(text, str) else ""


def readers(data: Mapping[str, Any]) -> str:
    """The names of those an envelope says it is for; the key in the safe is nobody one can ask."""
    inside = data[KEY]
    rows = inside.get("recipients") if isinstance(inside, Mapping) else None
    listed = rows if isinstance(rows, list) else []
    names = [str(one.get("name", "?")) for one in listed if isinstance(one, Mapping)]
    return ", ".join(name for name in dict.fromkeys(names) if name != RECOVERY) or "?"


def changed(outer: Mapping[str, Any], inner: object) -> list[Problem]:
    """Where the header says something else than what is sealed; the sealed part is right."""
    record = inner if isinstance(inner, Mapping) else {}
    problems = []
    for key in IN_CLEAR:
        if outer.get(key) != record.get(key):
            told = {"key": key, "right": str(record.get(key, "–"))}
            problems.append(Problem("header_changed", (key,), values=told))
    inside = outer[KEY]
    if isinstance(inside, Mapping) and inside.get("recipients") != record.get("recipients"):
        problems.append(Problem("recipients_changed", (KEY, "recipients")))
    unknown = [key for key in outer if key not in (*IN_CLEAR, KEY)]
    problems += [Problem("not_in_header", (key,), values={"key": str(key)}, on_key=True) for key in unknown]
    return problems
