"""The questionnaire on paper: every question once, in two languages, with room for what is answered."""

import io
import re
from pathlib import Path

import pikepdf
import pypdf
import pytest

from refscreen import form, pdf, store
from refscreen.errors import UserError
from refscreen.form import Entry, Wish
from refscreen.interview import places
from refscreen.questionnaire import Question, Questionnaire
from tests.conftest import questionnaire_of, said
from tests.program import run

BOTH = ("da", "ar")
SMALL = """
- {id: ill, type: yes_no, sensitive: true}
- {id: why, type: long_text, when: ill}
- {id: trade, type: choice, choices: [painter, mason, cook], core: true}
- {id: paint, type: text, when: "trade in [painter, mason]"}
- {id: many, type: text, when: "ill or trade == cook"}
- {id: land, type: country}
- {id: born, type: date}
- {id: mood, type: scale, min: 0, max: 10, by: consultant}
- id: children
  type: group
  questions: [{id: year, type: date}, {id: name, type: text}]
- id: jobs
  type: group
  questions:
    - {id: tasks, type: long_text}
    - {id: rate, type: scale, min: 1, max: 5, by: consultant}
    - {id: end, type: date}
"""


@pytest.fixture(scope="module")
def screening() -> Questionnaire:
    return store.load_questionnaire("screening", BOTH)


@pytest.fixture(scope="module")
def printed() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(form.make(Wish("screening", BOTH)).content))


def entries(small: Questionnaire, *, sheet: bool = False, core: bool = False) -> dict[str, Entry]:
    parts = form.parts(small, Wish("", ("da",), core=core, sheet=sheet))
    return {entry.id: entry for part in parts for entry in part.entries}


def small() -> Questionnaire:
    return questionnaire_of(SMALL)


def flat(text: str) -> str:
    return " ".join(text.split())


def body(html: str) -> str:
    return flat(re.sub(r"<[^>]+>", " ", html[html.index("<body") :]))


def asks(questionnaire: Questionnaire) -> list[Question]:
    every = list(questionnaire.questions.values())
    return every + [inner for question in every for inner in question.questions]


# --- how a question is answered on paper --------------------------------------------------------------


def test_every_type_has_its_place_for_the_answer() -> None:
    kinds = {name: entry.kind for name, entry in entries(small()).items()}
    assert kinds == {
        "ill": "tick", "why": "lines", "trade": "tick", "paint": "line", "many": "line", "land": "line",
        "born": "date", "mood": "scale", "children": "table", "jobs": "blocks",
    }  # fmt: skip


def test_a_long_list_is_a_line_to_write_on() -> None:
    labels = ", ".join(f"c{number}" for number in range(20))
    found = entries(
        questionnaire_of(
            f"- {{id: first, type: choice, choices: [{labels}]}}\n"
            f"- {{id: several, type: choices, choices: [{labels}]}}\n"
        )
    )
    assert (found["first"].kind, found["first"].choices) == ("line", ())
    assert (found["several"].kind, len(found["several"].choices)) == ("tick", 20)


def test_a_condition_names_the_question_by_its_number_and_the_answer_by_its_word() -> None:
    found = entries(small())
    assert found["why"].condition == ("1.1", ("Ja",))
    assert found["paint"].condition == ("1.3", ("Painter", "Mason"))
    assert found["many"].condition == ("1.1, 1.3", ())
    assert found["born"].condition is None


def test_the_questions_of_a_row_have_letters_that_the_sheet_shares() -> None:
    assert [inner.number for inner in entries(small())["jobs"].entries] == ["a", "b", "c"]
    assert [inner.number for inner in entries(small(), sheet=True)["jobs"].entries] == ["a", "c"]


def test_a_row_of_more_questions_than_there_are_letters_goes_on_with_two() -> None:
    inner = ", ".join(f"{{id: q{number}, type: text}}" for number in range(29))
    found = entries(questionnaire_of(f"- {{id: many, type: group, questions: [{inner}]}}"))["many"]
    letters = [one.number for one in found.entries]
    assert (letters[0], letters[25:]) == ("a", ["z", "aa", "ab", "ac"])


def test_core_prints_only_what_is_asked_when_time_is_short() -> None:
    assert list(entries(small(), core=True)) == ["trade"]


def test_the_sheet_has_nothing_that_is_not_asked_of_the_candidate(screening: Questionnaire) -> None:
    assert "mood" not in entries(small(), sheet=True)
    html = body(form.html(screening, Wish("screening", ("ar", "da"), sheet=True)))
    own = [question for question in asks(screening) if question.by != "candidate"]
    assert len(own) > 20
    others = {question.ask["da"] for question in asks(screening) if question.by == "candidate"}
    assert [
        q.id for q in own if q.ask["ar"] in html or (q.ask["da"] in html and q.ask["da"] not in others)
    ] == []


def test_the_sheet_asks_the_candidate_nothing_about_the_case_or_the_sitting(screening: Questionnaire) -> None:
    about = {"case_ref", "interview_date", "interview_place", "participants", *screening.sitting}
    assert about & set(entries(screening, sheet=True)) == set()
    assert about <= set(entries(screening))


def test_the_sheet_does_not_ask_the_candidate_where_the_consultant_works(screening: Questionnaire) -> None:
    assert {"organisation", "consultant_contact"} & set(entries(screening, sheet=True)) == set()


def test_a_choice_is_put_to_the_candidate_and_not_said_of_them(screening: Questionnaire) -> None:
    lives = {inner.id: inner for inner in entries(screening, sheet=True)["children"].entries}["lives_with"]
    assert lives.choices[0].large == "Hos mig"
    own = [
        choice for question in asks(screening) if question.by == "candidate" for choice in question.choices
    ]
    about = [choice.id for choice in own if "kandidaten" in choice.label["da"].lower() and not choice.you]
    assert about == ["kandidat"], "only who takes part in the conversation, which the consultant notes"
    html = body(form.html(screening, Wish("screening", ("en", "da"), sheet=True)))
    assert "candidate" not in html.lower().replace(screening.title["en"].lower(), "")


def test_nothing_on_paper_is_smaller_than_can_be_read(screening: Questionnaire) -> None:
    for sheet in (False, True):
        html = form.html(screening, Wish("screening", BOTH, sheet=sheet))
        sizes = [float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)pt", html)]
        assert min(sizes) >= 8.5


# --- the pages ----------------------------------------------------------------------------------------


def test_every_question_of_the_questionnaire_stands_on_the_form_exactly_once(
    screening: Questionnaire,
) -> None:
    html = form.html(screening, Wish("screening", BOTH))
    ids = re.findall(r'id="q-(\w+)"', html)
    assert ids == list(screening.questions)
    texts = [
        flat(text)
        for text in re.findall(r'<p class="ask">(.*?)</p>|<th scope="col">.*?</b> (.*?)<', html)
        for text in text
        if text
    ]
    assert sorted(texts) == sorted(flat(q.ask["da"]) for q in asks(screening))
    numbers = places.numbers(screening)
    assert all(f'id="q-{name}">' in html for name in numbers)
    written = re.findall(r'id="q-(\w+)">\s*<div class="head">\s*<p class="no">([\d.]+)', html)
    assert dict(written) == numbers


def test_the_numbers_are_those_of_the_screen(screening: Questionnaire) -> None:
    parts = form.parts(screening, Wish("screening", BOTH))
    shown = {entry.id: entry.number for part in parts for entry in part.entries}
    assert shown == places.numbers(screening)


def test_the_form_is_one_a_person_can_carry(printed: pypdf.PdfReader) -> None:
    assert 25 <= len(printed.pages) <= 40
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in printed.pages} == {(595, 842)}
    first, last = (flat(printed.pages[index].extract_text()) for index in (0, -1))
    assert f"Side 1 af {len(printed.pages)}" in first
    assert f"Side {len(printed.pages)} af {len(printed.pages)}" in last
    assert "Sagsnummer" in last


def test_every_question_can_be_read_back_out_of_the_pdf(
    printed: pypdf.PdfReader, screening: Questionnaire
) -> None:
    text = "".join("".join(page.extract_text().split()) for page in printed.pages)
    whole = [q for q in screening.questions.values() if "".join(q.ask["da"].split()) not in text]
    assert [question.id for question in whole] == []


def test_arabic_can_be_searched_for_and_runs_from_right_to_left(printed: pypdf.PdfReader) -> None:
    text = flat(printed.pages[0].extract_text())
    assert "المحادثة" in text or "المحادثة"[::-1] in text
    places_: list[tuple[str, float]] = []
    printed.pages[0].extract_text(visitor_text=lambda words, _cm, tm, *_: places_.append((words, tm[4])))
    assert max(x for words, x in places_ if re.search("[ء-ي]", words)) > 250


def test_the_second_language_is_marked_with_its_name_and_its_direction(screening: Questionnaire) -> None:
    html = form.html(screening, Wish("screening", BOTH))
    assert ' lang="da" dir="ltr">\n<head>' in html
    assert '<p class="small" lang="ar" dir="rtl">ما اسمك؟' in html
    sheet = form.html(screening, Wish("screening", ("ar", "da"), sheet=True))
    assert ' lang="ar" dir="rtl">\n<head>' in sheet
    assert '<p class="small" lang="da" dir="ltr">Hvad hedder du?' in sheet


def test_a_translation_nobody_has_reviewed_is_called_a_draft(
    printed: pypdf.PdfReader, screening: Questionnaire
) -> None:
    assert "Oversættelsen er et udkast" in flat(printed.pages[0].extract_text())
    assert store.unreviewed("screening", ("da", "ar")) == ("ar",)
    assert "udkast" not in body(form.html(screening, Wish("screening", BOTH)))


def test_the_pages_are_tagged_for_screen_readers() -> None:
    with pikepdf.open(io.BytesIO(form.make(Wish("screening", ("da",), core=True)).content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "da"
        assert "Screeningssamtale" in str(opened.docinfo["/Title"])


def test_a_questionnaire_of_ones_own_is_printed_too() -> None:
    layout = pdf.lay_out(form.html(small(), Wish("", ("da",))))
    assert (layout.pages, layout.draw().warnings) == (2, ())


# --- the command --------------------------------------------------------------------------------------


def test_the_command_writes_a_file_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ("questionnaire", "print", "--languages", "da,ar", "--core", "--sheet")
    assert run(*command).code == 0
    assert (tmp_path / "screening-sheet-core-ar-da.pdf").read_bytes().startswith(b"%PDF")
    assert run(*command).code == 2
    assert run(*command, "--force").code == 0


@pytest.mark.parametrize(
    ("languages", "told"), [(("da", "en", "ar"), ": two_languages"), (("da", "xx"), ": no_translation")]
)
def test_a_language_too_many_or_one_there_is_not_is_told(languages: tuple[str, ...], told: str) -> None:
    with pytest.raises(UserError) as error:
        form.make(Wish("screening", languages))
    assert said(error.value.problems) == [told]
