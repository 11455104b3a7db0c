"""Everything that is kept on one person, in words: what no view shows is in it, too.

A view leaves out what its audience may not see. Here nothing is left out: answers that do not apply any more
or no longer fit, half-written ones, earlier ones, and every note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from refscreen import values
from refscreen.answers import Answers
from refscreen.dates import PartialDate, minutes, moment
from refscreen.questionnaire import Question, Questionnaire
from refscreen.wording import Wording


@dataclass(frozen=True)
class Remark:
    """Something that stands beside an answer.

    Attributes:
        kind: evidence, said_by, confirm, flag, parked, unfit, note, shown_note, draft or earlier.
        day: of an earlier answer, how long it held.
    """

    kind: str
    text: str = field(default="", repr=False)
    day: str = ""


@dataclass(frozen=True)
class Entry:
    """A question and what is kept of it; a group has rows, each of them entries.

    Attributes:
        value: what is stored, as the answers file has it.
        by: who answers it: candidate, consultant or second_hand.
        answered: whether ``text`` is an answer; else it says why there is none, or is empty.
    """

    id: str
    label: str
    text: str = field(default="", repr=False)
    value: Any = field(default=None, repr=False)
    by: str = "candidate"
    answered: bool = False
    long: bool = False
    remarks: tuple[Remark, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a group."""

    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Part:
    """A section with what is kept of it."""

    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Talk:
    """One sitting: its day and times, minutes by section, answers about it, and whatever else is kept."""

    day: str
    times: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True)
class Dossier:
    """Puts everything that is kept in one case into words.

    Attributes:
        other: the name of the part for what belongs to no question.
    """

    questionnaire: Questionnaire
    answers: Answers
    wording: Wording
    other: str = "…"

    def parts(self) -> tuple[Part, ...]:
        """Section by section, whatever is kept; nothing of what was never answered."""
        found = []
        for section in self.questionnaire.sections:
            entries = tuple(
                filter(None, (self._entry(question, question.id) for question in section.questions))
            )
            if entries:
                found.append(Part(section.id, self.wording.words(section.title), entries))
        strays = tuple(self._strays())
        return (*found, Part("", self.other, strays)) if strays else tuple(found)

    def _strays(self) -> Iterator[Entry]:
        """What stands at places that the questionnaire does not have (any more)."""
        known = set(self.questionnaire.questions)
        tables = (self.answers.unfit, self.answers.drafts, self.answers.earlier, self.answers.notes)
        for name in dict.fromkeys(str(place).split(".")[0] for table in tables for place in table):
            if name not in known:
                raw = self.answers.unfit.get(name)
                text = "" if raw is None else self.loose(raw)
                yield Entry(name, name, text, raw, answered=raw is not None, remarks=self._remarks(name))

    def _entry(self, question: Question, place: str) -> Entry | None:
        """A question of the questionnaire; None when nothing at all is kept of it."""
        value = self.answers.values.get(place)
        return self._kept(question, place, value, self.answers.unfit.get(place))

    def _kept(self, question: Question, place: str, value: Any, unfit: Any = None) -> Entry | None:
        label, state = self.wording.words(question.label), self.answers.states.get(place, "")
        rows: tuple[Row, ...] = ()
        text = self.wording.common.get(state, state)
        if value is not None and question.type == "group":
            rows = tuple(self._row(question, row, f"{place}.{index}") for index, row in enumerate(value))
            text = "" if rows else self.wording.common["none"]
        elif value is not None:
            text = self.wording.value(question, value) or self.wording.common["none"]
        elif unfit is not None:
            text = self.loose(unfit, question)
        answered = value is not None or unfit is not None
        remarks = self._remarks(place, question, state if answered else "")
        if question.type == "group":
            remarks += tuple(self._out_of_reach(question, place, len(rows)))
        if not answered and not state and not remarks:
            return None
        raw = values.plain(value) if value is not None else unfit
        long = question.type == "long_text" and value is not None
        return Entry(question.id, label, text, raw, question.by, answered, long, remarks, rows)

    def _row(self, group: Question, row: Mapping[str, Any], place: str) -> Row:
        found = (self._kept(inner, f"{place}.{inner.id}", row.get(inner.id)) for inner in group.questions)
        return Row(tuple(filter(None, found)), self._remarks(place))

    def _out_of_reach(self, group: Question, place: str, count: int) -> Iterator[Remark]:
        """What is said about rows that are not there, or not shown as rows as the answer does not fit."""
        kept, reach = self.answers, {f"{place}.{index}" for index in range(count)}
        reach |= {f"{row}.{inner}" for row in tuple(reach) for inner in group.inner}
        tables = (kept.states, kept.evidence, kept.said_by, kept.notes, kept.drafts, kept.flags)
        for name in dict.fromkeys(str(one) for table in tables for one in table):
            if name.startswith(f"{place}.") and name not in reach:
                yield from self._remarks(name, None, kept.states.get(name, ""))

    def _remarks(self, place: str, question: Question | None = None, state: str = "") -> tuple[Remark, ...]:
        """Everything that stands beside the answer at a place."""
        kept, common = self.answers, self.wording.common
        found = [
            Remark("evidence", common.get(kept.evidence.get(place, ""), kept.evidence.get(place, ""))),
            Remark("said_by", common.get(f"said_by_{kept.said_by.get(place)}", kept.said_by.get(place, ""))),
            Remark("state", common.get(state, state)),
        ]
        found = [remark for remark in found if remark.text]
        lists = {"unfit": kept.unfit, "parked": kept.parked, "confirm": kept.confirm, "flag": kept.flags}
        found += [Remark(kind) for kind, places in lists.items() if place in places]
        if place in kept.notes:
            found.append(Remark("shown_note" if place in kept.notes_shown else "note", kept.notes[place]))
        if place in kept.drafts:
            found.append(Remark("draft", self.loose(kept.drafts[place], question)))
        return (*found, *self._earlier(place, question))

    def _earlier(self, place: str, question: Question | None) -> Iterator[Remark]:
        """The former answers to a question."""
        for entry in self.answers.earlier.get(place, ()):
            state = str(entry.get("state") or "")
            text = self.wording.common.get(state, state)
            if "answer" in entry:
                text = self.loose(entry["answer"], question)
            yield Remark("earlier", text, self.day(entry.get("day")))

    def loose(self, raw: Any, question: Question | None = None) -> str:
        """Something stored in words: as an answer to its question where it is one, else as it stands."""
        if question is not None and question.type == "group" and isinstance(raw, list | tuple):
            return "; ".join(self._inside(row, question) for row in raw)
        if question is not None and question.type != "group":
            value, problems = values.parse(question, values.plain(raw))
            if not problems:
                return self.wording.value(question, value)
        return self._inside(raw, question)

    def _inside(self, raw: Any, question: Question | None) -> str:
        if isinstance(raw, Mapping):
            inner = question.inner if question else {}
            named = ((inner.get(name), str(name), item) for name, item in raw.items())
            return ", ".join(
                f"{self.wording.words(asked.label) if asked else name}: {self.loose(item, asked)}"
                for asked, name, item in named
            )
        if isinstance(raw, list | tuple):
            return ", ".join(self._inside(item, question) for item in raw)
        if isinstance(raw, bool):
            return self.wording.common["yes" if raw else "no"]
        return self.wording.date(raw) if isinstance(raw, PartialDate) else str(raw)

    def day(self, raw: Any) -> str:
        """A stored day or moment in words; as it stands where it is none."""
        found = moment(raw)
        return self.wording.date(found.date()) if found else str(raw or "")

    def talks(self, words: Mapping[str, str]) -> Iterator[Talk]:
        """The sittings, first to last.

        Args:
            words: ``minutes``, ``paused`` and ``follow_up`` in the language.
        """
        for session in self.answers.sessions:
            start, end = session.get("start"), session.get("end")
            known = [text[11:16].replace(":", ".") for text in (str(start or ""), str(end or ""))]
            yield Talk(
                self.day(start or end), "–".join(filter(None, known)), tuple(self._told(session, words))
            )

    def _told(self, session: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        told = session.get("answers")
        for name, raw in told.items() if isinstance(told, Mapping) else ():
            question = self.questionnaire.questions.get(str(name))
            yield self.wording.words(question.label) if question else str(name), self.loose(raw, question)
        spent = session.get("minutes")
        if isinstance(spent, Mapping):
            yield words["minutes"], ", ".join(self._spent(spent))
        if session.get("paused"):
            yield words["paused"], self.wording.number(minutes(session["paused"]))
        if session.get("follow_up"):
            yield words["follow_up"], self.day(session["follow_up"])
        for name, raw in session.items():
            if name not in {"start", "end", "minutes", "paused", "follow_up", "answers"}:
                yield str(name), self._inside(raw, None)

    def _spent(self, spent: Mapping[str, Any]) -> Iterator[str]:
        titles = {section.id: self.wording.words(section.title) for section in self.questionnaire.sections}
        for name, raw in spent.items():
            yield f"{titles.get(str(name), str(name))} {self.wording.number(minutes(raw))}"

    def read_back(self) -> Iterator[tuple[str, bool, str]]:
        """Each time the person was asked whether it is right: the day, the answer, and the language."""
        for entry in self.answers.read_back:
            yield self.day(entry.get("time")), entry.get("confirmed") is True, self._language(entry)

    def _language(self, entry: Mapping[str, Any]) -> str:
        code = str(entry.get("language") or "")
        asked = (question for question in _all(self.questionnaire) if question.type == "language")
        labels = (one.choice_by_id[code].label for one in asked if code in one.choice_by_id)
        return self.wording.words(next(labels, None)) or code


def _all(questionnaire: Questionnaire) -> Iterable[Question]:
    for question in questionnaire.questions.values():
        yield question
        yield from question.questions
