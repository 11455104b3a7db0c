"""One document of one case, from answers file to bytes: the whole pipeline in one function.

questionnaire + rules + answers -> view of one audience -> HTML -> pages that fit -> PDF.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from refscreen import documents, pdf, store
from refscreen.documents import Document, Setting
from refscreen.errors import Problem, UserError, suggestion
from refscreen.photo import prepare
from refscreen.proof import proof
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules
from refscreen.view import Case, View

SPARSE = 0.4
"""A last page that is written less far down than this looks forgotten."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Order:
    """What is to be made: which document, from which file, in which language and form."""

    document: str
    answers: Path
    language: str = ""
    form: str = "pdf"
    branch: str = ""
    sheet: bool = False
    photo: Path | None = None
    today: date | None = None


@dataclass(frozen=True)
class Product:
    """A finished document: its bytes, its pages (0 for HTML), and the density it was set in."""

    content: bytes = field(repr=False)
    pages: int = 0
    density: str = ""


@lru_cache(maxsize=8)
def load_method(name: str, languages: tuple[str, ...] = ()) -> tuple[Questionnaire, Rules]:
    """A questionnaire, in these languages too, and its rules; read once in a process."""
    questionnaire = store.load_questionnaire(name, languages)
    return questionnaire, store.load_rules(name, questionnaire)


def load_case(path: Path, today: date | None = None, language: str = "") -> Case:
    """A case ready to be read: its answers with the questionnaire and rules they belong to.

    Args:
        path: the answers file.
        today: the day ages are counted from; by default the day the interview was held.
        language: one the document is in; a translation of the questionnaire to it is laid over it.

    Raises:
        UserError: with every problem of the file, located.
    """
    name = store.questionnaire_of(path)
    if not name and store.kind_of(path) != "answers":
        raise UserError([Problem("is_a_questionnaire", where=str(path))])
    if not name:
        raise UserError([Problem("missing_key", where=f"{path}:1:1", values={"key": "questionnaire"})])
    translated = language != "" and language in store.translations(name)
    questionnaire, rules = load_method(name, (language,)) if translated else load_method(name)
    answers = store.load_sound_answers(path, questionnaire)
    day = today or answers.held_on(questionnaire.day) or date.today()
    return Case(questionnaire, rules, answers, day)


def make(order: Order) -> Product:
    """Make one document.

    Raises:
        UserError: the answers have problems, a consent is missing, something has no room, or no density
            comes to an allowed number of pages.
    """
    document = documents.find(order.document)
    case = load_case(order.answers, order.today, order.language)
    language = order.language or case.questionnaire.language
    _possible(order, document, case, language)
    seen = documents.look(document, case, language)
    problems = proof(document.manifest, seen)
    if problems:
        raise UserError(replace(problem, where=f"{order.answers}: {problem.where}") for problem in problems)
    pictures = _pictures(document, case, order.photo)
    density = document.manifest.density or document.manifest.densities[0]
    setting = Setting(language, density, branch=order.branch, sheet=order.sheet, pictures=frozenset(pictures))
    if order.form == "html":
        return Product(_standing_alone(documents.render(document, seen, setting), pictures).encode())
    return _fitted(document, seen, setting, pictures)


def _possible(order: Order, document: Document, case: Case, language: str) -> None:
    """Refuse a language the document has no words in, and a branch the questionnaire does not know.

    Raises:
        UserError: with what there is instead.
    """
    if language not in document.languages:
        known = {"known": ", ".join(document.languages)}
        raise UserError([Problem("unknown_language", where="--language", values=known)], exit_code=2)
    asked = case.questionnaire.questions.get(document.manifest.branch or "")
    branches = asked.choice_by_id if asked else {}
    if order.branch and order.branch not in branches:
        known = {"known": ", ".join(branches), "suggestion": suggestion(order.branch, branches)}
        raise UserError([Problem("unknown_branch", where="--branch", values=known)], exit_code=2)


def _pictures(document: Document, case: Case, photo: Path | None) -> dict[str, bytes]:
    """The photo, when one is given and the candidate agreed to be shown.

    Raises:
        UserError: a photo was given without consent to it.
    """
    if photo is None or not document.manifest.photo:
        return {}
    missing = documents.without_consent(case, document.manifest.photo)
    if missing:
        raise UserError(missing)
    return {"photo.jpg": prepare(photo)}


def _standing_alone(html: str, pictures: Mapping[str, bytes]) -> str:
    """The page with its pictures inside it, as a browser wants them."""
    for name, content in pictures.items():
        html = html.replace(f"asset:{name}", f"data:image/jpeg;base64,{b64encode(content).decode()}")
    return html


def _fitted(document: Document, seen: View, setting: Setting, pictures: Mapping[str, bytes]) -> Product:
    """Set the document in a density that comes to an allowed number of pages.

    It begins with the density whose room the text fits; with too many pages it goes on to the tighter ones
    (past one of them when the pages are half as many again), with too few to the airier. A last page with
    little on it is spared when the next tighter density does without it.

    Raises:
        UserError: no density fits, with the numbers; or the renderer complained.
    """
    fewest, most = document.manifest.pages
    densities, tried = document.manifest.densities, dict[str, int]()
    place = densities.index(_likely(document, seen, setting))
    while 0 <= place < len(densities) and densities[place] not in tried:
        density = densities[place]
        layout = pdf.lay_out(documents.render(document, seen, replace(setting, density=density)), pictures)
        if fewest <= layout.pages <= most:
            if fewest < layout.pages and layout.last_page < SPARSE and place + 1 < len(densities):
                tighter = replace(setting, density=densities[place + 1])
                closer = pdf.lay_out(documents.render(document, seen, tighter), pictures)
                if fewest <= closer.pages < layout.pages:
                    return _drawn(document, closer, tighter.density)
            return _drawn(document, layout, density)
        tried[density] = layout.pages
        step = 2 if layout.pages > most * 1.5 and place + 2 < len(densities) else 1
        place += step if layout.pages > most else -1
    pages = ", ".join(f"{density}: {count}" for density, count in tried.items())
    numbers = {"fewest": str(fewest), "most": str(most), "tried": pages}
    raise UserError([Problem("pages_do_not_fit", where=document.name, values=numbers)])


def _likely(document: Document, seen: View, setting: Setting) -> str:
    """The density to begin with: the preferred one, or the next whose room the text fits.

    Why: laying out is what takes time, and a density that is too airy for the text is laid out in vain.
    """
    manifest = document.manifest
    for density in manifest.densities[manifest.densities.index(setting.density) :]:
        if density not in manifest.room:
            return density
        html = documents.render(document, seen, replace(setting, density=density))
        length = len(_TAG.sub("", html[html.index("<body") :]))
        if length <= manifest.room[density]:
            return density
    return manifest.densities[-1]


def _drawn(document: Document, layout: pdf.Layout, density: str) -> Product:
    """The finished document; what the renderer complains of is an error: it writes a file all the same."""
    made = layout.draw()
    if made.warnings:
        raise UserError(
            [Problem("renderer_warning", where=document.name, values={"reason": made.warnings[0]})]
        )
    return Product(made.content, made.pages, density)
