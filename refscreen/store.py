"""Files: the only module that opens, finds, locks and saves them, and knows that they are YAML."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from refscreen import answers as answers_module
from refscreen import audiences, disk, kept, translation
from refscreen import questionnaire as questionnaire_module
from refscreen.answers import Answers
from refscreen.answers_check import SCENARIO, questionnaire_named
from refscreen.errors import Problem, UserError
from refscreen.existing import existing
from refscreen.lists import LANGUAGES, listed_choices
from refscreen.questionnaire import Choice, Questionnaire
from refscreen.vault import opening, sealed
from refscreen.yaml_text import LARGEST, Source, YamlError, read

if TYPE_CHECKING:
    from refscreen.rules import Rules

PACKAGE = Path(__file__).parent
LONGEST_CODE = 3
"""Letters of a language code; what else stands before ``.yaml`` is no language (``screening.rules.yaml``)."""


def shipped(folder: str) -> Path:
    """A folder that is shipped with the program: ``questionnaires`` or ``samples``.

    In an installed wheel it lies inside the package, in a checkout beside it.
    """
    inside = PACKAGE / "_data" / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def find_questionnaire(name: str) -> Path:
    """The file of a questionnaire: a path as it is, a bare name in ./questionnaires first, then the shipped.

    Raises:
        UserError: there is no such file.
    """
    if name.endswith((".yaml", ".yml")) or os.sep in name or "/" in name:
        return existing(Path(name))
    for folder in (Path("questionnaires"), shipped("questionnaires")):
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    known = sorted(path.stem for path in shipped("questionnaires").glob("*.yaml") if "." not in path.stem)
    named = {"known": ", ".join(known)}
    raise UserError([Problem("no_such_questionnaire", where=name, values=named)], exit_code=2)


def read_source(path: Path) -> Source:
    """Read a YAML file with its line numbers; an encrypted case as it is inside.

    Raises:
        UserError: it is missing, unreadable, no plain YAML, or encrypted for somebody else.
    """
    content = _content(path)
    try:
        if path.parent.resolve() in kept.FOLDERS:
            source = kept.read(content)
        else:  # armour takes its room
            source = read(content, LARGEST * (2 if sealed.header(content[:LARGEST]).sealed else 1))
    except YamlError as error:
        line, column = error.mark
        raise UserError([replace(error.problem, where=f"{path}:{line}:{column}")]) from None
    return opening.opened(path, source) if sealed.is_sealed(source.data) else source


def _content(path: Path) -> bytes:
    try:
        next(path.iterdir() if path.is_dir() else iter(()), None)  # a folder that is closed says why
        with existing(path).open("rb") as file:
            return file.read(3 * LARGEST)
    except OSError as error:
        is_folder = os.path.isdir(path)  # noqa: PTH112  # it never raises
        problem = Problem("folder_unread") if is_folder else Problem("cannot_read")
        told = replace(problem, where=str(path), values={"reason": disk.reason(error)})
        raise UserError([told], exit_code=2) from None


def located(problems: Iterable[Problem], path: Path, source: Source) -> list[Problem]:
    """The problems with ``file:line:column`` as their place, in the order of the file."""
    marked = [(source.mark(problem.path, on_key=problem.on_key), problem) for problem in problems]
    marked.sort(key=lambda pair: pair[0])
    return [replace(problem, where=f"{path}:{line}:{column}") for (line, column), problem in marked]


def load_questionnaire(name: str, languages: tuple[str, ...] = ()) -> Questionnaire:
    """Load a questionnaire by name or path.

    Args:
        name: its name or path.
        languages: those it has to be in besides its own; only their translations are read and laid over it.

    Raises:
        UserError: with every problem of a file, each located; or a language there is no translation to.
    """
    path = find_questionnaire(name)
    source = read_source(path)
    if isinstance(source.data, dict) and {"questionnaire", "answers"} <= source.data.keys():
        raise UserError([Problem("is_a_case", where=str(path), values={"path": str(path)})], exit_code=2)
    own = source.data.get("languages") if isinstance(source.data, dict) else None
    more = [language for language in dict.fromkeys(languages) if language not in (own or ())]
    overlays = [_existing_translation(path, language, own) for language in more]
    return _parsed(path, source, overlays, tuple(more))


def load_translated(overlay: Path) -> Questionnaire:
    """Load the questionnaire that a translation is laid over, together with it.

    Raises:
        UserError: with every problem of a file, each located.
    """
    source = read_source(overlay)
    found, problems = translation.parse(source.data)
    if found is None:
        raise UserError(located(problems, overlay, source))
    beside = overlay.with_name(f"{found.translates}.yaml")
    try:
        path = beside if beside.is_file() else find_questionnaire(found.translates)
    except UserError as error:
        named = (replace(problem, path=("translates",)) for problem in error.problems)
        raise UserError(located(named, overlay, source)) from None
    return _parsed(path, read_source(path), [overlay], (found.language,))


def _parsed(path: Path, source: Source, overlays: list[Path], languages: tuple[str, ...]) -> Questionnaire:
    data = source.data
    for overlay in overlays:
        data = _laid(data, overlay)
    lists = listed_choices_of((*LANGUAGES, *languages)) if languages else listed_choices_of()
    found, problems = questionnaire_module.parse(data, lists, audiences.current())
    if found is None:
        raise UserError(located(problems, path, source))
    return found


def _laid(data: object, path: Path) -> object:
    """The raw questionnaire with a translation over it."""
    source = read_source(path)
    overlay, problems = translation.parse(source.data)
    if overlay is not None:
        data, problems = translation.lay(data, overlay)
    if problems:
        raise UserError(located(problems, path, source))
    return data


def translations(name: str) -> dict[str, Path]:
    """The translations that lie beside a questionnaire, by language: ``screening.ar.yaml``."""
    path = find_questionnaire(name)
    found = {file.suffixes[-2][1:]: file for file in sorted(path.parent.glob(f"{path.stem}.*.yaml"))}
    return {language: file for language, file in found.items() if len(language) <= LONGEST_CODE}


def unreviewed(name: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Those of the languages whose translation no native reader has reviewed yet."""
    there = translations(name)
    overlays = {language: there[language] for language in languages if language in there}
    found = {language: translation.parse(read_source(path).data)[0] for language, path in overlays.items()}
    return tuple(language for language, overlay in found.items() if overlay and overlay.reviewed is None)


def _existing_translation(path: Path, language: str, own: Iterable[str] | None) -> Path:
    there = translations(str(path))
    if language not in there:
        known = ", ".join([*(own or ()), *there])
        raise UserError([Problem("no_translation", where=language, values={"known": known})], exit_code=2)
    return there[language]


def rules_path(questionnaire_path: Path) -> Path:
    """The rules of a questionnaire lie beside it: ``screening.yaml`` has ``screening.rules.yaml``."""
    return questionnaire_path.with_suffix(".rules.yaml")


def load_rules(name: str, questionnaire: Questionnaire) -> Rules:
    """Load the rules that belong to a questionnaire; a questionnaire without a rules file has none.

    Raises:
        UserError: with every problem of the file, each located.
    """
    from refscreen.rules import Rules  # most documents conclude nothing and need no rules

    path = rules_path(find_questionnaire(name))
    return load_rules_file(path, questionnaire) if path.is_file() else Rules.none(questionnaire)


def load_rules_file(path: Path, questionnaire: Questionnaire) -> Rules:
    """Load the rules of a questionnaire from a file.

    Raises:
        UserError: with every problem of the file, each located.
    """
    from refscreen import rules

    source = read_source(path)
    found, problems = rules.parse(source.data, questionnaire)
    if found is None:
        raise UserError(located(problems, path, source))
    return found


def glance(content: bytes) -> str:
    """The questionnaire that an answers file names on a line of its own; reading all of it takes long."""
    return questionnaire_named(sealed.header(content).questionnaire)


def header(path: Path) -> sealed.Header:
    """What can be known of a case without a key: case number, questionnaire, last day, whether encrypted.

    Raises:
        UserError: there is no such file.
    """
    return sealed.header(_content(path))


def questionnaire_of(path: Path) -> str:
    """The name of the questionnaire that an answers file says it answers; empty when it says none."""
    if named := header(path).questionnaire:
        return questionnaire_named(named)
    data = read_source(path).data
    return questionnaire_named(data.get("questionnaire")) if isinstance(data, dict) else ""


_KINDS = {
    "translation": {"translates"}, "questionnaire": {"sections"},
    "rules": {"recommendations", "typology", "facts"}, "scenario": {*SCENARIO},
}  # fmt: skip


def kind_of(path: Path) -> str:
    """What a file is, by its keys: one of those above, or else ``answers``."""
    keys = set(data) if isinstance(data := read_source(path).data, dict) else set()
    return next((kind for kind, own in _KINDS.items() if own & keys), "answers")


def load_answers(path: Path, questionnaire: Questionnaire) -> tuple[Answers, list[Problem]]:
    """Load a case: the record with what does not fit kept aside, and every problem, located.

    Raises:
        UserError: the file is not a case of this questionnaire at all.
    """
    source = read_source(path)
    found, problems = answers_module.parse(source.data, questionnaire, date.today())
    problems = located(problems, path, source)
    if found is None:
        raise UserError(problems)
    return found, problems


def load_sound_answers(path: Path, questionnaire: Questionnaire) -> Answers:
    """Load a case in which everything fits, as a document needs it.

    Raises:
        UserError: with every problem, located.
    """
    found, problems = load_answers(path, questionnaire)
    if problems:
        raise UserError(problems)
    return found


def save_answers(path: Path, answers: Answers, known: str | None = None) -> str:
    """Put the record on disk so that it survives a crash and a power cut; when this returns, it is there.

    Args:
        path: where.
        answers: the record.
        known: the fingerprint of the file that it takes the place of; None for whatever there is.

    Returns:
        The file's fingerprint.

    Raises:
        disk.Changed: another file than the known one is there.
        UserError: the disk would not take it; the file of before is untouched.
    """
    content = opening.closed(answers)
    disk.save(path, content, known)
    return disk.fingerprint_of(content)


@cache
def listed_choices_of(languages: tuple[str, ...] = LANGUAGES) -> Mapping[str, tuple[Choice, ...]]:
    """The shipped lists by question type, with names in these languages and in ``LANGUAGES``."""
    tables = {
        name: read_source(PACKAGE / "lists" / f"{name}.yaml").data
        for name in ("countries", "languages", "municipalities", "occupations")
    }
    return listed_choices(tables, languages)
