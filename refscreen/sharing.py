"""Which answer may reach which audience: what a questionnaire shares, held against what is closed to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from refscreen.audiences import INVOLVED, Audiences, shipped
from refscreen.errors import Path, Problem, suggestion

if TYPE_CHECKING:
    from refscreen.questionnaire import Question, Questionnaire

SENSITIVE = "sensitive"
"""What a questionnaire's ``consents`` call the yes to passing on what is sensitive."""


def inner_audiences(group: Question, inner: Question) -> tuple[str, ...]:
    """An inner question is at most as open as its group; without a `share` of its own it follows it.

    What only the consultant answers is the consultant's own view, also in a row of the candidate's.
    """
    follows = inner.share is None and not inner.sensitive and inner.by != "consultant"
    own = group.audiences if follows else inner.audiences
    return tuple(audience for audience in own if audience in group.audiences)


def with_categories(found: Questionnaire) -> Questionnaire:
    """Every question with the category of its group or section, where it has none of its own.

    A known question without any has the one that is fixed, so that what is closed is closed for it, too.
    """
    fixed = shipped().fixed_category

    def filed(question: Question, around: str) -> Question:
        own = question.category or around or fixed(question.id)
        update: dict[str, Any] = {"category": own}
        if question.questions:
            update["questions"] = tuple(filed(inner, own) for inner in question.questions)
        return question.model_copy(update=update)

    sections = tuple(
        section.model_copy(
            update={"questions": tuple(filed(question, section.category) for question in section.questions)}
        )
        for section in found.sections
    )
    return found.model_copy(update={"sections": sections})


def narrowed(found: Questionnaire, who: Audiences) -> Questionnaire:
    """The questionnaire with what an organisation has closed taken out of what its questions share."""

    def kept(question: Question, audiences: tuple[str, ...]) -> Question:
        still_open = tuple(name for name in audiences if not who.closed(name, question.category))
        update: dict[str, Any] = {"share": still_open} if still_open != audiences else {}
        if question.questions:
            inside = ((inner, inner_audiences(question, inner)) for inner in question.questions)
            update["questions"] = tuple(kept(inner, open_to) for inner, open_to in inside)
        return question.model_copy(update=update) if update else question

    if who is shipped():
        return found
    sections = tuple(
        section.model_copy(
            update={"questions": tuple(kept(question, question.audiences) for question in section.questions)}
        )
        for section in found.sections
    )
    return found.model_copy(update={"sections": sections})


def problems_in(found: Questionnaire, who: Audiences) -> Iterator[Problem]:
    """What a questionnaire shares and may not, and names of audiences and categories that nobody knows."""
    yield from _consents(found, who)
    for place, section in enumerate(found.sections):
        path: Path = ("sections", place)
        if section.category and section.category not in who.categories:
            yield Problem("unknown_category", (*path, "category"), values=_near(section.category, who))
        for index, question in enumerate(section.questions):
            at: Path = (*path, "questions", index)
            around = section.category
            yield from (p.under(*at) for p in _question(question, around, question.audiences, who))
            for row, inner in enumerate(question.questions):
                seen = inner_audiences(question, inner)
                wrong = _question(inner, question.category, seen, who)
                yield from (problem.under(*at, "questions", row) for problem in wrong)


def _near(name: str, who: Audiences) -> dict[str, str]:
    known = who.categories
    return {"name": name, "suggestion": suggestion(name, known), "known": ", ".join(known)}


def _consents(found: Questionnaire, who: Audiences) -> Iterator[Problem]:
    """The consents that a questionnaire names: for known audiences, and questions of yes and no."""
    known = (*who.audiences, SENSITIVE)
    for key, name in found.consents.items():
        question = found.questions.get(name)
        if key not in known:
            values = {"name": key, "suggestion": suggestion(key, known), "known": ", ".join(known)}
            yield Problem("unknown_share", ("consents", key), values=values, on_key=True)
        elif question is None:
            near = {"name": name, "suggestion": suggestion(name, found.questions)}
            yield Problem("unknown_reference", ("consents", key), values=near)
        elif question.type != "yes_no" or question.category not in {"", "consent"}:
            yield Problem("not_a_consent", ("consents", key), values={"name": name})


def _question(question: Question, around: str, seen: tuple[str, ...], who: Audiences) -> Iterator[Problem]:
    """The problems of one question: its names, its category, and whom it is shared with against that."""
    category = question.category
    if category and category != around and category not in who.categories:
        yield Problem("unknown_category", ("category",), values=_near(category, who))
    known = who.audiences
    for place, name in enumerate(question.share or ()):
        if name not in known:
            values = {"name": name, "suggestion": suggestion(name, known), "known": ", ".join(known)}
            yield Problem("unknown_share", ("share", place), values=values)
    fixed = who.fixed_category(question.id)
    if fixed and category not in {"", fixed}:
        yield Problem("category_fixed", ("category",), values={"category": fixed})
    category = fixed or category
    kind = who.categories.get(category)
    if kind is not None and kind.sensitive and not question.sensitive:
        yield Problem("must_be_sensitive", ("sensitive",), values={"category": category})
    for name in seen:
        if name in known and _closed(name, category, question, who):
            place = question.share.index(name) if question.share and name in question.share else 0
            what = "sensitive" if question.sensitive else category
            values = {"audience": name, "category": what}
            yield Problem("never_shared", ("share", place), values=values)


def _closed(audience: str, category: str, question: Question, who: Audiences) -> bool:
    """Whether sharing is a mistake of the questionnaire, and not only closed by an organisation."""
    if question.sensitive and audience not in INVOLVED:
        return True
    there = shipped() if audience in shipped().audiences else who
    return there.closed(audience, category)
