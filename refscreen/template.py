"""The templates of a folder filled in with Jinja2.

A template sees its own folder and the common one, nothing else; an unknown name is an error with its line.
One that is not shipped with the program runs in a sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING

from refscreen import cache, kept
from refscreen.dates import full_years
from refscreen.errors import Problem, UserError
from refscreen.reading import words
from refscreen.wording import Wording, direction, opening, unbroken
from refscreen.yaml_text import Source, YamlError, read

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
COMMON = TEMPLATES / "common"
_UNKNOWN = re.compile(r"has no attribute '(.+)'$|^'(.+)' is undefined$")
"""How Jinja2 says which name it does not know; what it says of the object is of no use to an author."""


def read_located(path: Path) -> Source:
    """A YAML file of a folder.

    Raises:
        UserError: it is not there, or no plain YAML, with the line.
    """
    try:
        return (kept.read if is_shipped(path) else read)(path.read_bytes())
    except YamlError as error:
        line, column = error.mark
        raise UserError(
            [Problem(error.problem.key, where=f"{path}:{line}:{column}", values=error.problem.values)]
        ) from None
    except OSError:
        raise UserError([Problem("no_such_file", where=str(path))], exit_code=2) from None


@once
def common_words(language: str) -> Mapping[str, str]:
    """The small words that all documents share, in a language."""
    table: Mapping[str, Mapping[str, str]] = read_located(COMMON / "words.yaml").data
    return {key: words(text, language, "da") for key, text in table.items()}


def is_shipped(folder: Path) -> bool:
    """Whether a document's folder is one of the program's own."""
    return folder.resolve().is_relative_to(TEMPLATES)


def fill(
    folder: Path,
    language: str,
    first: str,
    names: Mapping[str, object],
    announce: Callable[[str], None] | None = None,
) -> str:
    """A folder's template filled in: these names, the common words as ``words``, and its texts as ``t``.

    The style is announced before the page is written.

    Raises:
        UserError: the template asks for a name that is not there, with the template's line.
    """
    import jinja2

    wording = Wording(language, first, common_words(language))
    environment = _environment(folder)
    environment.globals["number"] = wording.number
    environment.globals["date"] = wording.date
    if "t" not in names:
        own = read_located(folder / "texts.yaml").data
        names = {**names, "t": {key: words(text, language, first) for key, text in own.items()}}
    try:
        style = environment.get_template("style.css").render(names)
        if announce:
            announce(style)
        template = environment.get_template("document.html")
        return template.render(names, style=style, words=wording.common)
    except jinja2.TemplateError as error:
        raise UserError([_of_template(error, folder)]) from error
    except UnicodeDecodeError:
        raise UserError([_not_utf8(folder)]) from None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        if not _by_its_author(error):
            raise
        # Only what kind it is: the words of an exception may hold an answer.
        reason = {"reason": type(error).__name__}
        where = _template_line(error) or str(folder)
        raise UserError([Problem("template_fails", where=where, values=reason)]) from error


def _not_utf8(folder: Path) -> Problem:
    """The template that is saved in another encoding, with the line."""
    for file in sorted({*folder.glob("*.html"), *folder.glob("*.css")}):
        content = file.read_bytes()
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            return Problem("not_utf8", where=f"{file}:{line}:1")
    return Problem("not_utf8", where=str(folder))


def _by_its_author(error: BaseException) -> bool:
    """Whether an exception comes from the template's own lines, and not from code of ours that it called."""
    trace, in_template = error.__traceback__, False
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        ours = Path(name).is_relative_to(Path(__file__).parent) and not _is_template(name)
        in_template = _is_template(name) or "jinja2" in Path(name).parts or (in_template and not ours)
        trace = trace.tb_next
    return in_template


def _of_template(error: jinja2.TemplateError, folder: Path) -> Problem:
    """A mistake of a template's author, with its file and line."""
    import jinja2
    from jinja2.exceptions import SecurityError

    if isinstance(error, SecurityError):  # whose words show the object, answers and all
        return Problem("template_not_allowed", where=_template_line(error) or str(folder))
    reason = {"reason": str(error.message)}
    unknown = _UNKNOWN.search(reason["reason"])
    if isinstance(error, jinja2.UndefinedError) and unknown:
        reason = {"reason": unknown[1] or unknown[2]}
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
        if _is_template(name):
            where = f"{name}:{trace.tb_lineno}:1"
        trace = trace.tb_next
    return where


def _is_template(name: str) -> bool:
    return name.endswith((".html", ".css"))


@once
def _environment(folder: Path) -> jinja2.Environment:
    """Templates of a document see their own folder and the common one; unknown names are errors."""
    import jinja2

    from refscreen.compiled import Compiled
    from refscreen.sandbox import Sandbox

    # What was compiled outside the sandbox is not run in it: its calls are not looked at.
    kind, compiled = (jinja2.Environment, "templates") if is_shipped(folder) else (Sandbox, "own-templates")
    environment = kind(
        loader=jinja2.FileSystemLoader([folder, COMMON]),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith(".css"),  # CSS is not HTML
        bytecode_cache=Compiled(cache.folder(compiled)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["opening"] = opening
    environment.filters["unbroken"] = unbroken
    environment.globals["full_years"] = full_years
    environment.globals["direction"] = direction
    environment.globals["qr"] = _qr
    return environment


_DARK = re.compile(rb"\x01+")
"""Neighbouring dark modules in a row of a QR code, which become one line: no seams, and little to draw."""


def _qr(text: str, title: str) -> Markup:
    """A QR code of the text as inline SVG in the current colour; the white around it is the template's.

    The title comes first, as PDF/UA (ISO 14289-1) wants the text of a figure.
    """
    import segno
    from markupsafe import Markup, escape

    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=0)[0]
    path = "".join(
        f"M{run.start()} {y}.5h{len(run[0])}"
        for y, row in enumerate(code.matrix)
        for run in _DARK.finditer(row)
    )
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {0} {0}"><title>{1}</title>'
        '<path stroke="currentColor" stroke-width="1" d="{2}"/></svg>'
    )
    return Markup(picture).format(size, escape(title), path)  # noqa: S704  # only the title is not ours
