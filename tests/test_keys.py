"""What stands around a field: the bottom line names the keys that work, guidance, a second language."""

import re

import pytest

from refscreen import messages
from refscreen.interview.prompts.frame import STYLE
from refscreen.wording import RIGHT_TO_LEFT
from tests.interviews import JOBS, THREE, question
from tests.keyboard import ANY, CTRL, DOWN, ENTER, ESC, F1, F2, F3, F4, F5, F6, F7, F8, F9, TEXT, YES_NO, sit

SAYS = messages.load("da").texts["interview"]
BY_NAME = {
    "F1": F1,
    "F2": F2,
    "F3": F3,
    "F4": F4,
    "F5": F5,
    "F6": F6,
    "F7": F7,
    "F8": F8,
    "F9": F9,
    "Esc": ESC,
}
GUIDED = question("it", more=", guidance: {da: Spørg roligt.}") + question("tail")
TONGUES = "{da: Hvad laver du?, uk: Що ти робиш?, ar: ماذا تعمل؟, fa: چه می‌کنی؟}"
SPOKEN = question("it").replace("{da: Hvad er it?}", TONGUES) + question("tail")


def bottom(screen: str) -> str:
    """The lines under the line at the bottom."""
    return " ".join(re.split("─{70,}", screen)[-1].split())


def named_in(screen: str) -> list[str]:
    """The keys that any line names."""
    return [name for name in (*BY_NAME, "Enter", "Ctrl-C") if re.search(rf"\b{name}\b", screen)]


def named(screen: str) -> list[str]:
    """The keys that the bottom lines name."""
    return [name for name in (*BY_NAME, "Enter", "Ctrl-C") if re.search(rf"\b{name}\b", bottom(screen))]


@pytest.mark.parametrize("questions", ANY)
def test_the_bottom_lines_name_the_keys_that_work_here(questions: str) -> None:
    screen = sit(questions).screens[0]
    assert named(screen) == ["F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "Enter", "Ctrl-C"]
    for word in ("next", "note", "skip", "unknown", "declined", "not_relevant", "unclear", "find", "stop"):
        assert SAYS["keys"][word] in bottom(screen)


def test_every_key_that_is_named_does_something_and_esc_is_named_where_there_is_a_way_back() -> None:
    first = sit(THREE, "Amal" + ENTER)
    assert ("Esc" in named(first.screens[0]), "Esc" in named(first.screens[1])) == (False, True)
    for name in named(first.screens[1]):
        if name in BY_NAME:
            seen = sit(THREE, "Amal" + ENTER, BY_NAME[name])
            assert seen.screens[2] != seen.screens[1], name


def test_one_more_names_no_states_and_a_sheet_only_its_own_keys() -> None:
    more = sit(JOBS, begun={"jobs": [{"title": "Bager", "start": "2012"}]}).screens[0]
    assert not {"F4", "F5", "F6", "F7"} & set(named(more))
    for key in (F8, CTRL["r"], CTRL["e"], CTRL["p"], F9):
        assert named(sit(TEXT, key).screen) == ["Esc", "Enter", "Ctrl-C"]
    assert named(sit(TEXT, F2).screen) == ["F2", "Esc", "Enter", "Ctrl-C"]


def test_the_menu_names_each_thing_with_its_own_key() -> None:
    menu = sit(TEXT, F9).screen
    for word, key in (("evidence", "Ctrl-E"), ("flag", "Ctrl-T"), ("time", "Ctrl-O"), ("pause", "Ctrl-P")):
        assert re.search(rf"{re.escape(SAYS['menu'][word])} +{key}", menu)
    many = sit(JOBS, F9, begun={"jobs": [{"title": "Bager", "start": "2012"}]}).screen
    assert SAYS["menu"]["evidence"] not in many
    assert SAYS["menu"]["pause"] in many


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
def test_all_keys_are_in_sight_on_every_terminal(size: tuple[int, int]) -> None:
    for screen in sit(GUIDED, F1, F2, size=size).screens[:2]:
        assert SAYS["keys"]["stop"] in bottom(screen)


# --- guidance -------------------------------------------------------------------------------------------


def test_guidance_is_folded_out_and_in_with_the_same_key() -> None:
    seen = sit(GUIDED, F1, F1)
    assert ["Spørg roligt." in screen for screen in seen.screens[:3]] == [False, True, False]


def test_guidance_stays_open_for_the_next_question() -> None:
    questions = GUIDED.replace("Hvad er tail?}", "Hvad er tail?}, guidance: {da: Vent på svar.}")
    seen = sit(questions, F1, "x" + ENTER)
    assert "Vent på svar." in seen.screen


def test_its_key_is_named_only_where_there_is_guidance() -> None:
    seen = sit(GUIDED, "x" + ENTER)
    assert ["F1" in named(screen) for screen in seen.screens[:2]] == [True, False]


def test_a_question_mark_folds_it_too_where_it_is_no_letter() -> None:
    closed = YES_NO.replace("Hvad er it?}", "Hvad er it?}, guidance: {da: Spørg roligt.}", 1)
    assert "Spørg roligt." in sit(closed, "?").screen
    written = sit(GUIDED, "?")
    assert "Spørg roligt." not in written.screen
    assert "› ?" in written.screen


LENGTHY = ", guidance: {da: " + " ".join(f"Linje{n} er om ro og tid." for n in range(60)) + "}"
STEPS = ", min: 1, max: 5, anchors: {" + ", ".join(f"{n}: {{da: Trin{n}}}" for n in range(1, 6)) + "}"


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (46, 16), (40, 12)])
def test_guidance_never_covers_what_is_chosen_in(size: tuple[int, int]) -> None:
    screen = sit(question("it", "scale", STEPS + LENGTHY), F1, size=size).screens[1]
    assert all(f"Trin{step}" in screen for step in range(1, 6))
    assert "Hvad er it?" in screen
    if size[1] > 12:
        assert "│ …" in screen


def test_guidance_that_does_not_fit_is_turned_over() -> None:
    questions = question("it", "scale", STEPS + LENGTHY)
    seen = sit(questions, F1, *["\x1b[6~"] * 30, *["\x1b[5~"] * 30, size=(60, 20))
    assert "Linje0" in seen.screens[1]
    assert "Linje0" not in seen.screens[2]
    assert "Linje59" in seen.screens[31]
    assert "│ … PgDn" in seen.screens[1]
    assert "│ …" not in seen.screens[31]
    assert seen.screens[61] == seen.screens[1]


@pytest.mark.parametrize("size", [(60, 20), (46, 16), (40, 12), (36, 9)])
def test_whether_there_is_more_stands_under_however_many_rows(size: tuple[int, int]) -> None:
    jobs = [{"title": f"Bager {n}", "start": "2012"} for n in range(12)]
    screen = sit(JOBS, begun={"jobs": jobs}, size=size).screens[0]
    assert all(text in screen for text in ("Hvilke job?", "Er der flere?", "Ja", "Nej", "Ctrl-C"))
    assert "… (" in screen


@pytest.mark.parametrize("size", [(38, 20), (80, 11)])
def test_on_a_very_small_terminal_the_most_needed_keys_are_named(size: tuple[int, int]) -> None:
    many = question(
        "it",
        "choice",
        ", choices: [" + ", ".join(f"{{id: c{n}, label: {{da: Fag{n}}}}}" for n in range(7)) + "]",
    )
    screen = sit(many, size=size).screens[0]
    assert "Fag6" in screen
    if size[1] < 12:
        assert named_in(screen) == ["F9", "Enter", "Ctrl-C"]


def test_what_is_too_small_is_told_in_our_words() -> None:
    screen = sit(question("it", "choice", ", choices: [{id: a, label: {da: A}}]"), size=(20, 3)).screens[0]
    assert screen == "Gør vinduet større."


# --- what is said about a question ----------------------------------------------------------------------

TONGUE = """
- id: tongues
  type: group
  label: {da: Sprog}
  ask: {da: Hvilke sprog?}
  questions:
    - {id: name, type: text, label: {da: Sprog}, ask: {da: Hvilket?}}
    - {id: hear, type: scale, min: 1, max: 5, label: {da: Forstår}, ask: {da: Forstår du det?}}
    - {id: speak, type: scale, min: 1, max: 5, label: {da: Taler}, ask: {da: Taler du det?}}
    - {id: paper, type: yes_no, label: {da: Bevis}, ask: {da: Har du bevis?}}
""" + question("tail")
ARABIC = {"name": "arabisk", "hear": 4, "speak": 3, "paper": True}


def test_a_row_names_its_parts() -> None:
    seen = sit(TONGUE, begun={"tongues": [ARABIC]}).screens[0]
    assert "1. arabisk · forstår 4 · taler 3 · bevis: ja" in seen
    narrow = sit(TONGUE, begun={"tongues": [ARABIC]}, size=(40, 20)).screens[0]
    assert "1. arabisk · forstår 4 · taler 3\n" in narrow


def test_the_row_that_is_asked_about_names_its_parts_too() -> None:
    assert "arabisk · forstår 4" in sit(TONGUE, "j", "arabisk" + ENTER, "4").screen


def test_a_sensitive_row_is_hidden() -> None:
    hidden = TONGUE.replace("type: group", "type: group\n  sensitive: true")
    seen = sit(hidden, begun={"tongues": [ARABIC]}).screens[0]
    assert "1. •••" in seen
    assert "arabisk" not in seen
    inner = sit(TONGUE.replace("id: hear,", "id: hear, sensitive: true,"), begun={"tongues": [ARABIC]})
    assert "1. arabisk · ••• · taler 3" in inner.screens[0]


@pytest.mark.parametrize(("key", "said"), [("", "Note (kun til dig): »Træt«"), (F2, "Note (til")])
def test_a_note_says_whom_it_is_for(key: str, said: str) -> None:
    assert said in sit(TEXT, F2, "Træt" + key + ENTER).screen


def test_a_note_that_is_half_written_is_told_of() -> None:
    assert SAYS["note_begun"] in sit(TEXT, F2, "Træt", CTRL["b"], "x").screen
    assert "Med i overdragelsen" in bottom(sit(TEXT, F2).screen)


@pytest.mark.parametrize(
    ("kind", "more", "judged"),
    [
        ("yes_no", "", False),
        ("choice", ", choices: [{id: a, label: {da: Nej}}, {id: b, label: {da: 'Ja, henvist'}}]", False),
        ("text", "", False),
        ("long_text", "", True),
        ("scale", ", min: 1, max: 5", True),
    ],
)
def test_what_is_the_consultants_own_is_called_a_judgement_only_where_it_is_one(
    kind: str, more: str, *, judged: bool
) -> None:
    screen = sit(question("it", kind, f", by: consultant{more}")).screens[0]
    assert ("Din egen vurdering. Spørg ikke kandidaten." in screen) == judged
    assert ("Til dig selv. Spørg ikke kandidaten." in screen) != judged


@pytest.mark.parametrize(
    ("more", "ask", "told"),
    [
        ("", "Hvad er it?", "Følsomt. Det er frivilligt at svare."),
        (", by: consultant", "Hvad er it?", "Til dig selv. Spørg ikke kandidaten. Følsomt."),
        (", by: second_hand", "Hvad er it?", "Fra andre end kandidaten. Følsomt."),
        ("", "Hvad er it? Det er frivilligt at svare.", "Følsomt."),
    ],
)
def test_that_it_is_voluntary_is_said_once_and_to_the_candidate(more: str, ask: str, told: str) -> None:
    asked = question("it", more=f", sensitive: true{more}").replace("Hvad er it?", ask) + question("tail")
    lines = sit(asked).screens[0].splitlines()
    assert lines[lines.index(f"  {ask}") + 1] == f"  {told}"


# --- a second language ----------------------------------------------------------------------------------


def test_a_second_language_is_shown_under_the_question_and_hidden_again() -> None:
    seen = sit(SPOKEN, CTRL["l"], CTRL["l"])
    assert ["Що ти робиш?" in screen for screen in seen.screens[:3]] == [False, True, False]
    assert all("Hvad laver du?" in screen for screen in seen.screens)


def test_languages_from_right_to_left_are_never_on_the_screen() -> None:
    seen = sit(SPOKEN, *[CTRL["l"]] * 5)
    assert {"ar", "fa", "prs", "ps", "ckb", "ur"} <= RIGHT_TO_LEFT
    assert not re.search("[\u0590-\u08ff]", "".join(seen.screens))


def test_the_second_language_stays_for_the_questions_that_have_it() -> None:
    questions = SPOKEN.replace("{da: Hvad er tail?}", "{da: Hvad så?, uk: І що?}") + question("plain")
    seen = sit(questions, CTRL["l"], "x" + ENTER, "y" + ENTER)
    assert "І що?" in seen.screens[2]
    assert "Hvad er plain?" in seen.screens[3]


def test_what_stands_in_the_field_stays_when_the_language_is_shown() -> None:
    assert sit(SPOKEN, "halv", CTRL["l"], " hel" + ENTER).result.values == {"it": "halv hel"}


# --- no colour ------------------------------------------------------------------------------------------


def test_without_colour_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = ("Amal" + ENTER, "gammel" + ENTER, F8, DOWN, CTRL["b"], CTRL["r"])
    coloured = sit(THREE, *steps).screens
    monkeypatch.setenv("NO_COLOR", "1")
    assert sit(THREE, *steps).screens == coloured
    assert "! " in coloured[2]
    assert "✓ name: Amal" in coloured[1]


def test_what_is_coloured_is_bold_or_has_a_sign_as_well() -> None:
    coloured = {name for name, style in STYLE.style_rules if "ansi" in style and "bold" not in style}
    assert coloured == {"done"}
    first = sit(THREE, "Amal" + ENTER).screens[1]
    assert "━" in first
    assert "33 %" in first


def test_where_one_stands_and_where_one_is_on_a_list_are_signs() -> None:
    seen = sit(YES_NO, DOWN)
    assert ["›" in screen for screen in seen.screens[:2]] == [False, True]
