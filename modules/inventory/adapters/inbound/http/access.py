"""Access to the routes of inventory."""

from typing import Annotated

from fastapi import Depends

from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, public, requires
from shared.kernel.principal import Principal

_WRITE = "inventory:write"

Anyone = Annotated[Principal, Depends(public())]
ReadStock = Annotated[Principal, Depends(requires("inventory:read"))]
WriteStock = Annotated[CommandRequest, Depends(command(_WRITE))]
WriteStockWithKey = Annotated[CommandRequest, Depends(command(_WRITE, keyed="required"))]
WriteCatalog = Annotated[CommandRequest, Depends(command("catalog:write"))]
