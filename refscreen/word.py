"""Blocks to Word: the only module that knows docxtpl, imported the first time a file is made.

The file comes from a Word template that a consultant can edit in Word: page, head and foot, colours and the
look of every style are Word's own. ``{{p content }}``, alone in its paragraph, is where the document goes;
``{{ title }}``, ``{{ case }}``, ``{{ date }}`` and what else ``docx`` is given may stand anywhere. What is
written there takes its look from the styles of these names, and from Normal where there is none: Title,
Heading 1–3, Lead, Fact, Label, Quote, Note, Box, Sign, Writing Line, List Bullet, List Number, List Check,
Table Text, Table Head, Table Name, Table Note, Table End, the character styles Label Text and Hyperlink, and
the table styles Refscreen Table and Refscreen Facts.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refscreen.content import Block
from refscreen.errors import Problem, UserError
from refscreen.word_body import Body, lang
from refscreen.wording import direction

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATE = "word.docx"
SHIPPED = Path(__file__).parent / "templates" / "common" / TEMPLATE
_MARK = "\ue000content\ue000"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)
"""What becomes of a template's own lines when they do what cannot be done."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a zip file can tell: a file is the same whenever it is made."""


class _Content:
    """What ``content`` is in a template: a paragraph to be found again.

    Why: the body is put in after Jinja has gone, so no answer is ever read as a template.
    """

    def __html__(self) -> str:
        return f"<w:p><w:r><w:t>{_MARK}</w:t></w:r></w:p>"

    __str__ = __html__


def template(folder: Path) -> Path:
    """The Word template of a document: its own, the house's in ./templates/common, or the shipped one."""
    for path in (folder / TEMPLATE, Path("templates") / "common" / TEMPLATE):
        if path.is_file():
            return path
    return SHIPPED


def docx(
    blocks: Sequence[Block],
    template: Path,
    names: Mapping[str, object],
    language: str,
    pictures: Mapping[str, bytes],
) -> bytes:
    """A Word file; the same blocks, template and names give the same bytes.

    Args:
        blocks: the content.
        template: the Word template.
        names: what the template may say: title, case, date, t, words …; ``day``, a date, is when the file
            says it was made.
        language: the document's.
        pictures: by the names the blocks know them by.

    Raises:
        UserError: the template is no Word file, or has a broken or unknown name.
    """
    document = _filled(template, {**names, "language": language, "content": _Content()})
    places = [paragraph for paragraph in _paragraphs(document) if _MARK in _text(paragraph)]
    if not places:
        raise UserError([Problem("word_without_content", where=str(template))])
    for place in places:
        for element in Body(document, language, pictures).elements(blocks):
            place.addprevious(element)
        place.getparent().remove(place)
    _set_language(document, language)
    _describe(document, names, language)
    made = io.BytesIO()
    document.save(made)
    return _steady(made.getvalue())


def _filled(template: Path, names: Mapping[str, object]) -> Document:
    """The template with its names filled in.

    Raises:
        UserError: it is no Word file, or has a broken or unknown name.
    """
    import jinja2
    from docxtpl import DocxTemplate
    from jinja2.exceptions import SecurityError

    from refscreen.sandbox import Sandbox

    # Word files are sent around: a template from elsewhere may say where a name stands and no more.
    environment = Sandbox(undefined=jinja2.StrictUndefined, autoescape=True)
    form = DocxTemplate(io.BytesIO(_opened(template)))
    try:
        form.render(dict(names), environment)
    except SecurityError:  # whose words show the object, answers and all
        raise UserError([Problem("template_not_allowed", where=str(template))]) from None
    except jinja2.UndefinedError as error:
        raise _broken("template_unknown_name", template, str(error.message)) from error
    except jinja2.TemplateError as error:
        raise _broken("template_syntax", template, str(error.message)) from error
    except _FAILURES as error:
        raise _broken("template_fails", template, type(error).__name__) from error
    document: Document = form.docx
    return document


def _opened(template: Path) -> bytes:
    """The template's bytes, once they are known to be a Word file that reaches nothing outside itself.

    Raises:
        UserError: it is none; or whoever opened the letter would fetch something from elsewhere unasked.
    """
    from docx import api
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.exceptions import PackageNotFoundError

    content = template.read_bytes()
    try:
        package = api.Document(io.BytesIO(content)).part.package
    except (PackageNotFoundError, SyntaxError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UserError([Problem("not_a_word_file", where=str(template))]) from error
    outside = (link for link in package.iter_rels() if link.is_external)
    if any(link.reltype != RELATIONSHIP_TYPE.HYPERLINK for link in outside):
        raise UserError([Problem("word_reaches_out", where=str(template))])
    return content


def _broken(key: str, template: Path, reason: str) -> UserError:
    return UserError([Problem(key, where=str(template), values={"reason": reason})])


def _paragraphs(document: Document) -> Iterator[Any]:
    yield from list(document.element.body.iter(f"{_W}p"))


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))


def _set_language(document: Document, language: str) -> None:
    """Say which language it is in, for spelling and for reading aloud, and which way that is written."""
    from docx.oxml import OxmlElement

    defaults = document.styles.element.find(f"{_W}docDefaults")
    settings = document.settings.element
    written = {spoken.get(f"{_W}val", "")[:2] for spoken in document.styles.element.iter(f"{_W}lang")}
    for divided in settings.findall(f"{_W}autoHyphenation") if language not in written else ():
        settings.remove(
            divided
        )  # The answers are in the template's language: not to be divided as others are.
    for spoken in document.styles.element.iter(f"{_W}lang"):
        for name, value in lang(language).items():
            spoken.set(f"{_W}{name}", value)
    if direction(language) == "ltr":
        return
    for section in document.element.body.iter(f"{_W}sectPr"):
        after = section.find(f"{_W}docGrid")
        bidi = OxmlElement("w:bidi")
        section.append(bidi) if after is None else after.addprevious(bidi)
    paragraphs = None if defaults is None else defaults.find(f"{_W}pPrDefault/{_W}pPr")
    if paragraphs is not None:
        paragraphs.insert(0, OxmlElement("w:bidi"))


def _describe(document: Document, names: Mapping[str, object], language: str) -> None:
    """Say what the file is, and nothing of whose machine it was made on."""
    day = names.get("day")
    moment = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if isinstance(day, date) else datetime(*_EPOCH)
    )
    about = document.core_properties
    about.title, about.language = str(names.get("title", "")), language
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = moment.replace(tzinfo=None)
    about.revision = 1


def _steady(content: bytes) -> bytes:
    """The same package, packed without the time of day and the machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, old.read(name), compresslevel=6)
    return packed.getvalue()
