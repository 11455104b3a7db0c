"""The shipped questionnaire is the whole of the screening conversation, in both languages."""

import re

import pytest

from refscreen import documents, store, values
from refscreen.interview.search import candidates, ranked
from refscreen.questionnaire import Question, Questionnaire

# Every id of the screening conversation, theme by theme A-Q; 190 of them come from the method itself.
THEMES_TEXT = """
conversation: case_ref interview_date interview_place consultant organisation participants
    interpreter_used interpreter_language interpreter_mode interpreter_ok purpose_explained
    consent_municipality consent_company consent_media consent_secondhand
person: full_name person_no birth_date gender nationality home_region mother_tongue phone email
    address_now arrival_dk
status: legal_status recognition_likely permit_date permit_until permit_basis municipality_placed
    move_date municipality_wish municipality_wish_reason centre_move_ok work_permit private_lodging
    company_interest
family: civil_status spouse_where spouse_work spouse_support children childcare_need pregnancy_leave
    home_roles care_tasks family_dk family_pending
practical: housing_need commute_modes bicycle licence licence_country max_commute_min relocate_job
    shift_ok bank_id_ready devices economy_pressure
schooling: school_years school_level school_stop_reason literacy_mother latin_script education
    certificates study_wish study_field study_patience maths_self learn_best
work: ever_worked first_job_age work_years jobs best_job student_job home_skills centre_activity
    dk_work own_business
competences: top_skills skills trade_probe it_level safety_experience show_ok positive_list
    skill_gap
language_skills: languages danish_start danish_track danish_module danish_tests danish_attendance
    danish_self danish_consultant danish_outside english_work interpreter_need language_check
motivation: responsible responsible_code motivation_self motivation_why motivation_consultant
    work_meaning job_search start_forms unskilled_ok retrain_ok flexible_tasks time_expect dream_job
    first_job plan_b goal_1y goal_5y own_barriers wage_understanding dk_expectation
personal: stability_ex stability_self initiative_ex initiative_self learning_ex learning_self
    cooperation_ex cooperation_self ask_doubt finds_tasks conflict detail_pace friend_words
    personality_test
culture: market_knowledge unwritten_rules hierarchy_view work_identity tasks_reserve practice_needs
contacts: network employer_contacts danes_contact leisure mentor_wish linkedin
health: health_limit health_considerations health_hours health_appointments sleep_concentration
    health_followup trauma_tool
job: branches job_titles hours_wish start_date visit_wish realistic_short realistic_long
    local_demand pc_headline pc_offer pc_seek pc_photo video_ok
second_hand: sources discrepancy
closing: looking_forward candidate_questions candidate_add summary_confirmed duration_min rate_stable
    rate_initiative rate_learning rate_cooperation rate_motivated readiness typology typology_reason
    resources_summary attention_summary urgent next_step next_date next_owner
"""
THEMES = {
    theme: ids.split()
    for theme, ids in re.findall(r"^(\w+):((?: \w+|\n    \w+)+)", THEMES_TEXT, re.MULTILINE)
}
MINUTES = [8, 4, 6, 8, 6, 12, 20, 10, 8, 12, 6, 5, 5, 4, 4, 0, 2]
OURS = {"consent_sensitive", "consent_placement", "consultant_contact", "pc_link"} | {
    f"interpreter_{name}" for name in ("dialect", "briefing", "reliability", "remark")
}
SITTING = """
interview_place consultant participants interpreter_used interpreter_language interpreter_dialect
interpreter_mode
""".split()  # noqa: SIM905  # a list of words reads better than a list of strings
AGAIN = """
phone address_now legal_status dk_work danish_track danish_module danish_self danish_consultant
interpreter_need motivation_self motivation_consultant job_search health_limit start_date realistic_short
summary_confirmed interpreter_reliability rate_stable rate_initiative rate_learning rate_cooperation
rate_motivated readiness attention_summary next_step next_date next_owner
""".split()  # noqa: SIM905
SENSITIVE = """
person_no permit_basis pregnancy_leave family_pending economy_pressure tasks_reserve practice_needs
health_limit health_considerations health_hours health_appointments sleep_concentration
health_followup trauma_tool
""".split()  # noqa: SIM905  # a list of words reads better than a list of strings
ABOUT_THE_FLIGHT = """
legal_status permit_date permit_until nationality birth_date arrival_dk address_now children civil_status
""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def screening() -> Questionnaire:
    return store.load_questionnaire("screening")


def test_every_question_of_the_method_is_there(screening: Questionnaire) -> None:
    assert [section.id for section in screening.sections] == list(THEMES)
    for section in screening.sections:
        assert {question.id for question in section.questions} - OURS == set(THEMES[section.id])
    assert len(set(screening.questions) - OURS) == 190


def test_the_themes_take_two_hours(screening: Questionnaire) -> None:
    assert [section.minutes for section in screening.sections] == MINUTES
    assert sum(MINUTES) == screening.minutes == 120


def every_question(questionnaire: Questionnaire) -> list[Question]:
    outer = list(questionnaire.questions.values())
    return outer + [inner for question in outer for inner in question.questions]


def every_place(questionnaire: Questionnaire) -> dict[str, Question]:
    """Every question by what it is called from outside: ``jobs``, ``jobs.title``."""
    outer = questionnaire.questions
    rows = {f"{group}.{name}": one for group in outer for name, one in outer[group].inner.items()}
    return {**outer, **rows}


def test_every_text_is_there_in_danish_and_english(screening: Questionnaire) -> None:
    for question in every_question(screening):
        texts = [question.label, question.ask, *question.anchors.values()]
        texts += [text for text in (question.guidance, question.unit, question.item) if text]
        texts += [choice.label for choice in question.choices]
        assert all({"da", "en"} <= set(text) for text in texts), question.id


def test_most_questions_guide_the_consultant(screening: Questionnaire) -> None:
    asked = list(screening.questions.values())
    assert sum(question.guidance is not None for question in asked) >= 0.9 * len(asked)
    assert all(section.guidance and section.purpose for section in screening.sections)


def test_questions_have_labels_that_fit_a_table(screening: Questionnaire) -> None:
    assert [q.id for q in every_question(screening) if max(map(len, q.label.values())) > 45] == []


def test_sensitive_questions_are_marked_and_go_no_further_than_the_municipality(
    screening: Questionnaire,
) -> None:
    marked = [question for question in screening.questions.values() if question.sensitive]
    assert [question.id for question in marked] == SENSITIVE
    assert all(set(question.audiences) <= {"municipality"} for question in marked)


@pytest.mark.parametrize("name", [*SENSITIVE, *ABOUT_THE_FLIGHT])
def test_a_company_never_sees(screening: Questionnaire, name: str) -> None:
    assert "company" not in screening.questions[name].audiences


def test_gender_age_and_nationality_never_classify(screening: Questionnaire) -> None:
    assert {q.id for q in screening.questions.values() if not q.classify} == {
        "gender",
        "birth_date",
        "nationality",
    }


def test_each_sitting_asks_who_is_there_and_the_candidate_confirms_what_was_read_back(
    screening: Questionnaire,
) -> None:
    assert list(screening.sitting) == SITTING
    assert screening.confirmation == "summary_confirmed"
    assert screening.questions["summary_confirmed"].type == "yes_no"


def test_a_follow_up_asks_anew_what_changes_in_half_a_year(screening: Questionnaire) -> None:
    assert {question.id for question in every_question(screening) if question.again} == set(AGAIN)


def test_the_interpreter_is_only_asked_about_when_there_is_one(screening: Questionnaire) -> None:
    about = [name for name in screening.questions if name.startswith("interpreter_")]
    assert {name for name in about if screening.questions[name].when is None} == {
        "interpreter_used",
        "interpreter_need",  # the consultant's view of later conversations
    }
    assert all("municipality" in screening.questions[name].audiences for name in about)


def found_by(question: Question, typed: str) -> list[str]:
    """The choices that are offered when this is typed, best first."""
    shown = candidates(question.choices, [choice.label["da"] for choice in question.choices])
    return [candidate.value for candidate in ranked(typed, shown)]


@pytest.mark.parametrize("track", [1, 2, 3])
@pytest.mark.parametrize("module", range(1, 7))
def test_a_danish_module_is_found_however_it_is_said(
    screening: Questionnaire, track: int, module: int
) -> None:
    question = screening.questions["danish_module"]
    for typed in ("{}.{}", "{},{}", "DU{} modul {}", "du {} modul {}", "DU{}, modul {}", "DU{}, module {}"):
        said = typed.format(track, module)
        assert found_by(question, said)[0] == f"du{track}_m{module}", said
        assert values.parse(question, said) == (f"du{track}_m{module}", []), said
    assert found_by(question, f"modul {module} du{track}")[0] == f"du{track}_m{module}"


def test_a_level_of_education_is_found_by_its_isced_level(screening: Questionnaire) -> None:
    level = screening.questions["education"].inner["level"]
    assert len(level.choices) >= 10
    for choice in level.choices:
        isced = [name for name in choice.synonyms if re.fullmatch(r"ISCED \d", name)]
        assert isced, choice.id
        assert all(choice.id in found_by(level, name) for name in isced)
        assert not any("ISCED" in text for text in choice.label.values())


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("folkeskole", "grundskole_kort"),
        ("student", "gymnasial"),
        ("svendebrev", "erhverv"),
        ("mesterlære", "oplaert"),
        ("koranskole", "religioes"),
        ("institut", "kvu"),
        ("sygeplejerske", "mvu"),
        ("bachelor", "bachelor"),
        ("kandidat", "lvu"),
        ("ph.d.", "phd"),
    ],
)
def test_a_level_of_education_is_found_by_what_people_call_it(
    screening: Questionnaire, typed: str, level: str
) -> None:
    assert found_by(screening.questions["education"].inner["level"], typed)[0] == level


def test_a_job_is_tied_to_an_occupation_on_the_list(screening: Questionnaire) -> None:
    asked = list(screening.questions["jobs"].inner.values())
    assert [question.id for question in asked[:2]] == ["title", "occupation"]
    assert asked[1].type == "occupation"
    assert not asked[1].core


def test_a_sensitive_question_that_says_it_is_voluntary_says_it_as_the_screen_does(
    screening: Questionnaire,
) -> None:
    """The screen then leaves its own sentence out, and nobody reads it twice."""
    other = {"da": ("behøver ikke at svare", "bestemmer selv"), "en": ("not have to answer", "You decide")}
    for question in every_question(screening):
        for language in ("da", "en") if question.sensitive else ():
            assert not any(words in question.ask[language] for words in other[language]), question.id


def test_the_room_told_while_typing_is_that_of_the_tightest_document(
    screening: Questionnaire,
) -> None:
    told = {name: one.room for name, one in every_place(screening).items() if one.room is not None}
    limits = [documents.find(name).manifest.limits for name in documents.names()]
    assert told == {name: min(one[name].length for one in limits if name in one) for name in told}
    assert set(told) == {"top_skills", "jobs.title", "job_titles"}


def test_what_has_happened_cannot_lie_ahead_and_plans_can(screening: Questionnaire) -> None:
    past = {name for name, question in every_place(screening).items() if question.latest}
    assert past >= {"interview_date", "birth_date", "children.birth_year", "jobs.to", "education.to"}
    assert not past & {"move_date", "start_date", "permit_until", "next_date", "dk_work.to"}
