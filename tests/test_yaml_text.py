"""YAML as people write it: text stays text, nothing hostile is followed, what is written is read back."""

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from refscreen.dates import PartialDate
from refscreen.yaml_text import LARGEST, YamlError, read, write
from tests.conftest import data_of
from tests.effort import calls

WITHIN_A_SECOND = 1_500_000
"""Calls; a fifth of a second here."""


def refused(content: str | bytes) -> str:
    """Why it is refused, with line and column: ``1:7 aliases``."""
    with pytest.raises(YamlError) as error:
        read(content.encode() if isinstance(content, str) else content)
    line, column = error.value.mark
    return f"{line}:{column} {error.value.problem.key}"


def refusal(content: bytes) -> tuple[int, int] | None:
    """Line and column where it is refused; None for what is read. No other error is let through."""
    try:
        read(content)
    except YamlError as error:
        return error.mark
    return None


@pytest.mark.parametrize(
    "text",
    """no yes on off No YES nej 12:30 22:22 190:20:30 0461 0101701234 0712345670 012 +4520000001 +1 -0
    1.10 5.2010 10.2010 05.2012 17.05.2012 2012-05 2012-05-17 2026-11-05T09:30 = << ~? 1_000 0x1F 0o17
    1e5 1.5e3 .5 5. .inf .nan NaN 12,5 True FALSE Null NULL 1234567890123456789 100.000.000 K-2026-017
    æøå""".split(),  # noqa: SIM905
)
def test_text_that_others_take_for_something_else_stays_text(text: str) -> None:
    assert read(f"answer: {text}".encode()).data == {"answer": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("0", 0), ("8", 8),
        ("-3", -3), ("2012", 2012), ("20000031", 20000031), ("7.5", 7.5), ("-0.5", -0.5), ("1.0", 1.0),
        ("0.000001", 0.000001), ("'8'", "8"), ('"true"', "true"), ("''", ""),
    ],
)  # fmt: skip
def test_only_true_false_null_and_plain_numbers_are_more_than_text(text: str, value: object) -> None:
    found = read(f"answer: {text}".encode()).data["answer"]
    assert found == value
    assert type(found) is type(value)


def test_a_key_is_a_number_only_when_it_is_written_as_one() -> None:
    assert data_of("{1: a, '2': b, 010: c, true: d, 1.5: e}") == {
        1: "a",
        "2": "b",
        "010": "c",
        "true": "d",
        "1.5": "e",
    }


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "\ufeff"])
def test_a_file_without_anything_holds_nothing(text: str) -> None:
    assert read(text.encode()).data is None


def test_every_key_and_value_knows_its_line_and_column() -> None:
    source = read(b"a: 1\nb:\n  - x\n  - {c: 2}\n")
    assert source.mark(("b", 1, "c")) == (4, 9)
    assert source.mark(("b", 1, "c"), on_key=True) == (4, 6)
    assert source.mark(("b", 0)) == (3, 5)
    assert source.mark(("b", 1, "missing")) == (4, 5)
    assert source.mark(("nowhere",)) == (1, 1)


def test_a_byte_order_mark_and_windows_lines_change_nothing() -> None:
    source = read("\ufeffa: x\r\nb: |\r\n  one\r\n  two\r\n".encode())
    assert source.data == {"a": "x", "b": "one\ntwo\n"}
    assert source.mark(("b",)) == (2, 4)


def test_a_repeated_key_names_both_lines() -> None:
    with pytest.raises(YamlError) as error:
        read(b"a: 1\nb: 2\na: 3\n")
    assert error.value.mark == (3, 1)
    assert error.value.problem.values == {"key": "a", "first": "1"}


def test_the_same_key_in_two_rows_is_no_repetition() -> None:
    assert data_of("[{a: 1}, {a: 2}]") == [{"a": 1}, {"a": 2}]


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "alias": ("a: &x 1\nb: *x\n", "1:4 aliases"),
    "anchor alone": ("a: &x 1\n", "1:4 aliases"),
    "alias of nothing": ("a: *x\n", "1:4 aliases"),
    "anchored key": ("&x a: 1\n", "1:1 aliases"),
    "billion laughs": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "1:4 aliases"),
    "a list that holds itself": ("&a [*a]", "1:1 aliases"),
    "merge key": ("a: &d {x: 1}\nb: {<<: *d}\n", "1:4 aliases"),
    "python object": ("!!python/object/apply:os.system ['id']", "1:1 tags"),
    "python name": ("a: !!python/name:os.system ''", "1:4 tags"),
    "harmless tag": ("a: !!str 8", "1:4 tags"),
    "own tag": ("a: !secret x", "1:4 tags"),
    "tag on a list": ("!!set [a]", "1:1 tags"),
    "tag on a map": ("!!omap {a: 1}", "1:1 tags"),
    "verbatim tag": ("!<tag:yaml.org,2002:python/none> x", "1:1 tags"),
    "the empty tag": ("! x", "1:1 tags"),
    "tag of a directive": ("%TAG !e! tag:x,2002:\n---\n!e!a x", "3:1 tags"),
    "tag that is not declared": ("!e!a x", "1:1 not_yaml"),
    "60,000 tag directives": ("".join(f"%TAG !a{i}! x\n" for i in range(60_000)), "1:1 tags"),
    "200,000 other directives": ("%A\n" * 200_000, "1:3 not_yaml"),
    "directive alone": ("%YAML 1.1\n", "2:1 not_yaml"),
    "yaml of the future": ("%YAML 9.9\n---\na: 1\n", "1:1 not_yaml"),
    "two documents": ("a: 1\n---\nb: 2\n", "2:1 several_documents"),
    "200,000 documents": ("---\n" * 200_000, "2:1 several_documents"),
    "ends that end nothing": ("...\n" * 200_000, "1:1 not_yaml"),
    "21 levels of lists": ("[" * 21 + "]" * 21, "1:21 too_deep"),
    "21 levels of maps": ("{a: " * 21 + "1" + "}" * 21, "1:81 too_deep"),
    "21 levels of rows": ("".join(" " * i + "a:\n" for i in range(21)) + " " * 21 + "b: 1", "21:21 too_deep"),
    "100,000 open brackets": ("[" * 100_000, "1:21 too_deep"),
    "100,000 brackets": ("[" * 100_000 + "]" * 100_000, "1:21 too_deep"),
    "100,000 braces": ("{a: " * 100_000, "1:81 too_deep"),
    "100,000 dashes": ("- " * 100_000, "1:41 too_deep"),
    "100,000 question marks": ("? " * 100_000, "1:3 not_yaml"),
    "a list as a key": ("[a, b]: 1", "1:1 not_yaml"),
    "a map as a key": ("? {a: 1}\n: 2", "1:3 not_yaml"),
    "300,000 keys on one line": ("a: " * 300_000, "1:5 not_yaml"),
    "400,000 colons": (": " * 400_000, "1:1 not_yaml"),
    "one endless key": ("a" * 900_000 + ": 1", "1:900001 not_yaml"),
    "text that never ends": ('"' + "a" * 900_000, "1:900002 not_yaml"),
    "400,000 empty rows": ("-\n" * 400_000, "30000:2 too_many_values"),
    "400,000 numbers": ("[" + "1," * 400_000 + "]", "1:60000 too_many_values"),
    "110,000 keys": ("".join(f"k{i}:\n" for i in range(110_000)), "30000:8 too_many_values"),
    "100,000 commas": ("[" + "," * 100_000, "1:2 not_yaml"),
    "300,000 anchors": ("&a " * 300_000, "1:1 aliases"),
    "300,000 tags": ("!a " * 300_000, "1:1 tags"),
    "more than a megabyte": ("#" * (LARGEST + 1), "1:1 too_large"),
    "a megabyte of tabs": ("\t" * LARGEST, "1:1 not_yaml"),
    "a tab for indentation": ("a:\n\tb: 1", "2:1 not_yaml"),
    "latin-1": ("a: x\nb: bl\u00e5".encode("latin-1"), "2:6 not_utf8"),
    "utf-16": ("a: 1".encode("utf-16"), "1:1 not_utf8"),
    "utf-16 without a mark": ("a: 1".encode("utf-16-le"), "1:2 control_characters"),
    "a workbook": (b"PK\x03\x04" + bytes(2 * LARGEST), "1:1 a_table"),
    "an old workbook": (b"\xd0\xcf\x11\xe0", "1:1 a_table"),
    "half a character": (b"a: \xc3", "1:4 not_utf8"),
    "a surrogate in bytes": (b"a: \xed\xa0\x80", "1:4 not_utf8"),
    "overlong slash": (b"a: \xc0\xaf", "1:4 not_utf8"),
    "nul": ("a: 1\nb: x\0y", "2:5 control_characters"),
    "escape": ("a: \x1b[2J", "1:4 control_characters"),
    "c1 control": ("a: \x9b2J", "1:4 control_characters"),
    "no character at all": ("a: \ufffe", "1:4 control_characters"),
    "escaped surrogate": ('"\\ud800"', "1:4 not_yaml"),
    "escaped beyond unicode": ('"\\U00110000"', "1:4 not_yaml"),
    "unknown escape": ('"\\q"', "1:2 not_yaml"),
    "colon inside a value": ("a: b: c", "1:5 not_yaml"),
    "list that stops": ("[a, b", "2:1 not_yaml"),
    "map that stops": ("{a: 1", "2:1 not_yaml"),
    "quote that stops": ("'a", "1:3 not_yaml"),
    "at sign": ("a: @home", "1:4 not_yaml"),
    "backtick": ("a: `x`", "1:4 not_yaml"),
    "percent sign": ("a: %x", "1:4 not_yaml"),
    "block without indentation": ("|0\na", "1:2 not_yaml"),
    "wrong indentation": ("a:\n    b: 1\n  c: 2\n", "3:3 not_yaml"),
    "text after text": ("'a' 'b'", "1:5 not_yaml"),
    "repeated key": ("{a: 1, a: 2}", "1:8 repeated_key"),
    "repeated number": ("1: a\n1: b", "2:1 repeated_key"),
    "repeated merge": ("<<: 1\n<<: 2", "2:1 repeated_key"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_place_within_a_second(name: str) -> None:
    content, expected = HOSTILE[name]
    assert refused(content) == expected
    assert calls(lambda: refused(content)) < WITHIN_A_SECOND


def test_sixty_hostile_files_are_tried() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("filling", ["\n", " ", "#", "a", "a b ", "a\n", "é", "|\n x", "- a: [1]\n" * 300])
def test_a_large_file_is_read_within_a_second(filling: str) -> None:
    content = filling * (LARGEST // len(filling.encode()) if len(filling) < 10 else 30)
    assert calls(lambda: read(content.encode())) < WITHIN_A_SECOND


@given(st.binary(max_size=60) | st.text("[]{}&*!|>'\"%@`,?:-#~ \n\tab01<=", max_size=60).map(str.encode))
def test_whatever_the_bytes_they_are_read_or_refused_at_a_place_in_them(content: bytes) -> None:
    lines = len(content.decode(errors="replace").splitlines())
    line, column = refusal(content) or (1, 1)
    assert 1 <= line <= lines + 1
    assert column >= 1


# What no answer may hold (values.py refuses it) is left out; all else, line and paragraph separators too.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"])) | st.text(
    " \n\t:#-?'\"|>%@`{}[],&*!~=<0123456789.+_yesnoftrulE\u0085\u00a0\u2028\ufeff", max_size=12
)


@given(TEXTS)
@example("no").via("yaml 1.1")
@example("0101701234").via("an octal number of yaml 1.1")
@example("a\u0085b").via("a line break of yaml 1.1")
@example("  indented\n\nand more  \n")
@example("\ttab\nand line")
def test_text_is_read_back_unchanged_by_us_and_by_others(text: str) -> None:
    for data in (text, [text, [text]], {"key": text, "rows": [{"inner": text}]}, {text: text}):
        written = write(data)
        assert read(written.encode()).data == data
        assert yaml.safe_load(written) == data


@pytest.mark.parametrize("text", ["8", "1e5", "0o17", "7.5", "1_000", "12:30", "-1", ".5", "+45"])
def test_text_that_any_reader_could_take_for_a_number_is_quoted(text: str) -> None:
    assert write({"a": text}) == f"a: '{text}'\n"


IDS = st.text("abc_", min_size=1)
NUMBERS = st.integers(-(10**14), 10**14).map(lambda millionths: millionths / 10**6)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(IDS, inner, max_size=3),
    max_leaves=12,
)


@given(PLAIN)
@example([1e-06, 0.5, -0.25])
def test_data_are_read_back_unchanged_with_their_types(data: Any) -> None:
    again = read(write(data).encode()).data
    assert again == data
    assert repr(again) == repr(data)


def test_dates_are_written_bare_and_read_back_as_they_look() -> None:
    written = write([PartialDate(2012), PartialDate(2012, 5), PartialDate(2012, 5, 17)])
    assert written == "- 2012\n- 2012-05\n- 2012-05-17\n"
    assert data_of(written) == [2012, "2012-05", "2012-05-17"]


def test_several_lines_are_written_as_a_block_a_person_can_edit() -> None:
    assert write({"a": "Først dette.\nSå dette.\n"}) == "a: |\n  Først dette.\n  Så dette.\n"
