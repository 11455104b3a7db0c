"""A person who asks gets everything that is kept on them: as pages to read, and as data to take along."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from refscreen import access, answers, batch, store, yaml_text
from refscreen.rights import subject
from refscreen.vault import age, keys
from tests.everything_kept import SAMPLES, leaves, read, squeezed, stored
from tests.program import run

TODAY = date(2026, 11, 21)
SMALL = """\
questionnaire: screening
version: 1
case: K-1
status: in-progress
sessions: [{start: 2026-09-29T09:30, end: 2026-09-29T10:10, paused: 7, minutes: {person: 31}}]
answers:
  full_name: Amal Haddad
  children: [{birth_year: 2017, lives_with: mig}]
"""


def made(content: str, folder: Path, language: str = "da") -> subject.Copies:
    """What a person gets whose answers file has this content."""
    path = folder / "case.yaml"
    path.write_text(content, encoding="utf-8")
    return subject.make(subject.Wish(path, language, TODAY))


@pytest.mark.parametrize("stem", ["ali-card", "ibrahim-placed", "maximal", "thin"])
def test_every_stored_value_stands_on_the_pages_and_in_the_data(stem: str) -> None:
    [path] = (path for path in SAMPLES if path.stem == stem)
    copies = subject.make(subject.Wish(path, today=TODAY))
    pages, data = read(copies.pages), yaml_text.read(copies.data).data
    assert [told for told in stored(path) if squeezed(told) not in pages] == []
    there = set(leaves(data["record"]))
    assert [told for told in leaves(store.read_source(path).data) if told not in there] == []
    words = squeezed(" ".join(leaves(data["answers"])))
    assert [told for told in stored(path) if squeezed(told) not in words + pages] == []


def test_half_written_and_former_answers_and_private_notes_are_given_too(tmp_path: Path) -> None:
    copies = made(
        SMALL
        + """\
  phone: 20 00 01 11
drafts: {goal_1y: Jeg vil gerne}
notes: {full_name: Staver det med to d’er}
earlier: {phone: [{day: 2026-03-02, answer: 20 00 09 99}]}
flags: [children.0]
""",
        tmp_path,
    )
    told = read(copies.pages)
    assert squeezed("Begyndt, men ikke gjort færdig: Jeg vil gerne") in told
    assert squeezed("Konsulentens note, som ikke står i andre papirer: Staver det med to d’er") in told
    assert squeezed("Sådan stod der ved samtalen den 2. marts 2026: 20 00 09 99") in told
    assert squeezed("Konsulenten vil vende tilbage til det") in told


def test_an_answer_that_no_longer_fits_is_given_as_it_was_written(tmp_path: Path) -> None:
    told = read(made(SMALL + "  max_commute_min: cirka en time\n  hobby: skak\n", tmp_path).pages)
    assert squeezed("cirka en time") in told
    assert squeezed("Det står, som det blev skrevet.") in told
    assert "skak" in told


def test_it_says_who_got_what_what_was_taken_back_and_until_when_it_is_kept(tmp_path: Path) -> None:
    copies = made(
        SMALL
        + """\
sent: [{date: 2026-10-02, document: postcard, audience: company, to: Hedelund Systemer}]
withdrawn: [{consent: consent_company, date: 2026-11-01}]
delete_after: 2028-09-29
""",
        tmp_path,
        "en",
    )
    told = read(copies.pages)
    assert squeezed("2 October 2026: CV postcard to Hedelund Systemer") in told
    assert squeezed("1 November 2026: You withdrew your consent: Consent: companies") in told
    assert squeezed("We keep your case up to and including 29 September 2028.") in told
    assert yaml_text.read(copies.data).data["sent"][0]["to"] == "Hedelund Systemer"


def test_every_purpose_has_its_ground_and_its_months(tmp_path: Path) -> None:
    copies = made(SMALL, tmp_path)
    purposes = yaml_text.read(copies.data).data["purposes"]
    assert {"municipality", "company"} <= {one["audience"] for one in purposes}
    for one in purposes:
        assert one["keep_months"] > 0
        assert squeezed(one["purpose"]) in read(copies.pages)
        assert squeezed(one["basis"]) in read(copies.pages)


def test_the_log_of_the_case_stands_there_without_the_names_of_colleagues(tmp_path: Path) -> None:
    access.note("render", "K-1", audience="municipality", document="handover")
    access.note("render", "K-2", audience="company", document="postcard")
    copies = made(SMALL, tmp_path, "en")
    [line] = yaml_text.read(copies.data).data["access"]
    assert line["action"] == "render"
    assert line["what"].endswith(" (The municipality)")
    assert set(line) == {"when", "action", "what"}
    assert squeezed("A paper was made: ") in read(copies.pages)


@pytest.mark.parametrize(("time", "shown"), [("yesterday", "yesterday"), ("", "?")])
def test_a_line_of_the_log_that_was_altered_is_given_as_it_stands(
    time: str, shown: str, tmp_path: Path
) -> None:
    access.note("render", "K-1", audience="municipality", document="handover")
    log = Path(os.environ["REFSCREEN_STATE"]) / "access.jsonl"
    line = {**json.loads(log.read_text(encoding="utf-8")), "time": time}
    log.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert [one["when"] for one in yaml_text.read(made(SMALL, tmp_path).data).data["access"]] == [shown]
    assert "Made a document" in run("log", tmp_path / "case.yaml").out


def test_a_no_is_kept_as_a_no(tmp_path: Path) -> None:
    data = yaml_text.read(made(SMALL + "  consent_company: false\n", tmp_path).data).data
    [answer] = [one for one in data["answers"] if one["id"] == "consent_company"]
    assert (answer["value"], answer["text"]) == (False, "Nej")


def test_the_command_writes_both_logs_both_and_warns_of_other_people(tmp_path: Path) -> None:
    case = tmp_path / "amal.yaml"
    beside = "  network: [{who: Birte, relation: Nabo}]\nnotes: {full_name: Sig Mel}\n"
    case.write_text(SMALL + beside, encoding="utf-8")
    ran = run("subject-access", case, "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    names = ["subject-access_K-1.data.yaml", "subject-access_K-1.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert "Netværk i Danmark" in ran.err
    assert "The consultant's notes are in them, too: 1." in ran.err
    assert "Birte" not in ran.err
    logged = [(one.action, Path(one.place).name) for one in access.entries("K-1")]
    assert sorted(logged) == [("subject-access", name) for name in names]
    assert "Gav personen indsigt: Personen selv" in run("log", lang="da").out


def test_what_is_there_is_not_replaced_without_force_and_no_batch_takes_it_for_a_case(tmp_path: Path) -> None:
    case = tmp_path / "amal.yaml"
    case.write_text(SMALL, encoding="utf-8")
    assert run("subject-access", case).code == 0
    assert run("subject-access", case).code == 2
    assert run("subject-access", case, "--force").code == 0
    assert batch.answers_files([tmp_path]) == [case]


def test_an_encrypted_case_is_opened_and_says_who_can_open_it(tmp_path: Path) -> None:
    keys.create("Karsten", "", age.new()[1])
    case = tmp_path / "amal.yaml"
    found, _problems = answers.parse(
        yaml_text.read(SMALL.encode()).data, store.load_questionnaire("screening")
    )
    assert found is not None
    store.save_answers(case, found)
    copies = subject.make(subject.Wish(case, today=TODAY))
    assert squeezed("Amal Haddad") in read(copies.pages)
    assert squeezed("Den kan åbnes af: Karsten") in read(copies.pages)


def test_a_language_it_has_no_words_in_is_refused(tmp_path: Path) -> None:
    case = tmp_path / "amal.yaml"
    case.write_text(SMALL, encoding="utf-8")
    ran = run("subject-access", case, "--language", "ar")
    assert ran.code == 2
    assert "da, en" in ran.err
