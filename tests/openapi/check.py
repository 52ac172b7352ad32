"""`python -m tests.openapi.check`: validates the API document with external tools from npm.

Exit code 1 if a tool reports an error, 2 if Node.js is not installed.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.openapi.npm import node
from tests.openapi.npm.linters import LOWEST_SCORE, Report, linted, scored


def main() -> int:
    options = _options()
    if not node.is_present():
        print("make check-api needs node and npm, which are not here: outside tools did not look at the API's document")
        return 0 if options.where_node_is else 2
    node.install()
    folder = Path(tempfile.mkdtemp(prefix="tradepost-openapi-"))
    try:
        document = node.exported(folder / "openapi.json")
        reports = [*linted(document), scored(document), _compiled(document)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for report in reports:
        print(report.line)
        print(*report.objections, sep="\n", end="\n" if report.objections else "")
    return 0 if all(report.passes for report in reports) else 1


def _compiled(document: Path) -> Report:
    complaint = node.compile_client(document)
    said = "does not compile" if complaint else "compiles"
    return Report(f"TypeScript client {said}", complaint.splitlines(), passes=not complaint)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make check-api", description=f"Redocly's score must be {LOWEST_SCORE}.")
    parser.add_argument("--where-node-is", action="store_true", help="without node: say so, and pass")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
