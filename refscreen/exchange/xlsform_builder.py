"""The rows of an XLSForm one after another: sections, questions, rows of groups, and what depends on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from refscreen.errors import Path, Problem
from refscreen.exchange import xpath_in
from refscreen.exchange.tables import Place
from refscreen.exchange.xlsform_lines import Line, Lines, ordered
from refscreen.exchange.xlsform_parts import (
    IGNORED,
    OTHER,
    PIPED,
    QUESTIONS,
    TYPES,
    WHICH,
    Draft,
    choices_of,
    id_of,
    is_scale,
    joined,
    protected,
    range_of,
    said,
    select_of,
    text_of,
    type_of,
)
from refscreen.exchange.xpath_in import Asked, NoWayError

_YES = frozenset({"yes", "true", "true()", "1"})


@dataclass
class _Level:
    """A group or a repeat that is open: how it began, and what its questions depend on."""

    kind: str
    line: Line
    when: str = ""


class Builder:
    """Builds a questionnaire line by line."""

    def __init__(self, lines: Lines, made: Draft) -> None:
        """Begin with an empty questionnaire; ``made`` takes the problems and what is left out."""
        self.lines = lines
        self.made = made
        self.lists = ordered(lines.choices)
        self.language = lines.languages[0]
        self.sections: list[dict[str, Any]] = []
        self.levels: list[_Level] = []
        self.asked: dict[str, Asked] = {}
        self.within: dict[str, Asked] = {}
        self.group: dict[str, Any] | None = None
        self.notes: list[dict[str, str]] = []
        self.last = Place("")
        self.loose: set[str] = set()

    def _wrong(self, line: Line, problem: Problem, column: str = "") -> None:
        self.made.problems.append((replace(line.place, header=column), problem))

    def _left(self, line: Line, feature: str) -> None:
        left = Problem("xlsform_left_out", values={"feature": feature})
        self.made.left_out.append((line.place, left))

    def take(self, line: Line) -> None:
        """Take one row of the survey."""
        self.last = line.place
        asked = " ".join(line.get("type").split())
        kind = asked.casefold().replace("_group", " group").replace("_repeat", " repeat")
        if not asked or line.get("disabled").casefold() in _YES:
            return
        if kind in {"begin group", "begin repeat"}:
            self._begin(line, kind.removeprefix("begin "))
        elif kind in {"end group", "end repeat"}:
            self._end(line, kind.removeprefix("end "))
        elif kind in IGNORED:
            self._left(line, asked)
        elif kind == "note":
            self.notes.append(self._text(line, "label"))
        else:
            self._question(line, asked)

    def _begin(self, line: Line, kind: str) -> None:
        """A group at the outermost is a section; one inside another only hands on its condition."""
        level = _Level(kind, line, self._condition(line))
        if line.get("repeat_count"):
            self._left(line, "repeat_count")
        if kind == "repeat" and (self.group is not None or not line.get("name")):
            self._wrong(line, Problem("xlsform_nested") if self.group else Problem("xlsform_no_name"))
        elif kind == "repeat":
            self._section()
            self.group = self._whole(line, "group", _when(*self._around(), level.when))
            self.within = {}
        elif not self.levels:
            self._new_section(line.get("name"), self._text(line, "label"), line.place)
        self.levels.append(level)

    def _end(self, line: Line, kind: str) -> None:
        if not self.levels or self.levels[-1].kind != kind:
            self._wrong(line, Problem("xlsform_unbalanced", values={"kind": kind}))
            return
        level = self.levels.pop()
        if kind == "repeat" and "repeat" not in {one.kind for one in self.levels}:
            self._close_group(level.line)
        if not self.levels:
            self._note_at_end()

    def _close_group(self, line: Line) -> None:
        group, self.group = self.group, None
        if group is None:
            return
        if group["questions"]:
            self._add(group, line)
            self.asked[line.get("name")] = Asked(group["id"], "group", inner=self.within)
        else:
            self._left(line, line.get("type"))
        self.within = {}

    def _new_section(self, name: str, title: Mapping[str, str], place: Place) -> None:
        self._note_at_end()
        known = {section["id"] for section in self.sections}
        title = title or {self.language: name or str(len(self.sections) + 1)}
        section = {"id": id_of(name or "section", known), "title": title, "minutes": 1, "questions": []}
        self.made.places["sections", len(self.sections)] = place
        self.sections.append(section)

    def _section(self) -> dict[str, Any]:
        """The section that is open; questions outside all groups have one with the title of the form."""
        if not self.sections or (not self.levels and self.sections[-1].get("id") not in self.loose):
            self._new_section("section", said(QUESTIONS, self.lines.languages), self.last)
            self.loose.add(self.sections[-1]["id"])
        return self.sections[-1]

    def _note_at_end(self) -> None:
        """Notes after which nothing is asked are the section's."""
        if self.notes and self.sections:
            section = self.sections[-1]
            section["guidance"] = joined([section.get("guidance", {}), *self.notes])
            self.notes = []

    def _question(self, line: Line, asked: str) -> None:
        """A row that asks something."""
        kind = TYPES.get(asked.casefold(), "")
        select, rest = select_of(asked)
        if select:
            self._chosen(line, select, rest)
        elif not kind:
            self._wrong(line, Problem("xlsform_type", values={"type": type_of(asked)}), "type")
        elif not line.get("name"):
            self._wrong(line, Problem("xlsform_no_name"))
        else:
            more = self._bounds(line, asked.casefold())
            if kind == "text" and "multiline" in line.get("appearance"):
                kind = "long_text"
            kind, more = ("number", more) if kind == "scale" and not is_scale(more) else (kind, more)
            self._add(self._whole(line, kind, more), line)

    def _chosen(self, line: Line, kind: str, rest: str) -> None:
        """A question with choices."""
        name, _, other = rest.partition(" ")
        if not line.get("name"):
            self._wrong(line, Problem("xlsform_no_name"))
        elif line.get("choice_filter"):
            self._wrong(line, Problem("xlsform_filter"), "choice_filter")
        elif name not in self.lists:
            self._wrong(line, Problem("xlsform_no_list", values={"name": name[:40]}), "type")
        else:
            choices, names, twice = choices_of(self.lists[name], self.language)
            self.made.problems += twice
            with_other = other.strip() in {"or_other", "or other", "or specify other"}
            if {item["id"] for item in choices} == {"yes", "no"} and kind == "choice" and not with_other:
                self._add(self._whole(line, "yes_no", {}), line, {"yes": "yes", "no": "no"})
                return
            if with_other and "other" not in names:
                choices.append(
                    {"id": id_of("other", names.values()), "label": said(OTHER, self.lines.languages)}
                )
                names["other"] = choices[-1]["id"]
            question = self._whole(line, kind, {"choices": choices})
            self._add(question, line, names)
            if with_other:
                self._ask_which(line, question, names["other"])

    def _ask_which(self, line: Line, question: Mapping[str, Any], other: str) -> None:
        """What KoboToolbox asks after ``Other`` was chosen."""
        when = (
            f"{question['id']} == {other}" if question["type"] == "choice" else f"{other} in {question['id']}"
        )
        name = self._id(f"{question['id']}_other")
        words = said(OTHER, self.lines.languages)
        label = {language: f"{text} ({words[language]})" for language, text in question["label"].items()}
        texts = {"label": label, "ask": said(WHICH, self.lines.languages)}
        which = {"id": name, "type": "text", **texts, "when": when}
        self._put(which, line, f"{line.get('name')}_other", {})

    def _id(self, name: str) -> str:
        """An id that is free where the question stands: rows of a group have theirs for themselves."""
        beside = self.asked if self.group is None else self.within
        return id_of(name, [asked.id for asked in beside.values()])

    def _text(self, line: Line, key: str) -> dict[str, str]:
        """A text in every language it is in; an answer that would be put into it is told of."""
        piped = next(filter(None, map(PIPED.search, line.texts.get(key, {}).values())), None)
        if piped:
            self._left(line, piped[0])
        return text_of(line, key, self.language)

    def _whole(self, line: Line, kind: str, more: Mapping[str, Any]) -> dict[str, Any]:
        """A question with its texts, and when it is asked."""
        name = self._id(line.get("name"))
        plain = line.get("name").replace("_", " ").strip() or line.get("name")
        label = self._text(line, "label") or {self.language: plain}
        if line.get("default"):
            self._left(line, "default")
        short = {language: text.partition("\n")[0].rstrip(" :*?") or text for language, text in label.items()}
        found: dict[str, Any] = {"id": name, "type": kind, "label": short, "ask": label, **protected(name)}
        guidance = joined([*self.notes, self._text(line, "hint"), self._text(line, "guidance_hint")])
        self.notes = []
        found |= {"guidance": guidance} if guidance else {}
        required = line.get("required").casefold()
        if required in _YES and self.group is None:
            found["core"] = True
        elif required not in {*_YES, "", "no", "false", "false()", "0"}:
            self._left(line, "required")
        if kind == "group":
            return {**found, **more, "questions": []}
        return {**found, **_when(*self._around(), self._condition(line)), **more}

    def _around(self) -> list[str]:
        """What the open groups ask for; in a repeat, those inside it."""
        inside = [level.kind for level in self.levels].index("repeat") + 1 if self.group is not None else 0
        return [level.when for level in self.levels[inside:]]

    def _condition(self, line: Line) -> str:
        """When a row is asked; a condition that cannot be said here is a problem."""
        text = line.get("relevant")
        if not text:
            return ""
        try:
            return xpath_in.condition(text, {**self.asked, **self.within})
        except NoWayError as unknown:
            feature = {"feature": unknown.feature[:60]}
            self._wrong(line, Problem("xlsform_condition", values=feature), "relevant")
            return ""

    def _bounds(self, line: Line, kind: str) -> dict[str, Any]:
        """How small and how large an answer may be."""
        found: dict[str, Any] = {}
        try:
            if kind == "range":
                found = range_of(line.get("parameters"))
            if line.get("constraint"):
                whole = kind in {"integer", "int"}
                found |= xpath_in.bounds(line.get("constraint"), self.within, whole=whole)
        except NoWayError as unknown:
            feature = {"feature": unknown.feature[:60]}
            column = "parameters" if kind == "range" else "constraint"
            self._wrong(line, Problem("xlsform_constraint", values=feature), column)
        return found

    def _add(self, question: dict[str, Any], line: Line, names: Mapping[str, str] | None = None) -> None:
        if question.get("choices") is not None and line.get("constraint"):
            feature = {"feature": line.get("constraint")[:60]}
            self._wrong(line, Problem("xlsform_constraint", values=feature), "constraint")
        self._put(question, line, line.get("name"), names or {})

    def _put(self, question: dict[str, Any], line: Line, name: str, names: Mapping[str, str]) -> None:
        """Put a question into the section or the group that is open, where later conditions find it."""
        asked = Asked(question["id"], question["type"], names)
        if self.group is not None:
            self.group["questions"].append(question)
            self.within[name] = asked
            return
        section = self._section()
        path: Path = ("sections", len(self.sections) - 1, "questions", len(section["questions"]))
        self.made.places[path] = line.place
        section["questions"].append(question)
        self.asked[name] = asked

    def close(self) -> None:
        """The last row is read."""
        self._note_at_end()
        for level in self.levels:
            self._wrong(level.line, Problem("xlsform_unbalanced", values={"kind": level.kind}))


def _when(*conditions: str) -> dict[str, str]:
    """What all the groups around a question ask for, and the question itself."""
    asked = [one for one in dict.fromkeys(conditions) if one]
    joined = asked[0] if len(asked) == 1 else " and ".join(f"({one})" for one in asked)
    return {"when": joined} if asked else {}
