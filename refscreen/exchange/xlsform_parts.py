"""The parts of an XLSForm: its types, names, lists of choices and texts, each as a part of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from refscreen.audiences import shipped
from refscreen.conditions import BOOLEANS, OPERATORS
from refscreen.errors import Path, Problem
from refscreen.exchange.tables import Located, Place
from refscreen.exchange.xlsform_lines import Line
from refscreen.exchange.xpath_in import NoWayError

TYPES = {
    "text": "text", "string": "text", "integer": "number", "int": "number", "decimal": "number",
    "date": "date", "range": "scale", "acknowledge": "yes_no", "trigger": "yes_no",
}  # fmt: skip
_SELECTS = {
    "select_one": "choice", "select_multiple": "choices", "select": "choices", "select1": "choice",
    "select one": "choice", "select multiple": "choices", "select all that apply": "choices",
}  # fmt: skip
IGNORED = frozenset({
    "calculate", "hidden", "start", "end", "today", "deviceid", "device id", "username", "phonenumber",
    "phone number", "subscriberid", "subscriber id", "simserial", "sim id", "imei", "email", "audit",
    "start-geopoint", "background-audio", "xml-external", "csv-external", "uri:deviceid", "uri:phonenumber",
    "uri:subscriberid", "uri:simserial", "uri:username", "uri:email",
})  # fmt: skip
"""What a telephone notes by itself, or reckons; nobody is asked."""
CASES = ("case_ref", "case", "case_number", "case_no", "case_id", "sagsnummer", "sagsnr", "sag")
OTHER = {"da": "Andet", "en": "Other"}
QUESTIONS = {"da": "Spørgsmål", "en": "Questions"}
WHICH = {"da": "Hvilken?", "en": "Which one?"}
PIPED = re.compile(r"\$\{[^}]*\}")


@dataclass
class Draft:
    """The questionnaire that comes of a form, as its YAML will hold it; and where each part stands."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Located] = field(default_factory=list)
    left_out: list[Located] = field(default_factory=list)


def id_of(name: str, taken: Iterable[str] = ()) -> str:
    """A form's name as an id of ours that is still free: small letters, digits and ``_``."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.casefold().strip()).strip("_")
    plain = plain if re.match(r"[a-z]", plain) and plain not in {*OPERATORS, *BOOLEANS} else f"q_{plain}"
    known, number = set(taken), 2
    free = plain.rstrip("_")
    while free in known:
        free, number = f"{plain}_{number}", number + 1
    return free


def protected(name: str) -> dict[str, bool]:
    """What a form cannot say of a question: that its answer is asked for by a consent of its own."""
    category = shipped().categories.get(shipped().fixed_category(name))
    return {"sensitive": True} if category and category.sensitive else {}


def select_of(said: str) -> tuple[str, str]:
    """The type of a question with choices, and what follows it; empty for another."""
    for words, kind in sorted(_SELECTS.items(), key=lambda pair: -len(pair[0])):
        if said.casefold().startswith(f"{words} "):
            rest = said[len(words) :].strip()
            return kind, rest.removeprefix("from ").strip() if "." not in rest else rest
    return "", ""


def type_of(said: str) -> str:
    """The type as a person finds it in the row: without the list, but ``begin loop`` whole."""
    words = said.split(" ")
    return " ".join(words[: 2 if words[0].casefold() in {"begin", "end"} else 1])[:30]


def range_of(parameters: str) -> dict[str, Any]:
    """The ends of a range whose steps are whole numbers.

    Raises:
        NoWayError: they are not.
    """
    found = {"start": "1", "end": "10", "step": "1"}
    found |= dict(re.findall(r"(start|end|step)\s*=\s*(-?[\d.]+)", parameters))
    for text in found.values():
        if not re.fullmatch(r"-?\d{1,6}", text):
            raise NoWayError(parameters)
    if found["step"] != "1":
        raise NoWayError(f"step={found['step']}")
    return {"min": int(found["start"]), "max": int(found["end"])}


def is_scale(more: Mapping[str, Any]) -> bool:
    """Whether a range has so few steps that each is a rung of a scale."""
    return "min" in more and "max" in more and more["max"] - more["min"] <= 10  # noqa: PLR2004  # steps


def joined(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Texts under each other, in every language one of them is in."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for language, words in text.items():
            found.setdefault(language, []).append(words)
    return {language: "\n".join(words) for language, words in found.items()}


def said(words: Mapping[str, str], languages: Iterable[str]) -> dict[str, str]:
    """Words of ours in the languages of a form."""
    return {language: words.get(language, words["en"]) for language in languages}


def text_of(line: Line, key: str, language: str) -> dict[str, str]:
    """A text of a row in every language it is in; ``…`` stands for an answer that would be put into it."""
    found = {}
    for spoken, text in line.texts.get(key, {}).items():
        plain = PIPED.sub("…", text).strip()
        if plain.strip("… "):
            found[spoken or language] = plain
    return found


def choices_of(
    lines: Sequence[Line], language: str
) -> tuple[list[dict[str, Any]], dict[str, str], list[Located]]:
    """The choices of a list, our id of each by the form's name, and the names that are there twice."""
    choices: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    problems: list[Located] = []
    for line in lines:
        name = line.get("name") or next(iter(line.texts.get("label", {}).values()), "")
        if name in names:
            problems.append((line.place, Problem("xlsform_twice", values={"name": name[:40]})))
        plain = name.casefold()
        own = plain if plain in {"yes", "no"} else id_of(name, names.values())
        names[name] = own
        label = text_of(line, "label", language) or {language: name}
        known = {own, *(words.casefold() for words in label.values())}
        spoken = {} if plain in known else {"synonyms": [plain]}
        choices.append({"id": own, "label": label, **spoken})
    return choices, names, problems
