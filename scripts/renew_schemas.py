"""Renew the schemas in tests/schemas by which tests check what is written for pipelines.

Run it from the project's root: ``python scripts/renew_schemas.py [sarif|gitlab]``.  It needs npm and the network, and
tells which files changed; then mend tests/schemas/README.md, which says where they are from.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from urllib.request import urlopen

SCHEMAS = Path(__file__).resolve().parent.parent / "tests" / "schemas"
#: Microsoft's package of matchers for SARIF, and where in it the schema of OASIS lies.
PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
#: GitLab's own mirror; the commit is the version.
GITLAB = "https://raw.githubusercontent.com/gitlabhq/gitlabhq/{}/app/validators/json_schemas/codeclimate.json"
COMMIT = "33827e3a534757eead42e6c17460564c49ff1c3a"


def sarif() -> bytes:
    """The schema of SARIF, from the npm registry."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile(MEMBER)
            assert member is not None, f"{PACKAGE} has no {MEMBER}"
            return member.read()


def gitlab() -> bytes:
    """The schema of GitLab."""
    with urlopen(GITLAB.format(COMMIT), timeout=60) as answer:
        found: bytes = answer.read()
        return found


FILES = {"sarif": (Path(MEMBER).name, sarif), "gitlab": ("gitlab-codeclimate.json", gitlab)}


def main(names: list[str]) -> None:
    """Fetch the schemas that are named, or all."""
    for name in names or FILES:
        file, fetch = FILES[name]
        content = fetch()
        json.loads(content)  # what is no JSON is no schema
        target = SCHEMAS / file
        changed = not target.exists() or target.read_bytes() != content
        target.write_bytes(content)
        sys.stdout.write(f"{file}: {'changed' if changed else 'as it was'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
