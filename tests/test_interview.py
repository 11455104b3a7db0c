"""The interview: the loop with a script for a person, then every field with real keys and no terminal."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from refscreen import interview, messages
from refscreen.answers import Answers
from refscreen.answers import parse as parse_answers
from refscreen.dates import PartialDate
from refscreen.interview import (
    Back,
    Beside,
    Changes,
    Closing,
    Done,
    Given,
    Jump,
    Kept,
    Prompt,
    Remark,
    Reply,
    Skip,
    State,
    Stop,
    Stopped,
    Walk,
)
from refscreen.interview.harmless import harmless, one_line
from refscreen.interview.pace import Pace
from refscreen.interview.prompts import TerminalAsker, runner
from refscreen.interview.search import Candidate, folded, ranked
from refscreen.questionnaire import Choice, Questionnaire, parse
from refscreen.yaml_text import read

TODAY = date(2026, 11, 21)
CLOCK = Pace(lambda: datetime(2026, 1, 1))


def questionnaire(questions: str) -> Questionnaire:
    """A questionnaire of one section, from its questions alone."""
    head = "id: small\nversion: 1\nlanguages: [da, en]\ntitle: {da: Lille}\nminutes: 9\nsections:\n"
    section = "  - id: first\n    title: {da: Det første}\n    minutes: 9\n    questions:\n"
    listed = {"country": [Choice(id="sy", label={"da": "Syrien", "en": "Syria"}, synonyms=("Damaskus",))]}
    listed["country"] += [Choice(id=f"x{n}", label={"da": f"Land {n}"}) for n in range(12)]
    indented = "".join(f"      {line}\n" for line in questions.strip().splitlines())
    found, problems = parse(read((head + section + indented).encode()).data, listed)
    assert found is not None, problems
    return found


def question(id: str, type: str = "text", more: str = "") -> str:  # noqa: A002
    """One question as a line of YAML."""
    return f"- {{id: {id}, type: {type}, label: {{da: {id}}}, ask: {{da: Hvad er {id}?}}{more}}}\n"


THREE = question("name", more=", core: true") + question("age", "number") + question("town")
JOBS = """
- id: jobs
  type: group
  label: {da: Job}
  ask: {da: Hvilke job?}
  item: {da: job}
  questions:
    - {id: title, type: text, label: {da: Titel}, ask: {da: Som hvad?}}
    - {id: start, type: date, label: {da: Fra}, ask: {da: Hvornår?}}
""" + question("hopes")


def case(form: Questionnaire, *, beside: dict[str, Any] | None = None, **told: Any) -> Answers:
    """A record of the small questionnaire; ``beside`` is what stands beside the answers."""
    data = {"questionnaire": "small", "version": 1, "answers": told, **(beside or {})}
    found, _ = parse_answers(data, form)
    assert found is not None
    return found


@dataclass
class Talk:
    """An interview held by a script: what was asked, what was saved, what it came to."""

    result: Answers
    asked: list[Prompt]
    saved: list[Answers]
    closings: list[Closing]
    stopped: bool = False

    @property
    def order(self) -> list[str]:
        return [prompt.key for prompt in self.asked]


def hold(
    questions: str, *replies: Reply, begun: dict[str, Any] | None = None, beside: dict[str, Any] | None = None
) -> Talk:
    """Hold an interview with these replies in turn; when they run out, it is stopped, or ended at the closing."""
    form = questionnaire(questions)
    answers = case(form, beside=beside, **(begun or {}))
    left, asked, saved, closings = iter(replies), list[Prompt](), list[Answers](), list[Closing]()

    def ask(prompt: Prompt | Closing | Changes) -> Reply:
        if isinstance(prompt, Closing):
            closings.append(prompt)
            reply = next(left, Done())
            return reply if isinstance(reply, Walk | Jump | Back | Stop) else Done()
        assert isinstance(prompt, Prompt)
        asked.append(prompt)
        return next(left, Stop())

    def keep(record: Answers) -> Kept:
        saved.append(record)
        return Kept(record)

    try:
        return Talk(interview.run(form, answers, ask, keep, TODAY), asked, saved, closings)
    except Stopped as stop:
        return Talk(stop.answers, asked, saved, closings, stopped=True)


# --- the loop -------------------------------------------------------------------------------------------


def test_answers_are_parsed_and_saved_one_by_one() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Given("Homs"))
    assert talk.order == ["name", "age", "town"]
    assert talk.result.values == {"name": "Amal", "age": 34, "town": "Homs"}
    assert [len(answers.values) for answers in talk.saved] == [1, 2, 3, 3]
    assert [answers.status for answers in talk.saved] == ["in-progress"] * 3 + ["completed"]


def test_an_answer_is_saved_before_the_next_question_is_asked() -> None:
    form, order = questionnaire(THREE), list[str]()

    def ask(prompt: Prompt | Closing | Changes) -> Reply:
        if isinstance(prompt, Prompt):
            order.append(f"ask {prompt.key}")
        return Given("7") if isinstance(prompt, Prompt) else Done()

    def keep(record: Answers) -> Kept:
        order.append(f"save {len(record.values)}")
        return Kept(record)

    interview.run(form, case(form), ask, keep, TODAY)
    assert order == ["ask name", "save 1", "ask age", "save 2", "ask town", "save 3", "save 3"]


def test_a_reply_that_does_not_fit_comes_back_with_its_problem() -> None:
    talk = hold(THREE, Given("Amal"), Given("mange"), Given("34"))
    assert talk.order[:3] == ["name", "age", "age"]
    assert talk.asked[2].draft == "mange"
    assert [problem.key for problem in talk.asked[2].problems] == ["not_a_number"]
    assert talk.asked[3].saved is not None
    assert talk.asked[3].saved[1] == 34


def test_going_back_keeps_what_comes_later_and_offers_what_is_stored() -> None:
    talk = hold(
        THREE, Given("Amal"), Given("34"), Back(), Back(), Given("Amal A."), Given("34"), Given("Homs")
    )
    assert talk.order == ["name", "age", "town", "age", "name", "age", "town"]
    assert talk.asked[3].value == 34
    assert talk.asked[0].first
    assert talk.asked[4].first
    assert talk.result.values == {"name": "Amal A.", "age": 34, "town": "Homs"}


def test_back_at_the_beginning_stays() -> None:
    assert hold(THREE, Back(), Back()).order == ["name"] * 3


def test_half_written_text_is_there_again_after_going_back() -> None:
    talk = hold(THREE, Given("Amal"), Back(draft="3"), Given("Amal"), Stop())
    assert talk.asked[3].draft == "3"
    assert talk.asked[3].problems == ()


def test_what_is_left_for_later_is_walked_through_from_the_closing() -> None:
    talk = hold(THREE, Skip(), Given("34"), Given("Homs"), Walk(("name",)), Given("Amal"), Done())
    assert talk.order == ["name", "age", "town", "name"]
    assert talk.asked[3].state == "later"
    assert talk.result.states == {}
    assert talk.result.status == "completed"


def test_a_core_question_left_for_later_keeps_the_case_open() -> None:
    talk = hold(THREE, Skip(), Given("34"), Skip(), Done())
    assert not talk.stopped
    assert talk.result.states == {"name": "later", "town": "later"}
    assert talk.result.status == "in-progress"


def test_skipping_an_answered_question_keeps_the_answer() -> None:
    talk = hold(THREE, Given("Amal"), Back(), Skip(), Given("34"))
    assert talk.result.values == {"name": "Amal", "age": 34}
    assert talk.result.states == {}


@pytest.mark.parametrize("state", ["unknown", "declined", "not_relevant"])
def test_a_reason_for_no_answer_is_kept_and_closes_the_question(state: str) -> None:
    talk = hold(THREE, State(state), Given("34"), Given("Homs"))
    assert talk.result.states == {"name": state}
    assert talk.result.status == "completed"


def test_stopping_keeps_everything_and_goes_on_there() -> None:
    talk = hold(THREE, Given("Amal"), Stop())
    assert talk.stopped
    assert talk.saved[-1].values == {"name": "Amal"}
    assert hold(THREE, begun={"name": "Amal"}).order == ["age"]


def test_stopping_before_the_first_answer_leaves_a_file_to_go_on_with() -> None:
    assert len(hold(THREE, Stop()).saved) == 1


def test_ctrl_c_outside_a_prompt_is_a_stop_too() -> None:
    form = questionnaire(THREE)
    saved: list[Answers] = []

    def ask(_: Prompt | Closing | Changes) -> Reply:
        raise KeyboardInterrupt

    def keep(record: Answers) -> Kept:
        saved.append(record)
        return Kept(record)

    with pytest.raises(Stopped):
        interview.run(form, case(form), ask, keep, TODAY)
    assert saved


def test_a_half_written_text_is_a_draft_and_no_answer_and_stands_there_again() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Stop(draft="Hom"))
    assert talk.result.drafts == {"town": "Hom"}
    assert "town" not in talk.result.values
    later = hold(THREE, Given("Homs"), begun={"name": "Amal", "age": 34}, beside={"drafts": {"town": "Hom"}})
    assert (later.order, later.asked[0].draft) == (["town"], "Hom")
    assert later.result.drafts == {}


def test_it_goes_on_where_something_was_half_written_even_over_an_answer() -> None:
    talk = hold(THREE, Given("Amal"), Back(), Stop(draft="Am"))
    assert (talk.result.values, talk.result.drafts) == ({"name": "Amal"}, {"name": "Am"})
    again = hold(THREE, begun={"name": "Amal"}, beside={"drafts": {"name": "Am"}})
    assert (again.order, again.asked[0].value, again.asked[0].draft) == (["name"], "Amal", "Am")


def test_a_stored_answer_that_does_not_fit_is_shown_and_asked_again() -> None:
    talk = hold(THREE, Given("34"), begun={"name": "Amal", "age": "midt i trediverne", "town": "Homs"})
    assert talk.order == ["age"]
    assert talk.asked[0].draft == "midt i trediverne"
    assert [problem.key for problem in talk.asked[0].problems] == ["not_a_number"]
    assert talk.result.unfit == {}


def test_an_unfit_answer_is_not_lost_by_skipping_or_stopping() -> None:
    for reply in (Skip(), Stop(), State("declined")):
        talk = hold(THREE, reply, begun={"name": "Amal", "age": "gammel", "town": "Homs"})
        assert talk.result.plain()["answers"]["age"] == "gammel"


def test_a_finished_case_begins_at_the_closing_where_any_answer_can_be_opened() -> None:
    told = {"name": "Amal", "age": 34, "town": "Homs"}
    talk = hold(THREE, Jump("age"), Given("35"), begun=told, beside={"status": "completed"})
    assert talk.order == ["age"]
    assert [place.step.key for place in talk.closings[0].places] == ["name", "age", "town"]
    assert talk.result.values["age"] == 35
    assert talk.result.status == "completed"


def test_a_finished_case_is_in_progress_again_when_a_core_question_opens() -> None:
    questions = question("town", "yes_no") + question("why", more=", core: true, when: town")
    told = {"town": False}
    talk = hold(questions, Jump("town"), Given("ja"), Stop(), begun=told, beside={"status": "completed"})
    assert talk.result.status == "in-progress"


def test_a_question_that_comes_to_apply_at_the_closing_is_asked_before_the_end() -> None:
    questions = question("town", "yes_no") + question("why", more=", when: town") + question("name")
    talk = hold(questions, Skip(), Given("Amal"), Walk(("town",)), Given("ja"), Walk(("why",)), Given("Derfor"))
    assert talk.order == ["town", "name", "town", "why"]
    assert talk.result.values["why"] == "Derfor"


def test_a_jump_goes_there_and_then_back_to_where_the_talk_had_come() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Jump("name"), Given("Amal A."), Given("Homs"))
    assert talk.order == ["name", "age", "town", "name", "town"]
    assert [place.step.key for place in talk.asked[0].places] == ["name", "age", "town"]


def test_a_jump_ahead_takes_the_rest_of_that_section_and_returns() -> None:
    talk = hold(THREE, Jump("age"), Given("34"), Given("Homs"), Given("Amal"))
    assert talk.order == ["name", "age", "town", "name"]
    assert [prompt.on_the_way for prompt in talk.asked] == [False, True, True, False]
    assert talk.result.status == "completed"


def test_back_right_after_a_jump_is_where_one_came_from() -> None:
    assert hold(THREE, Jump("town"), Back(), Given("Amal")).order == ["name", "town", "name", "age"]


# --- groups ---------------------------------------------------------------------------------------------


def test_rows_are_asked_one_inner_question_at_a_time() -> None:
    yes, no = Given(raw=True), Given(raw=False)
    talk = hold(JOBS, yes, Given("Bager"), Given("2012"), yes, Given("Bud"), Given("2015"), no, Given("Alt"))
    assert talk.order == [
        "jobs.0", "jobs.0.title", "jobs.0.start", "jobs.1", "jobs.1.title", "jobs.1.start", "jobs.2", "hopes",
    ]  # fmt: skip
    assert talk.result.values["jobs"][1] == {"title": "Bud", "start": PartialDate(2015)}
    assert talk.asked[3].question.type == "yes_no"
    assert len(talk.asked[3].rows) == 1


def test_no_rows_at_all_is_an_answer() -> None:
    assert hold(JOBS, Given("nej"), Given("Alt")).result.values == {"jobs": (), "hopes": "Alt"}


def test_a_group_can_be_declined_as_a_whole() -> None:
    talk = hold(JOBS, State("declined"), Given("Alt"))
    assert talk.result.states == {"jobs": "declined"}


def test_a_state_at_one_more_never_takes_the_rows_away() -> None:
    talk = hold(JOBS, Given("ja"), Given("Bager"), Given("2012"), State("declined"), Given("Alt"))
    assert len(talk.result.values["jobs"]) == 1
    assert talk.result.states == {}


def test_a_row_begun_by_mistake_is_given_up_by_going_back() -> None:
    talk = hold(
        JOBS, Given("ja"), Given("Bager"), Given("2012"), Given("ja"), Back(), Given("nej"), Given("Alt")
    )
    assert talk.order[3:6] == ["jobs.1", "jobs.1.title", "jobs.1"]
    assert len(talk.result.values["jobs"]) == 1


def test_stopping_in_an_empty_row_leaves_no_empty_row() -> None:
    assert "jobs" not in hold(JOBS, Given("ja"), Stop()).result.values


def test_rows_can_be_gone_back_into() -> None:
    talk = hold(JOBS, Given("ja"), Given("Bager"), Given("2012"), Back(), Back(), Given("Konditor"))
    assert talk.order[3:6] == ["jobs.1", "jobs.0.start", "jobs.0.title"]
    assert talk.result.values["jobs"] == ({"title": "Konditor", "start": PartialDate(2012)},)


def test_a_jump_into_a_row_changes_the_one_answer_and_returns() -> None:
    begun = {"jobs": [{"title": "Bager", "start": "2012"}, {"title": "Bud", "start": "2015"}]}
    talk = hold(JOBS, Given("nej"), Jump("jobs.0.title"), Given("Smed"), Given("Alt"), begun=begun)
    assert talk.order == ["jobs.2", "hopes", "jobs.0.title", "hopes"]


def test_an_inner_question_left_for_later_is_walked_through_from_the_closing() -> None:
    yes, no = Given("ja"), Given("nej")
    later = Walk(("jobs.0.title",))
    talk = hold(JOBS, yes, Skip(), Given("2012"), no, Given("Alt"), later, Given("Bager"))
    assert talk.order[-1] == "jobs.0.title"
    assert talk.result.states == {}
    assert talk.result.values["jobs"][0]["title"] == "Bager"


def test_a_misfit_in_a_row_is_asked_again_with_what_was_written() -> None:
    begun = {"jobs": [{"title": "Bager", "start": "længe siden"}], "hopes": "Alt"}
    talk = hold(JOBS, Given("2012"), begun=begun)
    assert talk.asked[0].key == "jobs.0.start"
    assert talk.asked[0].draft == "længe siden"
    assert talk.result.values["jobs"] == ({"title": "Bager", "start": PartialDate(2012)},)


def test_one_more_tells_only_what_no_other_question_can_mend() -> None:
    rows = [{"title": "Bager", "start": "længe siden"}, {"titel": "Bud"}]
    talk = hold(JOBS, Jump("jobs.2"), begun={"jobs": rows})
    assert [problem.key for problem in talk.asked[1].problems] == ["unknown_question"]


def test_a_row_that_is_no_row_is_shown_at_its_first_question() -> None:
    talk = hold(JOBS, Given("Bager"), begun={"jobs": ["bager i Homs"], "hopes": "Alt"})
    assert (talk.asked[0].key, talk.asked[0].draft) == ("jobs.0.title", "bager i Homs")
    assert talk.result.values["jobs"] == ({"title": "Bager"},)


# --- finding, pace, safe text ---------------------------------------------------------------------------


def found(query: str, *names: str) -> list[str]:
    among = [Candidate(name, name, tuple(map(folded, name.split("/")))) for name in names]
    return [candidate.value for candidate in ranked(query, among)]


def test_letters_are_found_however_they_are_written() -> None:
    towns = ("Aarhus", "Ærø", "Ørsted", "Odense", "Holbæk")
    assert found("ør", *towns)[0] == "Ørsted"
    assert found("aero", *towns)[0] == "Ærø"
    assert found("ÅRHUS", *towns)[0] == "Aarhus"
    assert found("holbaek", *towns) == ["Holbæk"]


def test_beginnings_come_before_middles_and_synonyms_count() -> None:
    assert found("cong", "Kongo", "Congo-Brazzaville", "Den Demokratiske Republik Congo")[:2] == [
        "Congo-Brazzaville",
        "Den Demokratiske Republik Congo",
    ]
    assert found("burma", "Bulgarien", "Myanmar/Burma") == ["Myanmar/Burma"]


def test_a_misspelling_is_found_and_nonsense_is_not() -> None:
    assert found("afganistan", "Albanien", "Afghanistan") == ["Afghanistan"]
    assert found("qqq", "Albanien", "Afghanistan") == []
    assert found("", "b", "a") == ["b", "a"]


def test_minutes_count_for_the_section_on_the_screen() -> None:
    clock = [datetime(2026, 1, 1, 9)]
    pace = Pace(lambda: clock[0], {"work": 10.0})

    def passes(minutes: int) -> None:
        clock[0] += timedelta(minutes=minutes)

    pace.enter("work")
    passes(5)
    pace.enter("family")
    passes(2)
    pace.enter("work")
    passes(3)
    assert (pace.minutes("family"), pace.minutes("work")) == (2, 10 + 5 + 3)
    assert pace.spent == {"work": 8.0, "family": 2.0}
    assert pace.used == 20.0
    pace.pause()
    passes(15)
    pace.go_on()
    passes(1)
    assert (pace.paused, pace.minutes("work")) == (15.0, 19)


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


# --- fields with real keys ------------------------------------------------------------------------------


UP, DOWN, ESC, ENTER, CTRL = "\x1b[A", "\x1b[B", "\x1b", "\r", {key: chr(ord(key) - 96) for key in "bcefjloprstu"}
F1, F2, F3, F4, F5, F6 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~"
F7, F8, F9 = "\x1b[18~", "\x1b[19~", "\x1b[20~"


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    monkeypatch.setattr(runner, "ESCAPE_WAITS", 0.01)
    monkeypatch.setattr(runner, "SEQUENCE_WAITS", 0.02)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


Press = Callable[..., Reply]


@pytest.fixture
def press(keyboard: PipeInput) -> Press:
    """Press keys at one question and see what the screen replies."""

    def press(keys: str, questions: str, language: str = "da", **told: Any) -> Reply:
        replies: list[Reply] = []
        form = questionnaire(questions)
        with TerminalAsker(messages.load(language), language, "da", CLOCK) as asker:

            def ask(prompt: Prompt | Closing | Changes) -> Reply:
                if replies:
                    return Stop()
                keyboard.send_text(keys)
                replies.append(asker(prompt))
                return replies[0]

            with suppress(Stopped):
                interview.run(form, case(form, **told), ask, Kept, TODAY)
        return replies[0]

    return press


TAIL = question("tail")
TEXT, LONG = question("it") + TAIL, question("it", "long_text") + TAIL
DATE, NUMBER, YES_NO = (question("it", kind) + TAIL for kind in ("date", "number", "yes_no"))
FIVE, ELEVEN = (question("it", "scale", f", min: {a}, max: {b}") + TAIL for a, b in ((1, 5), (0, 10)))
ONE = question("it", "choice", ", choices: [{id: a, label: {da: A}}, {id: b, label: {da: B}}]") + TAIL
MANY = question("it", "choices", ", choices: [{id: a, label: {da: A}}, {id: b, label: {da: B}}]") + TAIL
BRANCHES = ", ".join(f"{{id: c{n}, label: {{da: {name}}}}}" for n, name in enumerate(
    ["Smed", "Bager", "Køkken", "Rengøring", "Lager", "Bil", "Butik", "Pleje", "Frisør", "Syning", "IT"]
))  # fmt: skip
LONG_ONE, LONG_MANY = (
    question("it", kind, f", choices: [{BRANCHES}]") + TAIL for kind in ("choice", "choices")
)
COUNTRY = question("it", "country") + TAIL


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
def test_every_field_answers(press: Press, questions: str, keys: str, raw: Any) -> None:
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
def test_a_stored_answer_is_the_default(press: Press, questions: str, told: Any, raw: Any) -> None:
    assert press(ENTER, questions, beside={"confirm": ["it"]}, it=told, tail="x") == Given(raw)


ANY = [TEXT, LONG, NUMBER, DATE, YES_NO, ONE, MANY, FIVE, ELEVEN, COUNTRY, LONG_ONE, LONG_MANY]


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
def test_the_same_keys_work_everywhere(press: Press, questions: str, keys: str, reply: Reply) -> None:
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
def test_what_stands_in_the_field_comes_along(press: Press, questions: str, keys: str, reply: Reply) -> None:
    assert press(keys, questions) == reply


@pytest.mark.parametrize(
    ("questions", "told"), [(YES_NO, "måske"), (FIVE, "12"), (MANY, "Q"), (COUNTRY, "Atlantis")]
)
def test_a_misfit_is_shown_whatever_the_field(keyboard: PipeInput, questions: str, told: str) -> None:
    drawn = StringIO()
    screen = Vt100_Output(drawn, lambda: Size(24, 80), term="xterm")
    form = questionnaire(questions)
    with create_app_session(input=keyboard, output=screen):
        keyboard.send_text(CTRL["c"])
        with TerminalAsker(messages.load("da"), "da", "da", CLOCK) as asker:  # noqa: SIM117
            with pytest.raises(Stopped):
                interview.run(form, case(form, it=told), asker, Kept, TODAY)
    assert told in drawn.getvalue()


def test_pasting_lines_into_one_line_keeps_one_line(press: Press) -> None:
    assert press("\x1b[200~to\nlinjer\x1b[201~" + ENTER, TEXT) == Given("to linjer")
    assert press("\x1b[200~to\r\nlinjer\x1b[201~" + ENTER, LONG) == Given("to\nlinjer")


def test_control_codes_in_a_stored_answer_do_not_reach_the_field(press: Press) -> None:
    assert press(ENTER, TEXT, it="a\x1b[2Jb\u202ec") == Given("abc")


def test_esc_empties_a_search_before_it_goes_back(press: Press) -> None:
    assert press("qqq" + ESC + "syria" + ENTER, COUNTRY) == Given("sy")


def test_of_two_keys_pressed_at_once_the_first_counts(press: Press) -> None:
    assert press(ESC + F3, TEXT) == Back()


def test_an_interview_in_english_answers_y_and_writes_dates_so(press: Press) -> None:
    assert press("y", YES_NO, language="en") == Given(raw=True)
    assert press(ENTER, DATE, language="en", beside={"confirm": ["it"]}, it="2012-05-17", tail="x") == Given(
        "2012-05-17"
    )


def test_a_whole_interview_by_keyboard(keyboard: PipeInput) -> None:
    form = questionnaire(question("name") + JOBS)
    keyboard.send_text("Amal\rjBager\ri går\r" + CTRL["u"] + "2012\rnAlt\r\r")
    with TerminalAsker(messages.load("da"), "da", "da", CLOCK) as asker:
        done = interview.run(form, case(form), asker, Kept, TODAY)
    assert done.values == {
        "name": "Amal",
        "jobs": ({"title": "Bager", "start": PartialDate(2012)},),
        "hopes": "Alt",
    }


def test_both_languages_say_the_same_things() -> None:
    def shape(node: Any) -> Any:
        return {key: shape(item) for key, item in node.items()} if isinstance(node, dict) else None

    assert shape(messages.load("da").texts["interview"]) == shape(messages.load("en").texts["interview"])
