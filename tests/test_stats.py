"""Figures of a cohort: what is counted, of how many, and that nobody can work out the small numbers."""

import csv
import json
import random
from itertools import permutations
from pathlib import Path

import pytest

from refscreen import store
from refscreen.exchange.stats import STAGES, Counter, Person
from refscreen.exchange.suppression import Suppression, suppress, with_totals
from tests.differencing import LEAST, determined, random_tables, shown
from tests.program import Ran, run

PUBLISHED = Path(__file__).parent / "data" / "talent-management.csv"
"""What the project Talent Management (2016-2018) reported of its 279 candidates, or what follows from it."""


def case(folder: Path, number: int, answers: str = "", status: str = "completed") -> None:
    head = f"questionnaire: screening\nversion: 1\ncase: K-{number}\nstatus: {status}\n"
    lines = "".join(f"  {line}\n" for line in [f"case_ref: K-{number}", *answers.splitlines()])
    (folder / f"{number}.yaml").write_text(f"{head}answers:\n{lines}", encoding="utf-8")


def placed(day: str = "2017-01-15", town: str = "0461") -> str:
    return f'legal_status: boligplaceret\nmove_date: {day}\nmunicipality_placed: "{town}"\n'


def outcomes(folder: Path, *rows: str) -> Path:
    path = folder / "outcomes.csv"
    path.write_text("\n".join(["case;stage;date;form", *rows]) + "\n", encoding="utf-8")
    return path


def figures(ran: Ran) -> dict[tuple[str, str | None], tuple[int | None, int | None]]:
    """Count and base, by what is counted and what it is a share of."""
    return {(f["name"], f["of"]): (f["count"], f["base"]) for f in json.loads(ran.out)["figures"]}


@pytest.fixture(scope="module")
def talent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Made-up cases in the numbers of that project: 279, 221, 124, 83, and 30 = 4 + 10 + 16."""
    folder = tmp_path_factory.mktemp("talent")
    rows = []
    forms = ["igu"] * 4 + ["su"] * 10 + ["ordinary"] * 16
    for number in range(279):
        case(folder, number, placed() if number < 124 else "legal_status: asyl_fase2")
        rows += [f"K-{number};mapped;2016-12-01;"] if number < 221 else []
        rows += [f"K-{number};active;2017-02-01;"] if number < 83 else []
        day = "2017-07-15" if number < 20 else "2017-07-16"  # six months, and a day more
        rows += [f"K-{number};self_supporting;{day};{forms[number]}"] if number < 30 else []
    return folder, outcomes(tmp_path_factory.mktemp("after"), *rows)


def test_the_published_figures_come_out_each_with_its_denominator(talent: tuple[Path, Path]) -> None:
    folder, table = talent
    ran = run("stats", folder, "--outcomes", table, "--at-least", "1", "--json")
    told = figures(ran)
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file, delimiter=";"))
    assert len(told) == len(published)
    for line in published:
        count, base = told[line["figure"], line["of"] or None]
        assert count == int(line["count"])
        if base is not None and count is not None:
            assert (base, round(100 * count / base)) == (int(line["base"]), int(line["percent"]))


def test_a_share_says_what_it_is_a_share_of(talent: tuple[Path, Path]) -> None:
    folder, table = talent
    told = run("stats", folder, "--outcomes", table, "--language", "da").out
    assert "36,1 % af 83 i aktiv indsats" in told
    assert "24,2 % af 124 boligplacerede" in told
    assert "66,7 % af 30 selvforsørgende" in told
    english = run("stats", folder, "--outcomes", table, "--language", "en").out
    assert "36.1% of 83 in active effort" in english


def test_four_in_igu_are_not_shown_and_cannot_be_worked_out(talent: tuple[Path, Path]) -> None:
    folder, table = talent
    told = figures(run("stats", folder, "--outcomes", table, "--json"))
    forms = [told[form, "self_supporting"][0] for form in ("igu", "su", "ordinary")]
    assert forms == [None, None, 16]
    assert told["self_supporting", "active"] == (30, 83)


def test_no_line_is_wider_than_a_terminal(talent: tuple[Path, Path]) -> None:
    folder, table = talent
    for language in ("da", "en"):
        told = run("stats", folder, "--outcomes", table, "--by", "type", "--language", language).out
        assert max(map(len, told.splitlines())) < 80


def test_without_outcomes_only_what_the_questionnaire_knows_is_told(tmp_path: Path) -> None:
    for number in range(12):
        case(tmp_path, number, placed() if number < 6 else "")
    ran = run("stats", tmp_path, "--language", "en")
    assert "50.0% of 12 screened" in ran.out
    assert "--outcomes" in ran.out
    assert "effort" not in ran.out.replace("effort and self-support", "")


def test_unfinished_interviews_are_not_counted_and_a_case_counts_once(tmp_path: Path) -> None:
    for number in range(6):
        case(tmp_path, number)
    case(tmp_path, 7, status="in-progress")
    (tmp_path / "again.yaml").write_bytes((tmp_path / "1.yaml").read_bytes())
    told = json.loads(run("stats", tmp_path, "--json", "--at-least", "1").out)
    assert told["figures"][0]["count"] == 6
    assert told["unfinished"] == 1
    assert "not counted: <5" in run("stats", tmp_path, "--language", "en").out


def test_a_later_stage_holds_those_before_it_and_active_are_those_who_are_placed(tmp_path: Path) -> None:
    case(tmp_path, 1, placed())
    case(tmp_path, 2)  # in effort while asylum is sought: mapped, and not among the placed
    table = outcomes(tmp_path, "K-1;self_supporting;2017-03-01;su", "K-2;active;2017-03-01;")
    told = figures(run("stats", tmp_path, "--outcomes", table, "--at-least", "1", "--json"))
    assert [told[name, of][0] for name, of in (("mapped", "screened"), ("active", "placed"))] == [2, 1]


@pytest.mark.parametrize(
    ("moved", "supported", "name"),
    [
        ("2017-08-31", "2018-02-28", "within_6"),  # February has no 31st
        ("2017-08-31", "2018-03-01", "within_12"),
        ("2017-01-15", "2018-01-15", "within_12"),
        ("2017-01-15", "2018-01-16", "later"),
        ("2017-01-15", "", "time_unknown"),
    ],
)
def test_time_counts_from_the_move_to_the_municipality(
    tmp_path: Path, moved: str, supported: str, name: str
) -> None:
    case(tmp_path, 1, placed(moved))
    table = outcomes(tmp_path, f"K-1;self_supporting;{supported};ordinary")
    told = figures(run("stats", tmp_path, "--outcomes", table, "--at-least", "1", "--json"))
    assert told[name, "self_supporting"] == (1, 1)


def test_a_table_of_outcomes_can_be_in_danish_and_its_mistakes_are_told_with_their_row(
    tmp_path: Path,
) -> None:
    case(tmp_path, 1, placed())
    good = tmp_path / "good.csv"
    good.write_text("Sag;Trin;Dato;Form\nK-1;Selvforsørgende;1.3.2017;Uddannelse\n", encoding="utf-8-sig")
    ran = run("stats", tmp_path, "--outcomes", good, "--at-least", "1", "--json")
    assert figures(ran)["su", "self_supporting"] == (1, 1)
    bad = outcomes(tmp_path, "K-1;selfsupporting;2017-13-45;su", ";active;;", "K-1;active;;gold")
    ran = run("stats", tmp_path, "--outcomes", bad)
    assert (ran.code, ran.out) == (3, "")
    for place in ("row 2, column B", "row 2, column C", "row 3, column A", "row 4, column D"):
        assert place in ran.err
    late = outcomes(tmp_path, "K-1;active;2017-03-01;", "K-1;active;2098-03-01;", "K-1;mapped;2097;")
    ran = run("stats", tmp_path, "--outcomes", late)
    assert (ran.code, ran.out, ran.err.count("This day is still to come.")) == (3, "", 2)
    assert "row 3, column C" in ran.err
    headless = tmp_path / "headless.csv"
    headless.write_text("a;b\n1;2\n", encoding="utf-8")
    assert "case, stage" in run("stats", tmp_path, "--outcomes", headless).err


def test_rows_without_a_date_are_counted_and_told(tmp_path: Path) -> None:
    for number in range(5):
        case(tmp_path, number)
    table = outcomes(tmp_path, "K-1;mapped;2017-01-01;", "K-2;mapped;;", "K-3;mapped;;")
    ran = run("stats", tmp_path, "--outcomes", table, "--at-least", "1", "--json")
    assert (ran.code, figures(ran)["mapped", "screened"][0]) == (0, 3)
    assert "row 3, column C (date)\n  Rows without a date: 2." in ran.err
    assert (
        "Rows without" not in run("stats", tmp_path, "--outcomes", outcomes(tmp_path, "K-1;mapped;2017;")).err
    )


def test_a_row_that_says_placed_says_mapped_too(tmp_path: Path) -> None:
    for number in range(12):
        case(tmp_path, number, "legal_status: asyl_fase2")
    table = outcomes(tmp_path, *(f"K-{number};placed;2017-01-01;" for number in range(6)))
    told = figures(run("stats", tmp_path, "--outcomes", table, "--json"))
    assert told["mapped", "screened"] == (6, 12)
    assert told["placed", "mapped"] == (6, 6)


def test_who_supports_themselves_and_is_not_known_to_be_placed_counts_as_mapped_and_that_is_told(
    tmp_path: Path,
) -> None:
    for number in range(10):
        case(tmp_path, number, placed() if number < 5 else "legal_status: asyl_fase2")
    table = outcomes(tmp_path, *(f"K-{number};self_supporting;2017-03-01;igu" for number in range(10)))
    ran = run("stats", tmp_path, "--outcomes", table, "--json")
    told = figures(ran)
    assert (told["mapped", "screened"][0], told["self_supporting", "mapped"]) == (10, (5, 10))
    assert "row 7, column C (date)\n  The person is in active effort or self-supporting" in ran.err
    assert not any(map(str.isdigit, ran.err.partition("The person")[2]))  # would be one figure more


def test_who_is_placed_and_has_no_row_counts_as_screened_and_that_is_told(tmp_path: Path) -> None:
    for number in range(6):
        case(tmp_path, number, placed())
    case(tmp_path, 7)
    ran = run("stats", tmp_path, "--outcomes", outcomes(tmp_path, "K-7;mapped;2017;"), "--at-least", "1")
    assert "0.yaml\n  The person is placed according to the answers" in ran.err
    every = outcomes(tmp_path, *(f"K-{number};mapped;2017-01-01;" for number in range(6)))
    assert "according to the answers" not in run("stats", tmp_path, "--outcomes", every).err


@pytest.mark.parametrize(
    ("moved", "supported", "name"),
    [
        ("2017-08-31", "2017-08-30", "before"),
        ("2017-08-31", "2016-10-01", "before"),
        ("2017-01-15", "2017-04", "within_6"),
        ("2017-01", "2017-07", "time_unknown"),  # five months to seven
        ("2017-01-15", "2017", "time_unknown"),
        ("2016-01", "2018", "later"),
    ],
)
def test_the_time_is_told_where_the_dates_leave_no_doubt(
    tmp_path: Path, moved: str, supported: str, name: str
) -> None:
    case(tmp_path, 1, placed(moved))
    table = outcomes(tmp_path, f"K-1;self_supporting;{supported};ordinary")
    ran = run("stats", tmp_path, "--outcomes", table, "--at-least", "1", "--json")
    assert figures(ran)[name, "self_supporting"] == (1, 1)
    assert sum(figures(ran)[within, "self_supporting"][0] or 0 for within in ("within_6", "within_12")) == (
        2 if name == "within_6" else 0
    )
    assert ("row 2, column C (date)\n  The self-support lies before" in ran.err) == (name == "before")


def test_the_order_of_the_rows_decides_nothing(tmp_path: Path) -> None:
    case(tmp_path, 1, placed("2017-01-15"))
    rows = [
        "K-1;self_supporting;;",
        "K-1;self_supporting;2018-10-01;ordinary",
        "K-1;self_supporting;2017-05-01;igu",
        "K-1;active;2017-02-01;",
    ]
    for order in permutations(rows):
        ran = run("stats", tmp_path, "--outcomes", outcomes(tmp_path, *order), "--at-least", "1", "--json")
        told = figures(ran)
        assert told["within_6", "self_supporting"] == told["ordinary", "self_supporting"] == (1, 1)
        assert ("igu", "self_supporting") not in told
        assert "Cases with several dates for the same stage: 1." in ran.err
        assert "Rows without a date" not in ran.err


@pytest.mark.parametrize(("first", "second"), [("2017-05", "2017-05-20"), ("2017-05-20", ""), ("", "")])
def test_which_of_two_forms_is_the_latest_is_never_guessed(tmp_path: Path, first: str, second: str) -> None:
    case(tmp_path, 1, placed("2017-01-15"))
    for one, other in ((first, second), (second, first)):
        table = outcomes(tmp_path, f"K-1;self_supporting;{one};igu", f"K-1;self_supporting;{other};su")
        ran = run("stats", tmp_path, "--outcomes", table)
        assert (ran.code, ran.out) == (3, "")
        assert "row 3, column C (date)\n  The case has another form in row 2" in ran.err


def test_words_of_a_table_of_outcomes_are_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    case(tmp_path, 1, placed())
    table = tmp_path / "table.csv"
    table.write_text("Sagsnr.;Dato\nK-1;2017\n", encoding="utf-8")
    assert "mangler disse kolonner: trin" in run("stats", tmp_path, "--outcomes", table, lang="da").err
    table.write_text("Sagsnr.;Trin;Form\nK-1;nået;\nK-1;selvforsørgende;guld\n", encoding="utf-8")
    ran = run("stats", tmp_path, "--outcomes", table, lang="da")
    assert "kortlagt, boligplaceret, i indsats, selvforsørgende" in ran.err
    assert "igu, su, ordinær" in ran.err


def test_days_of_a_table_of_outcomes_as_spreadsheets_write_them(tmp_path: Path) -> None:
    case(tmp_path, 1, placed("2017-01-15"))
    good = outcomes(tmp_path, "K-1;self_supporting;03-03-2017 09:00;su")
    ran = run("stats", tmp_path, "--outcomes", good, "--at-least", "1", "--json")
    assert figures(ran)["within_6", "self_supporting"] == (1, 1)
    ran = run("stats", tmp_path, "--outcomes", outcomes(tmp_path, "K-1;active;42797;"))
    assert "That looks like the number Excel has for a day" in ran.err


def test_a_table_of_outcomes_may_tell_of_other_cases_too(tmp_path: Path) -> None:
    for number in range(5):
        case(tmp_path, number)
    ran = run("stats", tmp_path, "--outcomes", outcomes(tmp_path, "K-77;mapped;;", "K-1;mapped;;"))
    assert ran.code == 0
    assert "not counted: 1" in ran.err


def test_cases_can_be_grouped_by_an_answer_and_by_nothing_private(tmp_path: Path) -> None:
    for number in range(12):
        case(tmp_path, number, placed(town="0461" if number < 6 else "0101"))
    told = json.loads(run("stats", tmp_path, "--by", "municipality", "--json").out)["by"]
    assert told["question"] == "municipality_placed"
    assert [(row["group"], row["total"]) for row in told["furthest"]] == [("0101", 6), ("0461", 6)]
    for name in ("full_name", "health_limit", "nothing", "permit_basis"):
        assert run("stats", tmp_path, "--by", name).code == 2


def test_the_type_is_the_one_that_counts_the_consultants_or_else_the_suggested(tmp_path: Path) -> None:
    for number in range(5):
        case(tmp_path, number, "legal_status: asyl_fase2\never_worked: true")
    for number in range(5, 10):
        case(tmp_path, number, "legal_status: asyl_fase2\never_worked: true\ntypology: type2")
    told = json.loads(run("stats", tmp_path, "--by", "type", "--json").out)["by"]["furthest"]
    assert [(row["group"], row["total"]) for row in told] == [("type1", 5), ("type2", 5)]


def test_where_a_case_can_stand_in_several_groups_there_is_no_sum(tmp_path: Path) -> None:
    for number in range(6):
        case(tmp_path, number, "branches: [it, byg]")
    told = run("stats", tmp_path, "--by", "branch", "--language", "en").out
    assert "do not add up" in told
    assert "In all" not in told.replace("In all\n", "", 1)


def test_a_cohort_of_four_is_told_of_in_no_figure(tmp_path: Path) -> None:
    for number in range(4):
        case(tmp_path, number, placed())
    told = run("stats", tmp_path, "--by", "municipality", "--language", "en").out
    assert "too few" in told
    assert "4" not in told
    assert {f["count"] for f in json.loads(run("stats", tmp_path, "--json").out)["figures"]} == {None}


def test_the_figures_go_to_a_csv_file_for_excel(tmp_path: Path, talent: tuple[Path, Path]) -> None:
    folder, table = talent
    out = tmp_path / "figures.csv"
    assert run("stats", folder, "--outcomes", table, "--csv", out, "--language", "da").code == 0
    told = out.read_text(encoding="utf-8-sig")
    assert "I aktiv indsats;83;66,9;Boligplaceret;124" in told
    assert run("stats", folder, "--csv", out).code == 2


def test_a_table_of_groups_for_excel_has_whole_words_and_the_share_its_denominator(
    tmp_path: Path, talent: tuple[Path, Path]
) -> None:
    folder, table = talent
    out = tmp_path / "figures.csv"
    options = ("--outcomes", table, "--by", "municipality", "--language", "da")
    ran = run("stats", folder, *options, "--csv", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file, delimiter=";"))[-4:]
    assert head == ["", "Kun screenet", "Kortlagt (360°)", "Boligplaceret", "I aktiv indsats",
                    "Selvforsørgende", "I alt", "Selvforsørgende, % af screenede"]  # fmt: skip
    assert rows[-1] == ["I alt", "58", "97", "41", "53", "30", "279", "10,8"]
    assert "Bolig- " in ran.out  # where there is no room


def test_nothing_small_is_shown_and_no_withheld_cell_can_be_worked_out_in_a_thousand_tables() -> None:
    for counts in random_tables(1000, 20261121):
        found = suppress(with_totals(counts), LEAST)
        assert not [count for count in shown(found) if 0 < count < LEAST]
        assert list(determined(found)) == [], counts


def test_a_table_of_groups_under_its_funnel_gives_nothing_away_either() -> None:
    dice, withheld_whole = random.Random(7), 0  # noqa: S311  # a seed, not a secret
    screening = store.load_questionnaire("screening")
    town = screening.questions["municipality_placed"]
    for _table in range(60):
        towns = [choice.id for choice in town.choices[: dice.randint(2, 4)]]
        people = [
            Person(dice.choices(STAGES, (5, 3, 3, 2, 1))[0], groups=(dice.choice(towns),))
            for _person in range(dice.randint(20, 120))
        ]
        told = Counter(screening, {}, town, {str(n): one for n, one in enumerate(people)}).figures(LEAST)
        assert told.grouped is not None
        [found] = told.grouped.suppressed
        withheld_whole += found.whole
        assert found.whole or all(
            found.hides((len(found.counts) - 1, place)) == (stage in told.funnel.hidden)
            for place, stage in enumerate(STAGES)
        )
        assert list(determined(found)) == []
        reached = [told.reached(stage) for stage in STAGES]
        assert not [count for count in reached if count is not None and 0 < count < LEAST]
    assert withheld_whole <= 6


def test_the_solver_of_these_tests_finds_what_can_be_worked_out() -> None:
    table = with_totals([[2, 9], [8, 7]])
    alone = Suppression(table, LEAST, small={(0, 0)})
    assert list(determined(alone)) == [(0, 0)]
    row_only = Suppression(table, LEAST, small={(0, 0)}, others={(0, 1)})
    assert set(determined(row_only)) == {(0, 0), (0, 1)}
    square = Suppression(table, LEAST, small={(0, 0)}, others={(0, 1), (1, 0), (1, 1)})
    assert list(determined(square)) == []
    tight = with_totals([[1, 1], [8, 7]])  # two people in two cells of at least one
    assert set(determined(Suppression(tight, LEAST, small={(0, 0), (0, 1)}))) == {(0, 0), (0, 1)}


def test_totals_that_are_shown_elsewhere_stay_as_they_are() -> None:
    table = with_totals([[2, 20, 30], [8, 20, 30], [9, 20, 30]])
    last = [(3, column) for column in range(4)]
    found = suppress(table, LEAST, fixed=last)
    assert not any(found.hides(place) for place in last)
    assert list(determined(found)) == []


def test_what_is_withheld_of_a_sum_is_not_small_when_taken_together() -> None:
    found = suppress(with_totals([[50, 40, 30, 3, 1]]), LEAST)
    together = sum(found.counts[0][column] for column in range(5) if found.hides((0, column)))
    assert together >= LEAST
