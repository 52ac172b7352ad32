import pytest

from benchmarks.measurement.processes import FOREIGN, PAGE_BYTES, TICK_SECONDS, Process, Reading, group_of, parsed, used

TICKS = (1, 2, 3, 4)


def stat(pid: int, parent: int, threads: int = 1, *, ticks: tuple[int, ...] = TICKS, pages: int = 0) -> str:
    times = " ".join(map(str, ticks))
    return f"{pid} (a (b) c) S {parent} 1 1 0 -1 4194304 1 1 1 1 {times} 20 0 {threads} 0 100 9999 {pages}"


def test_a_name_with_blanks_and_parentheses_does_not_shift_the_fields() -> None:
    assert parsed(stat(7, 3)) == Process(7, 3, 3 * TICK_SECONDS, 7 * TICK_SECONDS)


def test_nanoseconds_are_used_only_for_single_threaded_processes() -> None:
    assert parsed(stat(7, 3), 5_000_000).own_seconds == pytest.approx(0.005)
    assert parsed(stat(7, 3, threads=2), 5_000_000).own_seconds == pytest.approx(3 * TICK_SECONDS)


def test_a_process_belongs_to_its_nearest_root() -> None:
    processes = {pid: Process(pid, parent, 0, 0) for pid, parent in [(1, 0), (10, 1), (11, 10), (12, 11), (20, 1)]}
    roots = {"load": 10, "server": 11}
    assert [group_of(pid, processes, roots) for pid in (10, 11, 12, 20)] == ["load", "server", "server", FOREIGN]


def test_the_usage_of_an_ended_child_is_counted() -> None:
    before = Reading(0, {1: Process(1, 0, 1.0, 0.0), 2: Process(2, 1, 5.0, 0.0)})
    after = Reading(2, {1: Process(1, 0, 1.5, 5.25)})
    assert used(before, after, {"server": 1}).groups == {"server": pytest.approx(0.75)}


def test_other_processes_are_counted_one_by_one() -> None:
    before = Reading(0, {1: Process(1, 0, 1.0, 0.0), 5: Process(5, 99, 50.0, 0.0)})
    after = Reading(2, {1: Process(1, 0, 1.0, 0.0), 6: Process(6, 99, 0.5, 0.0)})
    assert used(before, after, {"server": 1}).foreign_cores == pytest.approx(0.25)


def test_the_memory_of_a_group_is_that_of_its_processes_at_the_end() -> None:
    assert parsed(stat(7, 3, pages=10)).resident_bytes == 10 * PAGE_BYTES
    before = Reading(0, {1: Process(1, 0, 1.0, 0.0, 9_000_000)})
    after = Reading(2, {1: Process(1, 0, 1.0, 0.0, 2_000_000), 2: Process(2, 1, 0.0, 0.0, 1_000_000)})
    assert used(before, after, {"server": 1, "other": 7}).resident_mb == {"server": 3.0, "other": 0.0}
