import pytest

from modules.webhooks.domain.globs import distinct, is_glob, matches


@pytest.mark.parametrize(
    ("glob", "event_type", "wanted"),
    [
        ("*", "orders.order.placed", True),
        ("orders.*", "orders.order.placed", True),
        ("orders.order.*", "orders.order.placed", True),
        ("orders.order.placed", "orders.order.placed", True),
        ("orders.order", "orders.order.placed", False),
        ("orders.*", "ordersandmore.order.placed", False),
        ("orders.order.placed", "orders.order.placed_again", False),
        ("users.*", "orders.order.placed", False),
    ],
)
def test_a_glob_matches_event_types(glob: str, event_type: str, wanted: bool) -> None:
    assert matches(["x.y.z", glob], event_type) is wanted


@pytest.mark.parametrize("text", ["*", "orders.*", "orders.order.placed", "orders.payment.requires_action"])
def test_a_valid_glob_is_accepted(text: str) -> None:
    assert is_glob(text)


@pytest.mark.parametrize(
    "text", ["", "**", "orders*", "*.placed", "orders..placed", "Orders.*", "orders.*.placed", ".*"]
)
def test_an_invalid_glob_is_rejected(text: str) -> None:
    assert not is_glob(text)


def test_a_glob_named_twice_is_kept_once() -> None:
    assert distinct(["a.*", "b.*", "a.*"]) == ("a.*", "b.*")
