"""The shipped questionnaire is the whole of the screening conversation, in both languages."""

import re

import pytest

from refscreen import store
from refscreen.questionnaire import Question, Questionnaire

# Every id of the screening conversation, theme by theme A-Q; 190 of them come from the method itself.
THEMES_TEXT = """
conversation: case_ref interview_date interview_place consultant organisation participants
    interpreter_used interpreter_language interpreter_mode interpreter_ok purpose_explained
    consent_municipality consent_company consent_media consent_secondhand duration_min
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
closing: looking_forward candidate_questions candidate_add summary_confirmed rate_stable
    rate_initiative rate_learning rate_cooperation rate_motivated readiness typology typology_reason
    resources_summary attention_summary urgent next_step next_date next_owner
"""
THEMES = {
    theme: ids.split()
    for theme, ids in re.findall(r"^(\w+):((?: \w+|\n    \w+)+)", THEMES_TEXT, re.MULTILINE)
}
MINUTES = [8, 4, 6, 8, 6, 12, 20, 10, 8, 12, 6, 5, 5, 4, 4, 0, 2]
OURS = {"consent_sensitive", "consultant_contact"}
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
