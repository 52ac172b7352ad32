"""The lock files without registries: `python deploy/lock.py hide|check`.

`hide` replaces every host in uv.lock by a placeholder that tells its reader what to do instead.
`check` proves that no other host is in it, that uv.lock was made from the pyproject.toml
beside it, and the same of the lock file of the tools from npm.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PLACEHOLDER = "https://run-make-setup-instead.invalid"
LOCK = "uv.lock"
NODE = "tests/openapi/npm"
HOST = re.compile(r"(?:https?|file)://[^/\"\s]*")


def hidden(lock: str) -> str:
    """The lock file with the placeholder for every host."""
    simple = re.sub(r'(registry = ")[^"]+(")', rf"\1{PLACEHOLDER}/simple\2", lock)
    return re.sub(r'(url = ")[^"]*/([^/"]+")', rf"\1{PLACEHOLDER}/\2", simple)


def foreign_hosts(lock: str) -> set[str]:
    return set(HOST.findall(lock)) - {PLACEHOLDER}


def disagreements(project: Mapping[str, Any], lock: Mapping[str, Any]) -> Iterator[str]:
    """What pyproject.toml asks for and the lock file was not made from, and the reverse."""
    packages = {package["name"]: package for package in lock["package"]}
    asked, locked = set(_asked(project)), set(_locked(packages[project["project"]["name"]]["metadata"]))
    yield from (f"not in the lock file: {line}" for line in sorted(asked - locked))
    yield from (f"only in the lock file: {line}" for line in sorted(locked - asked))
    if lock["requires-python"] != project["project"]["requires-python"]:
        yield "the lock file is for other versions of Python"


def _asked(project: Mapping[str, Any]) -> Iterator[str]:
    yield from (_line("", Requirement(text)) for text in project["project"]["dependencies"])
    for part in (project["project"].get("optional-dependencies", {}), project.get("dependency-groups", {})):
        for group, texts in part.items():
            yield from (_line(group, Requirement(text)) for text in texts)


def _locked(metadata: Mapping[str, Any]) -> Iterator[str]:
    groups = {"": metadata["requires-dist"], **metadata.get("requires-dev", {})}
    for group, entries in groups.items():
        for entry in entries:
            extra = re.fullmatch(r"extra == '([^']+)'", entry.get("marker", ""))
            marker = f"; {entry['marker']}" if "marker" in entry and not extra else ""
            extras = f"[{','.join(entry['extras'])}]" if "extras" in entry else ""
            requirement = Requirement(f"{entry['name']}{extras}{entry.get('specifier', '')}{marker}")
            yield _line(extra[1] if extra else group, requirement)


def _line(group: str, requirement: Requirement) -> str:
    extras = ",".join(sorted(requirement.extras))
    return f"{group}:{canonicalize_name(requirement.name)}[{extras}]{requirement.specifier};{requirement.marker or ''}"


def node_mistakes(project: Mapping[str, Any], lock: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a package-lock.json: a registry named in it, another package.json, a hash left out."""
    packages: Mapping[str, Any] = lock["packages"]
    asked = project["dependencies"]
    if packages[""]["dependencies"] != asked:
        yield "not made from the package.json beside it"
    yield from (f"{name} is not asked for by an exact version" for name, at in asked.items() if not at[:1].isdigit())
    for place, package in packages.items():
        if "resolved" in package:
            yield f"names where {place} comes from"
        if place and "integrity" not in package:
            yield f"has no hash of {place}"


def main(command: str) -> int:
    if command == "hide":
        path = ROOT / LOCK
        path.write_text(hidden(path.read_text()))
        return 0
    wrong = [f"{LOCK} names {host}: run `make lock`" for host in sorted(foreign_hosts((ROOT / LOCK).read_text()))]
    project, lock = (tomllib.loads((ROOT / name).read_text()) for name in ("pyproject.toml", LOCK))
    wrong += [f"{line} (run `make lock`)" for line in disagreements(project, lock)]
    node, node_lock = (json.loads((ROOT / NODE / name).read_text()) for name in ("package.json", "package-lock.json"))
    wrong += [f"{NODE}/package-lock.json: {mistake}" for mistake in node_mistakes(node, node_lock)]
    print("\n".join(wrong) or "the lock files are in step and name no registry")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
