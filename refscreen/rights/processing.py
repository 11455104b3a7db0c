"""The record of processing (GDPR article 30), made of the audiences and of what the questionnaires ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refscreen import __version__, audiences, messages, store
from refscreen.audiences import SUBJECT, Audiences
from refscreen.errors import Problem, UserError
from refscreen.messages import Messages
from refscreen.questionnaire import Question, Questionnaire
from refscreen.reading import words
from refscreen.sharing import inner_audiences

LANGUAGES = ("da", "en")


def record(questionnaires: Sequence[str], language: str) -> str:
    """The record as Markdown.

    Args:
        questionnaires: those in use, by name or path; all shipped ones without any.
        language: the language it is written in.

    Raises:
        UserError: a questionnaire or the organisation's audiences have problems, or the language is unknown.
    """
    if language not in LANGUAGES:
        named = {"known": ", ".join(LANGUAGES)}
        raise UserError([Problem("unknown_language", where="--language", values=named)], exit_code=2)
    shipped = sorted(p.stem for p in store.shipped("questionnaires").glob("*.yaml") if "." not in p.stem)
    asked = [store.load_questionnaire(name) for name in questionnaires or shipped]
    writer = _Writer(audiences.current(), messages.load(language))
    return "\n".join(writer.lines(asked)) + "\n"


class _Writer:
    """Writes the record in one language."""

    def __init__(self, who: Audiences, said: Messages) -> None:
        self.who = who
        self.said = said

    def lines(self, asked: Sequence[Questionnaire]) -> Iterator[str]:
        yield f"# {self._say('title')}"
        yield ""
        yield self._say("intro", version=__version__, day=self.who.as_of.isoformat())
        yield from self._controller()
        yield from self._purposes()
        yield from self._part("people")
        yield from self._categories(asked)
        yield from self._part("transfers")
        yield from self._deadlines()
        yield from self._heading("security")
        yield from (f"- {self._words(measure)}" for measure in self.who.security)
        yield from self._heading("sources")
        yield from (f"- {source}" for source in self.who.sources)

    def _controller(self) -> Iterator[str]:
        yield from self._heading("controller")
        organisation = self.who.organisation
        for key in ("name", "contact", "adviser"):
            yield f"- {self._say(key)}: {getattr(organisation, key) or self._say('to_fill')}"

    def _purposes(self) -> Iterator[str]:
        yield from self._heading("purposes")
        yield from self._table("audience", "purpose", "basis", "consent", "months")
        for one in self.who.audiences.values():
            consent = self._say("needed" if one.consent else "not_needed")
            texts = (one.title, one.purpose, one.basis)
            yield self._row(*map(self._words, texts), consent, str(one.keep_months))

    def _categories(self, asked: Sequence[Questionnaire]) -> Iterator[str]:
        yield from self._heading("categories")
        yield from self._table("category", "questions", "protected", "seen_by")
        found = list(_seen(asked))
        for name, category in self.who.categories.items():
            inside = [seen for kind, seen in found if kind == name]
            if inside:
                readers = [key for key in self.who.readers if any(key in seen for seen in inside)]
                titles = ", ".join(self._words(self.who.audiences[key].title) for key in readers)
                title, seen_by = self._words(category.title), titles or self._say("nobody")
                own = self._say("own_consent") if category.sensitive else ""
                protected = "; ".join(filter(None, (category.article, own)))
                yield self._row(title, str(len(inside)), protected, seen_by)

    def _deadlines(self) -> Iterator[str]:
        yield from self._heading("deadlines")
        yield f"- {self._say('keep_cases', months=self.who.cases.keep_months)}"
        for name, one in self.who.audiences.items():
            if name != SUBJECT:
                yield f"- {self._say('keep_made', audience=self._words(one.title), months=one.keep_months)}"
        yield f"- {self._say('keep_log', months=self.who.log.keep_months)}"

    def _part(self, key: str) -> Iterator[str]:
        yield from self._heading(key)
        yield self._say(f"{key}_text")

    def _heading(self, key: str) -> Iterator[str]:
        yield from ("", f"## {self._say(key)}", "")

    def _table(self, *columns: str) -> Iterator[str]:
        yield self._row(*map(self._say, columns))
        yield self._row(*("---" for _ in columns))

    @staticmethod
    def _row(*cells: str) -> str:
        return f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"

    def _say(self, key: str, **values: object) -> str:
        return self.said.say(f"record.{key}", **values)

    def _words(self, text: dict[str, str]) -> str:
        return words(text, self.said.language, "da")


def _seen(asked: Sequence[Questionnaire]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The category of every question, and who may see its answer."""

    def inside(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
        if question.type != "group":
            yield question.category, question.audiences
        for inner in question.questions:
            yield inner.category, inner_audiences(question, inner)

    for questionnaire in asked:
        for question in questionnaire.questions.values():
            yield from inside(question)
