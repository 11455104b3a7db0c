"""The envelope of an encrypted case: what stands in clear, what is sealed, and that no change goes unseen."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from refscreen import home, store, yaml_text
from refscreen.answers import Answers, parse
from refscreen.errors import UserError
from refscreen.vault import age, keys, opening, sealed
from tests.conftest import questionnaire_of, said

SMALL = questionnaire_of("- {id: name, type: text}\n- {id: story, type: long_text}")
RECORD = Answers("small", 3, case="R-1", values={"name": "Amal", "story": "Hun har været i Tønder."})
RECOVERY = age.new()[1]
AGE = shutil.which("age") or ""


def with_a_key(name: str = "Jette") -> keys.Recipient:
    """Give the user a key without a passphrase."""
    return keys.create(name, "", RECOVERY)


def saved(folder: Path, record: Answers = RECORD) -> Path:
    """A case on disk, as the user saves it."""
    path = folder / "case.yaml"
    store.save_answers(path, record)
    return path


def why(path: Path) -> list[str]:
    """Why a case cannot be opened: place and reason of each problem."""
    with pytest.raises(UserError) as raised:
        store.load_answers(path, SMALL)
    places = [problem.where.removeprefix(f"{path}") for problem in raised.value.problems]
    return [f"{place}{line}" for place, line in zip(places, said(raised.value.problems), strict=True)]


# --- what it looks like -----------------------------------------------------------------------------


def test_only_questionnaire_case_number_and_last_day_stand_in_clear(tmp_path: Path) -> None:
    mine = with_a_key()
    path = saved(tmp_path, replace(RECORD, delete_after=date(2027, 5, 31)))
    text = path.read_text(encoding="utf-8")
    assert re.sub(r"(?<=ENCRYPTED FILE-----\n)[\s\w+/=]+(?=-)", "    …\n    ", text) == (
        "# Krypteret med age · encrypted with age · age-encryption.org\n"
        "questionnaire: small\n"
        "version: 3\n"
        "case: R-1\n"
        "delete_after: 2027-05-31\n"
        "sealed:\n"
        "  recipients:\n"
        f"  - name: Jette\n    key: {mine.key}\n"
        f"  - name: recovery\n    key: {RECOVERY}\n"
        "  payload: |\n"
        "    -----BEGIN AGE ENCRYPTED FILE-----\n    …\n    -----END AGE ENCRYPTED FILE-----\n"
    )
    assert store.header(path) == sealed.Header(
        "small", "3", "R-1", date(2027, 5, 31), sealed=True, is_case=True
    )


def test_the_header_of_a_plain_case_is_read_in_the_same_way(tmp_path: Path) -> None:
    path = saved(tmp_path)
    assert store.header(path) == sealed.Header("small", "3", "R-1", sealed=False, is_case=True)
    rules = tmp_path / "small.rules.yaml"
    rules.write_text("questionnaire: small\nversion: 3\nrecommendations: []\n", encoding="utf-8")
    assert not store.header(rules).is_case


def test_what_is_sealed_is_a_whole_plain_answers_file(tmp_path: Path) -> None:
    with_a_key()
    path = saved(tmp_path)
    armoured = sealed.payload(yaml_text.read(path.read_bytes()).data)
    inside = yaml_text.read(age.opened(armoured, keys.secret())).data
    assert inside["answers"] == {"name": "Amal", "story": "Hun har været i Tønder."}
    assert [one["name"] for one in inside["recipients"]] == ["Jette", "recovery"]


@pytest.mark.skipif(not AGE, reason="the age program is not installed here (apt install age)")
def test_the_stock_age_program_opens_it(tmp_path: Path) -> None:
    with_a_key()
    armoured = sealed.payload(yaml_text.read(saved(tmp_path).read_bytes()).data)
    key = tmp_path / "key.txt"
    key.write_text(keys.secret(), encoding="utf-8")
    ran = subprocess.run(
        [AGE, "-d", "-i", str(key)], input=armoured.encode(), capture_output=True, check=True, timeout=20
    )
    assert yaml_text.read(ran.stdout).data["answers"]["name"] == "Amal"


# --- what comes back --------------------------------------------------------------------------------

NUMBERS = st.text("ABCÆØÅ0123456789-", max_size=12) | st.text(max_size=120)
NUMBERS |= st.text("0123456789KÆØ#:'\" \n.,-+[]{}&*!|>%@`~eE?_/\\", max_size=120)
HEADERS = st.builds(
    Answers,
    st.just("small"),
    st.just(3),
    case=NUMBERS,
    delete_after=st.none() | st.dates(),
    values=st.fixed_dictionaries({}, optional={"name": st.text(min_size=1, max_size=40)}),
    flags=st.sampled_from([(), ("name",)]),
)


@tried(max_examples=60)
@given(HEADERS)
def test_header_and_record_come_back_as_they_were(record: Answers) -> None:
    secret, key = age.new()
    plain = replace(record, recipients=({"name": "Æ: 'x'", "key": key},)).plain()
    content = sealed.close(plain, age.seal)
    outer = yaml_text.read(content).data
    inner = yaml_text.read(age.opened(sealed.payload(outer), secret)).data
    assert sealed.changed(outer, inner) == []
    assert inner == yaml_text.read(yaml_text.write(plain).encode()).data
    header = sealed.header(content)
    assert (header.case, header.delete_after, header.sealed) == (record.case, record.delete_after, True)


@tried(max_examples=300)
@given(NUMBERS)
def test_a_case_number_is_the_same_in_the_header_and_in_the_whole_file(number: str) -> None:
    record = replace(RECORD, case=number)
    content = yaml_text.write(record.plain()).encode()
    answers, problems = parse(yaml_text.read(content).data, SMALL)
    assert answers is not None
    assert [one.key for one in problems if one.key != "case_is_a_person"] == []
    assert sealed.header(content).case == answers.case == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2026#17", "2026#17"),
        ("2026-17 # Amal's", "2026-17"),
        ("'#17'", "#17"),
        ("'Amal''s'", "Amal's"),
        ('"17"', "17"),
        ("'17: 2'", "17: 2"),
        ("' 17 '", " 17 "),
        ("sag 17", "sag 17"),
        ("Ærø-17", "Ærø-17"),
        ("0461", "0461"),
        ("0", "0"),
        ("2026", "2026"),
        ("17.10", "17.10"),
        ("0.00001", "0.00001"),
        ("2026-11-21", "2026-11-21"),
        ("12:30", "12:30"),
        ("true", "true"),
        ("no", "no"),
        ("null", ""),
        ("~", ""),
        ("''", ""),
        ("", ""),
        ("# to come", ""),
        (">-\n  2026\n  17", "2026 17"),
    ],
)
def test_a_case_number_written_by_hand_is_the_same_in_the_header(written: str, number: str) -> None:
    content = (
        f"questionnaire: small\nversion: 3\ncase: {written}\nstatus: completed\nanswers: {{}}\n".encode()
    )
    answers, problems = parse(yaml_text.read(content).data, SMALL)
    assert (answers and answers.case, problems) == (number, [])
    for one in (content, b"\xef\xbb\xbf" + content, content.replace(b"\n", b"\r\n")):
        assert sealed.header(one) == sealed.Header("small", "3", number, is_case=True)


def test_nothing_is_parsed_as_yaml_where_a_header_says_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "read", None)
    found = sealed.header(
        b"questionnaire: small\nversion: 3\ncase: K-2026-017\ndelete_after: 2027-05-31\nsealed:\n"
    )
    assert found == sealed.Header("small", "3", "K-2026-017", date(2027, 5, 31), sealed=True, is_case=True)


def test_a_record_of_900_kilobytes_comes_back(tmp_path: Path) -> None:
    with_a_key()
    large = questionnaire_of("\n".join(f"- {{id: q{n}, type: long_text}}" for n in range(70)))
    record = Answers("small", 3, values={f"q{n}": ("Ærø, 9. " * 1250)[:-1] for n in range(70)})
    path = saved(tmp_path, record)
    assert path.stat().st_size > 1_100_000
    assert store.load_answers(path, large)[0].values == record.values


# --- what was changed -------------------------------------------------------------------------------


def test_each_change_of_the_header_is_named_with_its_line_and_what_is_right(tmp_path: Path) -> None:
    with_a_key()
    path = saved(tmp_path, replace(RECORD, delete_after=date(2027, 5, 31)))
    whole = path.read_text(encoding="utf-8")
    found = {}
    for before, after in {
        "questionnaire: small": "questionnaire: another",
        "version: 3": "version: 4",
        "case: R-1": "case: R-2",
        "case: R-1\n": "",
        "2027-05-31": "2037-05-31",
        "name: Jette": "name: Mette",
        "sealed:": "status: completed\nsealed:",
    }.items():
        path.write_text(whole.replace(before, after, 1), encoding="utf-8")
        found[before.strip() + (" -" if not after else "")] = why(path)
    assert found == {
        "questionnaire: small": [":2:16questionnaire: header_changed"],
        "version: 3": [":3:10version: header_changed"],
        "case: R-1": [":4:7case: header_changed"],
        "case: R-1 -": [":2:1case: header_changed"],
        "2027-05-31": [":5:15delete_after: header_changed"],
        "name: Jette": [":8:3sealed.recipients: recipients_changed"],
        "sealed:": [":6:1status: not_in_header"],
    }


def test_no_other_key_can_be_put_among_the_recipients(tmp_path: Path) -> None:
    with_a_key()
    path = saved(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(RECOVERY, age.new()[1]), encoding="utf-8")
    assert why(path) == [":7:3sealed.recipients: recipients_changed"]


def test_every_changed_letter_of_the_sealed_part_is_seen(tmp_path: Path) -> None:
    with_a_key()
    path = saved(tmp_path)
    whole = path.read_bytes()
    start = whole.index(b"-----BEGIN")
    letters = [at for at in range(start, len(whole)) if whole[at : at + 1].isalnum()]
    for at in letters[:: len(letters) // 60]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert why(path)[0].split(": ")[1] in {"sealed_damaged", "not_for_you", "not_yaml"}, at


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_sealed_part_that_is_cut_off_is_seen(tmp_path: Path, keep: float) -> None:
    with_a_key()
    path = saved(tmp_path)
    whole = path.read_bytes()
    start = whole.index(b"-----BEGIN")
    path.write_bytes(whole[: start + int((len(whole) - start) * keep)] + b"\n")
    assert why(path) == [": sealed_damaged"]


@pytest.mark.parametrize(
    "sealed_part",
    ["", " nothing", " []", " {recipients: [], payload: ''}", " {recipients: x, payload: 7}", " {payload: }"],
)
def test_an_envelope_with_nothing_in_it_is_damaged(tmp_path: Path, sealed_part: str) -> None:
    with_a_key()
    path = tmp_path / "case.yaml"
    path.write_text(f"questionnaire: small\nversion: 3\nsealed:{sealed_part}\n", encoding="utf-8")
    assert why(path) == [": sealed_damaged"]


def test_another_record_sealed_for_the_same_people_cannot_take_its_place(tmp_path: Path) -> None:
    with_a_key()
    first = saved(tmp_path).read_text(encoding="utf-8")
    other = saved(tmp_path, replace(RECORD, case="R-2")).read_text(encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(first.split("sealed:")[0] + "sealed:" + other.split("sealed:")[1], encoding="utf-8")
    assert why(path) == [":4:7case: header_changed"]


# --- whose it is ------------------------------------------------------------------------------------


def as_(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Another user's folder; what is handed back goes to it."""

    def go() -> None:
        keys.take("")
        monkeypatch.setenv("REFSCREEN_HOME", str(folder / name))

    go()
    return go


def test_a_colleague_opens_what_is_for_both_and_a_stranger_is_told_who_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_("bo", tmp_path, monkeypatch)
    bo = with_a_key("Bo")
    jette = as_("jette", tmp_path, monkeypatch)
    with_a_key()
    keys.add("Bo", bo.key)
    path = saved(tmp_path)
    as_("bo", tmp_path, monkeypatch)
    assert store.load_answers(path, SMALL)[0].values == RECORD.values
    as_("stranger", tmp_path, monkeypatch)
    assert why(path) == [": sealed_without_key"]
    with_a_key("Kim")
    with pytest.raises(UserError) as raised:
        store.load_answers(path, SMALL)
    assert said(raised.value.problems) == [": not_for_you"]
    assert raised.value.problems[0].values["names"] == "Jette, Bo"
    jette()
    assert store.load_answers(path, SMALL)[0].values == RECORD.values


def test_a_colleague_who_saves_it_keeps_it_open_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_("bo", tmp_path, monkeypatch)
    bo = with_a_key("Bo")
    jette = as_("jette", tmp_path, monkeypatch)
    with_a_key()
    keys.add("Bo", bo.key)
    path = saved(tmp_path)
    as_("bo", tmp_path, monkeypatch)
    record = store.load_answers(path, SMALL)[0].with_answer("name", "Amal H.")
    store.save_answers(path, record)
    jette()
    assert store.load_answers(path, SMALL)[0].values["name"] == "Amal H."


def test_whoever_saves_can_open_it_afterwards_whatever_the_record_says(tmp_path: Path) -> None:
    with_a_key()
    theirs = ({"name": "Bo", "key": age.new()[1]}, {"name": "Nobody", "key": "age1nothing"})
    path = saved(tmp_path, replace(RECORD, recipients=theirs))
    names = [one["name"] for one in store.load_answers(path, SMALL)[0].recipients]
    assert names == ["Bo", "Jette", "recovery"]


def test_a_plain_file_is_sealed_at_the_next_save_once_there_is_a_key(tmp_path: Path) -> None:
    path = saved(tmp_path)
    assert "Amal" in path.read_text(encoding="utf-8")
    with_a_key()
    store.save_answers(path, store.load_answers(path, SMALL)[0])
    assert "Amal" not in path.read_text(encoding="utf-8")
    assert store.load_answers(path, SMALL)[0].values == RECORD.values


def test_what_is_made_up_is_not_sealed(tmp_path: Path) -> None:
    with_a_key()
    with keys.unused():
        path = saved(tmp_path)
    assert not store.header(path).sealed
    assert opening.closed(RECORD).startswith(b"# Krypteret")


def test_a_lost_list_of_recipients_never_lets_a_case_be_saved_in_clear(tmp_path: Path) -> None:
    with_a_key()
    Path(home.settings(), "recipients.yaml").unlink()
    with pytest.raises(UserError) as raised:
        saved(tmp_path)
    assert said(raised.value.problems) == [": bad_recipients"]
    assert not (tmp_path / "case.yaml").exists()


def test_a_lost_key_never_lets_a_case_be_saved_in_clear(tmp_path: Path) -> None:
    with_a_key()
    Path(home.settings(), "key.age").unlink()
    with pytest.raises(UserError) as raised:
        saved(tmp_path)
    assert said(raised.value.problems) == [": no_keys"]
    assert not (tmp_path / "case.yaml").exists()
