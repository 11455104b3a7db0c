"""Ready for Jobnet: plain blocks in the order Jobnet asks, with their lengths, and what is missing."""

from __future__ import annotations

import re

from refscreen.dates import PartialDate
from tests.documents import answering, html_of, sample, words_of

NAME = "jobnet"


def copied(html: str) -> list[str]:
    """The texts to copy."""
    found = re.findall(r'<(?:p|span) class="copy" lang="da">(.*?)</', html, re.DOTALL)
    return [" ".join(text.split()) for text in found]


def test_the_blocks_stand_in_the_order_jobnet_asks() -> None:
    headings = re.findall(r"<h2>(\d\. )?(.*?) <span", html_of(NAME, sample("maximal")))
    assert [text for _, text in headings] == [
        "Uddannelse",
        "Arbejdserfaring",
        "Kontakt",
        "Jeg søger job som",
        "Ansættelsesbetingelser",
        "Mere om mig",
    ]


def test_what_jobnet_requires_and_nobody_has_told_is_said_above_and_in_its_place() -> None:
    words = words_of(NAME, sample("thin"))
    assert "Det mangler, før CV’et er færdigt: Uddannelse · E-mail · Jeg søger job som" in words
    assert "E-mail: Mangler" in words
    assert "Vælg på Jobnets liste inden for: Byggeri og anlæg, Anlægsgartner og grønne områder." in words


def test_a_whole_case_lacks_nothing() -> None:
    assert "Intet. Alle de felter, der skal udfyldes, har en tekst." in words_of(NAME, sample("maximal"))


def test_the_length_is_that_of_the_text_which_is_copied() -> None:
    html = html_of(NAME, sample("maximal"))
    pairs = re.findall(
        r'class="label">[^<]*<span class="count">\((\d+) tegn\)</span></h\d>\s*<p class="copy"[^>]*>(.*?)</',
        html,
    )
    assert len(pairs) > 5
    assert [int(length) for length, _ in pairs] == [len(text.replace("&#39;", "'")) for _, text in pairs]


def test_the_text_to_copy_is_the_same_danish_in_english() -> None:
    case = sample("maximal")
    assert copied(html_of(NAME, case, "en")) == [
        text for text in copied(html_of(NAME, case)) if "Kurmanji: " not in text
    ]


def test_dates_are_written_as_jobnet_wants_them() -> None:
    job = {"title": "Smed", "from": PartialDate(2021, 3), "to": PartialDate(2024)}
    words = words_of(NAME, answering(sample("thin"), jobs=(job,), start_date=PartialDate(2027, 1, 4)))
    assert "Fra: 03.2021 Til: 2024" in words
    assert "Kan begynde: 04.01.2027" in words


def test_somebody_who_never_worked_is_told_what_counts() -> None:
    words = words_of(NAME, answering(sample("thin"), ever_worked=False, dk_work=None))
    assert "Der er ikke noteret noget job. Praktik, frivilligt arbejde og arbejde derhjemme tæller" in words


def test_what_was_done_for_years_is_what_to_write_where_there_was_no_job() -> None:
    case = answering(
        sample("leyla"),
        skills=(
            {"skill": "Madlavning til mange", "years": 14},
            {"skill": "Syning", "years": 1},
            {"skill": "Havearbejde"},
        ),
    )
    part = words_of(NAME, case).partition("2. Arbejdserfaring")[2].partition("3. Kontakt")[0]
    assert "Det kan skrives som arbejdserfaring uden løn Madlavning til mange, 14 år (27 tegn)" in part
    assert "Syning, 1 år (12 tegn)" in part
    assert "Havearbejde" not in part
    assert "hvis der har været noget" not in part
    assert [text for text in copied(html_of(NAME, case, "en")) if "14 år" in text] == [
        "Madlavning til mange, 14 år"
    ]


def test_beside_a_job_the_skills_are_no_work_experience() -> None:
    assert "arbejdserfaring uden løn" not in words_of(NAME, sample("maximal"))


def test_the_hours_are_told_as_a_wish() -> None:
    assert "Arbejdstid (ønske): Deltid, cirka 30 timer om ugen" in words_of(
        NAME, answering(sample("leyla"), hours_wish="deltid_30")
    )
