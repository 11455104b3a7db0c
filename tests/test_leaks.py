"""What an audience may not see is in nothing made for it: a canary in each field, document and export."""

from pathlib import Path

import pytest

from refscreen import documents
from refscreen.audiences import shipped
from tests import leaks


@pytest.mark.parametrize("form", leaks.FORMS)
@pytest.mark.parametrize("name", documents.names())
def test_a_file_holds_no_text_that_its_audience_may_not_see(name: str, form: str, tmp_path: Path) -> None:
    found = leaks.in_document(name, form, tmp_path)
    assert found.leaked == set()
    path, said, questionnaire = leaks.planted(name, tmp_path)
    audience = documents.find(name).manifest.audience
    shown = set(said) & leaks.allowed(questionnaire, audience, sensitive=False)
    assert bool(found.told) == bool(shown), f"the search finds what is there: {path}"


@pytest.mark.parametrize("kind", leaks.EXPORTS)
@pytest.mark.parametrize("audience", shipped().readers)
def test_an_export_holds_no_text_that_its_audience_may_not_see(
    audience: str, kind: str, tmp_path: Path
) -> None:
    found = leaks.in_export(kind, audience, tmp_path)
    assert found.leaked == set()
    assert bool(found.told) == (audience != "anonymous")


def test_a_resume_holds_no_text_that_a_company_may_not_see(tmp_path: Path) -> None:
    found = leaks.in_export("resume", "company", tmp_path)
    assert found.leaked == set()
    assert found.told


@pytest.mark.parametrize("name", documents.names())
def test_no_closed_answer_changes_a_document_whose_audience_may_not_see_it(name: str) -> None:
    assert not leaks.changed_by_hidden(name)
