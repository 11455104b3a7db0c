"""The letter to the Immigration Service: what it recommends and why, whole also where parts are missing."""

from __future__ import annotations

from typing import Any

import pytest

from refscreen.dates import PartialDate
from refscreen.view import Case
from tests.documents import answering, html_of, sample, words_of

NAME = "placement-letter"
HERNING, KOLDING, BORNHOLM = "0657", "0621", "0400"


def letter(**values: Any) -> str:
    return words_of(NAME, case(**values))


def case(**values: Any) -> Case:
    return answering(sample("foued"), **values)


def company(municipality: str, offer: str, name: str = "Smedjen A/S") -> dict[str, Any]:
    return {"company": name, "municipality": municipality, "offer": offer}


def test_a_company_where_the_candidate_wishes_to_live_is_the_best_reason() -> None:
    words = letter()
    assert (
        "Vi anbefaler, at Foued Naseri bliver boligplaceret i Herning, hvis kandidaten får opholdstilladelse."
        in words
    )
    assert (
        "Her er der en virksomhed, som er interesseret, og det er også her, kandidaten selv ønsker at bo."
        in words
    )
    assert (
        "Hedelund Systemer A/S i Herning tilbyder et kompetenceafklarende forløb (17. september 2026)."
        in words
    )


def test_with_a_permit_no_condition_is_named() -> None:
    assert "boligplaceret i Herning. Her er" in letter(legal_status="opholdstilladelse")


def test_without_a_company_the_letter_rests_on_the_wish_and_the_work() -> None:
    words = letter(company_interest=None)
    assert "boligplaceret i Herning" in words
    assert "Vi har endnu ingen aftale med en virksomhed i kommunen." in words
    assert "Virksomhedens interesse" not in words
    assert "Søger arbejde inden for" in words
    assert "Med venlig hilsen" in words


def test_an_offer_to_begin_weighs_more_than_the_wish_and_the_wish_is_told() -> None:
    words = letter(company_interest=(company(KOLDING, "praktik"),))
    assert "Anbefaling om boligplacering i Kolding" in words
    assert "Kandidaten ønsker at bo i Herning og begrunder det selv sådan:" in words
    assert "Vi anbefaler alligevel en bolig i Kolding, fordi virksomheden ligger dér." in words


def test_the_wish_weighs_more_than_a_company_that_is_only_curious() -> None:
    words = letter(company_interest=(company(KOLDING, "nysgerrig"),))
    assert "Anbefaling om boligplacering i Herning" in words
    assert "Denne virksomhed er interesseret: Smedjen A/S i Kolding er nysgerrig" in words


def test_no_company_is_called_another_where_none_was_named_before() -> None:
    words = letter(company_interest=(company(KOLDING, "nysgerrig"), company("0420", "besoeg", "Støberiet")))
    assert "Vi har endnu ingen aftale med en virksomhed i kommunen." in words
    assert "Disse virksomheder er interesserede: Støberiet" in words
    assert "også" not in words.partition("Udsigt til job")[0]
    beside = letter(company_interest=(company(HERNING, "job"), company(KOLDING, "nysgerrig", "Støberiet")))
    assert "Andre virksomheder er også interesserede: Støberiet" in beside


def test_the_hours_are_a_wish_and_not_what_can_be_begun_with() -> None:
    words = letter(start_date=PartialDate(2027, 1, 4), hours_wish="deltid_30")
    assert "Kan begynde 4. januar 2027 Ønsker at arbejde cirka 30 timer om ugen" in words
    assert "Ønsker at arbejde fuld tid" in letter(start_date=None, hours_wish="fuldtid")


def test_a_curious_company_is_better_than_nothing() -> None:
    words = letter(company_interest=(company(KOLDING, "nysgerrig"),), municipality_wish=None)
    assert "Anbefaling om boligplacering i Kolding" in words
    assert "Kandidaten har ikke nævnt en bestemt kommune." in words


def test_the_strongest_offer_is_named_first() -> None:
    offers = (company(HERNING, "samtale", "Den ene"), company(HERNING, "job", "Den anden"))
    words = letter(company_interest=offers)
    assert words.index("Den anden i Herning tilbyder et job.") < words.index(
        "Den ene i Herning vil gerne invitere"
    )


def test_with_neither_a_wish_nor_a_company_there_is_no_letter_and_nobody_is_addressed() -> None:
    words = letter(company_interest=None, municipality_wish=None)
    assert "Brevet kan ikke skrives endnu" in words
    assert "Ønsket kommune Interesserede virksomheder" in words
    assert "Att.: Boligplacering" not in words
    assert "Foued" not in words
    assert "Med venlig hilsen" not in words


def test_one_lives_on_an_island_and_in_a_town() -> None:
    assert "boligplacering på Bornholm" in letter(municipality_wish=BORNHOLM, company_interest=None)


@pytest.mark.parametrize(
    "gone", ["consultant", "organisation", "consultant_contact", "top_skills", "jobs", "branches"]
)
def test_what_is_missing_leaves_no_trace(gone: str) -> None:
    words = letter(**{gone: None})
    assert "Anbefaling om boligplacering i Herning" in words
    assert "ikke afdækket" not in words
    assert ": ." not in words


def test_the_number_of_the_immigration_case_is_written_by_hand() -> None:
    words = words_of(NAME, answering(case(), person_no="UDL-25-002964"))
    assert "Udlændingenummer (skrives i hånden)" in words
    assert "002964" not in words


def test_the_english_letter_says_that_the_danish_one_is_sent() -> None:
    assert "The letter that is sent is in Danish." in words_of(NAME, case(), "en")
    assert 'class="translated"' not in html_of(NAME, case(), "da")
