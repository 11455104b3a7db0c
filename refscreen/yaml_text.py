"""YAML as people write it: text stays text, every place keeps its line, nothing hostile is followed.

PyYAML's own loaders read ``no`` as False, ``12:30`` as 750 and ``0461`` as 305, let the last of two equal
keys win, expand aliases without end and, in C, crash on deep nesting. Here the data are built from
PyYAML's event stream without recursion, so all of that is decided in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml
from yaml import events

from refscreen.dates import PartialDate
from refscreen.errors import Path, Problem

LARGEST = 1_000_000
"""Bytes in one file; no questionnaire and no interview comes near."""
DEEPEST = 20
MOST = 30_000
"""Values in one file; the largest questionnaire has a third of them."""
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_NUMBER_LIKE = re.compile(r"(?=.*[0-9])[-+0-9_.:eE]+|0o[0-7]+")
_NOT_PRINTABLE = yaml.reader.Reader.NON_PRINTABLE
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel begin."""
_NULLS = {"", "~", "null"}
_BOOLS = {"true": True, "false": False}

Mark = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True)
class Source:
    """What a YAML file holds, and where each of its keys and values stands."""

    data: Any
    marks: Mapping[Path, Mark] = field(default_factory=dict, repr=False)
    key_marks: Mapping[Path, Mark] = field(default_factory=dict, repr=False)

    def mark(self, path: Path, *, on_key: bool = False) -> Mark:
        """Line and column of a place; of the nearest place around it when it is not in the file."""
        if on_key and path in self.key_marks:
            return self.key_marks[path]
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))


class YamlError(ValueError):
    """The text cannot be read as one plain YAML document."""

    def __init__(self, problem: str, mark: Mark = (1, 1), /, **values: str) -> None:
        """Name the problem and the place."""
        self.mark = mark
        self.problem = Problem(problem, values=values)
        super().__init__(problem)


def read(content: bytes, largest: int = LARGEST) -> Source:
    """Read one YAML document of at most so many bytes.

    Raises:
        YamlError: it is too large, not UTF-8, not YAML, too deep, repeats a key, or uses aliases or tags.
    """
    text = _text(content, largest)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError("not_yaml", (mark.line + 1, mark.column + 1) if mark else (1, 1)) from None
    except ValueError as error:  # PyYAML without its C part: an escape such as "\\U00110000"
        raise (error if isinstance(error, YamlError) else YamlError("not_yaml")) from None
    return Source(builder.root, builder.marks, builder.key_marks)


def _text(content: bytes, largest: int) -> str:
    """The characters of a file; whatever no plain file of ours holds is refused before YAML sees it."""
    if content.startswith(_WORKBOOKS):
        raise YamlError("a_table")
    if len(content) > largest:
        raise YamlError("too_large", largest=str(largest // 1000))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlError("not_utf8", _end_of(content[: error.start].decode("utf-8"))) from None
    hidden = _NOT_PRINTABLE.search(text)
    if hidden is not None:
        raise YamlError("control_characters", _end_of(text[: hidden.start()]))
    if text.count("%TAG") > DEEPEST:  # libyaml compares each with every other: seconds for a thousand
        raise YamlError("tags", _end_of(text[: text.index("%TAG")]))
    return text


def _end_of(text: str) -> Mark:
    """The place right after a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Builder:
    """Builds data from events with a stack of its own, so that depth costs no recursion."""

    def __init__(self) -> None:
        self.root: Any = None
        self.marks: dict[Path, Mark] = {}
        self.key_marks: dict[Path, Mark] = {}
        self._stack: list[tuple[Any, Path]] = []
        self._key: Any = None
        self._documents = 0

    def take(self, event: events.Event) -> None:
        if isinstance(event, events.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, events.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, events.CollectionEndEvent):
            self._stack.pop()
            self._key = None
        elif isinstance(event, events.AliasEvent):
            raise YamlError("aliases", _mark(event))
        elif isinstance(event, events.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlError("several_documents", _mark(event))

    def _scalar(self, event: events.ScalarEvent) -> None:
        _refuse_tags(event)
        waits_for_key = self._stack and isinstance(self._stack[-1][0], dict) and self._key is None
        if waits_for_key:
            self._take_key(event)
        else:
            self._place(_resolved(event), event)

    def _take_key(self, event: events.ScalarEvent) -> None:
        holder, path = self._stack[-1]
        resolved = _resolved(event)
        key: Any = resolved if isinstance(resolved, int) and not isinstance(resolved, bool) else event.value
        if key in holder:
            first = self.key_marks[(*path, key)][0]
            raise YamlError("repeated_key", _mark(event), key=str(key), first=str(first))
        holder[key] = None
        self.key_marks[(*path, key)] = _mark(event)
        self._key = (key,)

    def _open(self, event: events.CollectionStartEvent) -> None:
        _refuse_tags(event)
        if len(self._stack) >= DEEPEST:
            raise YamlError("too_deep", _mark(event), deepest=str(DEEPEST))
        if self._stack and isinstance(self._stack[-1][0], dict) and self._key is None:
            raise YamlError("not_yaml", _mark(event))  # a list or map as a key
        value: Any = {} if isinstance(event, events.MappingStartEvent) else []
        path = self._place(value, event)
        self._stack.append((value, path))
        self._key = None

    def _place(self, value: Any, event: events.NodeEvent) -> Path:
        if not self._stack:
            self.root = value
            path: Path = ()
        else:
            holder, above = self._stack[-1]
            if isinstance(holder, dict):
                key = self._key[0]
                holder[key] = value
                path = (*above, key)
                self._key = None
            else:
                holder.append(value)
                path = (*above, len(holder) - 1)
        self.marks[path] = _mark(event)
        if len(self.marks) > MOST:
            raise YamlError("too_many_values", _mark(event), most=str(MOST))
        return path


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _refuse_tags(event: Any) -> None:
    if event.anchor is not None:
        raise YamlError("aliases", _mark(event))
    if event.tag is not None:
        raise YamlError("tags", _mark(event))


def _resolved(event: events.ScalarEvent) -> Any:
    """The value of a scalar: only true, false, null and plain numbers are anything but text."""
    text: str = event.value
    if event.style:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.fullmatch(text) and text != "-0":
        return int(text)
    if _FLOAT.fullmatch(text) and _decimal(float(text)) == text:
        return float(text)
    return text


def _decimal(number: float) -> str:
    """The number without an exponent. Text that loses something as a number (``5.2010``) stays text."""
    digits = f"{Decimal(repr(number)):f}"
    return digits if "." in digits else f"{digits}.0"


def as_written(value: Any) -> str:
    """A value that was read as the text it was read from: a case number may be a number; empty for none."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return _decimal(value) if isinstance(value, float) else str(value)


# --- writing ----------------------------------------------------------------------------------------


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Blocks for text of several lines, bare dates, and quotes where another YAML reader would guess."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    literal = "\n" in text and not text.startswith((" ", "\n")) and "\t" not in text
    style = "|" if literal and not re.search(r"[^\S\n]$", text, re.MULTILINE) else None
    if style is None and _NUMBER_LIKE.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_date(dumper: Any, day: PartialDate) -> Any:
    tag = "timestamp" if day.day else "str" if day.month else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", str(day))


def _represent_float(dumper: Any, number: float) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:float", _decimal(number))


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(float, _represent_float)
_Dumper.add_representer(PartialDate, _represent_date)


def write(data: Any) -> str:
    """The data as YAML that ``read`` gives back unchanged and a person can edit."""
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text
