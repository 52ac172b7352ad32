"""A module that the command makes in a copy of the tree passes all checks and tests, and no other file is touched."""

from pathlib import Path

import pytest

from tests.tree_copy import TreeCopy

OF_ALL_MODULES = (
    *("tests/architecture", "tests/migrations/test_history.py", "tests/docs", "tests/edges/access"),
    *("tests/entrypoints/lists", "tests/entrypoints/api", "tests/entrypoints/test_composition.py"),
    *("tests/entrypoints/test_audited_kinds.py", "tests/entrypoints/test_published_events.py"),
    *("tests/modules/users/domain", "tests/openapi/test_examples.py"),
)
"""Tests of the whole program that read what every module offers; all of them would double the time of the suite."""

PLANTED = {
    "test_a_deleted_user_is_erased_and_a_repetition_changes_nothing": (
        "WHERE created_by = ANY($1::bigint[])",
        "WHERE created_by = ANY($1::bigint[]) AND false",
    ),
    "test_a_change_is_stored": ('self._tx.update(delivery_zones, ("id",), [asdict(delivery_zone.state)])', "pass"),
    "test_the_list_is_filtered_and_paged": (
        "delivery_zones.c.name.icontains(where.q, autoescape=True)",
        "delivery_zones.c.name.contains(where.q)",
    ),
}
"""By the test that finds it: a statement of the SQL adapter, and a wrong one."""

pytestmark = [pytest.mark.process, pytest.mark.timeout(3000)]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> TreeCopy:
    return TreeCopy(tmp_path_factory.mktemp("copy") / "tradepost")


@pytest.fixture(scope="module")
def with_module(tree: TreeCopy) -> TreeCopy:
    """A copy with a new module, of which all files are new but one line."""
    before = tree.texts()
    tree.tradepost("new-module", "delivery_zones")
    after = tree.texts()
    changed = {path: after[path] for path in before if after[path] != before[path]}
    assert changed == {"entrypoints/modules.py": changed["entrypoints/modules.py"]}
    (added,) = set(changed["entrypoints/modules.py"].splitlines()) - set(before["entrypoints/modules.py"].splitlines())
    assert added == '    "delivery_zones",'
    new = [Path(path) for path in after if path not in before]
    assert {path.parts[0] for path in new} == {"modules", "tests", "migrations"}
    return tree


def test_its_own_tests_pass(with_module: TreeCopy) -> None:
    report = with_module.pytest("tests/modules/delivery_zones", "tests/entrypoints/test_composition.py")
    assert " passed" in report


@pytest.mark.long
def test_the_contract_suite_finds_planted_bugs(with_module: TreeCopy) -> None:
    adapter = with_module.root / "modules/delivery_zones/adapters/outbound/sql/delivery_zones.py"
    text = planted = adapter.read_text()
    for right, wrong in PLANTED.values():
        assert planted.count(right) == 1
        planted = planted.replace(right, wrong)
    adapter.write_text(planted)
    report = with_module.pytest("tests/modules/delivery_zones/adapters/test_delivery_zone_store.py", code=1)
    adapter.write_text(text)
    failed = {line.partition("::")[2].partition(" ")[0] for line in report.splitlines() if line.startswith("FAILED")}
    assert failed == {f"{test}[sql]" for test in PLANTED}, report


@pytest.mark.long
def test_every_check_passes(with_module: TreeCopy) -> None:
    with_module.run("make", "check")


@pytest.mark.long
def test_the_tests_of_all_modules_pass(with_module: TreeCopy) -> None:
    report = with_module.pytest("-n", "2", "--dist", "worksteal", *OF_ALL_MODULES)
    assert " passed" in report
