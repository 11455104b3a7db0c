"""The competence card: asked at the company, rated by three, drawn on two pages that a pen can go on with."""

import html
import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest

from refscreen import documents, inspection, plain, production, store, yaml_text
from refscreen.assessment import assess
from refscreen.blocks import read
from refscreen.documents import Setting
from refscreen.errors import UserError
from refscreen.production import Order, Product
from refscreen.view import Case
from tests.conftest import TODAY, said
from tests.program import run

SAMPLES = [store.shipped("samples") / f"{name}-card.yaml" for name in ("ali", "foued")]
DOCUMENT = documents.find("competence-card")
HEAD = """\
questionnaire: competence-card
version: 1
case: K-2026-099
answers:
  case_ref: K-2026-099
  consent_card: true
"""
CUTTING = (
    HEAD
    + """\
  full_name: Aya Salim
  company: Salon Eksempel
  consultant: Bo Holm
  goal_job: ordinaert
  tasks: [{what: Klippe herrer, often: dagligt, goal: 4}, {what: Tage telefonen, goal: 3}]
  competences: [{what: stabil, seen_as: Ringer inden otte, goal: 5}]
"""
)
RATED = (
    CUTTING
    + """\
  ratings:
    - {date: 2027-01-22, rater: arbejdsgiver, task_1: 4, task_2: 1, competence_1: 3, word: Godt på vej}
    - {date: 2027-01-08, rater: kandidat, task_1: 3, task_2: 2, word: Jeg øver mig}
    - {date: 2027-01-08, rater: arbejdsgiver, task_1: 2}
    - {date: 2027-01-22, rater: kandidat, task_1: 4, task_2: 3, competence_1: 5}
    - {date: 2027-01-22, rater: konsulent, task_1: 3}
"""
)
TWO_WEEKS = "Sæt de første tal inden for to uger"


def stored(text: str, folder: Path) -> Path:
    path = folder / "card.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def page_of(text: str, folder: Path, language: str = "da") -> str:
    case = production.load_case(stored(text, folder), TODAY)
    return documents.render(DOCUMENT, documents.look(DOCUMENT, case, language), Setting(language))


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<body") :])).split())


def charts_of(page: str) -> list[str]:
    return re.findall(r'<svg [^>]*class="progress".*?</svg>', page, re.DOTALL)


def told_in(chart: str) -> str:
    """The text alternative, which is the first child of the drawing."""
    found = re.match(r"<svg[^>]*><title>(.*?)</title>", chart)
    assert found is not None
    return html.unescape(found[1])


def pages_of(product: Product) -> list[str]:
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(product.content)).pages
    ]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_card_has_one_page_for_the_wall_and_one_for_the_agreement(path: Path, language: str) -> None:
    wall, agreement = pages_of(production.make(Order("competence-card", path, language)))
    assert {"da": "Opgaver", "en": "Tasks"}[language] in wall
    assert {"da": "Underskrifter", "en": "Signatures"}[language] in agreement
    assert "K-2026" not in wall, "the case number does not hang on a wall"
    assert "20 00" not in wall, "nor do telephone numbers"
    assert "[da]" not in wall + agreement


def test_the_progress_of_a_task_is_told_in_words_beside_the_drawing(tmp_path: Path) -> None:
    told = [told_in(chart) for chart in charts_of(page_of(RATED, tmp_path))]
    assert told == [
        "Klippe herrer. Målet 4; 8. januar 2027: kandidaten 3, arbejdsgiveren 2; "
        "22. januar 2027: kandidaten 4, konsulenten 3, arbejdsgiveren 4.",
        "Tage telefonen. Målet 3; 8. januar 2027: kandidaten 2; "
        "22. januar 2027: kandidaten 3, arbejdsgiveren 1.",
        "Stabil. Målet 5; 22. januar 2027: kandidaten 5, arbejdsgiveren 3.",
    ]


def test_word_and_text_say_the_numbers_of_each_meeting_where_the_page_draws_them(tmp_path: Path) -> None:
    told = plain.text(read(page_of(RATED, tmp_path)), "da")
    assert "Aya Salim (kandidaten) · Bo Holm (konsulenten) · Salon Eksempel (arbejdsgiveren)\n" in told
    first, second = "8. januar 2027: kandidaten 2", "22. januar 2027: kandidaten 3, arbejdsgiveren 1"
    assert f"Tage telefonen · mål 3 – {first}; {second}\n" in told
    assert "Kompetencekort · Aftalen · Sag K-2026-099\n" in told
    assert "Dato" not in told[: told.index("Aftalen")], "columns that wait for a pen are only on paper"
    assert "Bo Holm: ___" in told, "a line to sign on"
    assert "[" not in told.replace("[ ]", ""), "no drawing is left to be described"


def test_each_rater_has_a_mark_of_a_shape_of_its_own(tmp_path: Path) -> None:
    chart = charts_of(page_of(RATED, tmp_path))[0]
    rings, dots = chart.count('fill="#fff"'), len(re.findall(r'<circle[^>]*fill="#0b4f60"/>', chart))
    assert (rings, dots, chart.count("<rect")) == (2, 1, 2)
    assert chart.count("<polyline") == 2, "a line needs two meetings: the consultant has only one"


def test_the_goal_is_drawn_and_told_when_the_employer_has_seen_it_reached(tmp_path: Path) -> None:
    page = page_of(RATED, tmp_path)
    assert all("<polygon" in chart for chart in charts_of(page))
    assert "Klippe herrer Hver dag · mål 4 ✓ nået" in words_of(page)
    assert "Tage telefonen mål 3 kandidaten 2" in words_of(page)


def test_at_the_start_meeting_the_columns_wait_for_a_pen(tmp_path: Path) -> None:
    page = page_of(CUTTING, tmp_path)
    assert page.count('<span class="fill">Dato:</span>') == 5 + 3, "five columns, three rows of words"
    assert told_in(charts_of(page)[0]) == "Klippe herrer. Målet 4. Ingen tal endnu."
    assert TWO_WEEKS in words_of(page)


def test_an_empty_card_is_a_form_of_two_pages(tmp_path: Path) -> None:
    product = production.make(Order("competence-card", stored(HEAD, tmp_path), today=TODAY))
    wall, agreement = pages_of(product)
    assert wall.count("mål 1 2 3 4 5") == 6 + 4, "a goal to choose in each of six tasks and four competences"
    assert "Næste møde" in agreement


def longest(meetings: int) -> str:
    """Eight tasks and five competences, every answer as long as the questionnaire lets it be."""
    questions = store.load_questionnaire("competence-card").questions

    def words(name: str, inner: str = "") -> str:
        question = questions[name].inner[inner] if inner else questions[name]
        return ("Sammensætningsord på arbejdspladsen med bogstaver " * 9)[: question.max_length].strip()

    text = (
        HEAD + "  goal_job: ordinaert\n  goal_hours: 37\n  period_from: 2026-11-02\n  period_to: 2027-09-22\n"
    )
    names = "full_name company place schedule consultant consultant_contact employer_contact mentor "
    for name in (names + "jobcentre_contact goal_title goal_wage next_place").split():
        text += f"  {name}: {words(name)}\n"
    for name in ("goal_conditions", "agreed"):
        line = words(name)[: len(words(name)) // 4 - 1].strip()
        text += f"  {name}: |-\n" + f"    {line}\n" * 4
    text += "  tasks:\n" + f"    - {{what: {words('tasks', 'what')}, often: sjaeldnere, goal: 5}}\n" * 8
    seen = words("competences", "seen_as")
    text += "  competences:\n" + f"    - {{what: sikkerhed, seen_as: {seen}, goal: 5}}\n" * 5
    text += "  ratings:\n"
    levels = ", ".join(
        [*(f"task_{n}: {n % 5 + 1}" for n in range(1, 9)), *(f"competence_{n}: {n}" for n in range(1, 6))]
    )
    for month in range(1, meetings + 1):
        for rater in ("kandidat", "arbejdsgiver", "konsulent"):
            row = f"date: 2027-{month:02}-22, rater: {rater}, {levels}, word: {words('ratings', 'word')}"
            text += f"    - {{{row}}}\n"
    return text


@pytest.mark.parametrize(("language", "meetings"), [("da", 5), ("en", 9)])
def test_the_longest_card_still_has_two_pages(language: str, meetings: int, tmp_path: Path) -> None:
    path = stored(longest(meetings), tmp_path)
    product = production.make(Order("competence-card", path, language, today=TODAY))
    wall, agreement = pages_of(product)
    assert wall.count("Sammensætningsord") >= 13
    assert {"da": "Underskrifter", "en": "Signatures"}[language] in agreement


def test_of_many_meetings_the_first_and_the_latest_are_drawn_and_the_others_counted(tmp_path: Path) -> None:
    page = page_of(longest(9), tmp_path)
    months = " ".join(re.findall(r"<span>22\. (\w+) 2027</span>", page))
    assert months == "januar maj juni juli august september"
    assert "Møder derimellem, som der ikke er plads til: 3." in words_of(page)


def test_nothing_that_cannot_be_drawn_is_left_untold(tmp_path: Path) -> None:
    nine = CUTTING.replace("tasks: [", "tasks: [" + "{what: Feje}, " * 7)
    page = words_of(page_of(nine + "  ratings: [{date: 2027-01-08, task_1: 3}]\n", tmp_path))
    assert "Der er ikke plads til tal for: Tage telefonen." in page
    assert "hvem de er fra: 1." in page


def test_the_three_are_asked_about_the_place_where_they_differ_most(tmp_path: Path) -> None:
    page = words_of(page_of(RATED, tmp_path))
    assert "»Tage telefonen«: Her ser I forskelligt på det (kandidaten 3, arbejdsgiveren 1)." in page
    assert "»Tage telefonen« er længst fra målet." in page


def test_what_was_decided_takes_the_place_of_the_goal(tmp_path: Path) -> None:
    page = page_of(RATED + "  outcome: job\n  outcome_note: Fuld tid fra 8. februar\n", tmp_path)
    assert "Sådan går det videre: Job i virksomheden – Fuld tid fra 8. februar" in words_of(page)
    assert page.count('<span class="fill">Dato:</span>') == 2, "of the four that are always there"
    assert "Aftal en kort samtale på arbejdspladsen om tre måneder." in words_of(page)


@pytest.mark.parametrize(("answer", "problem"), [("false", "consent_refused"), ("null", "no_consent")])
def test_without_consent_there_is_no_card(answer: str, problem: str, tmp_path: Path) -> None:
    path = stored(RATED.replace("consent_card: true", f"consent_card: {answer}"), tmp_path)
    with pytest.raises(UserError) as error:
        production.make(Order("competence-card", path))
    assert said(error.value.problems) == [f"answers.consent_card: {problem}"]


@pytest.mark.parametrize(
    ("answer", "words"), [("true", "Side 1 må hænge"), ("false", "Det skal ikke hænge fremme")]
)
def test_the_candidate_decides_whether_it_hangs_where_colleagues_see_it(
    answer: str, words: str, tmp_path: Path
) -> None:
    assert words in words_of(page_of(RATED + f"  wall_ok: {answer}\n", tmp_path))
    assert "Det skal ikke hænge fremme" in words_of(page_of(RATED, tmp_path)), "nor when nobody has asked"


def test_a_word_that_colleagues_have_no_business_with_is_refused(tmp_path: Path) -> None:
    path = stored(RATED.replace("Godt på vej", "Godt af en flygtning"), tmp_path)
    with pytest.raises(UserError) as error:
        production.make(Order("competence-card", path))
    assert [problem.key for problem in error.value.problems] == ["forbidden_word"]


def test_a_screening_makes_no_card_and_a_card_no_handover() -> None:
    for name, path in (("competence-card", store.shipped("samples") / "ali.yaml"), ("handover", SAMPLES[0])):
        with pytest.raises(UserError) as error:
            production.make(Order(name, path))
        assert [problem.key for problem in error.value.problems] == ["case_of_other_questionnaire"]


def test_only_tasks_there_are_can_be_rated() -> None:
    questionnaire = store.load_questionnaire("competence-card")
    group = questionnaire.questions["ratings"]
    values: dict[str, Any] = {"tasks": ({}, {}), "competences": ({},)}
    asked = [question.id for question in questionnaire.visible_inner(group, {}, values, TODAY)]
    assert asked == ["date", "rater", "task_1", "task_2", "competence_1", "word"]


def test_the_minutes_of_the_sections_are_those_of_the_meeting() -> None:
    questionnaire = store.load_questionnaire("competence-card")
    assert sum(section.minutes for section in questionnaire.sections) == questionnaire.minutes


def test_the_card_asks_nothing_about_health_family_flight_or_status() -> None:
    questionnaire = store.load_questionnaire("competence-card")
    asked = [
        *questionnaire.questions.values(),
        *(q for g in questionnaire.questions.values() for q in g.questions),
    ]
    assert not [question.id for question in asked if question.sensitive]
    forbidden = DOCUMENT.manifest.forbidden
    words = " ".join(question.ask[language] for question in asked for language in ("da", "en")).lower()
    assert [word for word in forbidden if re.search(rf"\b{re.escape(word.strip('*'))}\b", words)] == []


def test_the_example_of_every_rule_fires_it(tmp_path: Path) -> None:
    questionnaire = store.load_questionnaire("competence-card")
    found = store.load_rules("competence-card", questionnaire)
    for rule in found.recommendations:
        path = tmp_path / f"{rule.id}.yaml"
        told = {"consent_card": True, **rule.example}
        head = {"questionnaire": "competence-card", "version": 1, "answers": told}
        path.write_text(yaml_text.write(head), encoding="utf-8")
        case = Case(questionnaire, lambda: found, store.load_sound_answers(path, questionnaire), TODAY)
        fired = [advice.rule.id for advice in assess(questionnaire, found, case.values, TODAY).advice]
        assert rule.id in fired


def test_the_questionnaire_is_complete_in_both_languages() -> None:
    assert inspection.missing_texts("competence-card")[1] == {}
    files = [store.shipped("questionnaires") / f"competence-card{end}.yaml" for end in ("", ".rules")]
    assert run("check", *files, *SAMPLES).code == 0


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_it_is_stored_without_a_terminal_and_the_next_step_is_named(path: Path, tmp_path: Path) -> None:
    ran = run("interview", "competence-card", "-o", tmp_path / "a.yaml", "--answers", path, "--no-input")
    assert ran.code == 0, ran.err
    assert "render competence-card" in ran.out + ran.err
    given, kept = (yaml_text.read(file.read_bytes()).data for file in (path, tmp_path / "a.yaml"))
    assert kept["answers"] == given["answers"]


def test_the_blank_form_can_be_printed(tmp_path: Path) -> None:
    ran = run(
        "questionnaire", "print", "competence-card", "-o", tmp_path / "form.pdf", "--languages", "da,en"
    )
    assert ran.code == 0, ran.err
    assert len(pypdf.PdfReader(tmp_path / "form.pdf").pages) <= 12
