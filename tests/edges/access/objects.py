"""Creates one object for each path parameter, with the samples of the modules."""

from tests.edges.access.access_samples import Maker
from tests.edges.shop import Shop
from tests.module_samples import all_samples

OBJECTS: dict[str, Maker] = {hole: make for samples in all_samples() for hole, make in samples.access.objects.items()}
RECREATED = frozenset[str]().union(*(samples.access.recreated for samples in all_samples()))


class Things:
    """The objects of a shop, created on first use."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._made = shop.things

    async def make(self, hole: str) -> None:
        if hole not in self._made:
            self._made[hole] = await OBJECTS[hole](self._shop)

    async def path(self, path: str, holes: list[str], *, recreate: bool = False) -> str:
        """The path with the ids of real objects."""
        for hole in reversed(holes):
            await self.make(hole)
            thing = await OBJECTS[hole](self._shop) if recreate else self._made[hole]
            path = path.replace(hole, hole[: hole.rindex("{")] + thing, 1)
        return path

    def missing(self, path: str, holes: list[str]) -> str:
        """The path of an object of the same kind that does not exist."""
        last = holes[-1]
        real = self._made[last]
        other = "900719925474099" if real.isdigit() else "NOSUCH1"
        for hole in reversed(holes):
            fit = other if hole == last else self._made[hole]
            path = path.replace(hole, hole[: hole.rindex("{")] + fit, 1)
        return path
