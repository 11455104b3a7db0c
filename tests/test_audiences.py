"""Who may see what stands in one file; an organisation may close more, and open nothing."""

from pathlib import Path
from textwrap import dedent

import pytest

from refscreen import audiences, questionnaire, store
from refscreen.audiences import INVOLVED, SUBJECT, Audiences, shipped
from refscreen.questionnaire import Questionnaire
from refscreen.sharing import inner_audiences
from tests.conftest import around, data_of, said
from tests.program import run


def own(text: str) -> Audiences:
    """The shipped audiences with an organisation's own over them."""
    found, problems = audiences.parse(data_of(text))
    assert found is not None, said(problems)
    return found


def wrong(text: str) -> list[str]:
    """What is wrong with an organisation's own audiences."""
    found, problems = audiences.parse(data_of(text))
    assert found is None
    return said(problems)


def asked(
    questions: str, head: str = "{}", who: Audiences | None = None
) -> tuple[Questionnaire | None, list[str]]:
    """A questionnaire of these questions, and its problems."""
    found, problems = questionnaire.parse({**around(data_of(questions)), **data_of(head)}, None, who)
    return found, said(problems)


def test_every_audience_says_what_for_on_which_ground_and_for_how_long() -> None:
    for audience in shipped().audiences.values():
        for text in (audience.title, audience.purpose, audience.basis):
            assert set(text) == {"da", "en"}
        assert audience.keep_months > 0
    assert shipped().cases.keep_months > 0
    # Without its line in the log, a document is not found any more when its case is purged.
    assert shipped().log.keep_months > shipped().cases.keep_months
    assert shipped().sources


@pytest.mark.parametrize("audience", [name for name in shipped().readers if name not in INVOLVED])
def test_those_who_are_not_involved_need_consent_and_never_get_what_is_sensitive(audience: str) -> None:
    sensitive = {name for name, category in shipped().categories.items() if category.sensitive}
    assert {"national_number", "health", "belief", "crime", "economy"} <= sensitive
    assert sensitive <= set(shipped().audiences[audience].never)
    assert shipped().audiences[audience].consent


def test_a_company_never_learns_of_residence_flight_family_or_origin() -> None:
    assert {"residence", "family", "origin", "second_hand"} <= set(shipped().audiences["company"].never)


@pytest.mark.parametrize("name", ["screening", "competence-card"])
def test_every_question_that_is_shipped_has_a_category_and_is_shared_accordingly(name: str) -> None:
    found = store.load_questionnaire(name)
    for question in found.questions.values():
        seen = [(question, question.audiences)]
        seen += [(inner, inner_audiences(question, inner)) for inner in question.questions]
        for one, readers in seen:
            assert one.category in shipped().categories
            assert not [reader for reader in readers if shipped().closed(reader, one.category)], one.id


def test_an_organisation_changes_words_grounds_and_months() -> None:
    found = own(
        """
        organisation: {name: Nordby Asylcenter}
        cases: {keep_months: 6}
        audiences:
          company: {basis: {da: Aftalt med DPO, en: Agreed with the DPO}, keep_months: 3}
        """
    )
    assert found.organisation.name == "Nordby Asylcenter"
    assert found.cases.keep_months == 6
    assert found.audiences["company"].basis["da"] == "Aftalt med DPO"
    assert found.audiences["company"].keep_months == 3
    assert found.audiences["company"].purpose == shipped().audiences["company"].purpose
    assert found.audiences["municipality"] == shipped().audiences["municipality"]


def test_it_may_close_more_and_what_was_closed_stays_so() -> None:
    found = own("audiences: {company: {never: [language]}}")
    assert found.closed("company", "language")
    assert found.closed("company", "health")
    assert own("audiences: {company: {never: []}}").closed("company", "health")


def test_what_it_closes_is_taken_out_of_what_questions_share() -> None:
    questions = "[{id: tongue, type: text, category: language, share: [municipality, company]}]"
    found, _ = asked(questions, who=own("audiences: {company: {never: [language]}}"))
    assert found is not None
    assert found.questions["tongue"].audiences == ("municipality",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("audiences: {company: {consent: false}}", "audiences.company.consent: audience_loosened"),
        ("audiences: {company: {never: [helth]}}", "audiences.company.never.0: unknown_category"),
        ("audiences: {company: {kep_months: 3}}", "audiences.company.kep_months: unknown_key"),
        ("audiences: {company: {keep_months: 0}}", "audiences.company.keep_months: out_of_bounds"),
        ("categories: {health: {title: {da: Vejr}}}", "categories: unknown_key"),
        ("fixed: {}", "fixed: unknown_key"),
        ("strangers_never: []", "strangers_never: unknown_key"),
        ("as_of: i går", "as_of: wrong_type"),
        ("[]", ": not_a_mapping"),
    ],
)
def test_it_may_loosen_nothing_and_mistakes_are_named(text: str, problem: str) -> None:
    assert wrong(text) == [problem]


BANK = """
    audiences:
      bank:
        title: {da: Banken, en: The bank}
        purpose: {da: En konto, en: An account}
        basis: {da: Samtykke, en: Consent}
        keep_months: 1
    """


def test_a_new_audience_is_data_and_is_a_stranger() -> None:
    found = own(BANK)
    assert "bank" in found.readers
    assert found.audiences["bank"].consent
    assert found.closed("bank", "health")
    questions, problems = asked("[{id: q, type: text, share: [bank]}]", who=found)
    assert problems == []
    assert questions is not None
    assert questions.questions["q"].audiences == ("bank",)


def test_a_new_audience_says_everything() -> None:
    lacking = wrong("audiences: {bank: {title: {da: Banken}, consent: false}}")
    assert lacking == ["audiences.bank.consent: audience_loosened", *["audiences.bank: missing_key"] * 3]


def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("audiences.yaml").write_text("audiences:\n  company:\n    consent: false\n", encoding="utf-8")
    ran = run("record")
    assert ran.code == 3
    assert "audiences.yaml:3:14" in ran.err


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("share: [compny]", "share.0: unknown_share"),
        ("category: helth", "category: unknown_category"),
        ("category: health", "sensitive: must_be_sensitive"),
        ("category: health, sensitive: true, share: [company]", "share.0: never_shared"),
        ("category: residence, share: [municipality, company]", "share.1: never_shared"),
        ("sensitive: true, share: [immigration]", "share.0: never_shared"),
        ("sensitive: true, share: [anonymous]", "share.0: never_shared"),
        ("category: identity, share: [anonymous]", "share.0: never_shared"),
    ],
)
def test_what_may_not_be_shared_is_an_error_of_the_questionnaire(question: str, problem: str) -> None:
    _, problems = asked(f"[{{id: q, type: text, {question}}}]")
    assert problems == [f"sections.0.questions.0.{problem}"]


@pytest.mark.parametrize("name", ["person_no", "legal_status", "health_limit", "practice_needs"])
def test_a_question_that_is_known_stays_what_it_is(name: str) -> None:
    _, problems = asked(f"[{{id: {name}, type: text, category: practical, share: [company]}}]")
    assert "sections.0.questions.0.category: category_fixed" in problems
    assert "sections.0.questions.0.share.0: never_shared" in problems


@pytest.mark.parametrize("kind", shipped().fixed)
def test_every_question_of_what_is_closed_to_companies_is_known(kind: str) -> None:
    asked_for = store.load_questionnaire("screening").questions.values()
    inside = {question.id for question in asked_for if question.category == kind}
    assert inside - set(shipped().fixed[kind]) == set()


def test_rows_have_the_category_of_their_group_unless_they_say_another() -> None:
    found, problems = asked(
        """
        - id: jobs
          type: group
          category: work
          share: [company]
          questions:
            - {id: title, type: text}
            - {id: boss, type: text, category: network, share: [municipality]}
        """
    )
    assert problems == []
    assert found is not None
    assert [inner.category for inner in found.questions["jobs"].questions] == ["work", "network"]


def test_what_is_closed_is_closed_for_a_known_question_without_a_category_too() -> None:
    questions = "[{id: civil_status, type: text, share: [municipality, candidate]}]"
    found, _ = asked(questions, who=own("audiences: {municipality: {never: [family]}}"))
    assert found is not None
    assert found.questions["civil_status"].audiences == ("candidate",)


def test_a_row_is_not_a_way_round() -> None:
    _, problems = asked(
        """
        - id: jobs
          type: group
          share: [company]
          questions: [{id: ill, type: text, category: health, sensitive: true, share: [company]}]
        """
    )
    assert problems == ["sections.0.questions.0.questions.0.share.0: never_shared"]


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("consents: {company: name}", "consents.company: not_a_consent"),
        ("consents: {company: consnt}", "consents.company: unknown_reference"),
        ("consents: {compny: yes_please}", "consents.compny: unknown_share"),
        ("consents: {company: worked}", "consents.company: not_a_consent"),
    ],
)
def test_a_consent_is_a_question_of_yes_and_no_about_consent(head: str, problem: str) -> None:
    questions = """
        - {id: name, type: text}
        - {id: yes_please, type: yes_no, category: consent}
        - {id: worked, type: yes_no, category: work}
        """
    assert asked(questions, head)[1] == [problem]


def test_the_person_sees_everything_whatever_a_questionnaire_shares() -> None:
    found, _ = asked("[{id: q, type: text, sensitive: true, share: []}]")
    assert found is not None
    assert found.questions["q"].open_to(SUBJECT)
    assert not found.questions["q"].open_to("municipality")


def test_lint_names_what_has_no_category_and_no_consent(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(
        dedent("""
            id: small
            version: 1
            languages: [en]
            title: {en: Small}
            minutes: 5
            sections:
              - id: one
                title: {en: One}
                minutes: 5
                questions: [{id: q, type: text, label: {en: Q}, ask: {en: Q?}, share: [company]}]
            """),
        encoding="utf-8",
    )
    told = run("questionnaire", "lint", path).err
    assert "without a category: 1" in told
    assert "“company”" in told
    assert "without a category" not in run("questionnaire", "lint", "screening").err


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "da",
            (
                "# Fortegnelse over behandlingsaktiviteter",
                "| Helbred |",
                "GDPR art. 9; særskilt samtykke",
                "24 måneder",
            ),
        ),
        (
            "en",
            (
                "# Record of processing activities",
                "| Health |",
                "GDPR art. 9; a consent of its own",
                "24 months",
            ),
        ),
    ],
)
def test_the_record_of_processing_has_purposes_categories_readers_and_deadlines(
    lang: str, words: tuple[str, ...]
) -> None:
    ran = run("record", lang=lang)
    assert ran.code == 0
    for word in (*words, shipped().audiences["company"].purpose[lang]):
        assert word in ran.out
    numbers = next(
        line for line in ran.out.splitlines() if "databeskyttelsesloven § 11" in line and "|" in line
    )
    assert numbers.split("|")[4].strip() in {"ingen modtager", "no recipient"}
