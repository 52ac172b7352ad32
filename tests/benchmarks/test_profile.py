import re
from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.profiling.flame_graph import WIDTH, flame_graph
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


def test_a_flame_graph_draws_each_call_as_wide_as_its_share() -> None:
    start = (f"{ROOT}/entrypoints/cli/serve.py", "serve", 1)
    other = (f"{ROOT}/shared/infra/batching.py", "RequestBatcher._run", 9)
    drawn = flame_graph(
        {(start, MAIN, DEEP): 25, (start, MAIN): 50, (start, other): 25}, "64 <buyers>", us_per_order=400
    )
    ET.fromstring(drawn)  # noqa: S314 our own text
    widths = dict(re.findall(r"<title>(\S+) .*?, (\d+ µs) an order</title>", drawn))
    assert widths == {"place": "300 µs", "dumps": "100 µs", "RequestBatcher._run": "100 µs"}
    assert f'width="{0.75 * WIDTH:.1f}"' in drawn
    assert "64 &lt;buyers&gt;" in drawn
