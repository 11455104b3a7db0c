"""Cases brought up to date with their questionnaire: each whole or not at all, and the old file stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from refscreen import access, answers, batch, disk, keeping, resealing, store, versions
from refscreen.answers import Answers
from refscreen.changes import Changes
from refscreen.errors import Problem, UserError
from refscreen.migration import Migrated, Step, migrate
from refscreen.questionnaire import Questionnaire
from refscreen.vault import keys
from refscreen.yaml_text import Source

KINDS = ("renamed", "rechosen", "removed")


@dataclass(frozen=True)
class Wish:
    """Which cases are to be brought up to date.

    Attributes:
        questionnaire: what they answer, its name or file; else what each of them names.
        dry_run: only say what would be done.
    """

    paths: tuple[Path, ...]
    questionnaire: str = ""
    dry_run: bool = False


@dataclass(frozen=True)
class Upgraded:
    """What became of a case, or would.

    Attributes:
        before, now: the versions; empty where they are not known.
        kept: the file as it was.
    """

    path: Path
    status: Literal["migrated", "planned", "current", "refused"]
    before: str = ""
    now: str = ""
    steps: tuple[Step, ...] = ()
    kept: Path | None = None
    problems: tuple[Problem, ...] = ()

    def counts(self) -> dict[str, int]:
        """To how many questions something was done, by what was done."""
        return {kind: sum(step.kind == kind for step in self.steps) for kind in KINDS}

    def plain(self) -> dict[str, Any]:
        """What became of it, as scripts read it: ids of questions, and no answers."""
        named = {kind: [one for one in self.steps if one.kind == kind] for kind in KINDS}
        return {
            "path": str(self.path),
            "status": self.status,
            "from": self.before or None,
            "to": self.now or None,
            "renamed": {step.old: step.new for step in named["renamed"]},
            "rechosen": [step.new for step in named["rechosen"]],
            "removed": [step.old for step in named["removed"]],
            "kept": str(self.kept) if self.kept else None,
            "problems": [{"where": p.where, "problem": p.key, **p.values} for p in self.problems],
        }


def run(wish: Wish) -> Iterator[Upgraded]:
    """Bring cases up to date, one after another; one that cannot be does not stop the others.

    Raises:
        UserError: a path does not exist, there is no case, or the passphrase is not known.
    """
    files = _cases(wish.paths)
    if not files:
        raise UserError([Problem("nothing_to_do", where=", ".join(map(str, wish.paths)))], exit_code=2)
    desk = _Desk(wish)
    if keys.present() and any(desk.has_to_open(path) for path in files):
        keys.secret()  # a wrong passphrase is wrong for all of them
    for path in files:
        try:
            yield desk.upgraded(path)
        except disk.Changed:
            yield Upgraded(path, "refused", problems=(Problem("changed_meanwhile", where=str(path)),))
        except UserError as error:
            yield Upgraded(path, "refused", problems=error.problems)


def _cases(paths: Iterable[Path]) -> list[Path]:
    """The files that were named, and the cases in the folders."""
    there = list(paths)
    return [path for path in batch.answers_files(there) if path in there or resealing.may_be_a_case(path)]


@dataclass
class _Desk:
    """Where cases are brought up to date; each questionnaire is read once."""

    wish: Wish
    known: dict[str, tuple[Questionnaire, Changes]] = field(default_factory=dict)

    def has_to_open(self, path: Path) -> bool:
        """Whether a key is needed for a case; what is wrong with it is told later."""
        with suppress(UserError):
            header = store.header(path)
            return header.sealed and header.version != str(self._asked(path)[0].version)
        return False

    def upgraded(self, path: Path) -> Upgraded:
        """What becomes of a case.

        Raises:
            UserError: it stays as it is, and why.
            disk.Changed: it stays as somebody else has just saved it.
        """
        header = store.header(path)
        if not header.is_case and store.kind_of(path) != "answers":
            raise UserError([Problem("is_a_questionnaire", where=str(path))])
        questionnaire, changes = self._asked(path)
        now = str(questionnaire.version)
        if header.version == now:
            return Upgraded(path, "current", now, now)
        with ExitStack() as held:
            if not self.wish.dry_run:
                held.enter_context(disk.held(path))
            fingerprint = disk.fingerprint(path)
            source = store.read_source(path)
            moved = migrate(source.data, changes, questionnaire.version)
            record = _sound(path, source, moved, questionnaire)
            before = source.data["version"]
            if before == questionnaire.version:  # not written as we write it: the header did not tell
                return Upgraded(path, "current", now, now)
            done = Upgraded(path, "planned", str(before), now, moved.steps)
            if self.wish.dry_run:
                return done
            access.note("migrate", access.named(record.case, path), place=path)
            kept = keeping.keep_as_it_was(path, before)
            store.save_answers(path, record, fingerprint)
            return replace(done, status="migrated", kept=kept)

    def _asked(self, path: Path) -> tuple[Questionnaire, Changes]:
        """What a case answers, and what has become of it."""
        name = self.wish.questionnaire or store.questionnaire_of(path) or "screening"
        if name not in self.known:
            questionnaire = store.load_questionnaire(name)
            beside = store.find_questionnaire(name)
            self.known[name] = questionnaire, versions.load_changes(beside, questionnaire)
        return self.known[name]


def _sound(path: Path, source: Source, moved: Migrated, questionnaire: Questionnaire) -> Answers:
    """The case as it is now, through the same validation as any other.

    Raises:
        UserError: with every problem that is left, where it stands in the file as it was.
    """
    record, problems = answers.parse(moved.data, questionnaire)
    problems = [replace(problem, path=moved.origin(problem.path)) for problem in problems]
    both = {
        place: Problem("both_answered", place, values={"name": step.old, "other": step.new}, on_key=True)
        for step in moved.steps
        for place in step.places
        if step.kind == "clash"
    }
    problems = [*(one for one in problems if one.path not in both), *both.values()]
    if record is None or problems:
        raise UserError(store.located(problems, path, source))
    return record
