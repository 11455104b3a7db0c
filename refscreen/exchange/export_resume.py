"""A case as JSON Resume (https://jsonresume.org, schema v1.0.0), which programs for CVs read.

It holds what companies may see, and needs the consent that the CV postcard needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from refscreen.dates import PartialDate
from refscreen.errors import Problem, UserError
from refscreen.exchange.export_cases import Cohort
from refscreen.items import Item, Row
from refscreen.view import View

AUDIENCE = "company"
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_LINK = re.compile(r"https?://\S+")


def resumes(cohort: Cohort) -> Iterator[dict[str, Any]]:
    """The cases that may be shown to companies, each as a JSON Resume."""
    for _case, seen in cohort.views():
        yield resume(seen)


def file_of(cohort: Cohort, *, lines: bool) -> bytes:
    """The resume of a case as a file; with ``lines`` those of several, one a line.

    Raises:
        UserError: there are several, or none, and one was asked for.
    """
    found = list(resumes(cohort))
    if lines:
        return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in found).encode()
    if not found and cohort.left_out:
        raise UserError(cohort.left_out)
    if len(found) != 1:
        raise UserError([Problem("one_resume", values={"count": str(len(found))})], exit_code=2)
    return f"{json.dumps(found[0], ensure_ascii=False, indent=2)}\n".encode()


def resume(seen: View) -> dict[str, Any]:
    """What the view holds, in the sections of a JSON Resume; what is not known is not there."""
    sections: dict[str, Any] = {
        "$schema": SCHEMA,
        "basics": _basics(seen),
        "work": [*_work(seen), *_placements(seen)],
        "education": [_education(row) for row in _rows(seen, "education")],
        "certificates": [_certificate(row) for row in _rows(seen, "certificates")],
        "skills": [_skill(row) for row in _rows(seen, "skills")],
        "languages": [_language(row) for row in _rows(seen, "languages")],
        "interests": list(filter(None, [_known({"name": _text(seen.a, "leisure")})])),
        "meta": {"version": "v1.0.0"},
    }
    return {key: section for key, section in sections.items() if section}


def _basics(seen: View) -> dict[str, Any]:
    email, link = _text(seen.a, "email"), _text(seen.a, "pc_link")
    return _known({
        "name": _text(seen.a, "full_name"),
        "label": _text(seen.a, "pc_headline"),
        "email": email if _EMAIL.fullmatch(email) else "",
        "phone": _text(seen.a, "phone"),
        "url": link if _LINK.fullmatch(link) else "",
        "summary": " ".join(filter(None, (_text(seen.a, "pc_offer"), _text(seen.a, "pc_seek")))),
    })  # fmt: skip


def _work(seen: View) -> Iterator[dict[str, Any]]:
    """The jobs before; who the employer was is not for companies to see."""
    for row in _rows(seen, "jobs"):
        yield _known({
            "position": _text(row, "title") or _text(row, "occupation"),
            "description": _text(row, "branch"),
            **_period(row),
            "summary": _text(row, "tasks"),
            "highlights": list(filter(None, (_text(row, "machines"), *_parts(row, "responsibility")))),
        })  # fmt: skip


def _placements(seen: View) -> Iterator[dict[str, Any]]:
    """Internships and jobs in Denmark."""
    for row in _rows(seen, "dk_work"):
        yield _known({
            "position": _text(row, "kind"),
            "location": "Danmark" if seen.language == "da" else "Denmark",
            **_period(row),
            "summary": _text(row, "tasks"),
        })  # fmt: skip


def _education(row: Row) -> dict[str, Any]:
    return _known({
        "institution": _text(row, "school"),
        "area": _text(row, "field"),
        "studyType": _text(row, "level"),
        **_period(row),
    })  # fmt: skip


def _certificate(row: Row) -> dict[str, Any]:
    """A certificate; the schema wants its date to the day, so a year alone stands with the name."""
    day, name = _answered(row, "year"), _text(row, "name")
    known = day is not None and bool(day.value.day)
    told = f"{name} ({day.text})" if day and not known else name
    return _known({"name": told, "date": _date(row, "year") if known else "", "issuer": _text(row, "issuer")})


def _skill(row: Row) -> dict[str, Any]:
    years, tools = _answered(row, "years"), _text(row, "tools")
    level = f"{years.label}: {years.text}" if years else ""
    return _known({"name": _text(row, "skill"), "level": level, "keywords": [tools] if tools else []})


def _language(row: Row) -> dict[str, Any]:
    """A language, and how well it is spoken: in words where the questionnaire has words for it."""
    return _known({"language": _text(row, "language"), "fluency": _text(row, "speak")})


def _period(row: Row) -> dict[str, str]:
    return {"startDate": _date(row, "from"), "endDate": _date(row, "to")}


def _rows(seen: View, name: str) -> tuple[Row, ...]:
    return seen.a[name].rows if name in seen.a else ()


def _answered(items: Mapping[str, Item], name: str) -> Item | None:
    item = items.get(name)
    return item if item is not None and item.covered else None


def _text(items: Mapping[str, Item], name: str) -> str:
    item = _answered(items, name)
    return item.text if item else ""


def _parts(items: Mapping[str, Item], name: str) -> tuple[str, ...]:
    item = _answered(items, name)
    return item.parts if item else ()


def _date(items: Mapping[str, Item], name: str) -> str:
    item = _answered(items, name)
    return str(item.value) if item and isinstance(item.value, PartialDate) else ""


def _known(table: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that hold something."""
    return {key: value for key, value in table.items() if value}
