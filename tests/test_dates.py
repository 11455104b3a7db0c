"""Dates as people know them: to the day, the month or the year."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refscreen.dates import NoSuchDayError, PartialDate, full_years, minutes, moment
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012", "2012"), (" 2012 ", "2012"), ("2012-05", "2012-05"), ("2012-5", "2012-05"),
        ("2012-05-17", "2012-05-17"), ("05.2012", "2012-05"), ("5.2012", "2012-05"), ("5/2012", "2012-05"),
        ("17.05.2012", "2012-05-17"), ("17/5/2012", "2012-05-17"), ("17-05-2012", "2012-05-17"),
        ("29.02.2024", "2024-02-29"), ("1900", "1900"), ("2100-12-31", "2100-12-31"),
        ("٢٠١٢", "2012"), ("21/11 2026", "2026-11-21"), ("1. maj 2026", "2026-05-01"),
        ("maj 2026", "2026-05"),
        ("May 2026", "2026-05"), ("1 May 2026", "2026-05-01"), ("21. nov. 2026", "2026-11-21"),
        ("Marts 2020", "2020-03"), ("21. 11. 2026", "2026-11-21"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_iso_and_danish_order(text: str, iso: str) -> None:
    assert str(PartialDate.parse(text)) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("i dag", "2026-11-21"), ("today", "2026-11-21"), ("21/11-26", "2026-11-21"),
        ("21.11.26", "2026-11-21"), ("1/5 12", "2012-05-01"), ("17.05.00", "2000-05-17"),
        ("17.05.99", "1999-05-17"), ("17.05.37", "1937-05-17"),
    ],
)  # fmt: skip
def test_on_the_day_itself_today_and_short_years_are_known(text: str, iso: str) -> None:
    assert str(PartialDate.parse(text, TODAY)) == iso
    with pytest.raises(ValueError, match="not a date"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["17.05.27", "17.05.36", "20-11-26", "05.26", "26"])
def test_a_short_year_that_may_be_another_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        PartialDate.parse(text, TODAY)


@pytest.mark.parametrize("text", ["30.02.2026", "2023-02-29", "31. april 2026", "30/2-26", "2012-05-00"])
def test_a_day_that_the_month_does_not_have_is_another_mistake_than_no_date(text: str) -> None:
    with pytest.raises(NoSuchDayError):
        PartialDate.parse(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "", "maj", "12", "201", "20122", "2012-", "2012-00", "2012-13", "13.2012", "00.2012", "0.05.2012",
        "2012-05-00", "2012-05-32", "30.02.2012", "29.02.2023", "31.04.2012", "05/17/2012", "17.05.12",
        "17.05",
        "1899", "1899-12-31", "2101", "0000", "2012-05-17T10:00", "2012 05 17", "2012.05.17", "-2012",
        "2012-05-17-01",
        "ca. 2012", "2012\n2013", "²⁰¹²",
    ],
)  # fmt: skip
def test_what_is_no_date_between_1900_and_2100_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|1900|month|day|range"):
        PartialDate.parse(text)


DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)


@given(DATES)
def test_a_date_is_read_back_as_it_is_written(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day


@given(DATES)
def test_the_danish_order_means_the_same(day: PartialDate) -> None:
    assert PartialDate.parse(".".join(reversed(str(day).split("-")))) == day


@given(DATES, DATES)
def test_of_two_dates_one_is_earlier_or_neither_can_be_told(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) is (other > one) is (one.first() < other.first())
    assert (one <= other) is (other >= one) is (one.first() <= other.first())


def test_of_a_year_and_its_january_neither_is_later() -> None:
    year, january = PartialDate(2012), PartialDate(2012, 1)
    assert year != january
    assert not year > january
    assert not year < january


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2003-11-21", "2026-11-21", 23),  # the birthday itself
        ("2003-11-22", "2026-11-21", 22),  # the day before it
        ("2004-02-29", "2026-02-28", 21),
        ("2004-02-29", "2026-03-01", 22),
        ("2012", "2015", 3),  # bare years count as their difference
        ("2012", "2012", 0),
        ("2012-06", "2015", 2),
        ("2012", "2015-06", 3),
        ("2015", "2012", 0),
    ],
)
def test_full_years_count_as_an_age_does(start: str, end: str, years: int) -> None:
    assert full_years(PartialDate.parse(start), PartialDate.parse(end)) == years


def test_full_years_until_a_day_of_the_calendar() -> None:
    assert full_years(PartialDate(2000, 12), date(2026, 11, 30)) == 25
    assert full_years(PartialDate(2000, 12), date(2026, 12, 1)) == 26


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2026-11-05T10:02", datetime(2026, 11, 5, 10, 2)),
        ("2026-11-05T23:02+01:00", datetime(2026, 11, 5, 23, 2)),
        ("2026-11-05", datetime(2026, 11, 5)),
        ("sometime", None),
        (None, None),
        (["2026-11-05"], None),
    ],
)
def test_a_stored_moment_is_read_by_the_clock_where_it_was(stored: object, read: datetime | None) -> None:
    assert moment(stored) == read


@pytest.mark.parametrize(
    ("stored", "read"),
    [(12, 12.0), (7.5, 7.5), (0, 0.0), (-3, 0.0), (True, 0.0), ("12", 0.0), (None, 0.0)]
    + [(float(word), 0.0) for word in ("nan", "inf")],
)
def test_what_is_no_number_of_minutes_counts_as_none(stored: object, read: float) -> None:
    assert minutes(stored) == read
