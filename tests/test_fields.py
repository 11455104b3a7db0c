"""Every field with real keys and no terminal; the keys that mean the same everywhere."""

import re
from typing import Any

import pytest
from prompt_toolkit.document import Document
from prompt_toolkit.layout import BufferControl
from prompt_toolkit.layout.processors import TransformationInput

from refscreen import messages
from refscreen.dates import PartialDate
from refscreen.interview import Back, Beside, Given, Jump, Remark, Reply, Skip, State, Stop
from refscreen.interview.harmless import harmless, one_line
from refscreen.interview.prompts import runner
from refscreen.interview.prompts.wrapping import AtWords, Laid, laid, line_count, moved
from tests.interviews import JOBS, question
from tests.keyboard import (
    ANY,
    COUNTRY,
    CTRL,
    DATE,
    DOWN,
    ELEVEN,
    ENTER,
    ESC,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    FIVE,
    LONG,
    LONG_MANY,
    LONG_ONE,
    MANY,
    NUMBER,
    ONE,
    TEXT,
    UP,
    YES_NO,
    press,
    sit,
)


@pytest.mark.parametrize(
    ("questions", "keys", "raw"),
    [
        (TEXT, "Amal Æblegård" + ENTER, "Amal Æblegård"),
        (TEXT, "a?b" + ENTER, "a?b"),
        (LONG, "første" + CTRL["j"] + "anden" + ENTER, "første\nanden"),
        (LONG, "første" + ESC + ENTER + "anden" + ENTER, "første\nanden"),
        (NUMBER, "7,5" + ENTER, "7,5"),
        (DATE, "05.2012" + ENTER, "05.2012"),
        (YES_NO, "j", True),
        (YES_NO, "y", True),
        (YES_NO, "n", False),
        (YES_NO, DOWN + DOWN + ENTER, False),
        (YES_NO, ENTER + "j", True),
        (ONE, "2", "b"),
        (ONE, DOWN + ENTER, "a"),
        (ONE, UP + ENTER, "b"),
        (ONE, "7" + ENTER + "1", "a"),
        (MANY, "21" + ENTER, ["b", "a"]),
        (MANY, " " + DOWN + " " + "1" + ENTER, ["b"]),
        (MANY, ENTER + ENTER, []),
        (FIVE, "4", 4),
        (ELEVEN, "8", 8),
        (ELEVEN, "10", 10),
        (ELEVEN, "1" + ENTER, 1),
        (ELEVEN, "17" + "7", 7),
        (ELEVEN, "11" + ENTER + "8", 8),
        (ELEVEN, "0", 0),
        (COUNTRY, "syr" + ENTER, "sy"),
        (COUNTRY, "damas" + ENTER, "sy"),
        (COUNTRY, ENTER + DOWN + DOWN + ENTER, "x0"),
        (COUNTRY, "qqqq" + ENTER + CTRL["u"] + "syria" + ENTER, "sy"),
        (LONG_ONE, "køk" + ENTER, "c2"),
        (LONG_ONE, "koek" + ENTER, "c2"),
        (LONG_MANY, "bil sme " + ENTER, ["c5", "c0"]),
        (LONG_MANY, "bil bil " + ENTER + ENTER, []),
    ],
)
def test_every_field_answers(questions: str, keys: str, raw: Any) -> None:
    assert press(keys, questions) == Given(raw)


@pytest.mark.parametrize(
    ("questions", "told", "raw"),
    [
        (TEXT, "Amal", "Amal"),
        (LONG, "en\nto", "en\nto"),
        (NUMBER, 7.5, "7,5"),
        (DATE, "2012-05-17", "17.05.2012"),
        (YES_NO, False, False),
        (ONE, "b", "b"),
        (MANY, ["b", "a"], ["b", "a"]),
        (ELEVEN, 10, 10),
        (COUNTRY, "x7", "x7"),
        (LONG_MANY, ["c3", "c1"], ["c3", "c1"]),
    ],
)
def test_a_stored_answer_is_the_default(questions: str, told: Any, raw: Any) -> None:
    assert press(ENTER, questions, beside={"confirm": ["it"]}, it=told, tail="x") == Given(raw)


@pytest.mark.parametrize("questions", ANY)
@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (CTRL["b"], Back()),
        (ESC, Back()),
        (CTRL["s"], Skip()),
        (F3, Skip()),
        (F4, State("unknown")),
        (F5, State("declined")),
        (F6, State("not_relevant")),
        (F7, State("unclear")),
        (F1 + F1 + CTRL["l"] + F3, Skip()),
        (CTRL["c"], Stop()),
        (F8 + "tail" + ENTER, Jump("tail")),
        (F8 + CTRL["b"] + F3, Skip()),
        (F2 + "Træt" + ENTER, Remark(Beside(note="Træt"))),
        (F2 + "Træt" + F2 + ENTER, Remark(Beside(note="Træt", note_shown=True))),
        (F2 + CTRL["c"], Stop()),
        (F9 + "1" + "2" + "3", Remark(Beside(evidence="document", said_by="teacher"))),
        (CTRL["e"] + "4" + CTRL["b"], Remark(Beside(evidence="shown"))),
        (CTRL["e"] + CTRL["b"] + F3, Skip()),
        (F9 + "2", Remark(Beside(flagged=True))),
        (CTRL["t"], Remark(Beside(flagged=True))),
        (CTRL["r"] + "tail" + ENTER, Jump("tail")),
        (CTRL["o"] + ENTER + F3, Skip()),
        (CTRL["p"] + ENTER + F3, Skip()),
        (F9 + CTRL["b"] + F3, Skip()),
        (F8 + CTRL["c"], Stop()),
    ],
)
def test_the_same_keys_work_everywhere(questions: str, keys: str, reply: Reply) -> None:
    assert press(keys, questions) == reply


@pytest.mark.parametrize(
    ("questions", "keys", "reply"),
    [
        (TEXT, "halv" + CTRL["c"], Stop("halv")),
        (TEXT, "halv" + ESC, Back("halv")),
        (TEXT, "halv" + CTRL["t"], Remark(Beside(flagged=True), "halv")),
        (TEXT, "halv" + F2 + "også" + CTRL["c"], Stop("også", "it:note")),
        (TEXT, "halv" + F3, Skip("halv")),
        (TEXT, "halv" + F8 + "tail" + ENTER, Jump("tail", "halv")),
        (TEXT, "halv" + F8 + CTRL["b"] + " færdig" + ENTER, Given("halv færdig")),
        (MANY, "2" + CTRL["c"], Stop(["b"])),
        (LONG_MANY, "bil " + CTRL["b"], Back(["c5"])),
    ],
)
def test_what_stands_in_the_field_comes_along(questions: str, keys: str, reply: Reply) -> None:
    assert press(keys, questions) == reply


@pytest.mark.parametrize(
    ("questions", "told"), [(YES_NO, "måske"), (FIVE, "12"), (MANY, "Q"), (COUNTRY, "Atlantis")]
)
def test_a_misfit_is_shown_whatever_the_field(questions: str, told: str) -> None:
    assert told in sit(questions, begun={"it": told}).screens[0]


@pytest.mark.parametrize("kind", ["text", "long_text"])
def test_what_is_written_is_wrapped_at_words(kind: str) -> None:
    words = " ".join(f"ord{n:03}" for n in range(40))
    seen = sit(question("it", kind), words, size=(60, 20))
    shown = [line[4:] for line in seen.screens[1].splitlines() if "ord" in line]
    assert " ".join(" ".join(shown).split()) == words
    assert all(line.strip().startswith("ord") and re.search(r"ord\d{3}$", line) for line in shown)
    assert max(map(len, shown)) <= 56


def test_blanks_only_before_words_that_do_not_fit() -> None:
    assert laid("en to tre", 20).pads == {}
    assert laid("en to tre", 6).pads == {6: 0}
    assert laid("en to tre firer", 8).pads == {6: 2, 10: 4}
    assert [line_count(text, 8) for text in ("", "en to tr", "en to tre")] == [1, 2, 2]
    wrapped = AtWords().apply_transformation(
        TransformationInput(BufferControl(), Document(), 0, lambda place: place, [("", "en to tre")], 12, 9)
    )
    places = [wrapped.source_to_display(place) for place in range(10)]
    assert places == [0, 1, 2, 3, 4, 5, 8, 9, 10, 11]
    assert [wrapped.display_to_source(place) for place in places] == list(range(10))


def test_a_blank_never_begins_a_row() -> None:
    assert laid("abcd ef", 4) == Laid(starts=[0, 5], pads={5: 0}, hidden={4})
    assert laid("abcd  ef", 4).hidden == {4, 5}
    assert laid("x" * 30 + " y", 10) == Laid(starts=[0, 10, 20, 31], pads={31: 0}, hidden={30})
    assert laid("abcd ", 4) == Laid(starts=[0, 5], hidden={4})
    wrapped = AtWords().apply_transformation(
        TransformationInput(BufferControl(), Document(), 0, lambda place: place, [("", "abcd ef")], 8, 7)
    )
    assert "".join(text for _, text, *_ in wrapped.fragments) == "abcdef"
    assert [wrapped.source_to_display(place) for place in range(8)] == [0, 1, 2, 3, 4, 4, 5, 6]
    seen = sit(LONG, "x" * 76 + " y" + ENTER, size=(80, 24))
    assert seen.result.values["it"] == "x" * 76 + " y"


def test_wrapped_lines_begin_with_a_word_on_the_screen() -> None:
    told = "ni " * 25 + "a b " + "ti " * 30
    shown = [line for line in sit(LONG, told).screens[1].splitlines() if "ni" in line or "ti" in line]
    assert [line[:5] for line in shown] == ["  │ n", "  │ b", "  │ t"]


def going(text: str, *rows: int, room: int = 8) -> str:
    """Move up and down in a text, where | is the cursor."""
    place, column = text.index("|"), None
    text = text.replace("|", "")
    for by in rows:
        place, column = moved(Document(text, place), room, by, column)
    return f"{text[:place]}|{text[place:]}"


@pytest.mark.parametrize(
    ("text", "rows", "there"),
    [
        ("en to tre fire fe|m", [-1], "en to tr|e fire fem"),
        ("en to tre fire fe|m", [-1, -1], "en| to tre fire fem"),
        ("en to tre fire fe|m", [-1, -1, -1], "en| to tre fire fem"),
        ("en| to tre fire fem", [1, 1], "en to tre fire fe|m"),
        ("abcdefgh| abc", [-1], "|abcdefgh abc"),
        ("abcdefgh abc|", [-1], "abc|defgh abc"),
        ("abcdefg|h abc", [1], "abcdefgh abc|"),
        ("abcdef|g\nab\nabcdefg", [1], "abcdefg\nab|\nabcdefg"),
        ("abcdef|g\nab\nabcdefg", [1, 1], "abcdefg\nab\nabcdef|g"),
        ("en to|\n\nen to", [1], "en to\n|\nen to"),
        ("en to|\n\nen to", [1, 1], "en to\n\nen to|"),
        ("|", [1], "|"),
    ],
)
def test_up_and_down_go_by_rows_as_they_are_seen(text: str, rows: list[int], there: str) -> None:
    assert going(text, *rows) == there


def test_a_word_in_the_middle_of_a_long_paragraph_is_reached_with_up() -> None:
    words = " ".join(f"ord{n:03}" for n in range(40))
    told = sit(LONG, words, UP, "X" + ENTER, size=(60, 20)).result.values["it"]
    assert told.replace("X", "") == words
    assert told.index("X") < len(words) - 40


def test_the_cursor_is_seen_where_a_new_row_begins_under_the_last_one_in_sight() -> None:
    full = ("y" * 56 + " ") * 9
    seen = sit(LONG, full, "y", size=(60, 20))
    assert seen.cursors[1:3] == [(4, 14), (5, 14)]
    assert seen.screens[1].splitlines()[13] == "  │ " + "y" * 56


# --- what is taken back ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "keys", "raw"),
    [
        (TEXT, "en to tre" + CTRL["z"], "en to "),
        (LONG, "en to tre" + CTRL["z"] * 2, "en "),
        (LONG, "en" + CTRL["j"] + "to" + CTRL["u"] + CTRL["z"], "en\nto"),
        (TEXT, "en" + CTRL["z"] * 3 + "to", "to"),
        (LONG, "her " + "\x1b[200~to\nlinjer\x1b[201~" + CTRL["z"] + "er", "her er"),
    ],
)
def test_ctrl_z_takes_back_word_by_word(questions: str, keys: str, raw: str) -> None:
    assert press(keys + ENTER, questions) == Given(raw)


def test_ctrl_z_brings_a_stored_answer_back() -> None:
    begun, beside = {"it": "Amal", "tail": "x"}, {"confirm": ["it"]}
    seen = sit(TEXT, CTRL["u"] + CTRL["z"] + " A." + ENTER, begun=begun, beside=beside)
    assert seen.result.values["it"] == "Amal A."


def test_no_control_key_writes_anything() -> None:
    silent = "".join(chr(code) for code in (0, 7, 17, 28, 30))
    for questions in (TEXT, LONG):
        assert press("Amal" + silent + " A." + ENTER, questions) == Given("Amal A.")
        assert press(CTRL["z"] + "Amal" + ENTER, questions) == Given("Amal")
    assert press("syr" + CTRL["z"] + CTRL["q"] + "syr" + ENTER, COUNTRY) == Given("sy")
    assert press(F2 + "en to" + CTRL["u"] + CTRL["y"] + "Træt" + ENTER, TEXT) == Remark(Beside(note="Træt"))


@pytest.mark.parametrize(
    ("kind", "emptied"), [("text", "Amal"), ("long_text", "Amal"), ("date", "2012"), ("number", 4711)]
)
def test_an_emptied_answer_stays_empty_and_the_keys_are_named(kind: str, emptied: Any) -> None:
    seen = sit(question("it", kind) + question("tail"), CTRL["u"] + ENTER, "x", begun={"it": emptied},
               beside={"confirm": ["it"]})  # fmt: skip
    assert str(emptied) in seen.screens[0]
    assert str(emptied) not in seen.screens[1]
    assert "! Svaret er tomt. Skriv et svar, eller tryk F3, F4, F5 eller F6." in seen.screens[1]
    assert "Svaret er tomt" not in seen.screens[2]


def test_it_is_said_at_once_that_nothing_is_found() -> None:
    seen = sit(COUNTRY, "q", "qqq", ENTER, "\x7f" * 3, "\x7f")
    assert "Intet på listen ligner det." not in seen.screens[0]
    assert "Intet på listen ligner det." in seen.screens[2]
    assert "! Det findes ikke på listen" in seen.screens[3]
    assert "! " not in seen.screens[4]
    assert "Intet på listen" not in seen.screens[5]


@pytest.mark.parametrize("questions", [COUNTRY, LONG_ONE, LONG_MANY])
def test_a_line_is_marked_while_something_is_typed_and_none_that_nobody_chose(questions: str) -> None:
    seen = sit(questions, "xqxq", CTRL["u"], "la", "\x7f\x7f", ESC)
    marks = [
        [" › " in f"{line} " for line in screen.splitlines()].count(True) for screen in seen.screens[1:5]
    ]
    assert marks == [1, 1, 2, 1]  # one is where it is typed


def test_pasting_lines_into_one_line_keeps_one_line() -> None:
    assert press("\x1b[200~to\nlinjer\x1b[201~" + ENTER, TEXT) == Given("to linjer")
    assert press("\x1b[200~to\r\nlinjer\x1b[201~" + ENTER, LONG) == Given("to\nlinjer")


def test_control_codes_in_a_stored_answer_do_not_reach_the_field() -> None:
    assert press(ENTER, TEXT, it="a\x1b[2Jb\u202ec") == Given("abc")


def test_esc_empties_a_search_before_it_goes_back() -> None:
    assert press("qqq" + ESC + "syria" + ENTER, COUNTRY) == Given("sy")


def test_of_two_keys_pressed_at_once_the_first_counts() -> None:
    assert press(ESC + F3, TEXT) == Back()


CONSENTS = "".join(question(name, "yes_no") for name in ("alpha", "beta")) + question("tail")


@pytest.mark.parametrize("keys", ["jj", "jjjjjjjj", DOWN + ENTER * 6])
def test_a_held_or_double_key_never_answers_the_next_question(keys: str) -> None:
    assert sit(CONSENTS, keys).result.values == {"alpha": True}


def test_a_held_key_states_nothing_about_the_next_question() -> None:
    assert sit(CONSENTS, F5 + F5 + F5).result.states == {"alpha": "declined"}


def test_another_key_answers_the_next_question_at_once() -> None:
    assert sit(CONSENTS, "jnAmal" + ENTER).result.values == {"alpha": True, "beta": False, "tail": "Amal"}


def test_another_key_between_ends_the_guard() -> None:
    seen = sit(question("it") + MANY.replace("id: it", "id: many"), "Amal" + ENTER + "21" + ENTER)
    assert seen.result.values == {"it": "Amal", "many": ("b", "a")}


def test_the_same_key_answers_again_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "HELD", 0.0)
    assert sit(CONSENTS, "jj").result.values == {"alpha": True, "beta": True}


def test_going_back_is_as_quick_as_its_key() -> None:
    assert "Hvad er alpha?" in sit(CONSENTS, "j", "n", ESC, ESC).screen


def test_an_interview_in_english_answers_y_and_writes_dates_so() -> None:
    assert press("y", YES_NO, language="en") == Given(raw=True)
    assert press(ENTER, DATE, language="en", beside={"confirm": ["it"]}, it="2012-05-17", tail="x") == Given(
        "2012-05-17"
    )


def test_a_whole_interview_by_keyboard() -> None:
    keys = ("Amal\r", "j", "Bager\r", "i går\r", CTRL["u"] + "2012\r", "n", "Alt\r", ENTER)
    done = sit(question("name") + JOBS, *keys).result
    assert done.values == {
        "name": "Amal",
        "jobs": ({"title": "Bager", "start": PartialDate(2012)},),
        "hopes": "Alt",
    }


def test_both_languages_say_the_same_things() -> None:
    def shape(node: Any) -> Any:
        return {key: shape(item) for key, item in node.items()} if isinstance(node, dict) else None

    assert shape(messages.load("da").texts["interview"]) == shape(messages.load("en").texts["interview"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mrød\x1b[0m", "rød"),
        ("\x1b]0;titel\x07her", "her"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("abc\u202edef\u2066", "abcdef"),
        ("a\x07\x08b", "ab"),
        ("linje\r\nto", "linje\nto"),
        ("Ærø ✓ – مرحبا", "Ærø ✓ – مرحبا"),
    ],
)
def test_nothing_in_an_answer_can_steer_the_terminal(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_one_line_is_shortened_to_a_width() -> None:
    assert one_line("en to\ntre fire", 8) == "en to t…"
