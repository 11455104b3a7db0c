"""The page that tells a person what happens with the answers, before the first question (GDPR art. 13)."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from refscreen import audiences, store
from refscreen.errors import UserError
from refscreen.rights import notice


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


@pytest.mark.parametrize("language", ["da", "en"])
def test_everybody_who_may_be_told_something_is_named_with_purpose_ground_and_months(language: str) -> None:
    told = text_of(notice.html(language))
    for name, one in audiences.shipped().audiences.items():
        if name in {"candidate", "subject"}:
            continue
        for text in (one.title, one.purpose, one.basis):
            assert " ".join(text[language].split()) in told


def test_what_companies_never_get_is_promised() -> None:
    told = text_of(notice.html("da"))
    for kind in ("Helbred", "Tro og overbevisning", "Opholdsgrundlag og asylsag", "Familie"):
        assert kind in told.partition("Det får virksomheder aldrig at vide")[2]


def test_where_the_person_is_to_live_is_not_promised_to_be_kept_back_when_a_card_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.load_questionnaire("screening").questions["municipality_placed"].open_to("company")
    said = "hvilken kommune du bor i eller skal flytte til"
    assert "boligplacering" not in text_of(notice.html("da")).partition("Det kan du altid")[0]
    assert said in text_of(notice.html("da"))
    monkeypatch.chdir(tmp_path)
    Path("audiences.yaml").write_text("audiences: {company: {never: [practical]}}\n", encoding="utf-8")
    assert said not in text_of(notice.html("da"))


def test_it_is_a_draft_until_the_organisation_says_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Kladde" in text_of(notice.html("da"))
    Path("audiences.yaml").write_text(
        "organisation: {name: Foreningen Broen, contact: post@broen.example}\ncases: {keep_months: 7}\n",
        encoding="utf-8",
    )
    told = text_of(notice.html("da"))
    assert "Kladde" not in told
    assert "Foreningen Broen" in told
    assert "senest 7 måneder efter den sidste samtale" in told


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_is_one_page(language: str) -> None:
    printed = notice.make(language)
    pages = PdfReader(io.BytesIO(printed.content)).pages
    assert printed.pages == len(pages) == 1
    assert "Datatilsynet" in pages[0].extract_text() or "Data Protection Agency" in pages[0].extract_text()


def test_another_language_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        notice.make("fr")
    assert [problem.key for problem in refused.value.problems] == ["unknown_language"]
