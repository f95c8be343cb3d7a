"""Writes the bill of materials (CycloneDX 1.5, JSON) of what requirements.txt pins, on stdout."""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)", re.MULTILINE)


def component(name: str, version: str, hashes: list[str]) -> dict[str, object]:
    """Describe one pinned library; `hashes` are those of its files."""
    place = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    sealed = [{"alg": "SHA-256", "content": each} for each in hashes]
    told = {"type": "library", "bom-ref": place, "name": name, "version": version, "purl": place}
    return {**told, "hashes": sealed}


def bill(lock: str, project: dict[str, str]) -> dict[str, object]:
    """Write what a lock file pins as a bill of materials of the project."""
    pins = list(PIN.finditer(lock))
    ends = [*(pin.start() for pin in pins[1:]), len(lock)]
    components = [
        component(pin[1], pin[2], re.findall(r"sha256:([0-9a-f]{64})", lock[pin.end() : end]))
        for pin, end in zip(pins, ends, strict=True)
    ]
    ours = {"type": "application", "name": project["name"], "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": ours},
        "components": components,
    }


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    written = bill((ROOT / "requirements.txt").read_text("utf-8"), project)
    json.dump(written, sys.stdout, indent=1)
    print()
