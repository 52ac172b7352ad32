"""The current public representation of a message's resource."""

from collections.abc import Mapping, Sequence

from shared.kernel.module import Resource


class ResourceDescriber:
    """Selects the resource with the longest prefix of the event's type."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._resources = sorted(resources, key=lambda resource: len(resource.prefix), reverse=True)

    async def __call__(self, event_type: str, data: Mapping[str, object]) -> Mapping[str, object]:
        """The resource as returned by its GET. The event's own data if there is no resource or it is gone."""
        for resource in self._resources:
            if event_type.startswith(resource.prefix):
                described = await resource.describe(data)
                return data if described is None else described
        return data
