"""What is installed is known: locked with hashes, new enough to be safe, and listed for whoever asks."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.campaign.supply import options_of_our_installation

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FLOORS: dict[str, dict[str, str]] = PROJECT["tool"]["refscreen"]["floors"]
BOUNDS = [
    Requirement(text)
    for texts in (
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    )
    for text in texts
    if isinstance(text, str)
]


def entries(lock: str) -> list[str]:
    """Each package of a lock with its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]


def locked(lock: str) -> dict[str, list[Version]]:
    """The versions of each package; there are two where systems differ."""
    found: dict[str, list[Version]] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.split("\\")[0])
        [pin] = requirement.specifier
        found.setdefault(canonicalize_name(requirement.name), []).append(Version(pin.version))
    return found


def least(requirement: Requirement) -> Version:
    """The lower bound of a requirement."""
    return max(
        (Version(one.version) for one in requirement.specifier if one.operator == ">="), default=Version("0")
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_each_of_its_files_has_a_hash(lock: str) -> None:
    pinned = re.compile(r"[a-z0-9-]+==[^\s;]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\s*")
    assert [entry for entry in entries(lock) if not pinned.fullmatch(entry)] == []


def test_our_own_installation_takes_only_wheels_of_the_lock() -> None:
    assert options_of_our_installation() == ["--require-hashes", "--only-binary", ":all:"]


@pytest.mark.parametrize("page", ["README.md", "README.da.md"])
def test_the_readme_tells_an_organisation_to_install_in_the_same_way(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert f"pip install {' '.join(options_of_our_installation())} -r requirements.lock" in text


def test_the_lock_holds_what_the_project_asks_for() -> None:
    versions = locked("requirements-dev.lock")
    unmet = [
        str(bound)
        for bound in BOUNDS
        if not all(
            version in bound.specifier
            for version in versions.get(canonicalize_name(bound.name), [Version("0")])
        )
    ]
    assert unmet == []


def test_people_and_developers_run_the_same_versions() -> None:
    people, developers = map(locked, LOCKS)
    assert {name: versions for name, versions in people.items() if developers.get(name) != versions} == {}


@pytest.mark.parametrize("package", FLOORS)
def test_no_package_is_older_than_its_last_known_security_fix(package: str) -> None:
    floor = Version(FLOORS[package]["least"])
    found = locked("requirements-dev.lock")[package]
    assert min(found) >= floor, f"{FLOORS[package]['fixes']}: make lock ARGS=--upgrade"
    asked = [bound for bound in BOUNDS if canonicalize_name(bound.name) == package]
    assert [str(bound) for bound in asked if least(bound) < floor] == []


def test_every_extra_that_people_are_told_to_install_is_one() -> None:
    pages = [*(ROOT / "refscreen" / "messages").glob("*.yaml"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    told = {name for page in pages for name in re.findall(r"refscreen\[(\w+)\]", page.read_text("utf-8"))}
    assert told == set(PROJECT["project"]["optional-dependencies"])


# --- what is in the wheel -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel that is released, built without the network."""
    backend = PROJECT["build-system"]["build-backend"]
    pytest.importorskip(backend, reason="the build backend is not installed: make test")
    code = f"import sys, {backend} as backend\nprint(backend.build_wheel(sys.argv[1]))"
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-c", code, folder], cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("refscreen-*.whl")
    with ZipFile(path) as found:
        yield found


def shipped(folder: Path) -> set[str]:
    """The files of a folder as they are called below it."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def test_the_wheel_holds_the_program_its_types_and_its_data_and_nothing_else(wheel: ZipFile) -> None:
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert "refscreen/py.typed" in names
    for folder, place in (
        ("questionnaires", "_data/questionnaires"),
        ("samples", "_data/samples"),
        ("refscreen", ""),
    ):
        below = f"refscreen/{place}".rstrip("/") + "/"
        assert shipped(ROOT / folder) - {name.removeprefix(below) for name in names} == set(), folder
    assert {name.partition("/")[0] for name in names} == {"refscreen"}
    assert [name for name in names if name.endswith((".pyc", ".pdf"))] == []


def test_the_wheel_says_who_may_do_what_with_it_and_how_it_is_called(wheel: ZipFile) -> None:
    about = {name.partition(".dist-info/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    fonts = {
        f"licenses/{path.relative_to(ROOT).as_posix()}"
        for path in ROOT.glob("refscreen/templates/fonts/OFL-*")
    }
    assert fonts
    assert {"licenses/LICENSE", *fonts} <= about.keys()
    assert "refscreen = refscreen.__main__:main" in wheel.read(about["entry_points.txt"]).decode()
    metadata = message_from_bytes(wheel.read(about["METADATA"]))
    assert set(metadata.get_all("Provides-Extra", [])) == set(PROJECT["project"]["optional-dependencies"])


# --- the bill of materials ----------------------------------------------------------------------------


def made(path: Path, **around: str) -> bytes:
    """The bill of materials as `make sbom` writes it."""
    script = ROOT / "scripts" / "make-sbom.py"
    subprocess.run([sys.executable, script, "-o", path], check=True, capture_output=True, env=around)
    return path.read_bytes()


def test_the_bill_of_materials_names_every_locked_package_with_every_hash(tmp_path: Path) -> None:
    bill = json.loads(made(tmp_path / "bill.json"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {
        (component["name"], component["version"]): {
            digest["content"] for place in component["externalReferences"] for digest in place["hashes"]
        }
        for component in bill["components"]
        if component["type"] == "library"
    }
    wanted = {
        (name, version): set(re.findall("sha256:([0-9a-f]{64})", entry))
        for entry in entries("requirements.lock")
        for name, version in re.findall(r"^([\w-]+)==([^\s;]+)", entry)
    }
    assert listed == wanted
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert any(ref.startswith("weasyprint==") for ref in needs["refscreen"])
    reached, waiting = set(), ["refscreen"]
    while waiting:
        reached.add(ref := waiting.pop())
        waiting += [other for other in needs[ref] if other not in reached]
    assert reached == set(needs), "a locked package that nothing needs"


def test_the_bill_of_materials_is_the_same_to_the_byte_and_has_the_day_of_its_release(tmp_path: Path) -> None:
    once, again = (made(tmp_path / name, SOURCE_DATE_EPOCH="1800000000") for name in ("one", "two"))
    assert once == again
    assert json.loads(once)["metadata"]["timestamp"] == "2027-01-15T08:00:00Z"
