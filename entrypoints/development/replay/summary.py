"""Summary of a replay."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.development.replay.placement import Accepted, Outcome, Refused
from entrypoints.development.replay.planning import Part


@dataclass(frozen=True, slots=True)
class HalfAccepted:
    """An order of which some parts were accepted and others rejected, by reference."""

    order_ref: str
    accepted: Sequence[str]
    refused: Sequence[str]


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often a SKU was short, and how many units the rejected parts requested."""

    sku: str
    times: int
    units_wanted: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts are of parts unless they say orders; amounts in minor units, times in seconds or milliseconds."""

    orders: int
    parts: int
    accepted: int
    accepted_earlier: int
    refused: int
    units: int
    units_accepted: int
    units_refused: int
    subtotal_cents_accepted: int
    subtotal_cents_refused: int
    refused_by_code: dict[str, int]
    examples: dict[str, str]
    short_skus: Sequence[Refusals]
    half_accepted: Sequence[HalfAccepted]
    repeats: int
    seconds: float
    per_second: float
    p50_ms: float
    p99_ms: float


def summarize(parts: Sequence[Part], outcomes: Sequence[Outcome], seconds: float, *, repeats: int) -> Summary:
    """`seconds` is the duration of the placement, `repeats` the number of retried requests."""
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    times = sorted(outcome.seconds for outcome in outcomes if outcome.seconds is not None)
    return Summary(
        orders=len({part.order.order_ref for part in parts}),
        parts=len(parts),
        accepted=len(accepted),
        accepted_earlier=sum(outcome.earlier for outcome in accepted),
        refused=len(refused),
        units=sum(part.units for part in parts),
        units_accepted=sum(outcome.part.units for outcome in accepted),
        units_refused=sum(outcome.part.units for outcome in refused),
        subtotal_cents_accepted=sum(outcome.subtotal_cents for outcome in accepted),
        subtotal_cents_refused=sum(outcome.part.subtotal_cents for outcome in refused),
        refused_by_code=dict(Counter(outcome.code for outcome in refused).most_common()),
        examples={outcome.code: f"{outcome.part.reference}: {outcome.detail}" for outcome in reversed(refused)},
        short_skus=_short_skus(refused),
        half_accepted=_half_accepted(accepted, refused),
        repeats=repeats,
        seconds=round(seconds, 3),
        per_second=round(len(outcomes) / seconds, 1) if seconds else 0.0,
        p50_ms=_percentile(times, 50),
        p99_ms=_percentile(times, 99),
    )


def _short_skus(refused: Sequence[Refused]) -> list[Refusals]:
    times: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for outcome in refused:
        for short in outcome.short:
            times[short.sku] += 1
            wanted[short.sku] += short.requested
    return [
        Refusals(sku, count, wanted[sku]) for sku, count in sorted(times.items(), key=lambda pair: (-pair[1], pair))
    ]


def _half_accepted(accepted: Sequence[Accepted], refused: Sequence[Refused]) -> list[HalfAccepted]:
    placed, missing = _by_order(accepted), _by_order(refused)
    return [HalfAccepted(ref, placed[ref], missing[ref]) for ref in sorted(placed.keys() & missing.keys())]


def _by_order(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    references: dict[str, list[str]] = {}
    for outcome in outcomes:
        references.setdefault(outcome.part.order.order_ref, []).append(outcome.part.reference)
    return {ref: sorted(parts) for ref, parts in references.items()}


def _percentile(times: Sequence[float], percent: int) -> float:
    """The nearest rank of sorted times, in milliseconds."""
    return round(times[max(0, -(-len(times) * percent // 100) - 1)] * 1000, 1) if times else 0.0
