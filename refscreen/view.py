"""What one audience may see of a case, and nothing else: default deny, by construction.

Answers that the audience may not see are taken out *before* anything is concluded from them, so neither an
answer, a reason nor a recommendation can give them away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from refscreen.answers import Answers
from refscreen.audiences import SUBJECT
from refscreen.items import NOTES_FOR, STRANGERS, Item, ItemMaker, Items, permitted
from refscreen.questionnaire import Question, Questionnaire
from refscreen.wording import Wording

if TYPE_CHECKING:
    from refscreen.conclusions import Conclusions
    from refscreen.news import News
    from refscreen.rules import Rules
    from refscreen.sittings import ReadBack, Sitting

OPEN = frozenset({"not_covered", "later", "unclear", "not_asked"})
"""States of a question that somebody still has to ask."""


@dataclass(frozen=True)
class SectionView:
    """A section with the items that this audience may see."""

    id: str
    title: str
    items: tuple[Item, ...]

    @property
    def open(self) -> tuple[Item, ...]:
        """What somebody still has to ask; declined and unknown are answers of a kind and not among them."""
        return tuple(item for item in self.items if item.state in OPEN)


@dataclass(frozen=True)
class View:
    """Everything a document's template gets.

    Attributes:
        concluded: what follows from the answers; None where nothing is to be concluded.
        sittings, read_back, news: what happened in the conversations; for the municipality only.
    """

    audience: str
    language: str
    case: str
    today: date
    a: Items
    sections: tuple[SectionView, ...]
    concluded: Conclusions | None
    with_sensitive: bool
    sittings: tuple[Sitting, ...] = ()
    read_back: tuple[ReadBack, ...] = ()
    news: News | None = None

    @property
    def conclusions(self) -> Conclusions:
        """What follows from the answers, for who asked for it.

        Raises:
            AttributeError: nothing was to be concluded; a template is told that there is no such thing.
        """
        if self.concluded is None:
            raise AttributeError("conclusions")
        return self.concluded


@dataclass(frozen=True)
class Case:
    """One case together with what is needed to read it.

    Attributes:
        read_rules: reads the rules, when something is concluded for the first time: most documents conclude
            nothing.
    """

    questionnaire: Questionnaire
    read_rules: Callable[[], Rules]
    answers: Answers
    today: date

    @cached_property
    def rules(self) -> Rules:
        """The rules that are drawn conclusions by."""
        return self.read_rules()

    @cached_property
    def values(self) -> dict[str, Any]:
        """The answers whose question applies."""
        return self.questionnaire.applicable(self.answers.values, self.today)

    def agreed(self, consent: str) -> bool:
        """Whether the person said yes, and has not taken it back since."""
        taken_back = self.answers.taken_back(consent, self.questionnaire.day)
        return self.values.get(consent) is True and not taken_back


def view(
    case: Case,
    audience: str,
    wording: Wording,
    consent: str | None = None,
    conclusions: Collection[str] | None = None,
) -> View:
    """Build the view of a case for an audience.

    Args:
        case: the case.
        audience: who the document is for.
        wording: the language it is written in.
        consent: the yes_no question that must be answered yes for sensitive answers to be in the view; with
            None they never are.
        conclusions: what is to be concluded from the answers, by name; None is everything.
    """
    agreed = audience == SUBJECT or (consent is not None and case.agreed(consent))
    questions = case.questionnaire.questions.values()
    open_to = {q.id for q in questions if q.open_to(audience) and (agreed or not q.sensitive)}
    asked = case.questionnaire.visible_given(case.values, case.today)
    seen = {question.id: question for question in asked if question.id in open_to}
    told = ((name, value) for name, value in case.values.items() if name in seen)
    values = {name: permitted(seen[name], value, audience, with_sensitive=agreed) for name, value in told}
    maker = ItemMaker(case.questionnaire, case.answers, audience, wording, agreed)
    items = {name: maker.item(question, values.get(name), name) for name, question in seen.items()}
    return View(
        audience=audience,
        language=wording.language,
        case="" if audience == STRANGERS else case.answers.case,
        today=date(case.today.year, 1, 1) if audience == STRANGERS else case.today,
        a=Items(items),
        sections=tuple(_sections(case.questionnaire, items, wording)),
        concluded=None if conclusions == () else _concluded(case, maker, values, items, conclusions),
        with_sensitive=agreed,
        **(_happened(case, maker, seen, items, open_to) if audience == NOTES_FOR else {}),
    )


def _happened(
    case: Case,
    maker: ItemMaker,
    seen: Mapping[str, Question],
    items: Mapping[str, Item],
    open_to: Collection[str],
) -> dict[str, Any]:
    """What happened in the conversations, and what is new since the one before."""
    from refscreen.news import news
    from refscreen.sittings import Sitters

    sitters = Sitters(case.questionnaire, case.answers, open_to, case.today, maker.wording)
    return {
        "sittings": tuple(sitters.sittings()),
        "read_back": tuple(sitters.read_back()),
        "news": news(maker, seen, items),
    }


def _concluded(
    case: Case,
    maker: ItemMaker,
    values: Mapping[str, Any],
    items: Mapping[str, Item],
    wanted: Collection[str] | None,
) -> Conclusions:
    """What is wanted of the conclusions from these answers."""
    from refscreen.assessment import assess
    from refscreen.conclusions import Concluder

    result = assess(case.questionnaire, case.rules, values, case.today)
    found = Concluder(case.rules, maker, values, items).conclusions(result)
    return found if wanted is None else found.only(wanted)


def _sections(
    questionnaire: Questionnaire, items: Mapping[str, Item], wording: Wording
) -> Iterator[SectionView]:
    """The sections that hold anything for this audience."""
    for section in questionnaire.sections:
        inside = tuple(items[question.id] for question in section.questions if question.id in items)
        if inside:
            yield SectionView(section.id, wording.words(section.title), inside)
