"""The branch CV: the jobs of a branch first, told in whole sentences, and only what still counts."""

from __future__ import annotations

import re

from refscreen.dates import PartialDate
from tests.documents import answering, html_of, sample, words_of

NAME = "branch-cv"


def headings(html: str) -> list[str]:
    """What the column to read is divided by: sections and entries, without years."""
    found: list[str] = re.findall(r"<h[23]>([^<]*)", html.split('class="look"', maxsplit=1)[0])
    return [text.strip() for text in found]


def test_the_jobs_of_the_branch_come_first_and_the_others_below() -> None:
    shown = headings(html_of(NAME, sample("ali"), branch="byg"))
    start = shown.index("Erfaring: Byggeri og anlæg")
    assert shown[start + 1 : start + 6] == [
        "Maler på byggeplads",
        "Malerhjælper",
        "Anden erfaring",
        "Frisør",
        "Frisør og barber",
    ]


def test_without_a_branch_the_latest_job_comes_first() -> None:
    shown = headings(html_of(NAME, sample("ali")))
    start = shown.index("Erfaring")
    jobs = shown[start + 1 : start + 5]
    assert jobs == ["Frisør", "Frisør og barber", "Maler på byggeplads", "Malerhjælper"]


def test_a_job_that_is_still_held_says_since_when() -> None:
    job = {"title": "Smed", "branch": "metal", "from": PartialDate(2021, 3)}
    assert "Smed siden 2021" in words_of(NAME, answering(sample("ali"), jobs=(job,)))


def test_tasks_are_cut_after_a_whole_sentence_and_nothing_says_that_more_was_told() -> None:
    tasks = "Jeg svejsede stel til vogne. " * 30 + "Jeg gik hjem til sidst."
    words = words_of(NAME, answering(sample("ali"), jobs=({"title": "Smed", "tasks": tasks},)))
    assert "Jeg svejsede stel til vogne." in words
    assert "Jeg gik hjem" not in words
    assert "[…]" not in words


def test_a_certificate_that_has_run_out_is_left_out() -> None:
    proofs = ({"name": "Truckkort", "valid": "udloebet"}, {"name": "Svejsebevis", "valid": "ja"})
    words = words_of(NAME, answering(sample("ali"), certificates=proofs))
    assert "Svejsebevis" in words
    assert "Truckkort" not in words


def test_an_unfinished_education_says_so_and_a_religious_school_is_not_named() -> None:
    schools = (
        {"level": "mvu", "field": "Sygepleje", "to": PartialDate(2007), "completed": "mangler"},
        {"level": "religioes", "field": "Skolen ved moskeen"},
    )
    words = words_of(NAME, answering(sample("ali"), education=schools))
    assert "Sygepleje til 2007 Mellemlang videregående (3–4 år) · ikke afsluttet" in words
    assert "moskeen" not in words


def test_work_in_denmark_names_the_tasks_and_neither_the_place_nor_a_scheme() -> None:
    works = (
        {"place": "Centret på Bakken", "kind": "igu", "tasks": "Pakker varer", "from": PartialDate(2026)},
    )
    words = words_of(NAME, answering(sample("ali"), dk_work=works))
    assert "Ansættelse siden 2026 Pakker varer" in words
    assert "Bakken" not in words
    assert "IGU" not in words


def test_a_cv_without_a_headline_is_named_after_the_wish_or_the_branch() -> None:
    silent = answering(sample("ali"), pc_headline=None)
    assert '<p class="headline">Frisør</p>' in html_of(NAME, answering(silent, job_titles="Frisør\nMaler"))
    assert '<p class="headline">Byggeri og anlæg</p>' in html_of(
        NAME, answering(silent, job_titles=None, branches=("frisoer", "byg")), branch="byg"
    )


def test_what_is_sought_is_said_from_the_jobs_wished_for_when_nothing_else_is_written() -> None:
    words = words_of(NAME, answering(sample("ali"), pc_seek=None, job_titles="Frisør\nMaler"))
    assert "Jeg søger: praktik eller job som frisør eller maler ." in words


def test_the_photo_stands_in_the_head_with_a_text_for_those_who_cannot_see_it() -> None:
    html = html_of(NAME, sample("ali"), pictures=frozenset({"photo.jpg"}))
    assert 'src="asset:photo.jpg" alt="Foto af Ali Mohebzada"' in html


def test_without_a_phone_the_consultant_is_the_way_to_the_candidate() -> None:
    words = words_of(NAME, answering(sample("ali"), phone=None, email=None))
    assert "Kontakt mig gennem min konsulent" in words


def test_in_english_only_the_frame_is_english_and_the_answers_are_marked_as_danish() -> None:
    html = html_of(NAME, sample("ali"), "en")
    assert "<h2>Experience</h2>" in html
    assert '<h3 lang="da">Maler på byggeplads' in html


def test_without_jobs_there_is_room_for_more_skills() -> None:
    skills = tuple({"skill": f"Færdighed {number}", "years": number} for number in range(1, 10))
    never = words_of(NAME, answering(sample("leyla"), skills=skills))
    assert [number for number in range(1, 10) if f"Færdighed {number} ," in never] == [*range(1, 9)]
    worked = words_of(NAME, answering(sample("ali"), skills=skills))
    assert [number for number in range(1, 10) if f"Færdighed {number} ," in worked] == [*range(1, 6)]


def test_nobody_is_sent_to_a_consultant_whom_there_is_no_way_to_reach() -> None:
    words = words_of(NAME, answering(sample("ali"), consultant_contact=None))
    assert "Min konsulent" in words
    assert "Spørg også min konsulent" not in words
    assert "Spørg også min konsulent" in words_of(NAME, sample("ali"))


def test_the_hours_are_told_as_a_wish() -> None:
    assert "Ønsker Cirka 30 timer om ugen" in words_of(NAME, answering(sample("ali"), hours_wish="deltid_30"))
