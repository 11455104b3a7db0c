"""Two people change one record: what only one of them changed is in it, and of both nothing goes unseen."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refscreen.answers import Answers
from refscreen.merge import laid_over

BASE = Answers("small", 1, values={"name": "Ali", "town": "Viby"}, sessions=({"start": "2026-11-21T10:00"},))


def values(record: Answers) -> dict[str, Any]:
    return dict(record.values)


# --- one sentence after the other -------------------------------------------------------------------


def test_what_each_changed_is_in_the_record() -> None:
    ours, theirs = BASE.with_answer("name", "Amir"), BASE.with_answer("town", "Ry")
    together, clash = laid_over(BASE, ours, theirs)
    assert values(together) == {"name": "Amir", "town": "Ry"}
    assert not clash


def test_an_answer_that_both_changed_stays_as_it_became_here_and_clashes() -> None:
    together, clash = laid_over(BASE, BASE.with_answer("name", "Amir"), BASE.with_answer("name", "Aram"))
    assert values(together) == {"name": "Amir", "town": "Viby"}
    assert clash


def test_the_same_change_on_both_sides_is_no_clash() -> None:
    both = BASE.with_answer("name", "Amir")
    assert laid_over(BASE, both, both) == (both, False)


@pytest.mark.parametrize(
    "theirs",
    [
        replace(BASE, values={"town": "Viby"}),
        replace(BASE, values={"town": "Viby"}, unfit={"name": 7}),
        BASE.with_state("name", "declined"),
    ],
    ids=["taken away", "made into what does not fit", "made into a reason"],
)
def test_an_answer_that_was_changed_here_clashes_with_whatever_else_it_became(theirs: Answers) -> None:
    together, clash = laid_over(BASE, BASE.with_answer("name", "Amir"), theirs)
    assert values(together)["name"] == "Amir"
    assert "name" not in together.states
    assert "name" not in together.unfit
    assert clash


def test_what_does_not_fit_is_not_hidden_behind_the_first_answer_given_here() -> None:
    theirs = replace(BASE, unfit={"born": "32.13.1980"})
    together, clash = laid_over(BASE, BASE.with_answer("born", "1980"), theirs)
    assert (values(together)["born"], dict(together.unfit)) == ("1980", {})
    assert clash


@pytest.mark.parametrize("reason", ["later", "not_asked"])
def test_a_question_put_off_on_one_side_gives_way_to_an_answer_on_the_other(reason: str) -> None:
    put_off, answered = BASE.with_state("born", reason), BASE.with_answer("born", "1980")
    for ours, theirs in ((put_off, answered), (answered, put_off)):
        together, clash = laid_over(BASE, ours, theirs)
        assert values(together)["born"] == "1980"
        assert "born" not in together.states
        assert not clash


def test_half_typed_text_claims_its_question() -> None:
    ours = BASE.with_draft("name", "Amir Al")
    together, clash = laid_over(BASE, ours, BASE.with_answer("name", "Aram"))
    assert (values(together)["name"], dict(together.drafts)) == ("Aram", {"name": "Amir Al"})
    assert clash  # the field shows what is half-typed: theirs would be typed over unseen
    assert not laid_over(BASE, ours, BASE.with_answer("town", "Ry"))[1]


def test_a_correction_of_the_sitting_is_taken_beside_the_programs_own_stamps() -> None:
    start, end = {"start": "2026-11-21T10:00"}, {"end": "2026-11-21T10:05"}
    ours = replace(BASE, sessions=({**start, **end},))
    theirs = replace(BASE, sessions=({"start": "2026-11-21T09:30"},))
    together, clash = laid_over(BASE, ours, theirs)
    assert together.sessions == ({"start": "2026-11-21T09:30", **end},)
    assert not clash


def test_a_sitting_begun_here_stands_after_the_ones_corrected_elsewhere() -> None:
    new = {"start": "2026-11-28T10:00"}
    theirs = replace(BASE, sessions=({"start": "2026-11-21T09:30"},))
    together, _ = laid_over(BASE, replace(BASE, sessions=(*BASE.sessions, new)), theirs)
    assert together.sessions == (theirs.sessions[0], new)


def test_sittings_added_on_both_sides_clash() -> None:
    here, there = ({"start": f"2026-11-2{day}T10:00"} for day in (8, 9))
    ours, theirs = (replace(BASE, sessions=(*BASE.sessions, new)) for new in (here, there))
    together, clash = laid_over(BASE, ours, theirs)
    assert together.sessions == ours.sessions
    assert clash


# --- whatever they change ---------------------------------------------------------------------------

NAMES = ("a", "b", "c")
WORDS = st.sampled_from(["x", "y", "z"])
TABLE = st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=3)
PLACES = st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple)
ANSWERED = ("values", "unfit", "states")


@st.composite
def records(draw: st.DrawFn) -> Answers:
    """A record in which a place holds an answer, a misfit, a reason, or nothing."""
    held: dict[str, dict[str, str]] = {kind: {} for kind in ANSWERED}
    for name in NAMES:
        kind = draw(st.sampled_from([*ANSWERED, ""]))
        if kind:
            held[kind][name] = draw(WORDS if kind != "states" else st.sampled_from(["declined", "unknown"]))
    beside = {name: draw(TABLE) for name in ("notes", "evidence", "said_by")}
    lists = {name: draw(PLACES) for name in ("notes_shown", "flags", "confirm")}
    return Answers(
        "small",
        1,
        case=draw(WORDS),
        sessions=({"start": draw(WORDS), "language": draw(WORDS)},),
        **held,  # type: ignore[arg-type]
        **beside,  # type: ignore[arg-type]
        **lists,  # type: ignore[arg-type]
    )


def places(record: Answers) -> dict[str, Any]:
    """Everything in a record by where it stands; what stands at a question is one thing."""
    found: dict[str, Any] = {
        f"answer {name}": (kind, getattr(record, kind)[name])
        for kind in ANSWERED
        for name in getattr(record, kind)
    }
    found |= {f"sitting {key}": item for key, item in record.sessions[0].items()}
    for name in (field.name for field in fields(Answers) if field.name not in (*ANSWERED, "sessions")):
        part = getattr(record, name)
        if isinstance(part, dict):
            found |= {f"{name} {key}": item for key, item in part.items()}
        elif isinstance(part, tuple):
            found |= {f"{name} {item}": True for item in part}
        else:
            found[name] = part
    return found


@given(records(), records(), records())
def test_of_either_side_nothing_is_lost(base: Answers, ours: Answers, theirs: Answers) -> None:
    together, clash = laid_over(base, ours, theirs)
    before, here, there, got = map(places, (base, ours, theirs, together))
    both = set()
    for place in before | here | there:
        one, other = here.get(place), there.get(place)
        if one == before.get(place):
            assert got.get(place) == other, f"changed elsewhere: {place}"
        else:
            assert got.get(place) == one, f"changed here: {place}"
            both |= {place} if other not in (one, before.get(place)) else set()
    assert clash == bool(both), both


@given(records(), records())
def test_with_a_change_on_one_side_only_the_record_is_that_side(base: Answers, changed: Answers) -> None:
    for ours, theirs in ((base, changed), (changed, base)):
        together, clash = laid_over(base, ours, theirs)
        assert places(together) == places(changed)
        assert not clash
