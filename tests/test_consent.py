"""Nothing goes to a company without a yes that still holds; a yes is taken back with one command."""

from datetime import date
from pathlib import Path

import pytest

from refscreen import access, documents, production, proof, store
from refscreen.audiences import shipped
from refscreen.template import common_words
from refscreen.view import Case, view
from refscreen.wording import Wording
from tests.program import run

SAMPLES = store.shipped("samples")
TODAY = date.today().isoformat()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written where the test works."""
    monkeypatch.chdir(tmp_path)


def case_of(*beside: str, **answers: object) -> Path:
    """A case that may be shown to companies, with further lines of the record, and of the answers."""
    told = {"consent_company": "true", "consent_sensitive": "true", "consent_municipality": "true"}
    told |= {"full_name": "Lam", **{name: str(answer) for name, answer in answers.items()}}
    lines = ["questionnaire: screening", "version: 1", "case: K-1", *beside, "answers:"]
    lines += [f"  {name}: {answer}" for name, answer in told.items() if answer]
    path = Path("k.yaml")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


TAKEN_BACK = "withdrawn: [{consent: consent_company, date: '2026-11-02'}]"


def refused(path: Path, document: str = "postcard") -> list[str]:
    """Why a document may not be made."""
    return [problem.key for problem in documents.gate(documents.find(document), production.load_case(path))]


COMPANY = [name for name in documents.names() if documents.find(name).manifest.audience == "company"]


def test_with_a_yes_a_postcard_may_be_made() -> None:
    assert refused(case_of()) == []


@pytest.mark.parametrize("name", [name for name in COMPANY if name != "competence-card"])
@pytest.mark.parametrize(("answer", "problem"), [("false", "consent_refused"), ("", "no_consent")])
def test_a_no_and_no_answer_are_no_yes(name: str, answer: str, problem: str) -> None:
    assert refused(case_of(consent_company=answer), name) == [problem]


def test_a_word_that_is_no_answer_is_no_yes() -> None:
    path = case_of(consent_company="måske")
    assert run("postcard", path, "-o", "x.html", "--format", "html").code == 3
    assert not Path("x.html").exists()


def test_a_yes_that_was_taken_back_is_none_even_if_the_answer_says_yes_again() -> None:
    assert refused(case_of(TAKEN_BACK)) == ["consent_withdrawn"]


@pytest.mark.parametrize(
    ("held", "anew"), [("2026-11-01", False), ("2026-11-02", False), ("2026-11-03", True)]
)
def test_it_can_be_given_anew_in_a_later_conversation(held: str, anew: bool) -> None:
    sessions = f"sessions: [{{start: {held}T10:00, end: {held}T11:00}}]"
    assert refused(case_of(TAKEN_BACK, sessions)) == ([] if anew else ["consent_withdrawn"])


def test_a_withdrawal_without_a_readable_day_counts_for_good() -> None:
    sessions = "sessions: [{start: 2030-01-01T10:00, end: 2030-01-01T11:00}]"
    assert refused(case_of("withdrawn: [{consent: consent_company}]", sessions)) == ["consent_withdrawn"]


def test_health_is_seen_only_while_its_own_consent_holds() -> None:
    def seen(*beside: str, **answers: str) -> bool:
        case = production.load_case(case_of(*beside, sleep_concentration=2, **answers))
        return "sleep_concentration" in documents.look(documents.find("handover"), case, "da").a

    assert seen()
    assert not seen(consent_sensitive="false")
    assert not seen("withdrawn: [{consent: consent_sensitive, date: '2026-11-02'}]")


def own_document(name: str, manifest: str, body: str = "") -> None:
    """A document of an organisation's own."""
    folder = Path("templates", name)
    folder.mkdir(parents=True)
    head = f"title: {{da: Brev}}\nquestionnaire: screening\npage: A4\npages: [1, 1]\n{manifest}\n"
    (folder / "manifest.yaml").write_text(head, encoding="utf-8")
    page = f'<!DOCTYPE html><html lang="da"><head><title>x</title></head><body>{body}</body></html>'
    (folder / "document.html").write_text(page, encoding="utf-8")
    (folder / "style.css").write_text("", encoding="utf-8")


def test_a_template_that_asks_for_no_consent_needs_it_all_the_same() -> None:
    own_document("letter", "audience: company\nconsents: []")
    assert refused(case_of(), "letter") == []
    assert refused(case_of(consent_company="false"), "letter") == ["consent_refused"]


def test_a_template_cannot_let_another_yes_stand_for_that_to_sensitive_answers() -> None:
    own_document("letter", "audience: municipality\nsensitive: consent_company")
    case = production.load_case(case_of(sleep_concentration=2, consent_sensitive="false"))
    assert "sleep_concentration" not in documents.look(documents.find("letter"), case, "da").a


@pytest.mark.parametrize(
    ("name", "audience", "said"),
    [
        ("postcard", "municipality", "is for the audience “company”"),
        ("letter", "companies", "There is no audience called “companies”"),
        ("letter", "subject", "There is no audience called “subject”"),
    ],
)
def test_a_template_cannot_make_itself_another_audience(name: str, audience: str, said: str) -> None:
    own_document(name, f"audience: {audience}")
    ran = run("render", name, case_of(), "-o", "x.html")
    assert ran.code == 3
    assert said in " ".join(ran.err.split()) or "Did you mean" in ran.err
    assert not Path("x.html").exists()


@pytest.mark.parametrize("to", ["csv", "json", "xlsx", "resume", "mailmerge"])
def test_no_export_for_companies_holds_a_case_without_consent(to: str) -> None:
    ran = run("export", case_of(TAKEN_BACK), "--to", to, "--audience", "company", "-o", "out.bin")
    assert ran.code != 0
    found = Path("out.bin").read_bytes() if Path("out.bin").exists() else b""
    assert b"Lam" not in found
    assert "has taken back their yes" in ran.err


# --- withdraw ----------------------------------------------------------------------------------------


def test_without_a_name_the_consents_are_listed_with_their_answers() -> None:
    lines = run("withdraw", case_of(), lang="da").out.splitlines()
    assert [line.split()[:2] for line in lines if "virksomheder" in line] == [["consent_company", "ja"]]
    assert any(line.split()[:3] == ["consent_media", "ikke", "besvaret"] for line in lines)


def test_a_broken_template_of_ones_own_stops_nobody_from_taking_a_consent_back() -> None:
    path = case_of()
    access.note("render", "K-1", "company", "mine", Path("x.pdf"))
    Path("templates/mine").mkdir(parents=True)
    Path("templates/mine/manifest.yaml").write_text("audience: [", encoding="utf-8")
    ran = run("withdraw", path, "consent_company")
    assert (ran.code, refused(path)) == (0, ["consent_withdrawn"])
    assert "mine" in ran.err, "what may have gone out under it is told of"
    assert "mine" in run("log", "K-1").out


def test_the_yes_to_what_is_sensitive_is_not_that_to_an_audience_of_this_name() -> None:
    told = "{title: {da: x}, purpose: {da: x}, basis: {da: x}, keep_months: 1}"
    Path("audiences.yaml").write_text(f"audiences: {{sensitive: {told}}}\n", encoding="utf-8")
    problems = documents.unpermitted(production.load_case(case_of()), "sensitive")
    assert [problem.key for problem in problems] == ["consent_not_named"]


def test_withdrawing_makes_the_answer_no_and_is_written_down() -> None:
    path = case_of()
    assert run("withdraw", path, "consent_company").code == 0
    record = production.load_case(path).answers
    assert record.values["consent_company"] is False
    assert [dict(one) for one in record.withdrawn] == [{"consent": "consent_company", "date": TODAY}]
    assert run("postcard", path, "-o", "x.html", "--format", "html").code == 3
    assert [entry.action for entry in access.entries("K-1")] == ["withdraw"]


def test_twice_on_a_day_is_written_down_once() -> None:
    path = case_of()
    run("withdraw", path, "consent_company")
    assert "There was no yes" in run("withdraw", path, "consent_company").err
    assert len(production.load_case(path).answers.withdrawn) == 1


def test_it_says_what_went_out_and_what_to_do() -> None:
    path = case_of()
    assert run("render", "jobnet", path, "-o", "jobnet.html").code == 0
    assert run("report", path, "-o", "handover.txt").code == 0
    assert run("sent", path, "postcard", "--to", "Fjordens Metal").code == 0
    told = run("withdraw", path, "consent_company").err
    assert f"{TODAY}  CV postcard: Fjordens Metal" in told
    assert "jobnet.html" in told
    assert "handover.txt" not in told
    assert "Ask those who have got something to delete it" in told


def test_where_nothing_went_out_it_says_so() -> None:
    assert "knows of nothing that was sent out" in run("withdraw", case_of(), "consent_company").err


def test_an_unknown_consent_is_named_with_one_that_is_near() -> None:
    ran = run("withdraw", case_of(), "consent_compny")
    assert ran.code == 2
    assert "Did you mean “consent_company”?" in ran.err


# --- sent and keep -----------------------------------------------------------------------------------


def test_what_was_handed_over_stands_in_the_case() -> None:
    path = case_of()
    assert run("sent", path, "postcard", "--to", "Fjordens Metal", "--date", "2026-11-20").code == 0
    once = {"date": "2026-11-20", "document": "postcard", "audience": "company", "to": "Fjordens Metal"}
    assert [dict(one) for one in production.load_case(path).answers.sent] == [once]


def test_days_are_told_as_people_write_them() -> None:
    path = case_of()
    sent = run("--lang", "da", "sent", path, "postcard", "--to", "Fjordens Metal", "--date", "2026-11-20")
    taken_back = run("--lang", "da", "withdraw", path, "consent_company")
    assert ("20.11.2026" in sent.err, "  20.11.2026  " in taken_back.err) == (True, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("placement-letter", "--to", "Styrelsen"), 3),
        (("postcrad", "--to", "Fjordens Metal"), 2),
        (("postcard", "--to", " "), 2),
        (("postcard", "--to", "Fjordens Metal", "--date", "2026"), 2),
    ],
)
def test_what_may_not_have_been_handed_over_is_refused(arguments: tuple[str, ...], code: int) -> None:
    path = case_of()
    assert run("sent", path, *arguments).code == code
    assert production.load_case(path).answers.sent == ()


def test_a_case_is_kept_for_as_long_as_the_file_of_the_audiences_says() -> None:
    Path("known.yaml").write_text("interview_date: 2026-01-31\nfull_name: Lam\n", encoding="utf-8")
    Path("audiences.yaml").write_text("cases: {keep_months: 1}\n", encoding="utf-8")
    assert run("interview", "--answers", "known.yaml", "--no-input", "-o", "new.yaml").code == 0
    assert production.load_case(Path("new.yaml")).answers.delete_after == date(2026, 2, 28)
    assert "2026-02-28" in run("status", "new.yaml").err


def test_a_day_that_was_chosen_is_left_alone() -> None:
    path = case_of("delete_after: 2027-01-01")
    run("withdraw", path, "consent_company")
    assert production.load_case(path).answers.delete_after == date(2027, 1, 1)
    assert run("keep", path, "--until", "30. juni 2028").code == 0
    assert production.load_case(path).answers.delete_after == date(2028, 6, 30)
    assert run("keep", path, "--until", "2028").code == 2


# --- numbers -----------------------------------------------------------------------------------------


def seen_by(path: Path, audience: str) -> list[str]:
    """Where strangers would read a CPR number."""
    case: Case = production.load_case(path)
    seen = view(case, audience, Wording("da", "da", common_words("da")))
    return [problem.where for problem in proof.personal_numbers(seen)]


@pytest.mark.parametrize(
    "written",
    [
        "010190-1234",
        "0101901234",
        "010190 1234",
        "01.01.90-1234",
        "f. 010190 – 1234",
        "٠١٠١٩٠-١٢٣٤",
        "610190-1234",
    ],
)
def test_what_looks_like_a_cpr_number_reaches_no_company_whatever_its_check_digit(written: str) -> None:
    path = case_of(leisure=f"Fodbold, {written}")
    assert seen_by(path, "company") == ["leisure"]
    assert seen_by(path, "municipality") == []
    assert run("postcard", path, "-o", "x.html", "--format", "html").code == 3
    assert run("export", path, "--audience", "company", "-o", "x.csv").code == 1


@pytest.mark.parametrize("written", ["20 11 22 33", "2012-2014", "EN 287-1", "ordre 1234567890123", "310290"])
def test_other_numbers_are_left_alone(written: str) -> None:
    assert seen_by(case_of(leisure=f"'{written}'"), "company") == []


def test_a_telephone_number_from_abroad_is_none_but_a_cpr_number_in_its_place_is() -> None:
    assert seen_by(case_of(phone="'0701234567'"), "company") == []
    assert seen_by(case_of(phone="010190-1234"), "company") == ["phone"]


def test_a_table_for_companies_leaves_out_who_tells_of_the_residence_status_in_their_own_words() -> None:
    path = case_of(leisure="Fodbold på asylcentret")
    told = run("export", path, "--audience", "company", "-o", "x.csv")
    assert told.code == 1
    assert "“asylcent”" in told.err
    assert run("export", path, "--audience", "municipality", "-o", "y.csv").code == 0


def test_a_document_of_ones_own_without_consents_does_not_open_a_table(tmp_path: Path) -> None:
    path = case_of(consent_municipality="false")
    own = tmp_path / "templates" / "memo"
    own.mkdir(parents=True)
    manifest = "title: {da: N}\naudience: municipality\npage: A4\npages: [1, 2]\nquestionnaire: screening\n"
    (own / "manifest.yaml").write_text(manifest, encoding="utf-8")
    assert run("export", path, "--audience", "municipality", "-o", "x.csv").code == 1


def test_every_audience_that_needs_consent_has_its_question_in_the_screening() -> None:
    needing = {name for name, one in shipped().audiences.items() if one.consent}
    assert needing <= set(store.load_questionnaire("screening").consents)


@pytest.mark.parametrize(
    "command",
    [("withdraw",), ("keep", "--until", "2027-01-01"), ("sent", "postcard", "--to", "Værftet")],
    ids=str,
)
def test_a_file_that_is_no_case_is_told_so_by_name(command: tuple[str, ...]) -> None:
    name, *rest = command
    Path("x.yaml").write_text("hello: 1\n", encoding="utf-8")
    Path("s.yaml").write_bytes((store.shipped("questionnaires") / "screening.yaml").read_bytes())
    no_case, form = run(name, "x.yaml", *rest), run(name, "s.yaml", *rest)
    assert (no_case.code, "x.yaml:1:1" in no_case.err, "questionnaire:" in no_case.err) == (3, True, True)
    assert (form.code, "s.yaml" in form.err, "not the answers of an interview" in form.err) == (3, True, True)
