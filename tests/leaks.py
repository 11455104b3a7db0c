"""Cases full of canaries: a token in every place where somebody can write, known by its place."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from refscreen import documents, jobs, production, store
from refscreen.audiences import SUBJECT
from refscreen.dates import PartialDate
from refscreen.documents import Document, Setting
from refscreen.items import STRANGERS
from refscreen.production import Order
from refscreen.questionnaire import Question, Questionnaire
from refscreen.view import Case
from tests.program import run

WRITTEN = ("text", "long_text")
RICHEST = {"screening": "maximal", "competence-card": "ali-card"}
STATUS = {"placement-letter": "opholdstilladelse"}
"""The letter is for those who have not been given a municipality yet."""
FORMS = ("pdf", "docx", "html", "txt")
EXPORTS = ("xlsx", "csv", "json", "jsonl", "mailmerge")
"""What every audience can have; a resume is for companies."""
CANARY = re.compile(r"zq[a-z]{3}qz", re.IGNORECASE)


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


def asked(name: str) -> Iterator[Question]:
    """Every question of a questionnaire, also those of a group's rows."""
    for question in store.load_questionnaire(name).questions.values():
        yield from (question, *question.questions)


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
    if audience == SUBJECT:
        return frozenset(tokens(questionnaire))
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


@cache
def case_for(name: str) -> Case:
    """The richest sample of the document's questionnaire, with every consent that any document needs."""
    sample = store.shipped("samples") / f"{RICHEST[documents.find(name).manifest.questionnaire]}.yaml"
    case = production.load_case(sample)
    consents = {known: True for known in case.questionnaire.questions if known.startswith("consent_")}
    status = {"legal_status": STATUS[name]} if name in STATUS else {}
    return replace(case, answers=replace(case.answers, values={**case.answers.values, **consents, **status}))


def planted(name: str, folder: Path) -> tuple[Path, Mapping[str, str], Questionnaire]:
    """An answers file full of canaries for a document, and which canary stands where."""
    case = case_for(name)
    said = tokens(case.questionnaire)
    path = folder / "case.yaml"
    store.save_answers(path, full_of(case, said, frozenset({"pc_link"})).answers)
    return path, said, case.questionnaire


def words_in(content: bytes, form: str) -> str:
    """Everything a file says, shown or not: text, metadata, bookmarks, alternatives, comments."""
    if form == "pdf":
        pages = pypdfium2.PdfDocument(content)
        text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
        return text + " ".join(strings_in(content))
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return " ".join(name + parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return content.decode()


def strings_in(content: bytes) -> Iterator[str]:
    """Every string of every object of a PDF, and its metadata."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not pdf.attachments
        yield str(pdf.open_metadata())
        for thing in pdf.objects:
            yield from strings_of(thing)


def strings_of(thing: Any) -> Iterator[str]:
    """The strings of one object; what it refers to is an object of its own."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    inside: list[Any] = []
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inside = [thing[key] for key in thing.keys()]  # noqa: SIM118  # a stream cannot be iterated over
    elif isinstance(thing, pikepdf.Array):
        inside = [thing[index] for index in range(len(thing))]
    for inner in inside:
        if not getattr(inner, "is_indirect", False):
            yield from strings_of(inner)


def hidden(document: Document, case: Case) -> Iterator[Question]:
    """The closed questions that the audience may not see, but for those which decide what else is asked."""
    questions = case.questionnaire.questions.values()
    seen = allowed(case.questionnaire, document.manifest.audience, sensitive=False)
    deciding = {name for q in questions if q.when for name in q.when.names()}
    for question in questions:
        if question.id not in seen | deciding and not question.id.startswith("consent_"):
            yield question


def without_sensitive(case: Case) -> Case:
    """The case of somebody who says no to passing on what is sensitive."""
    return replace(
        case, answers=replace(case.answers, values={**case.answers.values, "consent_sensitive": False})
    )


def another(question: Question, value: Any) -> Any:
    """Another valid answer to a closed question."""
    match question.type:
        case "yes_no":
            return value is not True
        case "date":
            return PartialDate(2001, 3, 7)
        case "number" | "scale":
            return (question.max or 9) if value != (question.max or 9) else (question.min or 1)
        case "choices":
            return (question.choices[-1].id,)
        case "group" | "text" | "long_text":
            return value
        case _:
            return next(choice.id for choice in question.choices if choice.id != value)


@dataclass(frozen=True)
class Found:
    """The canaries of a file: for how many fields, those that were found, and those that may not be there."""

    fields: int
    told: frozenset[str]
    leaked: frozenset[str]


def _found(told: str, said: Mapping[str, str], places: frozenset[str], audience: str) -> Found:
    seen = frozenset(token.lower() for token in CANARY.findall(told))
    aside = {ASIDE["consultant"], ASIDE["earlier"]} if audience == "municipality" else set()
    fine = {said[place] for place in places if place in said} | aside
    return Found(len(said) + len(ASIDE), seen, seen - fine)


def in_document(name: str, form: str, folder: Path) -> Found:
    """The canaries in a document and in the name of its file."""
    path, said, questionnaire = planted(name, folder)
    manifest = documents.find(name).manifest
    order = Order(name, path, form=form)
    told = words_in(production.make(order).content, form)
    named = jobs.planned(jobs.Job(order, folder)).path
    places = allowed(questionnaire, manifest.audience, sensitive=bool(manifest.sensitive))
    return _found(f"{told} {named.name if named else ''}", said, places, manifest.audience)


def in_export(kind: str, audience: str, folder: Path) -> Found:
    """The canaries in an export as the command writes it."""
    path, said, questionnaire = planted(
        "placement-letter" if audience == "immigration" else "handover", folder
    )
    file = folder / f"export-{kind}-{audience}"
    ran = run("export", path, "--to", kind, "--audience", audience, "-o", file, "--force")
    assert ran.code == 0, ran.err
    told = words_in(file.read_bytes(), "docx" if kind == "xlsx" else "txt")
    places = allowed(questionnaire, audience, sensitive=False) if audience != STRANGERS else frozenset[str]()
    return _found(told, said, places, audience)


def changed_by_hidden(name: str) -> bool:
    """Whether a document comes out otherwise when every closed answer that it may not show is another one."""
    document, case = documents.find(name), without_sensitive(case_for(name))
    changed = {q.id: another(q, case.answers.values.get(q.id)) for q in hidden(document, case)}
    values = {**case.answers.values, **{key: value for key, value in changed.items() if value is not None}}
    other = replace(case, answers=replace(case.answers, values=values))
    assert case.answers.values != values
    density, theme = document.manifest.densities[0], next(iter(document.manifest.themes), "")
    told = [
        documents.render(document, documents.look(document, one, "da"), Setting("da", density, theme))
        for one in (case, other)
    ]
    return told[0] != told[1]
