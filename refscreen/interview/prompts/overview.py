"""The lists of places: the map of the interview, the review of the answers, and what is left at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from refscreen.interview.places import CATEGORIES, Place
from refscreen.interview.prompts.voice import HIDDEN, SIGNS, Voice
from refscreen.interview.search import Candidate

ALL = "*"
"""What the line above a list stands for: all of it."""
TOLD = ("later", "unclear", "declined")
"""States that the map counts by section."""


def map_of(places: Sequence[Place], voice: Voice) -> tuple[Candidate, ...]:
    """The sections with how they stand."""
    by_section = groupby(_asked(places), lambda place: place.section.id)
    return tuple(_section(list(inside), voice) for _, inside in by_section)


def everything(places: Sequence[Place], voice: Voice) -> tuple[Candidate, ...]:
    """All that can be found by typing: the sections, and every place."""
    return (*map_of(places, voice), *(line(place, voice) for place in _asked(places)))


def _asked(places: Iterable[Place]) -> Iterator[Place]:
    return (place for place in places if place.standing != "parked")


def review_of(places: Iterable[Place], voice: Voice) -> tuple[Candidate, ...]:
    """Every place with its answer, under the titles of the sections; "one more?" if it is to be seen."""
    found: list[Candidate] = []
    shown = (p for p in places if not (p.step.more and p.step.row) or p.categories)
    for _, inside in groupby(sorted(shown, key=_in_order), lambda place: place.section.id):
        here = list(inside)
        title = voice.words(here[0].section.title)
        found += [Candidate(here[0].step.key, title, heading=True), *(line(p, voice) for p in here)]
    return tuple(found)


def counts_of(places: Sequence[Place], voice: Voice) -> Iterator[tuple[str, tuple[Place, ...], str]]:
    """What a consultant wants to see again: category, its places, and both in words."""
    for category in CATEGORIES:
        inside = tuple(place for place in places if category in place.categories)
        if inside:
            yield category, inside, voice.say(f"closing.{category}", count=len(inside))


def read_aloud(places: Sequence[Place]) -> tuple[Place, ...]:
    """The candidate's own answers, which the candidate may hear read back."""
    return tuple(
        place
        for place in places
        if place.standing in {"answered", "confirm"}
        and place.outer.by == place.question.by == "candidate"
        and not (place.outer.sensitive or place.question.sensitive)
        and "candidate" in place.outer.audiences
        and not place.step.more
        and not place.about_sitting
    )


def line(place: Place, voice: Voice) -> Candidate:
    """A place on a line: sign, number, name, and the answer or why there is none."""
    name, answer = voice.place(place.step, place.outer, place.question), voice.answer(place)
    sensitive = place.question.sensitive or place.outer.sensitive
    shown = HIDDEN if sensitive and place.value is not None else answer
    marks = [voice.say(f"marks.{mark}") for mark in ("flagged", "noted") if getattr(place, mark)]
    told = voice.told_of(name, voice.words(place.question.label), shown)
    title = f"{SIGNS[place.standing]} {place.number} {told}"
    state = voice.say("states.parked") if place.standing == "parked" else ""
    asked = voice.words(place.question.ask)
    return Candidate(
        value=None if place.standing == "parked" else place.step.key,
        title=title,
        names=_names(place, name),
        right=", ".join(marks),
        detail="\n".join(filter(None, (f"{asked} {state}".strip(), answer))),
    )


def _names(place: Place, name: str) -> tuple[str, ...]:
    question = place.question
    told = (*question.label.values(), *question.synonyms, *question.ask.values(), *place.outer.label.values())
    return (name, place.number, *told)


def _section(places: list[Place], voice: Voice) -> Candidate:
    """A section on a line: how many of its questions are done, and what else is to be known."""
    section = places[0].section
    stands = {place.outer.id: place for place in places if not place.step.inner and not place.step.row}
    standings = Counter(place.standing for place in stands.values())
    left = [place for place in places if place.standing in {"open", "confirm"}]
    done = (
        len(stands) - standings["open"] - standings["later"] - standings["not_asked"] - standings["confirm"]
    )
    sign = "✓" if done == len(stands) else "·" if not done else "…"
    told = [f"{standings[name]} " + voice.say(f"states.{name}") for name in TOLD if standings[name]]
    number = places[0].number.split(".")[0]
    title = voice.words(section.title)
    return Candidate(
        value=(left or places)[0].step.key,
        title=f"{sign} {number} {title}",
        names=(title, *section.title.values()),
        right=", ".join((*told, f"{done}/{len(stands)}")),
        detail=voice.words(section.purpose),
    )


def _in_order(place: Place) -> tuple[int, ...]:
    return tuple(int(part) for part in place.number.split("."))
