"""The table of metrics in telemetry.md, made from what the program registers and its modules announce.

`python -m docs.metrics` brings the page up to date.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from entrypoints.api_program import ApiProgram
from entrypoints.processes import backup_jobs, relay, scheduler, worker
from entrypoints.settings import Settings
from shared.infra.telemetry.business_metrics import PREFIX, UP
from shared.infra.telemetry.exposition import BUILD_INFO

PAGE = Path(__file__).with_name("telemetry.md")
BEGIN = "<!-- metrics: begin -->"
END = "<!-- metrics: end -->"


PROCESSES = (backup_jobs, relay, scheduler, worker)
"""What they measure is registered as they are imported, as that of all modules is by the container."""


class Row(NamedTuple):
    name: str
    kind: str
    labels: tuple[str, ...]
    help: str


def rows() -> list[Row]:
    """Every metric of the program, by name."""
    figures = list(_figures())  # first: creating the program imports the modules, which registers their metrics
    return sorted([*_registered(), *figures])


def _registered() -> Iterator[Row]:
    # The library tells neither what is registered nor by which labels.
    for metric in set(REGISTRY._collector_to_names):  # noqa: SLF001
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.describe()
            name = family.name + ("_total" if family.type == "counter" else "")
            yield Row(name, family.type, tuple(metric._labelnames), family.documentation)  # noqa: SLF001


def _figures() -> Iterator[Row]:
    nowhere = Settings.model_construct(database_url="postgresql://none@127.0.0.1/none", redis_url="redis://127.0.0.1")
    container = ApiProgram(lambda: nowhere, "docs")
    for gauge in container.gauges():
        yield Row(PREFIX + gauge.name, "gauge", (gauge.label,) if gauge.label else (), gauge.help)
    for name, help_, labels in (UP, BUILD_INFO):
        yield Row(name, "gauge", labels, help_)


def markdown() -> str:
    lines = ["| metric | type | labels | what |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{row.name}` | {row.kind} | {', '.join(f'`{label}`' for label in row.labels)} | {row.help} |"
        for row in rows()
    ]
    return "\n".join(lines)


def placed_in(page: str) -> str:
    """The page with the table between its two markers brought up to date.

    Raises ValueError when the page lacks the markers.
    """
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(placed_in(PAGE.read_text()))
