"""A document is a folder of data: manifest, texts, HTML and CSS. Here it is found and rendered to HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from refscreen.dates import full_years
from refscreen.errors import Problem, UserError, suggestion
from refscreen.manifest import Manifest
from refscreen.reading import problems_of, words
from refscreen.view import Case, View, view
from refscreen.wording import Wording, direction, opening
from refscreen.yaml_text import Source, YamlError, read

if TYPE_CHECKING:
    import jinja2
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
COMMON = TEMPLATES / "common"


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
        manifest = Manifest.model_validate(_with_shared_words(source.data))
    except ValidationError as error:
        problems = problems_of(error, Manifest)
        raise UserError(_at(problem, path, source) for problem in problems) from None
    return Document(name, folder, manifest, _read(folder / "texts.yaml").data)


def _with_shared_words(data: Any) -> Any:
    """A manifest's data with the words of the shared list that ``forbidden`` names."""
    named = data.get("forbidden") if isinstance(data, dict) else None
    shared = _read(COMMON / "forbidden.yaml").data if isinstance(named, str) else {}
    return {**data, "forbidden": shared[named]} if named in shared else data


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


def known(document: Document, seen: View, setting: Setting) -> dict[str, Any]:
    """Every name that a document's template may use, whatever it is written in."""
    first = document.languages[0]
    return {
        "document": document.manifest,
        "title": words(document.manifest.title, setting.language, first),
        "case": seen.case,
        "date": Wording(setting.language, first, common_words(setting.language)).date,
        "v": seen,
        "a": seen.a,
        "c": seen.conclusions,
        "t": {key: words(text, setting.language, first) for key, text in document.texts.items()},
        "setting": setting,
    }


def render(document: Document, seen: View, setting: Setting) -> str:
    """The document as one HTML page with its own style.

    Raises:
        UserError: the template asks for something that is not in the view, with the template's line.
    """
    return fill(document.folder, setting.language, document.languages[0], known(document, seen, setting))


def fill(folder: Path, language: str, first: str, names: Mapping[str, object]) -> str:
    """A folder's template filled in: these names, the common words as ``words``, and its texts as ``t``.

    Raises:
        UserError: the template asks for a name that is not there, with the template's line.
    """
    import jinja2

    wording = Wording(language, first, common_words(language))
    environment = _environment(folder)
    environment.globals["number"] = wording.number
    environment.globals["date"] = wording.date
    if "t" not in names:
        own = _read(folder / "texts.yaml").data
        names = {**names, "t": {key: words(text, language, first) for key, text in own.items()}}
    try:
        style = environment.get_template("style.css").render(names)
        template = environment.get_template("document.html")
        return template.render(names, style=style, words=wording.common)
    except jinja2.TemplateError as error:
        raise UserError([_of_template(error, folder)]) from error


def _of_template(error: jinja2.TemplateError, folder: Path) -> Problem:
    """A mistake of a template's author, with its file and line."""
    import jinja2

    reason = {"reason": str(error.message)}
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Problem("template_syntax", where=f"{error.filename or folder}:{error.lineno}:1", values=reason)
    if isinstance(error, jinja2.TemplateNotFound):
        return Problem("template_missing", where=_template_line(error) or str(folder), values=reason)
    return Problem("template_unknown_name", where=_template_line(error) or str(folder), values=reason)


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
    environment.globals["qr"] = _qr
    return environment


def _qr(text: str, title: str) -> Markup:
    """A QR code of the text as inline SVG in the current colour; the white around it is the template's.

    The title comes first, as PDF/UA (ISO 14289-1) wants the text of a figure.
    """
    import segno
    from markupsafe import Markup, escape

    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=0)[0]
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    )
    picture = (
        '<svg class="qr" viewBox="0 0 {0} {0}"><title>{1}</title><path fill="currentColor" d="{2}"/></svg>'
    )
    return Markup(picture).format(size, escape(title), path)  # noqa: S704  # only the title is not ours
