"""The sittings of a case as a reader sees them: when, where, who was there, and whether it was read back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from refscreen import values
from refscreen.answers import Answers
from refscreen.dates import minutes, moment
from refscreen.questionnaire import Questionnaire
from refscreen.wording import Wording

_DAY_ALONE = len("2026-11-05")


@dataclass(frozen=True)
class Sitting:
    """One sitting; what is not known of it is None or not there.

    Attributes:
        minutes: how long was talked, without the pauses.
        follow_up: the day of the sitting that is followed up; None in a first conversation.
        told: the answers to the questions about a sitting, in words, by question.
    """

    day: date | None
    start: time | None
    end: time | None
    minutes: int | None
    paused: int
    follow_up: date | None
    told: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ReadBack:
    """One time the candidate was asked whether it is right; ``language`` is empty where it is not known."""

    day: date | None
    at: time | None
    confirmed: bool
    language: str = ""


@dataclass(frozen=True)
class Sitters:
    """Reads what happened in a case.

    Attributes:
        open_to: the questions whose answers the audience may see, whether they apply now or not.
    """

    questionnaire: Questionnaire
    answers: Answers
    open_to: Collection[str]
    today: date
    wording: Wording

    def sittings(self) -> Iterator[Sitting]:
        """The sittings, first to last."""
        last = len(self.answers.sessions) - 1
        for index, session in enumerate(self.answers.sessions):
            (day, start), (_, end) = _when(session.get("start")), _when(session.get("end"))
            yield Sitting(
                day=day,
                start=start,
                end=end,
                minutes=_minutes(session),
                paused=round(minutes(session.get("paused"))),
                follow_up=_when(session.get("follow_up"))[0],
                told=self._told(session.get("answers"), latest=index == last),
            )

    def _told(self, raw: Any, *, latest: bool) -> Mapping[str, str]:
        """What was answered about a sitting; the record's own answers are about the latest."""
        asked = self.questionnaire.sitting
        known = {name: item for name, item in self.answers.values.items() if name not in asked}
        there: dict[str, Any] = {}
        if latest:
            there = {
                name: item
                for name, item in self.answers.values.items()
                if name in asked and name not in self.answers.confirm
            }
        for name in asked:
            item = raw.get(name) if isinstance(raw, Mapping) else None
            value, problems = values.parse(self.questionnaire.questions[name], item)
            there |= {} if item is None or problems else {name: value}
        applying = self.questionnaire.applicable({**known, **there}, self.today)
        return {
            name: self.wording.value(self.questionnaire.questions[name], there[name])
            for name in asked
            if name in there and name in applying and name in self.open_to
        }

    def read_back(self) -> Iterator[ReadBack]:
        """Each time the candidate was asked, first to last; none where the audience may not know."""
        if self.questionnaire.confirmation not in self.open_to:
            return
        for entry in self.answers.read_back:
            day, at = _when(entry.get("time"))
            yield ReadBack(day, at, entry.get("confirmed") is True, self._language(entry.get("language")))

    def _language(self, code: Any) -> str:
        """A language in words, as the questions that ask for one name it."""
        for question in self.questionnaire.questions.values():
            if question.type == "language" and code in question.choice_by_id:
                return self.wording.words(question.choice_by_id[code].label)
        return ""


def followed_up(answers: Answers) -> str:
    """The day that the latest follow-up follows, as it is stored; empty where nothing was followed up."""
    days = [str(session.get("follow_up") or "") for session in answers.sessions]
    return next((day for day in reversed(days) if day), "")


def _when(raw: Any) -> tuple[date | None, time | None]:
    """The day and, where it is known, the time of a stored moment."""
    found = moment(raw)
    if found is None:
        return None, None
    known = len(str(raw)) > _DAY_ALONE
    return found.date(), found.time().replace(second=0, microsecond=0) if known else None


def _minutes(session: Mapping[str, Any]) -> int | None:
    """The minutes of the sections together, else those from start to end without the pauses."""
    spent = session.get("minutes")
    counted = [minutes(item) for item in spent.values()] if isinstance(spent, Mapping) else []
    if sum(counted) >= 1:
        return round(sum(counted))
    (day, start), (last, end) = _when(session.get("start")), _when(session.get("end"))
    if day is None or last is None or start is None or end is None:
        return None
    whole = datetime.combine(last, end) - datetime.combine(day, start)
    talked = round(whole.total_seconds() / 60 - minutes(session.get("paused")))
    return talked if talked > 0 else None
