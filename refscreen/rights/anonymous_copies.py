"""Copies of cases without the person, in a folder of their own; and the key, where one is wanted.

Nothing in the log, in a name or in the order of the copies tells which case a copy was made of.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from refscreen import access, disk, production, store, twins
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.rights import anonymity
from refscreen.rights.anonymity import Copy, Eraser, Groups
from refscreen.vault import age, keys
from refscreen.view import Case
from refscreen.yaml_text import write

LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Of pseudonyms; none that is mistaken for another, and no vowels to make words of."""
LENGTH = 8
WITH_TEXT = "-tekst"
"""What the number of a copy ends with whose free text was kept: it stands on everything made of it."""
NOTICES = {
    "anonymise": "# Kopi uden navn · copy without a name\n",
    "pseudonymise": "# Pseudonymer, stadig personoplysninger · pseudonyms, still personal data\n",
}
TEXT_NOTICE = (
    "# FRI TEKST ER IKKE FJERNET: den kan sige, hvem det er · FREE TEXT IS KEPT: it may tell who it is\n"
)


@dataclass(frozen=True)
class Wish:
    """Which files, into which folder, and how.

    Attributes:
        pseudonyms: whether a key is kept by which the cases can be found again.
        keep_text: whether long free text stays.
        force: whether files that are there may be replaced.
    """

    paths: tuple[Path, ...]
    folder: Path
    pseudonyms: bool = False
    keep_text: bool = False
    force: bool = False


@dataclass(frozen=True)
class Made:
    """What came of it.

    Attributes:
        cut: how many things were left out, by why.
        groups: how many copies are alike, by questionnaire.
        key: the file with the key; None without pseudonyms.
        sealed: whether it is encrypted.
        problems: the cases of which no copy could be made.
    """

    count: int
    cut: Mapping[str, int]
    coarser: int
    groups: tuple[Groups, ...]
    key: Path | None = None
    sealed: bool = False
    problems: tuple[Problem, ...] = field(default=(), repr=False)


def make(wish: Wish, found: Iterable[Path]) -> Made:
    """Make the copies.

    Args:
        wish: what is wanted.
        found: the answers files among its paths.

    Raises:
        UserError: there is no case at all, or something is there already.
    """
    cases, problems = _read(found)
    if not cases:
        nothing = Problem("nothing_to_do", where=", ".join(map(str, wish.paths)))
        raise UserError(problems or [nothing], exit_code=3 if problems else 2)
    numbers = _numbers(cases, wish)
    copies = _copies(cases, numbers, wish)
    places = _places(copies, wish.folder)
    key = _key_place(wish.folder) if wish.pseudonyms else None
    for place in [*places, *([key] if key else [])]:
        disk.refuse_to_replace(place, cases, force=wish.force)
    kind = "pseudonymise" if wish.pseudonyms else "anonymise"
    named = (access.named(case.answers.case, path) for path, case in cases.items())
    access.note_all(access.Event("anonymise", name, document=kind) for name in named)
    if key:
        _save_key(key, {number: _whose(path, cases[path]) for path, number in numbers.items()})
    for place, copy in zip(places, copies.values(), strict=True):
        _save(place, copy.answers, wish)
    cut = sum((Counter(copy.cut) for copy in copies.values()), Counter[str]())
    told = tuple(_groups(cases, copies))
    coarser = sum(copy.coarser for copy in copies.values())
    return Made(len(copies), cut, coarser, told, key, key is not None and keys.present(), tuple(problems))


def _read(found: Iterable[Path]) -> tuple[dict[Path, Case], list[Problem]]:
    """The cases that can be read, and why the others cannot."""
    cases: dict[Path, Case] = {}
    problems: list[Problem] = []
    for path in found:
        twin = twins.original(path)
        if twin:  # a person who is there twice would seem less recognisable
            problems.append(Problem("other_version", where=str(path), values={"other": str(twin)}))
            continue
        try:
            cases[path] = production.load_kept(path)
        except UserError as error:
            problems += error.problems
    return cases, problems


def _numbers(cases: Mapping[Path, Case], wish: Wish) -> dict[Path, str]:
    """A number for each copy: in no order of the cases, or random ones that a case keeps in all its files."""
    ending = WITH_TEXT if wish.keep_text else ""
    if not wish.pseudonyms:
        order = secrets.SystemRandom().sample(list(cases), len(cases))
        width = max(4, len(str(len(cases))))
        return {path: f"A-{place:0{width}}{ending}" for place, path in enumerate(order, 1)}
    by_case: dict[str, str] = {}
    numbers = {}
    for path, case in cases.items():
        whose = case.answers.case or str(path)
        if whose not in by_case:
            by_case[whose] = f"P-{''.join(secrets.choice(LETTERS) for _ in range(LENGTH))}{ending}"
        numbers[path] = by_case[whose]
    return numbers


def _copies(cases: Mapping[Path, Case], numbers: Mapping[Path, str], wish: Wish) -> dict[Path, Copy]:
    """The copies in the order of their numbers; what is rare is rare among the cases of a questionnaire."""
    alike: dict[str, list[Case]] = {}
    for case in cases.values():
        alike.setdefault(case.questionnaire.id, []).append(case)
    counts = {name: anonymity.shared(same) for name, same in alike.items()}
    copies = {}
    for path in sorted(cases, key=numbers.__getitem__):
        case = cases[path]
        eraser = Eraser(case.questionnaire, counts[case.questionnaire.id], wish.keep_text, case.today.year)
        copy = eraser.copy(case.answers, numbers[path])
        until = case.answers.delete_after
        if wish.pseudonyms and until:  # personal data still; a day would tell that of the interview
            copy = replace(copy, answers=replace(copy.answers, delete_after=until.replace(day=1)))
        copies[path] = copy
    return copies


def _places(copies: Mapping[Path, Copy], folder: Path) -> list[Path]:
    """A file for each copy; a case with several files has a letter for each."""
    named: Counter[str] = Counter()
    places = []
    for copy in copies.values():
        number = copy.answers.case
        named[number] += 1
        again = f"_{named[number]}" if named[number] > 1 else ""
        places.append(folder / f"{number}{again}.yaml")
    return places


def _groups(cases: Mapping[Path, Case], copies: Mapping[Path, Copy]) -> Iterable[Groups]:
    alike: dict[str, list[Case]] = {}
    for path, copy in copies.items():
        case = replace(cases[path], answers=copy.answers)
        day = copy.answers.held_on(case.questionnaire.day) or case.today
        alike.setdefault(case.questionnaire.id, []).append(replace(case, today=day))
    return filter(None, map(anonymity.groups, alike.values()))


def _save(place: Path, answers: Answers, wish: Wish) -> None:
    """Pseudonymised copies are personal data, and encrypted where all is; the others are to be read."""
    if wish.pseudonyms and keys.present():
        store.save_answers(place, answers)
        return
    notice = NOTICES["pseudonymise" if wish.pseudonyms else "anonymise"]
    notice += TEXT_NOTICE if wish.keep_text else ""
    disk.save(place, (notice + write(answers.plain())).encode())


def _key_place(folder: Path) -> Path:
    """Beside the folder and not in it: whoever is given the folder must not be given the key."""
    ending = "key.age" if keys.present() else "key.data.yaml"
    return folder.resolve().with_name(f"{folder.resolve().name}.{ending}")


def _whose(path: Path, case: Case) -> str:
    return case.answers.case or str(path)


def _save_key(place: Path, table: Mapping[str, str]) -> None:
    content = write({"pseudonyms": dict(sorted(table.items()))})
    if keys.present():
        content = age.seal(content.encode(), [one.key for one in keys.recipients()])
    disk.save(place, content.encode())
