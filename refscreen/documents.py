"""A document is a folder of data: manifest, texts, HTML and CSS. Here it is found and rendered to HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from refscreen.dates import full_years
from refscreen.errors import Problem, UserError
from refscreen.questionnaire import Audience
from refscreen.reading import Frozen, Many, Text, problems_of, words
from refscreen.view import Case, View, view
from refscreen.wording import Wording, direction, opening
from refscreen.yaml_text import Source, YamlError, read

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
COMMON = TEMPLATES / "common"


class Limit(Frozen):
    """How much of an answer has room.

    Attributes:
        length: the most characters.
        shown: for lists, how many are looked at.
        fallback_for: the answer is printed only when one of these is missing.
        name: it is a person's name, in which no word is forbidden (Islam is a surname too).
    """

    length: int
    shown: int = 1
    fallback_for: Many[str] = ()
    name: bool = False


class Manifest(Frozen):
    """What a document folder says about itself.

    Attributes:
        pages: fewest and most pages; a result outside is an error with numbers.
        consents: yes_no questions that must be answered yes before the document may be made.
        sensitive: the yes_no question that lets sensitive answers into the view.
        densities: designed ways to set the same content, from airy to tight; tried until the pages fit.
        density: the one to begin with; without it the first.
        branch: the question among whose choices a branch can be chosen to cut the document to.
        room: characters of text that usually fill the pages in a density; with it the tighter ones are
            begun with where the text is long.
        limits: the room for an answer, by question id (``jobs.title`` for an inner one).
        forbidden: words that may not occur in the document, in any form.
        pictures: whether the document can show a photo, and the consent it needs.
    """

    title: Text
    questionnaire: str
    audience: Audience
    page: Literal["A4", "A6"]
    pages: tuple[int, int] = Field(strict=False)
    consents: Many[str] = ()
    sensitive: str | None = None
    densities: Many[str] = ("normal",)
    density: str = ""
    room: dict[str, int] = Field(default_factory=dict)
    limits: dict[str, Limit] = Field(default_factory=dict)
    forbidden: Many[str] = ()
    photo: Many[str] = ()
    branch: str | None = None


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
    """How one copy is made: language, density, the branch it is cut to, four on a sheet, and its pictures."""

    language: str
    density: str = "normal"
    branch: str = ""
    sheet: bool = False
    pictures: frozenset[str] = frozenset()


def names() -> list[str]:
    """The documents that can be made: those in ./templates and the shipped ones."""
    folders = [
        path.parent for root in (Path("templates"), TEMPLATES) for path in root.glob("*/manifest.yaml")
    ]
    return sorted({folder.name for folder in folders})


def find(name: str) -> Document:
    """A document by name; one in ./templates wins over the shipped one.

    Raises:
        UserError: there is none, or its manifest or texts have problems.
    """
    for root in (Path("templates"), TEMPLATES):
        if (root / name / "manifest.yaml").is_file():
            return _load(name, root / name)
    raise UserError(
        [Problem("no_such_document", where=name, values={"known": ", ".join(names())})], exit_code=2
    )


def _load(name: str, folder: Path) -> Document:
    path = folder / "manifest.yaml"
    source = _read(path)
    try:
        manifest = Manifest.model_validate(source.data)
    except ValidationError as error:
        problems = problems_of(error, Manifest)
        raise UserError(_at(problem, path, source) for problem in problems) from None
    return Document(name, folder, manifest, _read(folder / "texts.yaml").data)


def _read(path: Path) -> Source:
    try:
        return read(path.read_bytes())
    except YamlError as error:
        line, column = error.mark
        raise UserError(
            [Problem(error.problem.key, where=f"{path}:{line}:{column}", values=error.problem.values)]
        ) from None
    except OSError:
        raise UserError([Problem("no_such_file", where=str(path))], exit_code=2) from None


def _at(problem: Problem, path: Path, source: Source) -> Problem:
    line, column = source.mark(problem.path, on_key=problem.on_key)
    return replace(problem, where=f"{path}:{line}:{column}")


@cache
def common_words(language: str) -> Mapping[str, str]:
    """The small words that all documents share, in a language."""
    table: Mapping[str, Mapping[str, str]] = _read(COMMON / "words.yaml").data
    return {key: words(text, language, "da") for key, text in table.items()}


def gate(document: Document, case: Case) -> list[Problem]:
    """Why the document may not be made of this case: another questionnaire, or a consent not given."""
    if document.manifest.questionnaire != case.questionnaire.id:
        named = {"name": case.questionnaire.id, "expected": document.manifest.questionnaire}
        return [Problem("other_questionnaire", where=document.name, values=named)]
    return without_consent(case, document.manifest.consents)


def without_consent(case: Case, consents: tuple[str, ...]) -> list[Problem]:
    """The consents that were not given: refused, or not asked for, which is not given either."""
    questions, values = case.questionnaire.questions, case.values
    lacking = [name for name in consents if values.get(name) is not True]
    return [
        Problem(
            _refusal(case, name),
            ("answers", name),
            values={"question": words(questions[name].label, case.questionnaire.language, "da")},
        )
        for name in lacking
    ]


def _refusal(case: Case, name: str) -> str:
    """Whether somebody said no, would not say, or was not asked; only the last leaves something to do."""
    problem = "no_consent"
    if case.values.get(name) is False:
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
    return view(case, document.manifest.audience, wording, document.manifest.sensitive)


def render(document: Document, seen: View, setting: Setting) -> str:
    """The document as one HTML page with its own style.

    Raises:
        UserError: the template asks for something that is not in the view, with the template's line.
    """
    names = {
        "document": document.manifest,
        "title": words(document.manifest.title, setting.language, document.languages[0]),
        "v": seen,
        "a": seen.a,
        "c": seen.conclusions,
        "setting": setting,
    }
    return fill(document.folder, setting.language, document.languages[0], names, texts=document.texts)


def fill(
    folder: Path,
    language: str,
    first: str,
    names: Mapping[str, object],
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """A folder's template filled in: its own texts as ``t``, the common ones as ``words``, and these names.

    Raises:
        UserError: the template asks for a name that is not there, with the template's line.
    """
    import jinja2

    wording = Wording(language, first, common_words(language))
    environment = _environment(folder)
    environment.globals["number"] = wording.number
    environment.globals["date"] = wording.date
    own = _read(folder / "texts.yaml").data if texts is None else texts
    said = {key: words(text, language, first) for key, text in own.items()}
    style = environment.get_template("style.css").render(names)
    try:
        template = environment.get_template("document.html")
        return template.render(names, style=style, t=said, words=wording.common)
    except jinja2.UndefinedError as error:
        line = _template_line(error)
        raise UserError(
            [Problem("template_unknown_name", where=line, values={"reason": str(error.message)})]
        ) from error
    except jinja2.TemplateSyntaxError as error:
        where = f"{error.filename or folder.name}:{error.lineno}:1"
        raise UserError(
            [Problem("template_syntax", where=where, values={"reason": str(error.message)})]
        ) from error


def _template_line(error: BaseException) -> str:
    """The innermost template file and line of a traceback."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".html", ".css")):
            where = f"{name}:{trace.tb_lineno}:1"
        trace = trace.tb_next
    return where


@cache
def _environment(folder: Path) -> Environment:
    """Templates of a document see their own folder and the common one; unknown names are errors."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, COMMON]),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith(".css"),  # noqa: S701  # CSS is not HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["opening"] = opening
    environment.globals["full_years"] = full_years
    environment.globals["direction"] = direction
    return environment
