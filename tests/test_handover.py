"""The handover document: what stands where, what stands nowhere, and the page as it was last approved."""

import html
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from refscreen import blocks, documents, pdf, plain, production
from refscreen.dates import PartialDate
from refscreen.documents import Setting
from refscreen.production import Order
from refscreen.view import Case

SAMPLES = Path(__file__).parent.parent / "samples"
GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = documents.find("handover")


def case_of(sample: str, **values: Any) -> Case:
    case = production.load_case(SAMPLES / f"{sample}.yaml")
    changed = {name: value for name, value in {**case.answers.values, **values}.items() if value is not None}
    return replace(case, answers=replace(case.answers, values=changed))


def page_of(case: Case, density: str = "normal") -> str:
    return documents.render(DOCUMENT, documents.look(DOCUMENT, case, "da"), Setting("da", density))


def words_of(page: str) -> str:
    body = page[page.index("<body") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def section(page: str, number: int) -> str:
    start = page.index(f'id="s{number}"')
    end = page.index(f'id="s{number + 1}"') if number < 12 else len(page)
    return page[start:end]


def test_health_stands_in_section_8_and_nowhere_else() -> None:
    canary = "Kanariefugl på skulderen kræver pauser"
    page = page_of(case_of("leyla", practice_needs=canary))
    assert canary in section(page, 8)
    assert page.count(canary) == 1


def test_page_1_points_to_the_considerations_without_telling_them() -> None:
    page = page_of(case_of("leyla", health_limit="ja"))
    overview = words_of("<body>" + section(page, 1))
    assert "se afsnit 8" in overview
    assert "Hensyn" not in words_of("<body>" + section(page_of(case_of("leyla", consent_sensitive=False)), 1))


@pytest.mark.parametrize("name", ["tasks_reserve", "practice_needs", "economy_pressure"])
def test_without_its_own_consent_no_sensitive_answer_is_printed(name: str) -> None:
    case = case_of("leyla", consent_sensitive=False, **{name: "Kanariefugl"})
    assert "Kanariefugl" not in page_of(case)


def test_the_number_of_the_person_is_never_printed() -> None:
    assert "UDL-99" not in page_of(case_of("maximal", person_no="UDL-99-000001"))


def test_everything_the_municipality_may_see_is_printed() -> None:
    case = case_of("leyla")
    seen = documents.look(DOCUMENT, case, "da")
    printed = words_of(documents.render(DOCUMENT, seen, Setting("da", "roomy")))
    kinds = {name: question.type for name, question in case.questionnaire.questions.items()}
    written = [item for item in seen.a.values() if item.covered and kinds[item.id] in {"text", "long_text"}]
    assert len(written) > 40
    assert [item.id for item in written if " ".join(item.lines[0].split()) not in printed] == []


def test_an_unanswered_question_is_named_as_not_covered() -> None:
    printed = words_of(page_of(case_of("leyla", devices=None, work_meaning=None)))
    assert "Ikke afdækket Telefon, computer og net" in printed
    assert "Ikke afdækket Arbejdets betydning" in printed


def test_a_declined_answer_is_told_as_declined() -> None:
    case = case_of("leyla", leisure=None)
    declined = replace(case, answers=replace(case.answers, states={"leisure": "declined"}))
    assert "Ønsker ikke at svare Fritid og interesser" in words_of(page_of(declined))


def test_the_cautious_recommendation_goes_first_and_the_other_says_what_it_waits_for() -> None:
    page = page_of(case_of("ali", readiness="aktivitetsparat", health_limit="nej"))
    listed = words_of("<body>" + section(page, 11))
    assert re.search(r"R16\b.*?[Ee]fter R72", listed)


@pytest.mark.parametrize("sample", ["leyla", "foued"])
def test_what_after_means_is_told_where_something_is_to_be_done_after_something_else(sample: str) -> None:
    listed = words_of("<body>" + section(page_of(case_of(sample, retrain_ok=sample == "leyla")), 11))
    assert bool(re.search(r"Efter R\d\d", listed)) == ("»Efter« betyder" in listed) == (sample == "leyla")


@pytest.mark.parametrize(
    ("moves", "deadline"),
    [
        (PartialDate(2026, 12, 1), "17. november 2026"),
        (PartialDate(2026, 11, 5), "22. oktober 2026"),
        (PartialDate(2026, 11, 4), "snarest muligt"),
        (PartialDate(2026, 10, 25), "snarest muligt"),
    ],
)
def test_the_meeting_before_the_move_is_due_before_it_and_not_before_the_conversation(
    moves: PartialDate, deadline: str
) -> None:
    page = page_of(case_of("leyla", interview_date=PartialDate(2026, 10, 21), move_date=moves))
    first, listed = (words_of("<body>" + section(page, number)) for number in (1, 11))
    assert re.search(rf"R08 .*? Rekrutteringskonsulent {deadline}", first)
    own = rf"R08 (?:(?!R\d\d).)*?Frist: {deadline}\."
    assert re.search(own, listed)


def test_every_table_of_recommendations_says_its_stage_its_deadline_and_what_its_columns_are() -> None:
    tables = re.findall(r'<table class="rows counsel">.*?</table>', page_of(case_of("leyla")), re.DOTALL)
    heads = [re.search(r"<thead>(.*?)</thead>", table, re.DOTALL) for table in tables]
    told = [words_of("<body>" + head[1]) for head in heads if head]
    assert len(told) == len(tables) == 5
    assert [line for line in told if not re.search(r" · Frist: .* Nr\. Hvad og hvorfor Hvem$", line)] == []
    assert [line.partition(" · ")[0] for line in told] == [
        "Før overtagelsen", "0–1 måned", "1–3 måneder", "3–6 måneder", "6–12 måneder",
    ]  # fmt: skip


def test_in_plain_text_every_recommendation_says_who_and_stands_under_its_stage() -> None:
    words = plain.text(blocks.read(page_of(case_of("leyla"))), "da")
    listed = words[words.index("11 Anbefalinger") : words.index("12 Fremtidig indsats")]
    rows = [line for line in listed.splitlines() if re.match(r"R\d\d", line)]
    assert len(rows) > 20
    assert [row for row in rows if not re.match(r"R\d\d – Hvad og hvorfor: .* Hvem: ", row)] == []
    assert re.findall(r"^(.*) · Frist: ", listed, re.MULTILINE) == [
        "Før overtagelsen", "0–1 måned", "1–3 måneder", "3–6 måneder", "6–12 måneder",
    ]  # fmt: skip


@pytest.mark.parametrize("sample", ["leyla", "ibrahim-placed", "foued", "thin"])
def test_each_row_of_the_plan_has_somebody_who_does_it(sample: str) -> None:
    plan = re.search(r'<table class="rows plan">.*?</table>', page_of(case_of(sample)), re.DOTALL)
    assert plan is not None
    who = re.findall(r'<td class="who">(.*?)</td>', plan[0], re.DOTALL)
    assert len(who) == 5
    assert [cell for cell in who if not re.match(r"<span|[A-Z]", cell)] == []


def test_the_checklist_ticks_what_the_conversation_says_is_done() -> None:
    effort = words_of("<body>" + section(page_of(case_of("leyla", linkedin="har")), 12))
    assert "✓ Screeningssamtale" in effort
    assert "✓ LinkedIn-profil" in effort
    assert "☐ CV-postkort" in effort
    assert "LinkedIn" not in words_of("<body>" + section(page_of(case_of("leyla", linkedin="nej")), 12))


def test_self_rating_consultants_rating_and_evidence_stand_side_by_side() -> None:
    page = section(page_of(case_of("ali")), 5)
    heads = [words_of("<body>" + head) for head in re.findall(r"<th[^>]*>.*?</th>", page, re.DOTALL)]
    joined = " ".join(heads)
    assert "Egen" in joined
    assert "Konsulent" in joined
    assert "Bevis" in joined


def test_the_years_of_a_skill_are_a_number_under_their_heading() -> None:
    practised = ({"skill": "Syning", "years": 12, "self": 4}, {"skill": "Broderi", "self": 2})
    told = words_of(page_of(case_of("leyla", skills=practised)))
    assert "Syning 12 4" in told
    assert "Broderi – 2" in told


def test_the_mean_of_what_others_say_has_one_decimal() -> None:
    said = tuple({"role": "asylcenter", "stability": number} for number in (4, 4, 5))
    ratings = section(page_of(case_of("leyla", sources=said)), 7)
    assert "· 4,3 " in words_of("<body>" + ratings)


def test_every_picture_has_a_text_for_those_who_do_not_see_it() -> None:
    page = page_of(case_of("ali"))
    drawings = re.findall(r"<svg\b[^>]*>\s*(<\w+)", page)
    assert len(drawings) >= 3
    assert set(drawings) == {"<title"}


def test_where_the_consultant_is_employed_is_no_assessment_of_the_consultants() -> None:
    for name in ("organisation", "consultant_contact"):
        page = page_of(case_of("leyla", **{name: "Vejen 7"}))
        assert "Vejen 7" in page
        assert "●</span>&#160;Vejen 7" not in page


def test_an_answer_is_text_and_never_markup() -> None:
    page = page_of(case_of("leyla", work_meaning="<script>alert(1)</script> & <b>fed</b>"))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;fed&lt;/b&gt;" in page


DENSITIES = DOCUMENT.manifest.densities
LAST = ("least", "scant", "bare")
"""The densities in which notes are left out, too."""


@pytest.mark.parametrize("density", [density for density in DENSITIES if density not in LAST])
@pytest.mark.parametrize("sample", ["leyla", "thin"])
def test_every_note_that_is_marked_is_printed_once_and_no_other(sample: str, density: str) -> None:
    case = case_of(sample)
    marked = {name: f"Note-{name}." for name in case.questionnaire.questions}
    rows = {f"{name}.0": f"Note-{name}-række." for name in case.answers.values if name in {"jobs", "skills"}}
    private = {f"{name}.1": "KANARIEFUGL" for name in rows}
    noted = replace(case.answers, notes={**marked, **rows, **private}, notes_shown=(*marked, *rows))
    case = replace(case, answers=noted)
    printed = words_of(page_of(case, density))
    seen = documents.look(DOCUMENT, case, "da").a
    assert "KANARIEFUGL" not in printed
    assert {name: printed.count(marked[name]) for name in seen} == dict.fromkeys(seen, 1)
    covered = {text: 1 for name, text in rows.items() if seen[name.split(".")[0]].covered}
    assert {text: printed.count(text) for text in covered} == covered


@pytest.mark.parametrize("density", LAST)
def test_where_there_is_room_for_some_of_the_notes_the_others_are_counted(density: str) -> None:
    case = case_of("leyla")
    marked = {name: f"Note-{name}." for name in case.questionnaire.questions}
    case = replace(case, answers=replace(case.answers, notes=marked, notes_shown=tuple(marked)))
    printed = words_of(page_of(case, density))
    there = [name for name in documents.look(DOCUMENT, case, "da").a if marked[name] in printed]
    told = re.search(r"og (\d+) noter udeladt\. Det hele står i konsulentens svarark\.", printed)
    assert told is not None
    assert len(there) + int(told[1]) == len(documents.look(DOCUMENT, case, "da").a)
    assert len(there) >= 16


def test_what_is_shortened_or_left_out_is_counted_at_the_end() -> None:
    long = {"work_meaning": "Jeg bager brød om natten. " * 100, "goal_1y": "Jeg vil bage mere brød. " * 100}
    case = case_of("leyla", **long, languages=({"language": "ar"},) * 30)
    printed = words_of(page_of(case, "dense"))
    assert "er 2 svar forkortet og 18 rækker udeladt. Det hele står i konsulentens svarark." in printed
    assert "18 til står i konsulentens svarark." in printed


def test_an_endless_word_is_cut_where_the_room_ends() -> None:
    printed = words_of(page_of(case_of("leyla", dream_job="a" * 450), "dense"))
    assert "a" * 220 + " […]" in printed
    assert "a" * 221 not in printed


def test_where_everything_has_room_nothing_is_said_of_shortening() -> None:
    assert "For at holde dokumentet kort" not in words_of(page_of(case_of("leyla"), "airy"))


def test_page_1_says_less_where_there_is_much_to_say_and_stays_one_page() -> None:
    word = "Arbejdsmarkedsuddannelsesinstitution " * 12
    full = dict.fromkeys(("full_name", "phone", "email", "address_now", "next_step", "next_owner"), word)
    case = case_of("ali", top_skills="\n".join([word] * 5), urgent=word, realistic_short=word, **full)
    page = documents.render(DOCUMENT, documents.look(DOCUMENT, case, "da"), Setting("da", "normal"))
    assert pdf.lay_out(page).document.pages[1].anchors.get("s2")


def test_a_sensitive_note_stands_in_section_8_and_nowhere_else() -> None:
    case = case_of("leyla")
    noted = replace(case.answers, notes={"health_limit": "KANARIEFUGL"}, notes_shown=("health_limit",))
    page = page_of(replace(case, answers=noted))
    assert section(page, 8).count("KANARIEFUGL") == page.count("KANARIEFUGL") == 1


def test_what_an_answer_rests_on_stands_beside_it() -> None:
    case = case_of("leyla")
    backed = replace(
        case.answers,
        evidence={"devices": "document", "work_meaning": "reference"},
        said_by={"devices": "centre"},
        confirm=("bicycle",),
    )
    printed = words_of(page_of(replace(case, answers=backed)))
    assert re.search(r"Telefon, computer og net:? [^(]* \(set på papir; oplyst af asylcentret\)", printed)
    assert re.search(r"Arbejdets betydning »[^»]*« \(bekræftet af en reference\)", printed)
    assert re.search(r"Cykel:? [^(]* \(fra papirer, ikke bekræftet i samtalen\)", printed)


def test_page_1_tells_in_two_words_that_an_answer_is_not_confirmed() -> None:
    case = case_of("leyla")
    unsure = replace(case.answers, confirm=("bicycle",), evidence={"licence": "document"}, said_by={})
    first = words_of("<body>" + section(page_of(replace(case, answers=unsure)), 1))
    assert re.search(r"Cykel: [^(:]* \(ikke bekræftet\)", first)
    assert "set på papir" not in first


@pytest.mark.parametrize("density", ["normal", "terse"])
def test_section_2_tells_of_each_sitting(density: str) -> None:
    printed = words_of("<body>" + section(page_of(case_of("ibrahim-placed"), density), 2))
    assert "3. september 2026 13.00–14.10" in printed
    assert "70 min." in printed
    assert "arabisk (Sudansk; tolken taler egyptisk), på video" in printed
    assert "19. november 2026 10.00–12.00" in printed
    assert "110 min." in printed
    assert "arabisk (Sudansk), på telefon" in printed


def test_a_sitting_without_an_interpreter_says_so() -> None:
    case = case_of("leyla", interpreter_used=False)
    case = replace(case, answers=replace(case.answers, sessions=({"start": "2026-10-21T09:00"},)))
    assert "uden tolk" in words_of("<body>" + section(page_of(case), 2))


def test_without_any_sitting_the_answers_tell_of_the_conversation() -> None:
    case = case_of("leyla")
    case = replace(case, answers=replace(case.answers, sessions=()))
    printed = words_of("<body>" + section(page_of(case), 2))
    assert "Dato for samtalen: 21. oktober 2026" in printed
    assert "Samtalens længde: 135 minutter" in printed


@pytest.mark.parametrize(
    ("values", "warning"),
    [
        ({"interpreter_reliability": "sikker"}, ""),
        ({"interpreter_reliability": "mest_sikker"}, ""),
        ({"interpreter_reliability": "usikker"}, "Usikker på vigtige punkter."),
        ({"interpreter_reliability": "ikke_sikker"}, "Skal gentages med en anden tolk."),
        ({"interpreter_ok": False}, "Kandidaten og tolken forstod ikke hinanden godt."),
        ({"interpreter_used": False, "interpreter_reliability": "usikker"}, ""),
        ({"interpreter_reliability": None}, ""),
    ],
)
def test_page_1_warns_where_the_interpreting_cannot_be_relied_on(
    values: dict[str, Any], warning: str
) -> None:
    page = page_of(case_of("leyla", **values))
    first = words_of(page[: page.index('id="s1"')])
    assert ("Forbehold for tolkningen:" in first) == bool(warning)
    assert warning in first
    before_the_quotes = words_of("<body>" + section(page, 2)).partition("Samtalen")[0]
    assert warning in before_the_quotes


@pytest.mark.parametrize(
    ("read_back", "confirmed", "told"),
    [
        (
            [{"time": "2026-10-14T12:02", "confirmed": True}],
            True,
            "Opsummeringen blev læst op den 14. oktober 2026 kl. 12.02; kandidaten sagde, at den passede.",
        ),
        (
            [{"time": "2026-10-14T12:02", "language": "ar", "confirmed": False}],
            False,
            "Opsummeringen blev læst op på arabisk den 14. oktober 2026 kl. 12.02; kandidaten sagde, at "
            "noget ikke passede.",
        ),
        ([], True, "Opsummeringen blev læst op; kandidaten sagde, at den passede."),
        ([], None, "Opsummeringen blev ikke læst op for kandidaten."),
    ],
)
def test_the_report_says_whether_it_was_read_back(
    read_back: list[dict[str, Any]], confirmed: bool | None, told: str
) -> None:
    case = case_of("leyla", summary_confirmed=confirmed)
    case = replace(case, answers=replace(case.answers, read_back=tuple(read_back)))
    assert told in words_of("<body>" + section(page_of(case), 2))


def test_a_read_back_from_before_the_follow_up_is_not_taken_for_a_new_one() -> None:
    case = case_of("ibrahim-placed")
    asked = replace(case.answers, confirm=("summary_confirmed",), read_back=case.answers.read_back[:1])
    printed = words_of("<body>" + section(page_of(replace(case, answers=asked)), 2))
    assert "den 4. september 2026 kl. 9.51; kandidaten sagde, at den passede." in printed
    assert "Den er ikke læst op igen ved opfølgningen." in printed


def test_a_follow_up_says_on_page_1_how_much_is_new_and_in_section_2_what() -> None:
    page = page_of(case_of("ibrahim-placed"))
    first, basis = words_of(page[: page.index('id="s1"')]), words_of("<body>" + section(page, 2))
    assert (
        "Opfølgning på samtalen den 4. september 2026. 9 svar er anderledes end dengang, se afsnit 2."
        in first
    )
    assert "Nyt siden den 4. september 2026" in basis
    assert "Egen motivation 7 / 10 9 / 10" in basis
    assert "Modul i dansk Dansk på asylcentret DU3, modul 2" in basis


def test_of_much_that_is_new_as_much_is_listed_as_there_is_room_for_and_the_rest_is_counted() -> None:
    case = case_of("ibrahim-placed")
    questions = case.questionnaire.questions
    anew = [name for name in case.answers.values if not questions[name].sensitive]
    was = {name: [{"day": "2026-09-04", "state": "not_asked"}] for name in anew}
    basis = section(page_of(replace(case, answers=replace(case.answers, earlier=was)), "dense"), 2)
    listed = basis[basis.index("Nyt siden") :]
    assert listed[: listed.index("</table>")].count('class="was"') == 12
    assert re.search(r"1\d\d svar til er anderledes; se de enkelte afsnit\.", words_of("<body>" + listed))


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_follow_up_fits_like_any_other_report(language: str) -> None:
    assert 7 <= production.make(Order("handover", SAMPLES / "ibrahim-placed.yaml", language)).pages <= 10


def test_sensitive_news_stand_in_section_8_and_need_their_consent() -> None:
    was = {"tasks_reserve": [{"day": "2026-09-04", "answer": "Kanariefugl"}]}
    case = case_of("ibrahim-placed")
    page = page_of(replace(case, answers=replace(case.answers, earlier=was)))
    assert section(page, 8).count("Kanariefugl") == page.count("Kanariefugl") == 1
    silent = case_of("ibrahim-placed", consent_sensitive=False)
    assert "Kanariefugl" not in page_of(replace(silent, answers=replace(silent.answers, earlier=was)))


def test_a_first_conversation_says_nothing_of_news() -> None:
    printed = words_of(page_of(case_of("leyla")))
    assert "Nyt siden" not in printed
    assert "Opfølgning på samtalen" not in printed


STATES = {
    "unknown": "Ved ikke",
    "declined": "Ønsker ikke at svare",
    "unclear": "Uklart i tolkningen",
    "not_relevant": "Ikke relevant",
    "not_asked": "Ikke spurgt (tiden slap op)",
    "later": "Gemt til senere",
}


@pytest.mark.parametrize("state", STATES)
def test_why_there_is_no_answer_is_told_as_itself(state: str) -> None:
    case = case_of("leyla", dream_job=None)
    case = replace(case, answers=replace(case.answers, states={"dream_job": state}))
    assert f"{STATES[state]} Drømmejob" in words_of("<body>" + section(page_of(case), 7))


def test_the_list_for_the_next_conversation_tells_why_each_question_is_open() -> None:
    case = case_of("leyla", dream_job=None, leisure=None, plan_b=None, devices=None, conflict=None)
    states = {"dream_job": "unclear", "leisure": "not_asked", "plan_b": "declined", "conflict": "unknown"}
    case = replace(case, answers=replace(case.answers, states=states))
    printed = words_of("<body>" + section(page_of(case), 12))
    asked, _, _rest = printed.partition("Indsatsen trin for trin")
    assert "Heraf: 1 uklart i tolkningen, 1 ikke spurgt (tiden slap op)." in asked
    assert "☐ Drømmejob – uklart i tolkningen" in asked
    assert "☐ Fritid og interesser – ikke spurgt (tiden slap op)" in asked
    assert re.search("☐ Telefon, computer og net (?!–)", asked)
    assert "☐ Plan B" not in asked
    assert "Ved ikke Uenighed på jobbet" in asked
    assert "Ønsker ikke at svare Plan B" in asked


@pytest.mark.golden
@pytest.mark.parametrize(
    ("document", "sample", "language"),
    [("handover", "thin", "da"), ("handover", "leyla", "en"), ("postcard", "amir", "da")],
)
def test_the_page_is_as_it_was_approved(document: str, sample: str, language: str) -> None:
    made = production.make(Order(document, SAMPLES / f"{sample}.yaml", language, form="html")).content
    path = GOLDEN / f"{document}-{sample}.{language}.html"
    if os.environ.get("REFSCREEN_UPDATE_GOLDEN"):
        path.write_bytes(made)
    assert made.decode() == path.read_text(encoding="utf-8")
