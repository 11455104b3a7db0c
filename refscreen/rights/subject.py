"""What a person gets who asks what is kept on them: everything, as pages to read and as YAML.

The rights of access and to data portability (GDPR art. 15 and 20).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from refscreen import __version__, access, audiences, naming, pdf, process, production, template, yaml_text
from refscreen.audiences import SUBJECT, Audiences
from refscreen.dates import PartialDate, by_the_clock_here
from refscreen.errors import Problem, UserError
from refscreen.reading import words
from refscreen.rights.dossier import Dossier, Entry
from refscreen.view import Case, view
from refscreen.wording import Wording

FOLDER = template.TEMPLATES / "subject-access"
NAME = "subject-access"
ASK = ("consultant", "organisation", "consultant_contact")
"""The answers that say whom the person can ask."""
OF_OTHERS = frozenset({"network", "second_hand"})
"""Kinds of answers in which other people are named."""


@dataclass(frozen=True)
class Wish:
    """Which case, in which language (the questionnaire's first if empty), and as of which day."""

    answers: Path
    language: str = ""
    today: date | None = None


@dataclass(frozen=True)
class Copies:
    """What the person gets.

    Attributes:
        case: what the case is called in the access log.
        notes: how many notes of the consultant are among it.
        others: the questions whose answers may tell of other people, too, in words.
    """

    case: str
    pages: bytes = field(repr=False)
    data: bytes = field(repr=False)
    count: int = 0
    notes: int = 0
    others: tuple[str, ...] = ()


def make(wish: Wish) -> Copies:
    """Put together everything that is kept on the person of a case.

    Raises:
        UserError: the file is no case, there are no words in that language, or the renderer complained.
    """
    case = production.load_kept(wish.answers)
    language = wish.language or case.questionnaire.language
    _possible(language)
    called = access.named(case.answers.case, wish.answers)
    told = _Account(case, language, wish.today or date.today(), access.entries(called))
    with process.undisturbed():
        made = pdf.lay_out(told.html()).draw()
    if made.warnings:
        raise UserError([Problem("renderer_warning", where=NAME, values={"reason": made.warnings[0]})])
    return Copies(
        called, made.content, told.yaml(), made.pages, len(case.answers.notes), tuple(told.others())
    )


def places(answers: Path, made: Copies, folder: Path | None = None) -> tuple[Path, Path]:
    """Where the pages and the data go; a name tells the case, never the person.

    ``.data.yaml`` is no answers file, and no batch takes it for one.
    """
    stem = naming.safe(f"{NAME}_{made.case}")
    there = folder or answers.parent
    return there / f"{stem}.pdf", there / f"{stem}.data.yaml"


def _possible(language: str) -> None:
    """Refuse a language the document has no words in.

    Raises:
        UserError: with those there are.
    """
    title: Mapping[str, str] = template.read_located(FOLDER / "texts.yaml").data["title"]
    if language not in title:
        values = {"known": ", ".join(title), "suggestion": ""}
        raise UserError([Problem("unknown_language", where="--language", values=values)], exit_code=2)


class _Account:
    """Everything of one case in one language."""

    def __init__(self, case: Case, language: str, made: date, log: Iterable[access.Entry]) -> None:
        self.case, self.language, self.made = case, language, made
        self.first = case.questionnaire.language
        self.wording = Wording(language, self.first, template.common_words(language))
        texts = template.read_located(FOLDER / "texts.yaml").data
        self.texts = {key: words(text, language, "da") for key, text in texts.items()}
        self.dossier = Dossier(case.questionnaire, case.answers, self.wording, self.texts["other"])
        self.rules: Audiences = audiences.current()
        self.parts = self.dossier.parts()
        self.log = [self._logged(entry) for entry in log]
        found = view(case, SUBJECT, self.wording).conclusions
        self.conclusions = found if found.kind or found.sides or found.counsel or found.checklist else None

    def html(self) -> str:
        """The pages, for the person."""
        record, questionnaire = self.case.answers, self.case.questionnaire
        named = {entry.id: entry.text for part in self.parts for entry in part.entries if entry.answered}
        about = {
            "case": record.case,
            "first": self.first,
            "made": self.made,
            "name": named.get("full_name", ""),
            "contact": [named[name] for name in ASK if name in named],
            "readers": self.readers(),
            "kept_until": record.delete_after,
            "keep_months": self.rules.cases.keep_months,
            "sent": [self._sent(one) for one in record.sent],
            "withdrawn": [self._withdrawn(one) for one in record.withdrawn],
            "openers": list(dict.fromkeys(str(one.get("name", "?")) for one in record.recipients)),
            "access": self.log,
            "parts": self.parts,
            "conclusions": self.conclusions,
            "talks": list(self.dossier.talks(self.texts)),
            "read_back": list(self.dossier.read_back()),
            "title": self.wording.words(questionnaire.title),
            "form": self.wording.words(questionnaire.title),
            "version": record.version,
            "status": record.status,
            "log": record.log,
        }
        names = {"d": about, "t": self.texts, "language": self.language}
        return template.fill(FOLDER, self.language, "da", names)

    def yaml(self) -> bytes:
        """The same for other programs; ``record`` is the answers file as it is kept."""
        record, questionnaire = self.case.answers, self.case.questionnaire
        title = self.wording.words(questionnaire.title)
        told = {
            "subject_access": {
                "made": str(self.made),
                "program": f"refscreen {__version__}",
                "language": self.language,
            },
            "case": record.case,
            "form": {"id": questionnaire.id, "version": record.version, "title": title},
            "purposes": self.readers(),
            "kept_until": str(record.delete_after) if record.delete_after else None,
            "keep_months": self.rules.cases.keep_months,
            "sent": [self._sent(one) for one in record.sent],
            "withdrawn": [self._withdrawn(one) for one in record.withdrawn],
            "access": self.log,
            "answers": [
                {"section": part.title, **_plain(entry)} for part in self.parts for entry in part.entries
            ],
            "conversations": [_plain(talk) for talk in self.dossier.talks(self.texts)],
            "conclusions": _plain(self.conclusions),
            "record": _plain(record.plain()),
        }
        heading = f"# {self.texts['title']}\n"
        return (heading + yaml_text.write(_plain(told))).encode()

    def readers(self) -> list[dict[str, Any]]:
        """Who can get a document: what for, on which ground, and how long it is kept."""
        say = self.wording.words
        return [
            {"audience": name, "title": say(one.title), "purpose": say(one.purpose), "basis": say(one.basis),
             "consent": one.consent, "keep_months": one.keep_months}
            for name, one in self.rules.audiences.items()
        ]  # fmt: skip

    def _sent(self, one: Mapping[str, Any]) -> dict[str, str]:
        known = self.rules.audiences.get(str(one.get("audience")))
        to = str(one.get("to") or "") or (self.wording.words(known.title) if known else "?")
        return {
            "date": self.dossier.day(one.get("date")),
            "document": self._title(one.get("document")),
            "to": to,
        }

    def _withdrawn(self, one: Mapping[str, Any]) -> dict[str, str]:
        question = self.case.questionnaire.questions.get(str(one.get("consent")))
        label = self.wording.words(question.label) if question else str(one.get("consent") or "?")
        return {"date": self.dossier.day(one.get("date")), "consent": label}

    def _logged(self, entry: access.Entry) -> dict[str, str]:
        """A line of the log without who it was: colleagues are not what the person asks about."""
        known = self.rules.audiences.get(entry.audience)
        whom = self.wording.words(known.title) if known else entry.audience
        paper = self._title(entry.document)
        what = f"{paper} ({whom})" if paper and whom else paper or whom
        then = by_the_clock_here(entry.time)
        when = f"{self.wording.date(then.date())} {then:%H.%M}" if then else entry.time or "?"
        return {"when": when, "action": entry.action, "what": what}

    def _title(self, name: Any) -> str:
        """What a document is called by its readers."""
        manifest = template.TEMPLATES / str(name) / "manifest.yaml"
        if not name or not manifest.is_file():
            return self.texts["title"] if name == NAME else str(name or "")
        return words(template.read_located(manifest).data["title"], self.language, "da")

    def others(self) -> Iterator[str]:
        """The answers that may tell of other people: their kind says so, or somebody else gave them."""
        for part in self.parts:
            for entry in part.entries:
                if entry.answered and self._of_others(entry):
                    yield entry.label

    def _of_others(self, entry: Entry) -> bool:
        question = self.case.questionnaire.questions.get(entry.id)
        return question is not None and (question.by == "second_hand" or question.category in OF_OTHERS)


def _plain(thing: Any) -> Any:
    """Nested values as YAML holds them; what is empty is left out of our own nouns."""
    if is_dataclass(thing) and not isinstance(thing, type | PartialDate):
        table = {one.name: _plain(getattr(thing, one.name)) for one in fields(thing)}
        return {key: item for key, item in table.items() if item is not None and item not in ("", [], {})}
    if isinstance(thing, Mapping):
        return {str(key): _plain(item) for key, item in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(item) for item in thing]
    return thing
