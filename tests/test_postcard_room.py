"""The CV-postkort has room for every answer at its limit, in every theme; what is longer is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refscreen import documents
from refscreen.documents import Document
from refscreen.proof import proof
from refscreen.view import Case
from tests.cards import all_w, answering, capitals, compounds, crammed, fits, full_case, problems_of, the_card

THEMES = ("ring", "line", "tile")


@pytest.fixture(scope="module")
def card() -> Document:
    return the_card()


@pytest.fixture(scope="module")
def full() -> Case:
    return full_case()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("wording", [compounds, capitals])
def test_every_answer_at_its_limit_has_room(
    card: Document, full: Case, wording: Callable[..., str], theme: str
) -> None:
    assert fits(card, crammed(full, card, wording), theme=theme)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("form", ["sheet", "marks"])
def test_what_has_room_on_the_card_has_room_on_the_sheet_and_at_the_print_shop(
    card: Document, full: Case, theme: str, form: str
) -> None:
    assert fits(card, crammed(full, card, capitals), theme=theme, **{form: True})


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "name",
    [
        "full_name",
        "pc_headline",
        "pc_offer",
        "pc_seek",
        "top_skills",
        "jobs.title",
        "certificates.name",
        "consultant",
        "organisation",
    ],
)
def test_nothing_but_w_has_room_beside_others_at_their_limit(
    card: Document, full: Case, name: str, theme: str
) -> None:
    assert fits(card, crammed(full, card, all_w, only=name), theme=theme)


def test_what_has_no_room_makes_another_page_and_is_never_cut(card: Document, full: Case) -> None:
    assert not fits(card, answering(full, pc_seek=compounds(90) * 5))


@pytest.mark.parametrize(
    ("name", "longest", "values"),
    [
        ("full_name", 40, {"full_name": "A" * 41}),
        ("pc_headline", 40, {"pc_headline": "A" * 41}),
        ("pc_offer", 140, {"pc_offer": "A" * 141}),
        ("pc_seek", 90, {"pc_seek": "A" * 91}),
        ("top_skills", 35, {"top_skills": "Mure\n" + "A" * 36}),
        ("phone", 20, {"phone": "2" * 21}),
        ("email", 50, {"email": "a" * 51}),
        ("consultant", 36, {"consultant": "A" * 37}),
        ("organisation", 50, {"organisation": "A" * 51}),
        ("consultant_contact", 60, {"consultant_contact": "A" * 61}),
        ("jobs.0.title", 36, {"jobs": ({"title": "A" * 37},)}),
        ("certificates.0.name", 60, {"certificates": ({"name": "A" * 61},)}),
        ("job_titles", 40, {"job_titles": "A" * 41, "pc_headline": None}),
        ("friend_words", 110, {"friend_words": "A" * 111, "pc_offer": None}),
    ],
)
def test_a_longer_answer_is_named_with_its_length_and_the_room(
    card: Document, full: Case, name: str, longest: int, values: dict[str, Any]
) -> None:
    (problem,) = proof(card.manifest, documents.look(card, answering(full, **values), "da"))
    assert (problem.key, problem.where) == ("no_room", name)
    assert (problem.values["length"], problem.values["longest"]) == (str(longest + 1), str(longest))


def test_what_is_not_printed_may_be_any_length(card: Document, full: Case) -> None:
    skills = "\n".join(["Mure", "Male", "Spartle", "A" * 80])
    assert problems_of(card, answering(full, top_skills=skills, job_titles="A" * 80)) == []
