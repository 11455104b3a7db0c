"""What an audience may not see is in none of its documents: a canary in each field, document and form."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from refscreen import batch, documents, production, store
from refscreen.dates import PartialDate
from refscreen.documents import Document, Setting
from refscreen.production import Order
from refscreen.questionnaire import Question, Questionnaire
from refscreen.view import Case
from tests import leaks

RICHEST = {"screening": "maximal", "competence-card": "ali-card"}
STATUS = {"placement-letter": "opholdstilladelse"}
"""The letter is for those who have not been given a municipality yet."""
FORMS = ("pdf", "docx", "html", "txt")
CANARY = re.compile(r"zq[a-z]{3}qz", re.IGNORECASE)


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
    said = leaks.tokens(case.questionnaire)
    path = folder / "case.yaml"
    store.save_answers(path, leaks.full_of(case, said, frozenset({"pc_link"})).answers)
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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", documents.names())
def test_a_file_holds_no_text_that_its_audience_may_not_see(name: str, form: str, tmp_path: Path) -> None:
    path, said, questionnaire = planted(name, tmp_path)
    manifest = documents.find(name).manifest
    order = Order(name, path, form=form)
    found = {token.lower() for token in CANARY.findall(words_in(production.make(order).content, form))}
    named = batch.planned(batch.Job(order, tmp_path)).path
    found |= {token.lower() for token in CANARY.findall(named.name if named else "")}
    places = leaks.allowed(questionnaire, manifest.audience, sensitive=bool(manifest.sensitive))
    aside = (
        {leaks.ASIDE["consultant"], leaks.ASIDE["earlier"]} if manifest.audience == "municipality" else set()
    )
    assert found - {said[place] for place in places if place in said} - aside == set()
    shown = {place for place in places if place in said}
    assert bool(found) == bool(shown), "the search finds what is there"


def hidden(document: Document, case: Case) -> Iterator[Question]:
    """The closed questions that the audience may not see, but for those which decide what else is asked."""
    questions = case.questionnaire.questions.values()
    seen = leaks.allowed(case.questionnaire, document.manifest.audience, sensitive=False)
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


@pytest.mark.parametrize("name", documents.names())
def test_no_closed_answer_changes_a_document_whose_audience_may_not_see_it(name: str) -> None:
    document, case = documents.find(name), without_sensitive(case_for(name))
    changed = {q.id: another(q, case.answers.values.get(q.id)) for q in hidden(document, case)}
    values = {**case.answers.values, **{key: value for key, value in changed.items() if value is not None}}
    other = replace(case, answers=replace(case.answers, values=values))
    assert case.answers.values != values
    density = document.manifest.densities[0]
    theme = next(iter(document.manifest.themes), "")
    told = [
        documents.render(document, documents.look(document, one, "da"), Setting("da", density, theme))
        for one in (case, other)
    ]
    assert told[0] == told[1]
