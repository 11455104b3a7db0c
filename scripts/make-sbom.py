"""Write the software bill of materials: what an installation from requirements.lock consists of.

CycloneDX 1.6, checked against its schema before it is written. The lock says which packages, versions and
files; what is installed here says their licences and who needs whom. The fonts in the wheel are named too.
The same lock gives the same bytes; SOURCE_DATE_EPOCH puts the day of a release into it.

Use: python scripts/make-sbom.py [-o FILE]
"""

import argparse
import importlib.metadata
import json
import os
import re
import sys
import uuid
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKED = re.compile(
    r"^([a-z0-9.-]+)==([^ ;]+)(?: ; (.+?))? \\$((?:\n +--hash=sha256:\w{64}(?: \\)?)+)", re.MULTILINE
)
OWN = "refscreen"
# Systems that need packages which this one may not need.
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows"}
SYSTEMS = ({}, WINDOWS, {"platform_python_implementation": "PyPy"})
# What the wheel holds of others; refscreen/templates/fonts/README.md tells more of it.
FONTS = {"Source Sans 3": "3.052", "Source Serif 4": "4.004", "IBM Plex Sans Arabic": "1.101"}


def main() -> int:
    """Write the file; 1 when it would not be a valid one."""
    parser = argparse.ArgumentParser(description=__doc__)
    version = importlib.metadata.version(OWN)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist" / f"{OWN}-{version}.cdx.json")
    output = parser.parse_args().output
    text = json.dumps(bill(version), ensure_ascii=False, indent=1) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        print(wrong, file=sys.stderr)
        return 1
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8", newline="\n")
    print(output)
    return 0


def bill(version: str) -> dict[str, Any]:
    """The bill of materials of this version."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = [package(*found) for found in LOCKED.findall(lock)]
    needs = needed([component["name"] for component in packages])
    own = {"type": "application", "bom-ref": OWN, "name": OWN, "version": version, "licenses": licences(OWN)}
    metadata: dict[str, Any] = {"component": own}
    if "SOURCE_DATE_EPOCH" in os.environ:
        day = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
        metadata["timestamp"] = day.isoformat().replace("+00:00", "Z")
    refs: dict[str, list[str]] = {}
    for component in packages:
        refs.setdefault(component["name"], []).append(component["bom-ref"])
    refs[OWN] = [OWN]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"{OWN} {version}\n{lock}").urn,
        "version": 1,
        "metadata": metadata,
        "components": [*packages, *(font(*named) for named in FONTS.items())],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(one for other in needs[name] for one in refs[other])}
            for name in sorted(needs)
            for ref in refs[name]
        ],
    }


def package(name: str, version: str, where: str, hashes: str) -> dict[str, Any]:
    """One locked package: its files are known by their hashes, whichever of them a machine takes."""
    files = [{"alg": "SHA-256", "content": found} for found in re.findall(r"sha256:(\w+)", hashes)]
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"{name}=={version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "externalReferences": [
            {"type": "distribution", "url": f"https://pypi.org/simple/{name}/", "hashes": files}
        ],
    }
    if stated := licences(name):
        found["licenses"] = stated
    if where:
        found["properties"] = [{"name": f"{OWN}:installed-where", "value": where}]
    return found


def licences(name: str) -> list[dict[str, Any]]:
    """What an installed package says of its licence; nothing of one that this system does not need."""
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    classified = [text for text in told.get_all("Classifier", ()) if text.startswith("License :: ")]
    names = [text.rpartition(" :: ")[2] for text in classified] or told.get("License", "").splitlines()[:1]
    return [{"license": {"name": text}} for text in names]


def font(name: str, version: str) -> dict[str, Any]:
    """A font of which the wheel holds a part under another name."""
    return {
        "type": "file",
        "bom-ref": name,
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": "OFL-1.1"}}],
    }


def needed(locked: Iterable[str]) -> dict[str, set[str]]:
    """Which locked packages each of them needs, from the project on."""
    known = set(locked)
    found: dict[str, set[str]] = {name: set() for name in known}
    found[OWN] = set()
    waiting, seen = deque([(OWN, frozenset[str]())]), set()
    while waiting:
        name, extras = waiting.popleft()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for requirement in requirements(name, extras):
            other = canonicalize_name(requirement.name)
            if other in known:
                found[name].add(other)
                waiting.append((other, frozenset(requirement.extras)))
    return found


def requirements(name: str, extras: frozenset[str]) -> list[Requirement]:
    """What a package needs with these extras, on one system or another."""
    try:
        told = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    found = [Requirement(text) for text in told]
    cases = [{"extra": extra, **system} for extra in extras or {""} for system in SYSTEMS]
    return [one for one in found if not one.marker or any(one.marker.evaluate(case) for case in cases)]


if __name__ == "__main__":
    sys.exit(main())
