"""One document of one case, from answers file to bytes: the whole pipeline in one function.

questionnaire + rules + answers -> view of one audience -> HTML -> pages that fit -> PDF.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from refscreen import audiences, documents, fitting, photo, process, store, template, versions
from refscreen.dates import PartialDate
from refscreen.documents import Document, Setting
from refscreen.errors import Problem, UserError, suggestion
from refscreen.items import STRANGERS
from refscreen.proof import proof
from refscreen.questionnaire import Questionnaire
from refscreen.view import Case, View
from refscreen.wording import Wording

if TYPE_CHECKING:
    from refscreen.rules import Rules


@dataclass(frozen=True)
class Order:
    """What is to be made: which document, from which file, in which language and form."""

    document: str
    answers: Path
    language: str = ""
    form: str = "pdf"
    branch: str = ""
    theme: str = ""
    sheet: bool = False
    marks: bool = False
    photo: Path | None = None
    today: date | None = None


@dataclass(frozen=True)
class Product:
    """A finished document: its bytes, its pages (0 where there are none), and the density it was set in.

    Attributes:
        notices: what is worth a look, though the document was made.
    """

    content: bytes = field(repr=False)
    pages: int = 0
    density: str = ""
    notices: tuple[Problem, ...] = ()


@lru_cache(maxsize=8)
def load_questionnaire(name: str, languages: tuple[str, ...] = ()) -> Questionnaire:
    """A questionnaire, in these languages too; read once in a process."""
    return store.load_questionnaire(name, languages)


@lru_cache(maxsize=8)
def load_rules(name: str, languages: tuple[str, ...] = ()) -> Rules:
    """The rules of a questionnaire in these languages; read once in a process."""
    return store.load_rules(name, load_questionnaire(name, languages))


def load_case(path: Path, today: date | None = None, language: str = "") -> Case:
    """A case ready to be read: its answers with the questionnaire and rules they belong to.

    Args:
        path: the answers file.
        today: the day ages are counted from; by default the day the interview was held.
        language: one the document is in; a translation of the questionnaire to it is laid over it.

    Raises:
        UserError: with every problem of the file, located.
    """
    name = answered_by(path)
    translated = language != "" and language in store.translations(name)
    languages = (language,) if translated else ()
    questionnaire = load_questionnaire(name, languages)
    answers = versions.load_sound_answers(path, questionnaire)
    day = today or answers.held_on(questionnaire.day) or date.today()
    return Case(questionnaire, partial(load_rules, name, languages), answers, day)


def answered_by(path: Path) -> str:
    """The questionnaire that a case answers.

    Raises:
        UserError: it names none, or one that is not here.
    """
    name = store.questionnaire_of(path)
    try:
        store.find_questionnaire(name)
    except UserError as error:
        if store.kind_of(path) != "answers":
            raise UserError([Problem("is_a_questionnaire", where=str(path))]) from None
        source = store.read_source(path)
        raw = source.data.get("questionnaire") if isinstance(source.data, dict) else None
        if raw is None:
            missing = Problem("missing_key", where=f"{path}:1:1", values={"key": "questionnaire"})
            raise UserError([missing]) from None
        near = suggestion(str(raw).casefold(), error.problems[0].values["known"].split(", "))
        values = {"name": str(raw), "suggestion": near}
        unknown = Problem("unknown_questionnaire", ("questionnaire",), values=values)
        raise UserError(store.located([unknown], path, source)) from None
    return name


def load_kept(path: Path) -> Case:
    """A case with all that is kept in it, whether it still fits its questions or not.

    Raises:
        UserError: the file is no case at all.
    """
    name = answered_by(path)
    questionnaire = load_questionnaire(name)
    answers, _unfit = store.load_answers(path, questionnaire)
    day = answers.held_on(questionnaire.day) or date.today()
    return Case(questionnaire, partial(load_rules, name), answers, day)


def method_files(questionnaire: str, document: str) -> list[Path]:
    """The files that a document of a questionnaire is made from, besides the answers; folders as they are."""
    path = store.find_questionnaire(questionnaire)
    beside = [store.rules_path(path), *store.translations(questionnaire).values()]
    own = [audiences.OWN] if audiences.OWN.is_file() else []
    return [path, *beside, *own, documents.find(document).folder, template.COMMON]


def sources(order: Order) -> list[Path]:
    """Everything that decides how a document comes out: answers, photo, questionnaire, rules, templates."""
    name = store.questionnaire_of(order.answers)
    return [order.answers, *([order.photo] if order.photo else []), *method_files(name, order.document)]


def forget() -> None:
    """Read questionnaires, rules, documents and shared words anew: somebody has changed them."""
    load_questionnaire.cache_clear()
    load_rules.cache_clear()
    template.common_words.cache_clear()
    documents.forget()


@dataclass(frozen=True)
class Prepared:
    """A document ready to be set: nothing else decides its bytes but the template's files and the program."""

    document: Document
    seen: View = field(repr=False)
    setting: Setting
    pictures: Mapping[str, bytes] = field(repr=False)
    form: str


def make(order: Order) -> Product:
    """Make one document.

    Raises:
        UserError: as ``prepare`` and ``finish`` do.
    """
    with process.undisturbed():
        return finish(prepare(order))


def prepare(order: Order, case: Case | None = None) -> Prepared:
    """Everything up to the setting: what the audience may see, and that it can be set at all.

    Args:
        order: what is to be made.
        case: the case of the order's answers file, where it is read already.

    Raises:
        UserError: the answers have problems, a consent is missing, or something has no room.
    """
    document = documents.find(order.document)
    case = case or load_case(order.answers, order.today, order.language)
    language = order.language or case.questionnaire.language
    _possible(order, document, case, language)
    seen = documents.look(document, case, language)
    problems = proof(document.manifest, seen)
    if problems:
        raise UserError(replace(problem, where=f"{order.answers}: {problem.where}") for problem in problems)
    pictures = _pictures(document, case, order.photo)
    density = document.manifest.density or document.manifest.densities[0]
    theme = order.theme or next(iter(document.manifest.themes), "")
    setting = Setting(language, density, theme, order.branch, order.sheet, order.marks, frozenset(pictures))
    return Prepared(document, seen, setting, pictures, order.form)


def finish(prepared: Prepared) -> Product:
    """Set the document and write it in its form.

    Raises:
        UserError: no density comes to an allowed number of pages, or a template has a mistake.
    """
    document, seen, setting = prepared.document, prepared.seen, prepared.setting
    if prepared.form != "pdf":
        return Product(_without_pages(prepared.form, document, seen, setting, prepared.pictures))
    made = fitting.fit(document, seen, setting, prepared.pictures)
    runs_out = Problem("text_runs_out", where=document.name, values={"places": "; ".join(made.overflowing)})
    return Product(made.content, made.pages, made.density, (runs_out,) if made.overflowing else ())


def _possible(order: Order, document: Document, case: Case, language: str) -> None:
    """Refuse what the document cannot be made in: an unknown language or branch, a sheet it has not.

    Raises:
        UserError: with what there is instead.
    """
    manifest, questions = document.manifest, case.questionnaire.questions
    branching = questions.get(manifest.branch or "")
    branches = tuple(branching.choice_by_id) if branching else ()
    asked = {"branch": order.branch, "theme": order.theme, "sheet": order.sheet}
    asked |= {"marks": order.marks, "photo": order.photo}
    problems = [
        Problem("not_for_document", where=f"--{name}", values={"document": document.name})
        for name, wish in asked.items()
        if wish and not getattr(manifest, name if name != "theme" else "themes")
    ]
    if order.sheet and order.marks:
        problems.append(Problem("sheet_or_marks", where="--marks"))
    for problem, wish, there in (
        (Problem("unknown_language", where="--language"), language, document.languages),
        (Problem("unknown_branch", where="--branch"), order.branch, branches),
        (Problem("unknown_theme", where="--theme"), order.theme, manifest.themes),
    ):
        if wish and there and wish not in there:
            values = {"known": ", ".join(there), "suggestion": suggestion(wish, there)}
            problems.append(replace(problem, values=values))
    if problems:
        raise UserError(problems, exit_code=2)


def _pictures(document: Document, case: Case, portrait: Path | None) -> dict[str, bytes]:
    """The photo, when one is given and the candidate agreed to be shown.

    Raises:
        UserError: a photo was given without consent to it.
    """
    if portrait is None:
        return {}
    missing = documents.without_consent(case, document.manifest.photo)
    if missing:
        raise UserError(Problem("no_photo_consent", one.path, "--photo", one.values) for one in missing)
    return {"photo.jpg": photo.prepare(portrait)}


def _standing_alone(html: str, pictures: Mapping[str, bytes]) -> str:
    """The page with its pictures inside it, as a browser wants them."""
    for name, content in pictures.items():
        html = html.replace(f"asset:{name}", f"data:image/jpeg;base64,{b64encode(content).decode()}")
    return html


def _without_pages(
    form: str, document: Document, seen: View, setting: Setting, pictures: Mapping[str, bytes]
) -> bytes:
    """The document in a form that flows, with everything in full: nothing has to fit a page.

    Raises:
        UserError: a template of the document has a mistake.
    """
    if form == "html":
        return _standing_alone(documents.render(document, seen, setting), pictures).encode()
    from refscreen import blocks, plain, word

    full = replace(setting, density=document.manifest.densities[0])
    content = blocks.read(documents.render(document, seen, full))
    if form == "txt":
        return plain.text(content, setting.language).encode()
    wording = Wording(setting.language, document.languages[0], template.common_words(setting.language))
    made = PartialDate(seen.today.year) if document.manifest.audience == STRANGERS else seen.today
    names = documents.known(document, seen, full) | {"words": wording.common}
    names |= {"date": wording.date(made), "day": seen.today}
    return word.docx(content, word.template(document.folder), names, setting.language, pictures)
