"""Draws sampled stacks as a flame graph (SVG): a box per function, as wide as its share of the CPU time.

The outermost calls are at the top; a function is above what it calls. A browser shows a box's name and share when the
pointer is on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from benchmarks.profiling.sampler import Place
from benchmarks.profiling.tables import short

WIDTH, ROW, TOP = 1200, 16, 44
MIN_SHARE = 0.002
"""Narrower boxes are left out."""
ENTRY_SHARE = 0.95
"""A call with this share of its caller, from the outermost on, only starts the program."""
CHARACTER_WIDTH = 6.2
_COLORS = {"modules": "#f2a65a", "shared": "#f6d186", "entrypoints": "#c9d99b", "": "#b9cfe4"}
_LEGEND = {"modules": "modules", "shared": "shared", "entrypoints": "entrypoints", "": "libraries and Python"}


@dataclass(slots=True)
class _Box:
    samples: int = 0
    called: dict[tuple[str, str], "_Box"] = field(default_factory=dict)


def flame_graph(stacks: Mapping[tuple[Place, ...], int], title: str, *, us_per_order: float) -> str:
    """An SVG document, without the calls that start the program."""
    root = _below_entry(_tree(stacks))
    boxes = [*_drawn(root, 0, 0.0, max(1, root.samples), us_per_order)]
    height = TOP + ROW * (1 + max((depth for depth, _ in boxes), default=0))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            'font-family="monospace" font-size="10">',
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="4" y="16" font-size="13">{escape(title)}</text>',
            *_legend(),
            *(text for _, text in boxes),
            "</svg>\n",
        ]
    )


def _tree(stacks: Mapping[tuple[Place, ...], int]) -> _Box:
    root = _Box()
    for stack, count in stacks.items():
        box = root
        box.samples += count
        for file, function, _ in stack:
            box = box.called.setdefault((short(file), function), _Box())
            box.samples += count
    return root


def _below_entry(box: _Box) -> _Box:
    """Leave out the calls that start the program."""
    while box.called:
        largest = max(box.called.values(), key=lambda called: called.samples)
        if largest.samples < ENTRY_SHARE * box.samples:
            break
        box = largest
    return box


def _drawn(box: _Box, depth: int, left: float, total: int, us_per_order: float) -> Iterator[tuple[int, str]]:
    """The boxes below this one, with their depth; `left` and widths are shares of the whole."""
    for (file, function), called in sorted(box.called.items()):
        share = called.samples / total
        if share >= MIN_SHARE:
            yield depth, _rectangle(file, function, depth, left, share, us_per_order)
            yield from _drawn(called, depth + 1, left, total, us_per_order)
        left += share


def _rectangle(file: str, function: str, depth: int, left: float, share: float, us_per_order: float) -> str:
    x, y, width = left * WIDTH, TOP + depth * ROW, share * WIDTH
    name = function.rsplit("<locals>.", 1)[-1]
    fitting = int((width - 4) / CHARACTER_WIDTH)
    label = name if len(name) <= fitting else name[: fitting - 1] + "…" if fitting >= 4 else ""
    text = f'<text x="{x + 2:.1f}" y="{y + 11}">{escape(label)}</text>' if label else ""
    hint = f"{function} ({file}): {share:.1%}, {share * us_per_order:.0f} µs an order"
    return (
        f'<g><title>{escape(hint)}</title><rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 1}" '
        f'fill="{_COLORS[_part(file)]}" stroke="#fff" stroke-width="0.5"/>{text}</g>'
    )


def _part(file: str) -> str:
    part = file.split("/", 1)[0]
    return part if part in _COLORS else ""


def _legend() -> Iterator[str]:
    for place, (part, name) in enumerate(_LEGEND.items()):
        x = 4 + place * 160
        yield f'<rect x="{x}" y="24" width="10" height="10" fill="{_COLORS[part]}"/>'
        yield f'<text x="{x + 14}" y="33">{name}</text>'
