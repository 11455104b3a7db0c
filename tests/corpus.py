"""Made-up cases, as different from each other as valid cases can be: what the documents are measured on.

Each is walked through the questionnaire itself, so that only what is asked is answered, and each comes out
the same every time. Profiles give the extremes: next to nothing, everything, and as long as the loader takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from random import Random
from typing import Any

from refscreen import values
from refscreen.answers import EVIDENCE, SAID_BY, STATES
from refscreen.questionnaire import LISTED, Question, Questionnaire
from refscreen.values import LONGEST_LONG_TEXT, LONGEST_TEXT, MOST_ROWS
from tests import corpus_words as words

TODAY = date(2026, 11, 21)
Data = dict[str, Any]
Span = tuple[int, int]
CONSENTS = ("consent_municipality", "consent_company", "consent_media", "consent_secondhand")


@dataclass(frozen=True)
class Profile:
    """How a case is answered.

    Attributes:
        core, others: how likely a core question, and any other, is answered.
        text, story: characters of a short and of a long answer.
        rows: rows of a group.
        told_why, why: how likely it is told why there is no answer, and the reasons there may be.
        beside: how likely a note, proof, or somebody else's word stands beside an answer.
        note: characters of a note.
        sittings: how many there were; with `follow_up` the last one follows up the first.
        bank: what the words are like: ``plain``, ``compounds`` or ``arabic``.
    """

    name: str
    core: float = 1.0
    others: float = 0.6
    text: Span = (10, 60)
    story: Span = (60, 400)
    rows: Span = (0, 3)
    told_why: float = 0.3
    why: tuple[str, ...] = STATES
    beside: float = 0.05
    note: Span = (20, 120)
    sittings: Span = (1, 1)
    follow_up: bool = False
    sensitive: bool = True
    language: str = "da"
    bank: str = "plain"


PROFILES = (
    Profile("nothing", core=0, others=0, told_why=0, sittings=(0, 0), sensitive=False),
    Profile("brim", others=1, text=(480, LONGEST_TEXT), story=(9000, LONGEST_LONG_TEXT), rows=(14, 14),
            beside=0.9, note=(150, 300), sittings=(5, 5), follow_up=True),
    Profile("everything", others=1, text=(60, 200), story=(2900, 3000), rows=(12, 12), beside=0.3,
            note=(100, 300), sittings=(3, 3), follow_up=True),
    Profile("usual"),
    Profile("core", others=0, rows=(1, 2)),
    Profile("rows", others=1, text=(8, 30), story=(40, 160), rows=(MOST_ROWS, MOST_ROWS)),
    Profile("compounds", others=0.8, text=(60, 180), bank="compounds", rows=(2, 4)),
    Profile("refused", core=0.1, others=0.05, told_why=1),
    Profile("declined", core=0, others=0, told_why=1, why=("declined", "not_relevant")),
    Profile("many", others=0.9, rows=(8, 20), story=(100, 300)),
    Profile("arabic", others=0.8, bank="arabic", rows=(1, 4), language="en"),
    Profile("english", others=0.8, language="en"),
    Profile("later", others=0.7, sittings=(2, 3), follow_up=True, beside=0.2),
    Profile("short", others=0.3, text=(5, 15), story=(20, 60), rows=(0, 1), sensitive=False),
    Profile("long", others=0.7, story=(600, 3000), rows=(1, 5)),
    Profile("curt", others=1, text=(2, 5), story=(3, 12), rows=(0, 0), told_why=0, sensitive=False),
    Profile("half", core=0.5, others=0.3, told_why=0.5),
    Profile("noted", others=0.7, beside=0.8, note=(60, 300), sittings=(1, 3)),
    Profile("wide", others=0.9, text=(100, 400), rows=(2, 8), language="en", follow_up=True, sittings=(2, 2)),
    Profile("talkative", others=1, story=(300, 900), rows=(2, 6), sensitive=False),
    Profile("compounds-en", others=1, text=(60, 300), bank="compounds", rows=(3, 8), language="en"),
    Profile("notes-only", core=0, others=0, beside=1, note=(800, 1200), told_why=1, sittings=(0, 1)),
)  # fmt: skip


def cases(questionnaire: Questionnaire, count: int, seed: int = 1) -> Iterator[tuple[str, Data]]:
    """So many cases by name, each as an answers file holds it; the profiles come in turn."""
    for number, profile in enumerate(islice(cycle(PROFILES), count)):
        name = f"{number:03}-{profile.name}"
        yield name, _Case(questionnaire, profile, Random(f"{seed}-{name}")).data()  # noqa: S311  # no secret


def language_of(name: str) -> str:
    """The language that the document of a case is to be in."""
    return next(profile.language for profile in PROFILES if profile.name == name.partition("-")[2])


class _Case:
    """One case while it is made up."""

    def __init__(self, questionnaire: Questionnaire, profile: Profile, chance: Random) -> None:
        self.questionnaire = questionnaire
        self.profile = profile
        self.chance = chance
        self.held = date(2026, chance.randint(8, 10), chance.randint(1, 28))

    def data(self) -> Data:
        answers, states = self._asked()
        places = [*self._places(answers), *states]
        notes = {place: self._words(words.SEEN, self.profile.note) for place in self._some(places)}
        backed = {place: self.chance.choice(EVIDENCE) for place in self._some(places)}
        found: Data = {
            "questionnaire": self.questionnaire.id,
            "version": self.questionnaire.version,
            "case": str(answers.get("case_ref", "K-2026-000")),
            "status": "completed",
            "sessions": self._sittings(answers),
            "answers": answers,
            "states": states,
            "notes": notes,
            "evidence": backed,
            "said_by": {place: self.chance.choice(SAID_BY) for place in self._some(places)},
            "notes_shown": [place for place in notes if self.chance.random() < 0.8],
            "flags": self._some(list(answers)),
            "confirm": self._some(list(answers)),
            "read_back": [{"time": f"{self.held}T12:02", "language": "ar", "confirmed": True}],
            "earlier": self._earlier(answers) if self.profile.follow_up else {},
        }
        return {key: value for key, value in found.items() if value not in ({}, [])}

    def _asked(self) -> tuple[Data, dict[str, str]]:
        """The answers and the reasons why there are none, asked until no answer brings up more questions."""
        raw: Data = {}
        parsed: Data = {}
        states: dict[str, str] = {}
        met: set[str] = set()
        while new := [q for q in self.questionnaire.visible(parsed, TODAY) if q.id not in met]:
            for question in new:
                met.add(question.id)
                answer = self._answer(question)
                if answer is not None:
                    raw[question.id] = answer
                    parsed[question.id], problems = values.parse(question, answer)
                    assert not problems, (question.id, answer, problems)
                elif self.chance.random() < self.profile.told_why:
                    states[question.id] = self.chance.choice(self.profile.why)
        shown = {question.id for question in self.questionnaire.visible(parsed, TODAY)}
        return (
            {name: raw[name] for name in self.questionnaire.questions if name in raw and name in shown},
            {name: state for name, state in states.items() if name in shown},
        )

    def _answer(self, question: Question) -> Any:
        given = self._given(question.id)
        if given is not None:
            return given
        likely = self.profile.core if question.core else self.profile.others
        if self.chance.random() >= likely:
            return None
        if question.type == "group":
            return [self._row(question) for _ in range(self.chance.randint(*self.profile.rows))]
        return self._value(question)

    def _given(self, name: str) -> Any:
        """What is not left to chance: the consents, and what a document could not be made without."""
        if name == "consent_sensitive":
            return self.profile.sensitive
        if name in CONSENTS[:1] or (name in CONSENTS and self.profile.others > self.chance.random()):
            return True
        told = {"case_ref": f"K-2026-{self.chance.randint(100, 999)}", "interview_date": self.held}
        return str(told[name]) if name in told and self.profile.core else None

    def _row(self, group: Question) -> Data:
        row: Data = {}
        for number, question in enumerate(group.questions):
            asked = self.questionnaire.visible_inner(group, row, {}, TODAY)
            if question in asked and (number == 0 or self.chance.random() < max(self.profile.others, 0.5)):
                began = str(row.get(question.not_before or "", ""))[:4]
                row[question.id] = self._value(question, int(began or 0))
        return row

    def _value(self, question: Question, began: int = 0) -> Any:
        chance = self.chance
        match question.type:
            case "text" | "long_text":
                return self._text(question)
            case "number":
                return chance.randint(question.min or 0, question.max or 45)
            case "scale":
                return chance.randint(question.min or 1, question.max or 5)
            case "yes_no":
                return chance.random() < 0.6
            case "date":
                return self._date(question, began)
            case "choices":
                some = chance.randint(1, min(len(question.choices), 8))
                return [choice.id for choice in chance.sample(question.choices, some)]
            case kind:
                known = question.choices[:40] if kind in LISTED else question.choices
                return chance.choice(known).id

    def _date(self, question: Question, began: int) -> str:
        """A day, or as much of it as people remember; no earlier than the year something began."""
        ages = {"birth_date": (1962, 2006), "birth_year": (2004, 2025)}
        first, last = ages.get(question.id, (1998, self.held.year - 1 if question.latest else 2027))
        first = max(first, began)
        year, month, day = (
            self.chance.randint(first, last),
            self.chance.randint(1, 12),
            self.chance.randint(1, 28),
        )
        if year == began:
            return f"{year}"
        return self.chance.choice([f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}"])

    def _text(self, question: Question) -> str:
        longest = question.max_length or (LONGEST_TEXT if question.type == "text" else LONGEST_LONG_TEXT)
        if question.max_lines:
            lines = range(self.chance.randint(1, question.max_lines))
            return "\n".join(self._words(words.SHORT, (1, self.profile.text[1])) for _ in lines)[
                :longest
            ].strip()
        if question.id in {"full_name", "consultant", "who", "name"} and self.profile.text[1] < 100:
            return self.chance.choice(words.PEOPLE) + self._script()
        if question.id in {"company", "school", "place", "issuer"} and self.profile.text[1] < 100:
            return self.chance.choice(words.PLACES) + self._script()
        if question.type == "text":
            return self._words(words.SHORT, self.profile.text)[:longest].strip()
        bank = {"consultant": words.SEEN, "second_hand": words.SAID}.get(question.by, words.SPOKEN)
        least, most = self.profile.story
        if question.id in {"tasks", "said", "statement", "concern"} and most > 3000:
            least, most = 300, 500  # a file may not be larger than it may
        return self._words(bank, (least, most))[:longest].strip()

    def _words(self, bank: tuple[str, ...], length: Span) -> str:
        """Whole sentences, or words with a comma between, until there are so many characters."""
        wanted = self.chance.randint(*length)
        between = " " if bank[0].endswith(".") else ", "
        said = ""
        while len(said) < wanted:
            said += (between if said else "") + self.chance.choice(self._bank(bank))
        return said if len(said) <= length[1] else said[: length[1]].rstrip(" ,")

    def _bank(self, bank: tuple[str, ...]) -> tuple[str, ...]:
        odd = {"compounds": words.COMPOUNDS, "arabic": words.ARABIC}.get(self.profile.bank, ())
        return odd if odd and self.chance.random() < 0.3 else bank

    def _script(self) -> str:
        return f" ({self.chance.choice(words.ARABIC)})" if self.profile.bank == "arabic" else ""

    def _places(self, answers: Mapping[str, Any]) -> list[str]:
        """The answers, the rows of groups, and the answers in them."""
        places = list(answers)
        for name, answer in answers.items():
            if self.questionnaire.questions[name].type == "group":
                for number, row in enumerate(answer[:6]):
                    places += [f"{name}.{number}", *(f"{name}.{number}.{inner}" for inner in row)]
        return places

    def _some(self, places: list[str]) -> list[str]:
        return [place for place in places if self.chance.random() < self.profile.beside]

    def _sittings(self, answers: Mapping[str, Any]) -> list[Data]:
        told = {name: answers[name] for name in self.questionnaire.sitting if name in answers}
        held = []
        for number in range(self.chance.randint(*self.profile.sittings)):
            day = self.held.replace(day=min(28, self.held.day + number))
            held.append({"start": f"{day}T09:00", "end": f"{day}T11:05", "paused": 10, "answers": told})
        if self.profile.follow_up and len(held) > 1:
            held[-1]["follow_up"] = str(self.held)
        return held

    def _earlier(self, answers: Mapping[str, Any]) -> dict[str, list[Data]]:
        """What was answered in the conversation that is followed up, or why it was not."""
        was: dict[str, list[Data]] = {}
        for name in answers:
            if self.chance.random() < 0.4:
                known = self.chance.random() < 0.6
                entry = (
                    {"answer": self._answer_again(name)} if known else {"state": self.chance.choice(STATES)}
                )
                was[name] = [{"day": str(self.held), **entry}]
        return was

    def _answer_again(self, name: str) -> Any:
        question = self.questionnaire.questions[name]
        return [self._row(question)] if question.type == "group" else self._value(question)
