"""Page 1 of the handover document: what a caseworker must not take for something else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from refscreen.view import Case
from refscreen.wording import unbroken
from tests.documents import answering, sample, words_of
from tests.documents import html_of as page_of

NAME = "handover"
PART_2 = 'id="s2"'
NO = {"time": "2026-10-21T11:04", "confirmed": False}
YES = {"time": "2026-10-21T11:12", "confirmed": True}


def words(html: str) -> str:
    """What stands on a part of the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def first_page(case: Case, density: str = "airy") -> str:
    return words(page_of(NAME, case, density=density).split("<body>")[1].split(PART_2)[0])


def noting(name: str, note: str, **values: Any) -> Case:
    case = answering(sample("leyla"), **values)
    return replace(case, answers=replace(case.answers, notes={name: note}, notes_shown=(name,)))


def read_back(*times: dict[str, Any], confirmed: bool | None) -> Case:
    case = answering(sample("leyla"), summary_confirmed=confirmed)
    return replace(case, answers=replace(case.answers, read_back=times))


def test_the_hours_are_a_wish_and_stand_apart_from_the_day_to_begin() -> None:
    printed = first_page(answering(sample("leyla"), hours_wish="deltid_30"))
    assert "Kan begynde 4. januar 2027 Ønsket arbejdstid Cirka 30 timer om ugen" in printed


def test_a_short_note_on_the_hours_stands_beside_them() -> None:
    case = noting("hours_wish", "Sagde 30, og til sidst 25. Hold fast i 25.", hours_wish="deltid_30")
    assert "Cirka 30 timer om ugen ● Konsulentens note: Sagde 30, og til sidst 25. Hold fast i 25." in (
        first_page(case)
    )
    assert words_of(NAME, case, density="airy").count("Hold fast i 25.") == 1


def test_a_long_note_on_the_hours_is_pointed_to() -> None:
    note = "Sagde først fuld tid. " * 9 + "Hold fast i 25."
    case = noting("hours_wish", note)
    assert "Konsulenten har en note: se afsnit 10" in first_page(case)
    assert words_of(NAME, case, density="airy").count("Hold fast i 25.") == 1


@pytest.mark.parametrize(
    ("case", "rejected"),
    [
        (read_back(NO, confirmed=False), True),
        (read_back(YES, NO, confirmed=False), True),
        (read_back(confirmed=False), True),
        (read_back(NO, YES, confirmed=True), False),
        (read_back(confirmed=True), False),
        (read_back(confirmed=None), False),
    ],
)
def test_what_the_candidate_did_not_accept_is_told_however_well_it_was_interpreted(
    case: Case, rejected: bool
) -> None:
    printed = first_page(case)
    assert "Forbehold for tolkningen" not in printed
    told = "Opsummeringen er ikke godkendt: Kandidaten sagde, at noget ikke passede. Læs afsnit 2"
    assert (told in printed) == rejected


def test_both_warnings_stand_in_one_box_and_point_to_section_2_once() -> None:
    printed = first_page(sample("thin"))
    assert "Forbehold for tolkningen: Usikker på vigtige punkter. Opsummeringen er ikke godkendt:" in printed
    assert printed.count("Læs afsnit 2") == 1


@pytest.mark.parametrize(
    ("permit", "told"),
    [
        ("ingen", "Arbejdstilladelse Nej · kræves til lønnet arbejde"),
        ("soegt", "Arbejdstilladelse Søgt, venter på svar · kræves til lønnet arbejde"),
        ("givet", "Arbejdstilladelse Givet Kan begynde"),
    ],
)
def test_a_work_permit_belongs_to_the_ways_to_begin_and_not_to_the_move(permit: str, told: str) -> None:
    printed = first_page(answering(sample("amir"), work_permit=permit))
    before_the_move = printed.partition("Skal være på plads før flytning")[2].partition("Næste møde")[0]
    assert "Arbejdstilladelse" not in before_the_move
    assert told in printed.partition("Mulige startformer")[2]


def test_with_a_residence_permit_nobody_asks_for_a_work_permit() -> None:
    assert "Arbejdstilladelse" not in first_page(sample("leyla"))


@pytest.mark.parametrize("density", ["airy", "normal", "bare"])
def test_no_line_divides_a_telephone_number_or_the_form_of_a_company(density: str) -> None:
    firm = {"company": "Smedjen A/S", "municipality": "0450", "offer": "job", "contact": "Bo, 20 00 03 32"}
    page = page_of(
        NAME, answering(sample("leyla"), phone="20 00 02 74", company_interest=(firm,)), density=density
    )
    assert "Smedjen A/\u2060S" in page
    assert "Smedjen A/S" not in page
    assert "20\u00a000\u00a002\u00a074" in page
    assert "20\u00a000\u00a003\u00a032" in page


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Bo, +45 20 00 03 32.", "Bo, +45\u00a020\u00a000\u00a003\u00a032."),
        ("K/S og I/S", "K/\u2060S og I/\u2060S"),
        ("fra 2012 20 gange, 1/2 år og A/B", "fra 2012 20 gange, 1/2 år og A/B"),
    ],
)
def test_only_what_is_one_word_to_a_reader_is_held_together(text: str, held: str) -> None:
    assert unbroken(text) == held


def test_recommendations_about_considerations_have_a_heading_of_their_own() -> None:
    section = page_of(NAME, sample("foued")).partition('id="s8"')[2].partition('id="s9"')[0]
    assert "Anbefalinger om hensyn R69" in words(section)
    without = page_of(NAME, answering(sample("foued"), consent_sensitive=False))
    assert "Anbefalinger om hensyn" not in words(without.split("<body>")[1])
