"""Who sees what: the goals of consent and of what is closed to strangers."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, islice, product
from pathlib import Path

from refscreen import documents, production, proof, store, values, yaml_text
from refscreen.answers import Answers
from refscreen.audiences import shipped
from refscreen.personal_numbers import holds_personal_number, names_a_person
from refscreen.template import common_words
from refscreen.view import view
from refscreen.wording import Wording
from tests import leaks, program
from tests.campaign import Outcome, goal
from tests.campaign.protection import desk

SAMPLE, PERSON = store.shipped("samples") / "leyla.yaml", "Leyla"
SCREENING = store.shipped("questionnaires") / "screening.yaml"

# --- D3: fields and audiences ------------------------------------------------------------------------


@goal("D3", "a canary in every field: none in a document or export that may not show it", long=66, short=4)
def canaries(count: int) -> Outcome:
    fields, wrong = 0, list[str]()
    for name, kind, found in islice(_looked_at(), count):
        fields += found.fields
        wrong += [f"{name} as {kind}: {len(found.leaked)}"] if found.leaked else []
    wrong += [f"{name} changes with what it may not show" for name in _changing(count)]
    every = (*leaks.asked("screening"), *leaks.asked("competence-card"))
    unfiled = [question.id for question in every if question.category not in shipped().categories]
    wrong += [f"{name} has no category" for name in unfiled]
    return Outcome(
        fields, len(wrong), "; ".join([f"{fields} fields looked for in {count} files", *wrong[:3]])
    )


def _looked_at() -> Iterator[tuple[str, str, leaks.Found]]:
    """Every export to every audience and every document in every form, the quick ones first."""
    with tempfile.TemporaryDirectory() as folder, desk():
        for kind, audience in product(leaks.EXPORTS[1:], shipped().readers):
            yield audience, kind, leaks.in_export(kind, audience, Path(folder))
        yield "company", "resume", leaks.in_export("resume", "company", Path(folder))
        for audience in shipped().readers:
            yield audience, "xlsx", leaks.in_export("xlsx", audience, Path(folder))
        for form, name in product(reversed(leaks.FORMS), documents.names()):
            yield name, form, leaks.in_document(name, form, Path(folder))


def _changing(count: int) -> list[str]:
    return [name for name in documents.names()[:count] if leaks.changed_by_hidden(name)]


# --- D4: consent -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A way to bring something to a company that must not get there.

    Attributes:
        name: what is tried.
        lay: puts what it needs into the folder.
        yes: whether the person has agreed that companies hear about them; then only what is closed must not
            be in the file, else there must be no file.
        document: what is made.
    """

    name: str
    lay: Callable[[Path, str], None]
    yes: bool = False
    document: str = "postcard"


def _case(work: Path, change: Callable[[Answers], Answers] = lambda record: record) -> None:
    record = store.load_sound_answers(SAMPLE, store.load_questionnaire("screening"))
    store.save_answers(work / "k.yaml", change(record))


def _answered(answer: str) -> Callable[[Path, str], None]:
    """A file in which the consent is something else than yes; empty for no answer at all."""

    def lay(work: Path, _: str) -> None:
        _case(work)
        text = (work / "k.yaml").read_text(encoding="utf-8")
        line = f"  consent_company: {answer}\n" if answer else ""
        (work / "k.yaml").write_text(text.replace("  consent_company: true\n", line), encoding="utf-8")

    return lay


def _with(change: Callable[[Answers], Answers]) -> Callable[[Path, str], None]:
    return lambda work, _: _case(work, change)


def _no(record: Answers) -> Answers:
    return record.with_answer("consent_company", value=False)


def _taken_back(record: Answers) -> Answers:
    once = {"consent": "consent_company", "date": date.today().isoformat()}
    return replace(record, withdrawn=(once,))


def _questionnaire(**keys: str) -> Callable[[Path, str], None]:
    """A questionnaire of the organisation's own, with these keys at one of its questions."""

    def lay(work: Path, name: str) -> None:
        _case(work)
        data = yaml_text.read(SCREENING.read_bytes()).data
        for section in data["sections"]:
            for question in section["questions"]:
                if question["id"] == name:
                    question |= {key: yaml_text.read(text.encode()).data for key, text in keys.items()}
        (work / "questionnaires").mkdir()
        rules = SCREENING.with_suffix(".rules.yaml")
        (work / "questionnaires" / rules.name).write_bytes(rules.read_bytes())
        (work / "questionnaires" / SCREENING.name).write_text(yaml_text.write(data), encoding="utf-8")

    return lay


def _audiences(text: str) -> Callable[[Path, str], None]:
    """Audiences of the organisation's own beside a questionnaire that shares the answer."""

    def lay(work: Path, name: str) -> None:
        _questionnaire(share="[company]")(work, name)
        (work / "audiences.yaml").write_text(text, encoding="utf-8")

    return lay


def _template(manifest: str, named: str = "letter") -> Callable[[Path, str], None]:
    """A document of the organisation's own that shows the answer."""

    def lay(work: Path, name: str) -> None:
        _case(work, _no if "consents: []" in manifest else lambda record: record)
        folder = work / "templates" / named
        folder.mkdir(parents=True)
        head = f"title: {{da: Brev}}\nquestionnaire: screening\npage: A4\npages: [1, 1]\n{manifest}\n"
        (folder / "manifest.yaml").write_text(head, encoding="utf-8")
        body = f"<p>{{{{ a.{name}.text }}}}</p>"
        page = f'<!DOCTYPE html><html lang="da"><head><title>x</title></head><body>{body}</body></html>'
        (folder / "document.html").write_text(page, encoding="utf-8")
        (folder / "style.css").write_text("", encoding="utf-8")

    return lay


WAYS = (
    Way("a no", _with(_no)),
    Way("a yes taken back, and the answer still yes", _with(_taken_back)),
    Way("shared in one's own questionnaire", _questionnaire(share="[company]"), yes=True),
    Way(
        "shared and no longer marked",
        _questionnaire(share="[company]", sensitive="false", category="practical"),
        yes=True,
    ),
    Way("never: nothing", _audiences("audiences: {company: {never: []}}"), yes=True),
    Way("no consent needed", _audiences("audiences: {company: {consent: false}}"), yes=True),
    Way("no answer", _answered("")),
    Way("an answer that is none", _answered("måske")),
    Way("a list instead of a yes", _answered("[ja]")),
    Way("a template without consents", _template("audience: company\nconsents: []"), document="letter"),
    Way("a template that shows it", _template("audience: company"), yes=True, document="letter"),
    Way(
        "a template with another yes to the sensitive",
        _template("audience: company\nsensitive: consent_company"),
        yes=True,
        document="letter",
    ),
    Way("a postcard for the municipality", _template("audience: municipality", "postcard"), yes=True),
    Way("a postcard for the person herself", _template("audience: subject", "postcard"), yes=True),
)
KINDS = ("national_number", "health", "belief", "residence")
CLOSED = tuple(question.id for question in leaks.asked("screening") if question.category in KINDS)


@goal("D4", "no yes, a yes taken back, one's own settings: nothing reaches a company", long=294, short=5)
def without_consent(count: int) -> Outcome:
    wrong: list[str] = []
    with desk() as work:
        _case(work)
        made = program.run("render", "postcard", "k.yaml", "-o", "out.html")
        wrong += [] if made.code == 0 else ["with a yes nothing is made, so the trial is none"]
    for way, name in islice(cycle(_attempts()), count):
        with desk() as work:
            production.forget()
            way.lay(work, name)
            ran = program.run("render", way.document, "k.yaml", "-o", "out.html", "--force")
            exported = program.run("export", "k.yaml", "--audience", "company", "-o", "out.json")
            if (work / "out.html").exists():
                wrong.append(f"{way.name} ({name}): a document, code {ran.code}")
            told = (work / "out.json").read_text(encoding="utf-8") if (work / "out.json").exists() else ""
            if f'"{name}"' in told or (not way.yes and PERSON in told):
                wrong.append(f"{way.name} ({name}): an export, code {exported.code}")
    production.forget()
    figures = f"{len(WAYS)} ways, {len(CLOSED)} fields"
    return Outcome(count, len(wrong), "; ".join([figures, *wrong[:3]]))


def _attempts() -> Iterator[tuple[Way, str]]:
    """Every way with every field, so mixed that the first attempts try every way."""
    for turn in range(len(CLOSED)):
        for place, way in enumerate(WAYS):
            yield way, CLOSED[(turn + place) % len(CLOSED)]


# --- D9: CPR numbers ---------------------------------------------------------------------------------

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _numbers(luck: random.Random) -> Iterator[tuple[str, bool]]:
    """CPR-like numbers without end, and whether their check digit is right; every other is a 1 January."""
    for turn in cycle((True, False)):
        born = date(1960, 1, 1) + timedelta(days=luck.randrange(12_000))
        born = date(born.year, 1, 1) if turn else born
        digits = f"{born:%d%m%y}{luck.randrange(10_000):04}"
        valid = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11 == 0
        yield f"{digits[:6]}{luck.choice(('-', '', ' '))}{digits[6:]}", valid


@goal("D9", "a CPR number is kept as said, check digit or not, and read by no stranger", long=5000, short=200)
def check_digits(count: int) -> Outcome:
    question = store.load_questionnaire("screening").questions["person_no"]
    luck, wrong, failing = random.Random(9), list[str](), 0  # noqa: S311  # the same each time
    for number, valid in islice(_numbers(luck), count):
        failing += not valid
        value, problems = values.parse(question, number)
        back = yaml_text.read(yaml_text.write({"person_no": value}).encode()).data["person_no"]
        wrong += [] if value == back == number and not problems else [f"not kept as said (valid: {valid})"]
        wrong += [] if names_a_person(number) else [f"taken as a case number (valid: {valid})"]
        wrong += [] if holds_personal_number(f"Født, {number}.") else [f"not seen (valid: {valid})"]
    places = list(_places())
    wrong += [f"{name} is shown with one" for name, seen in places if not seen]
    figures = f"{failing} with a wrong check digit; refused in {len(places)} answers for strangers"
    return Outcome(count + len(places), len(wrong), "; ".join([figures, *wrong[:3]]))


def _places() -> Iterator[tuple[str, bool]]:
    """Every answer in words that strangers may read, and whether a CPR number in it is seen."""
    case = production.load_case(SAMPLE)
    texts = {name: q for name, q in case.questionnaire.questions.items() if q.type in leaks.WRITTEN}
    for audience in ("company", "immigration", "anonymous"):
        for name in (name for name, question in texts.items() if question.open_to(audience)):
            told = replace(case, answers=case.answers.with_answer(name, "Se 010190-1234"))
            seen = view(told, audience, Wording("da", "da", common_words("da")))
            if name in seen.a:
                found = [problem.where for problem in proof.personal_numbers(seen)]
                yield f"{name} for {audience}", name in found
