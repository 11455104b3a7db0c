"""What KoboToolbox and ODK export: group/question, several choices as one column or many, repeats."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from refscreen import store
from refscreen.dates import PartialDate
from refscreen.exchange import xlsform_out
from refscreen.exchange.columns import ColumnMap, Names, Target, targets
from refscreen.exchange.tables import Table
from refscreen.questionnaire import Questionnaire
from tests.tables import answers, brought_in, of_csv, told, workbook


def test_a_heading_is_the_path_of_a_question(tmp_path: Path) -> None:
    text = (
        '"start";"end";"person/case_ref";"person/full_name";"person/home/gender";"__version__";"_id";"_uuid";'
        '"_submission_time";"_validation_status";"meta/instanceID"\n'
        '"2026-11-05T10:02:26.000+01:00";"2026-11-05T11:40:00.000+01:00";"K-1";"Sara";"kvinde";"vXy";"1";"u";'
        '"2026-11-05T10:50:00";"";"uuid:1"\n'
    )
    ran = of_csv(tmp_path, text)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1") == {"case_ref": "K-1", "full_name": "Sara", "gender": "kvinde"}
    sessions = store.read_source(tmp_path / "out" / "K-1.yaml").data["sessions"]
    assert sessions == [{"start": "2026-11-05T10:02", "end": "2026-11-05T11:40"}]


def test_several_choices_are_one_column_with_spaces_or_one_column_each(tmp_path: Path) -> None:
    both = (
        "case_ref;work/branches;work/branches/metal;work/branches/byg;work/branches/it\n"
        "K-1;byg metal;1;1;0\nK-2;;;;\n"
    )
    assert of_csv(tmp_path, both).code == 0
    assert answers(tmp_path, "K-1")["branches"] == ["byg", "metal"]
    assert "branches" not in answers(tmp_path, "K-2")
    each = "case_ref;Brancher/Metal, maskiner og CNC;Brancher/Byggeri\nK-3;True;False\nK-4;0;0\nK-5;;\n"
    assert of_csv(tmp_path, each).code == 0
    assert answers(tmp_path, "K-3")["branches"] == ["metal"]
    assert answers(tmp_path, "K-4")["branches"] == []
    assert "branches" not in answers(tmp_path, "K-5")


def test_a_repeat_is_a_sheet_whose_rows_count_their_parents(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "export.xlsx",
        {
            "Screening": [["case_ref", "_id", "_index"], ["K-1", 123, 1], ["K-2", 124, 2]],
            "jobs": [
                ["jobs/title", "skilled", "_index", "_parent_table_name", "_parent_index", "_submission__id"],
                ["Kok", "yes", 1, "Screening", 2, 124],
                ["Bager", "no", 2, "Screening", 1, 123],
                ["Bud", None, 3, "Screening", 2, 124],
                ["Maler", None, 4, "Screening", 9, 999],
            ],
        },
    )
    assert told(brought_in(tmp_path, path)) == [
        "export.xlsx: sheet jobs, row 5 | The row belongs to a case that is not here."
    ]
    path = workbook(
        path,
        {
            "Screening": [["case_ref", "_index"], ["K-1", 1], ["K-2", 2]],
            "jobs": [["title", "_parent_table_name", "_parent_index"], ["Kok", "Screening", 2]],
        },
    )
    assert brought_in(tmp_path, path).code == 0
    assert answers(tmp_path, "K-2")["jobs"] == [{"title": "Kok"}]
    assert "jobs" not in answers(tmp_path, "K-1")


def test_odk_central_ties_two_files_together_by_a_key(tmp_path: Path) -> None:
    (tmp_path / "screening.csv").write_text(
        "SubmissionDate,person-case_ref,person-full_name,KEY,SubmitterName\n"
        "2026-11-05T10:00:00Z,K-1,Sara,uuid:a,x\n2026-11-05T10:00:00Z,K-2,Ali,uuid:b,x\n",
        encoding="utf-8",
    )
    (tmp_path / "screening-jobs.csv").write_text(
        "title,skilled,PARENT_KEY,KEY\nKok,,uuid:b,uuid:b/jobs[1]\n", encoding="utf-8"
    )
    ran = brought_in(tmp_path, tmp_path / "screening.csv", tmp_path / "screening-jobs.csv")
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-2")["jobs"] == [{"title": "Kok"}]


def test_a_repeat_that_is_no_group_here_is_a_problem_until_it_is_ignored(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "export.xlsx",
        {"Screening": [["case_ref"], ["K-1"]], "trees": [["tree", "_parent_index"], ["pine", 1]]},
    )
    assert told(brought_in(tmp_path, path)) == [
        "export.xlsx: sheet trees | Nothing with several rows in the questionnaire is called “trees”."
    ]
    (tmp_path / "map.yaml").write_text("ignore: [trees]\n", encoding="utf-8")
    assert brought_in(tmp_path, path, options=("--columns", tmp_path / "map.yaml")).code == 0


def test_what_the_api_answers_is_read(tmp_path: Path) -> None:
    submission = {
        "_id": 123,
        "formhub/uuid": "1",
        "start": "2026-11-05T10:02:26.000+01:00",
        "person/case_ref": "K-1",
        "person/gender": "kvinde",
        "work/branches": "byg it",
        "work/jobs": [{"work/jobs/title": "Kok", "work/jobs/skilled": "yes"}],
        "_geolocation": [None, None],
        "_attachments": [],
        "meta/instanceID": "uuid:1",
    }
    path = tmp_path / "data.json"
    path.write_text(json.dumps({"count": 1, "next": None, "results": [submission]}), encoding="utf-8")
    ran = brought_in(tmp_path, path)
    assert ran.code == 0, ran.err
    found = answers(tmp_path, "K-1")
    assert (found["branches"], found["jobs"]) == (["byg", "it"], [{"title": "Kok", "skilled": True}])


def test_what_odk_central_adds_today_is_passed_over_and_its_numbered_repeats_are_found(
    tmp_path: Path,
) -> None:
    (tmp_path / "screening.csv").write_text(
        "SubmissionDate,start,person-case_ref,work-branches,work-branches/metal,work-branches/byg,work-hours,"
        "meta-instanceID,meta-instanceName,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,"
        "Status,ReviewState,DeviceID,Edits,FormVersion\n"
        "2026-04-26T08:58:20.525Z,2026-04-26T08:00:20.525+02:00,K-1,metal byg,1,1,"
        "20.5,uuid:a,,uuid:a,5,app user,0,0,,,collect:b,0,2026042601\n",
        encoding="utf-8",
    )
    (tmp_path / "screening-jobs~1.csv").write_text(
        "title,skilled,from,PARENT_KEY,KEY\nKok,yes,2016-01-01,uuid:a,uuid:a/work/jobs[1]\n", encoding="utf-8"
    )
    ran = brought_in(tmp_path, tmp_path / "screening.csv", tmp_path / "screening-jobs~1.csv")
    assert ran.code == 0, ran.err
    found = answers(tmp_path, "K-1")
    assert (found["hours"], found["branches"]) == (20.5, ["metal", "byg"])
    assert found["jobs"] == [{"title": "Kok", "from": PartialDate(2016, 1, 1), "skilled": True}]


def test_what_kobo_adds_to_a_workbook_and_to_the_sheet_of_a_repeat_is_passed_over(tmp_path: Path) -> None:
    noted = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"]
    beside = [*noted, "__version__", "_tags", "meta/rootUuid"]
    about = [1, "u", "2026-04-26T07:00:01", None, None, "submitted_via_web", None, "v", None, "r"]
    of_rows = ["_parent_table_name", "_parent_index", *(f"_submission_{name}" for name in beside)]
    path = workbook(
        tmp_path / "Screening_-_all_versions_-_False_-_2026-04-26-09-00-00.xlsx",
        {
            "Screening": [["case_ref", "born", *beside, "_index"], ["K-1", "1990-02-03", *about, 1]],
            "jobs": [["title", "from", "_index", *of_rows], ["Kok", "2016-01", 1, "Screening", 1, *about]],
        },
    )
    ran = brought_in(tmp_path, path)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1")["jobs"] == [{"title": "Kok", "from": PartialDate(2016, 1)}]


def test_labels_of_several_choices_stand_with_spaces_between_them_though_they_have_commas(
    tmp_path: Path,
) -> None:
    text = (
        '"Sagsnummer";"Brancher";"Brancher/Metal, maskiner og CNC";"Brancher/Byggeri";"Brancher/IT"\n'
        '"K-1";"Metal, maskiner og CNC Byggeri";"1";"1";"0"\n'
    )
    ran = of_csv(tmp_path, text)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1")["branches"] == ["metal", "byg"]


def test_an_edited_submission_and_its_approval_are_read_from_the_api(tmp_path: Path) -> None:
    submission = {
        "case_ref": "K-1",
        "meta/instanceID": "uuid:2",
        "meta/deprecatedID": "uuid:1",
        "meta/rootUuid": "uuid:1",
        "_attachments": [{"filename": "a.jpg", "mimetype": "image/jpeg"}],
        "_validation_status": {"uid": "validation_status_approved", "label": "Approved"},
        "_supplementalDetails": {"photo": {"transcript": "x"}},
    }
    path = tmp_path / "data.json"
    path.write_text(json.dumps({"count": 1, "results": [submission]}), encoding="utf-8")
    ran = brought_in(tmp_path, path)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1") == {"case_ref": "K-1"}


SHIPPED = sorted(path.stem for path in store.shipped("questionnaires").glob("*.yaml") if "." not in path.stem)


def columns_of(questionnaire: Questionnaire, between: str, choice: str) -> Iterator[tuple[str, str, Target]]:
    """The table, heading and meaning of every column that our form of a questionnaire comes back with."""
    form = xlsform_out.form_of(questionnaire, {}, questionnaire.languages)
    path: list[str] = []
    for line in form.survey:
        kind, name = line["type"].split(), line.get("name", "")
        if kind[0].startswith("begin_"):
            path.append(name)
        elif kind[0].startswith("end_"):
            path.pop()
        elif len(path) > 1:
            heading = between.join([*path, name])
            yield path[-1], heading, Target("question", name)
            yield "", f"{between.join(path)}[1]{between}{heading}", Target("row", path[-1], name, 1)
        else:
            heading = between.join([*path, name])
            yield "", heading, Target("note" if kind[0] == "note" else "question", name)
            if kind[0] == "select_multiple":
                chosen = [row["name"] for row in form.choices if row["list_name"] == kind[1]]
                yield from (("", heading + choice + one, Target("choice", name, one)) for one in chosen)


@pytest.mark.parametrize(("between", "choice"), ["//", "-/", ".."])
@pytest.mark.parametrize("name", SHIPPED)
def test_every_column_of_our_own_form_is_understood_when_it_comes_back(
    name: str, between: str, choice: str
) -> None:
    questionnaire = store.load_questionnaire(name)
    for group in ("", *(q.id for q in questionnaire.questions.values() if q.questions)):
        of_rows = Names(questionnaire.questions[group].inner) if group else Names(questionnaire.questions)
        asked = {
            heading: meant
            for table, heading, meant in columns_of(questionnaire, between, choice)
            if table == group and not (between == "-" and meant.kind == "row")  # Central sends them apart
        }
        table = Table("kobo.csv", group or "kobo", tuple(asked), ())
        found, problems = targets(table, of_rows, ColumnMap(), rows=bool(group))
        assert problems == []
        understood = {heading: found[place] for place, heading in enumerate(asked) if place in found}
        assert understood == {heading: meant for heading, meant in asked.items() if meant.kind != "note"}


def test_a_section_that_is_called_as_a_group_is_labelled_does_not_stand_in_the_way(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case_ref,job-branches,job-hours,job-title\nK-1,byg,20,\n")
    assert told(ran) == ["cases.csv: row 1, column D (job-title) | The heading does not fit any question."]
    assert of_csv(tmp_path, "case_ref,job-branches,job-hours\nK-1,byg,20\n").code == 0
    assert answers(tmp_path, "K-1") == {"case_ref": "K-1", "branches": ["byg"], "hours": 20}


def test_the_guidance_of_a_form_may_have_a_column_as_long_as_it_is_empty(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case_ref,person-person_note\nK-1,\n").code == 0
    ran = of_csv(tmp_path, "case_ref,person-person_note\nK-1,seen\n")
    assert told(ran) == [
        "cases.csv: row 1, column B (person-person_note) | The heading does not fit any question."
    ]
