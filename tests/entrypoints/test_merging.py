"""What the modules declare by name is merged; one name has one meaning."""

import pytest

from entrypoints.merged_declarations import ConflictingDeclarations, merge


def test_declarations_are_merged_in_the_order_of_the_modules() -> None:
    assert list(merge("tag", [("pears", {"b": "B"}), ("apples", {"a": "A"})])) == ["b", "a"]


def test_two_modules_may_declare_the_same() -> None:
    assert merge("tag", [("pears", {"fruit": "Fruit"}), ("apples", {"fruit": "Fruit"})]) == {"fruit": "Fruit"}


def test_a_name_with_two_meanings_is_named_with_both_modules() -> None:
    declared = [("pears", {"ripe": "Soft"}), ("plums", {}), ("apples", {"ripe": "Red"})]
    with pytest.raises(ConflictingDeclarations, match="pears and apples declare the error code `ripe` differently"):
        merge("error code", declared)
