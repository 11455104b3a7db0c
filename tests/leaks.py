"""Cases full of canaries: a token in every place where somebody can write, known by its place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from refscreen.questionnaire import Question, Questionnaire
from refscreen.view import Case

WRITTEN = ("text", "long_text")


def token(number: int) -> str:
    """Seven letters that no hyphenation divides and no word contains."""
    letters = "bcdfghjklm"
    return "zq" + "".join(letters[int(digit)] for digit in f"{number:03}") + "qz"


def tokens(questionnaire: Questionnaire) -> dict[str, str]:
    """A token for every question in which somebody writes, also those of a group's rows."""
    places = [
        place
        for name, question in questionnaire.questions.items()
        for place, asked in _with_inner(name, question)
        if asked.type in WRITTEN
    ]
    return {place: token(number) for number, place in enumerate(places)}


def _with_inner(name: str, question: Question) -> Iterator[tuple[str, Question]]:
    yield name, question
    for inner in question.questions:
        yield f"{name}.{inner.id}", inner


def full_of(case: Case, said: Mapping[str, str], links: frozenset[str] = frozenset()) -> Case:
    """The case with a token for every text and, in the side tables, for everything that is written there."""
    values = dict(case.answers.values)
    for name, question in case.questionnaire.questions.items():
        if name in said:
            values[name] = f"https://{said[name]}.example" if name in links else said[name]
        elif question.type == "group":
            written = {inner.id: said[f"{name}.{inner.id}"] for inner in question.questions
                       if inner.type in WRITTEN}  # fmt: skip
            rows: tuple[Mapping[str, Any], ...] = values.get(name) or ({},)
            values[name] = tuple({**row, **written} for row in rows)
    return replace(case, answers=replace(case.answers, values=values, **_beside(case, said)))


ASIDE = {"notes": "zqnotqz", "drafts": "zqdraqz", "earlier": "zqearqz", "consultant": "zqconqz"}
"""What is written beside the answers: notes nobody marked for documents, half-written and former answers."""


def _beside(case: Case, said: Mapping[str, str]) -> dict[str, Any]:
    places = [name for name in said if "." not in name]
    sessions = tuple({**session, "consultant": ASIDE["consultant"]} for session in case.answers.sessions)
    return {
        "notes": dict.fromkeys(places, ASIDE["notes"]),
        "notes_shown": (),
        "drafts": dict.fromkeys(places, ASIDE["drafts"]),
        "earlier": {name: [{"day": "2026-01-01", "answer": ASIDE["earlier"]}] for name in places},
        "sessions": sessions,
        "read_back": (),
    }


def allowed(questionnaire: Questionnaire, audience: str, *, sensitive: bool) -> frozenset[str]:
    """The places whose text an audience may read."""
    open_places = set()
    for name, question in questionnaire.questions.items():
        if audience not in question.audiences or (question.sensitive and not sensitive):
            continue
        open_places.add(name)
        for inner in question.questions:
            own = inner.audiences if inner.share is not None or inner.sensitive else question.audiences
            if audience in own and not (inner.by == "consultant" and audience not in inner.audiences):
                open_places.add(f"{name}.{inner.id}")
    return frozenset(open_places)
