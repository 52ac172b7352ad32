from pathlib import Path

from benchmarks.profiling.sampler import load
from benchmarks.profiling.tables import ROOT, by_package, own, with_callees

MAIN = (f"{ROOT}/modules/orders/domain/order/order.py", "place", 3)
DEEP = ("/usr/lib/python3.11/site-packages/orjson/__init__.py", "dumps", 1)


def test_samples_are_summed_by_function_and_by_package(tmp_path: Path) -> None:
    file = tmp_path / "samples.json"
    file.write_text(f'[[3, [["{MAIN[0]}", "place", 3]]], [2, [["{MAIN[0]}", "place", 3], ["{DEEP[0]}", "dumps", 1]]]]')
    stacks = load(file)
    assert own(stacks) == {"modules/orders/domain/order/order.py:3 place": 3, "orjson/__init__.py:1 dumps": 2}
    assert with_callees(stacks)["modules/orders/domain/order/order.py:3 place"] == 5
    assert by_package(stacks) == {"modules/orders/domain/order": 3, "orjson": 2}
