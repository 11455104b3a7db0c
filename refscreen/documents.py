"""A document is a folder of data: manifest, texts, HTML and CSS. Here it is found and rendered to HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache as once
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from refscreen import audiences
from refscreen.errors import Problem, UserError, suggestion
from refscreen.manifest import Manifest
from refscreen.reading import problems_of, words
from refscreen.sharing import SENSITIVE
from refscreen.template import COMMON, TEMPLATES, common_words, fill, is_shipped, read_located
from refscreen.view import Case, View, view
from refscreen.wording import Wording
from refscreen.yaml_text import Source


@dataclass(frozen=True)
class Document:
    """A kind of document: its folder, what it says about itself, and its words."""

    name: str
    folder: Path
    manifest: Manifest
    texts: Mapping[str, Mapping[str, str]] = field(repr=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages its title is written in; the first is its own."""
        return tuple(self.manifest.title)


@dataclass(frozen=True)
class Setting:
    """How one copy is made.

    Attributes:
        density, theme: those of the manifest.
        branch: the one it is cut to.
        sheet, marks: several on a sheet; with bleed and crop marks for a print shop.
        pictures: the names of those it may show.
    """

    language: str
    density: str = "normal"
    theme: str = ""
    branch: str = ""
    sheet: bool = False
    marks: bool = False
    pictures: frozenset[str] = frozenset()


def names() -> list[str]:
    """The documents that can be made: those in ./templates and the shipped ones."""
    folders = [
        path.parent for root in (Path("templates"), TEMPLATES) for path in root.glob("*/manifest.yaml")
    ]
    return sorted({folder.name for folder in folders})


def report_for(audience: str) -> str:
    """The name of the report of an audience.

    Raises:
        UserError: there is none.
    """
    reports = {found.manifest.audience: name for name in names() if (found := find(name)).manifest.report}
    if audience not in reports:
        values = {"known": ", ".join(reports), "suggestion": suggestion(audience, reports)}
        raise UserError([Problem("unknown_audience", where="--audience", values=values)], exit_code=2)
    return reports[audience]


ALIASES = {"report": "handover"}
"""The word of the commands for a document, where it is another than the folder's."""


def called(name: str) -> str:
    """The folder of a document by the word for it."""
    return ALIASES.get(name, name)


def find(name: str) -> Document:
    """A document by name; one in ./templates wins over the shipped one.

    Raises:
        UserError: there is none, or its manifest or texts have problems.
    """
    if (Path("templates") / name / "manifest.yaml").is_file():
        return _load(name, Path("templates") / name)
    if (TEMPLATES / name / "manifest.yaml").is_file():
        return _shipped(name)
    known = [*names(), *ALIASES]
    values = {"known": ", ".join(known), "suggestion": suggestion(name, known)}
    raise UserError([Problem("no_such_document", where=name, values=values)], exit_code=2)


@once
def _shipped(name: str) -> Document:
    """One of the program's own, read once in a process."""
    return _load(name, TEMPLATES / name)


def forget() -> None:
    """Read the program's own documents anew the next time."""
    _shipped.cache_clear()


def _load(name: str, folder: Path) -> Document:
    path = folder / "manifest.yaml"
    if not is_shipped(folder):
        _refuse_links(folder)
    source = read_located(path)
    try:
        manifest = Manifest.model_validate(_with_shared_words(source.data))
    except ValidationError as error:
        problems = problems_of(error, Manifest)
        raise UserError(_at(problem, path, source) for problem in problems) from None
    if wrong := _audience_problem(name, folder, manifest.audience):
        raise UserError([_at(wrong, path, source)])
    texts = folder / "texts.yaml"
    return Document(name, folder, manifest, read_located(texts).data if texts.is_file() else {})


def _audience_problem(name: str, folder: Path, audience: str) -> Problem | None:
    """An audience that nobody knows, or another one than that of the shipped document of the same name.

    Why: whoever asks for a postcard must get what a company may see, whatever lies in ./templates. Everything
    is in the program's own document only, for the person herself.
    """
    who = audiences.current()
    known = who.audiences if is_shipped(folder) else who.readers
    if audience not in known:
        named = {"name": audience, "suggestion": suggestion(audience, known), "known": ", ".join(known)}
        return Problem("unknown_share", ("audience",), values=named)
    theirs = TEMPLATES / name / "manifest.yaml"
    if is_shipped(folder) or not theirs.is_file():
        return None
    meant = read_located(theirs).data["audience"]
    values = {"name": name, "audience": str(meant)}
    return None if audience == meant else Problem("audience_of_shipped", ("audience",), values=values)


def _refuse_links(folder: Path) -> None:
    """Refuse a folder that leads out of itself: what somebody sent would have us read any file.

    Raises:
        UserError: with every file that does.
    """
    home = folder.resolve()
    outside = [path for path in sorted(folder.rglob("*")) if not path.resolve().is_relative_to(home)]
    if outside:
        raise UserError(Problem("template_outside", where=str(path)) for path in outside)


def forbidden(listed: str) -> tuple[str, ...]:
    """The words of a shared list that may not reach its readers; none where there is no such list."""
    return tuple(read_located(COMMON / "forbidden.yaml").data.get(listed, ()))


def _with_shared_words(data: Any) -> Any:
    """A manifest's data with the words of the shared list that ``forbidden`` names."""
    named = data.get("forbidden") if isinstance(data, dict) else None
    shared = forbidden(named) if isinstance(named, str) else ()
    return {**data, "forbidden": list(shared)} if shared else data


def _at(problem: Problem, path: Path, source: Source) -> Problem:
    line, column = source.mark(problem.path, on_key=problem.on_key)
    return replace(problem, where=f"{path}:{line}:{column}")


def gate(document: Document, case: Case) -> list[Problem]:
    """Why the document may not be made of this case: another questionnaire, or a consent not given."""
    if document.manifest.questionnaire != case.questionnaire.id:
        named = {"name": case.questionnaire.id, "expected": document.manifest.questionnaire}
        return [Problem("case_of_other_questionnaire", where=document.name, values=named)]
    manifest = document.manifest
    return _misnamed(document, case) or unpermitted(case, manifest.audience, manifest.consents)


def unpermitted(case: Case, audience: str, consents: tuple[str, ...] = ()) -> list[Problem]:
    """Why nothing of the case may go to an audience: a consent that it or these consents need is not there.

    ``audiences.yaml`` and the questionnaire say what an audience needs; no template can leave it out.
    """
    own = case.questionnaire.consents.get(audience) if audience != SENSITIVE else None  # is no audience
    if own is None and audiences.current().audiences[audience].consent:
        named = {"audience": audience, "name": case.questionnaire.id}
        return [Problem("consent_not_named", where=case.questionnaire.id, values=named)]
    return without_consent(case, tuple(dict.fromkeys((*consents, *([own] if own else [])))))


def _misnamed(document: Document, case: Case) -> list[Problem]:
    """The questions that a manifest names and the questionnaire does not have, each with its line."""
    questions, manifest = case.questionnaire.questions, document.manifest
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("consents", place), name) for place, name in enumerate(manifest.consents)),
        *((("photo", place), name) for place, name in enumerate(manifest.photo)),
        *((("limits", name), name.partition(".")[0]) for name in manifest.limits),
        (("sensitive",), manifest.sensitive or ""),
        (("branch",), manifest.branch or ""),
    ]
    wrong = [(path, name) for path, name in named if name and name not in questions]
    if not wrong:
        return []
    file = document.folder / "manifest.yaml"
    source = read_located(file)
    problems = (
        Problem(
            "no_such_target",
            path,
            values={"name": name, "suggestion": suggestion(name, questions)},
            on_key=path[0] == "limits",
        )
        for path, name in wrong
    )
    return [_at(problem, file, source) for problem in problems]


def without_consent(case: Case, consents: tuple[str, ...]) -> list[Problem]:
    """The consents that were not given: refused, or not asked for, which is not given either."""
    questions = case.questionnaire.questions
    lacking = [name for name in consents if not case.agreed(name)]
    return [
        Problem(
            _refusal(case, name),
            ("answers", name),
            values={"question": words(questions[name].label, case.questionnaire.language, "da")},
        )
        for name in lacking
    ]


REFUSALS = frozenset({"consent_refused", "consent_withheld", "consent_withdrawn"})
"""The problems that are an answer: the candidate said no, now or later, or would not say."""


def _refusal(case: Case, name: str) -> str:
    """Whether somebody said no, would not say, or was not asked; only the last leaves something to do."""
    problem = "no_consent"
    if case.answers.taken_back(name, case.questionnaire.day):
        problem = "consent_withdrawn"
    elif case.values.get(name) is False:
        problem = "consent_refused"
    elif case.answers.states.get(name) == "declined":
        problem = "consent_withheld"
    return problem


def look(document: Document, case: Case, language: str) -> View:
    """The case as the document's audience may see it.

    Raises:
        UserError: a consent is missing.
    """
    problems = gate(document, case)
    if problems:
        raise UserError(problems)
    wording = Wording(language, case.questionnaire.language, common_words(language))
    consent = document.manifest.sensitive and case.questionnaire.consents.get(
        SENSITIVE, document.manifest.sensitive
    )
    return view(case, document.manifest.audience, wording, consent, document.manifest.conclusions)


def known(document: Document, seen: View, setting: Setting) -> dict[str, Any]:
    """Every name that a document's template may use, whatever it is written in."""
    first = document.languages[0]
    return {
        "document": document.manifest.model_dump(),  # plain data: a model has methods that read files
        "title": words(document.manifest.title, setting.language, first),
        "case": seen.case,
        "v": seen,
        "a": seen.a,
        "c": seen.concluded,
        "t": {key: words(text, setting.language, first) for key, text in document.texts.items()},
        "setting": setting,
    }


def render(
    document: Document, seen: View, setting: Setting, announce: Callable[[str], None] | None = None
) -> str:
    """The document as one HTML page with its own style, which is announced before the page is written.

    Raises:
        UserError: the template asks for something that is not in the view, with the template's line.
    """
    names = known(document, seen, setting)
    return fill(document.folder, setting.language, document.languages[0], names, announce)
