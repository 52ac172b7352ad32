"""An order whose units are committed."""

from tests.modules.inventory.warehouse import Warehouse


async def confirmed(warehouse: Warehouse, *lines: tuple[str, int]) -> int:
    order, _ = await warehouse.reserve(*lines, minutes=None)
    return order
