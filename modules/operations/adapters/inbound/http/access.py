"""Access to the routes of administrators."""

from typing import Annotated

from fastapi import Depends

from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, requires
from shared.kernel.principal import Principal

_SCOPE = "system:admin"

Admin = Annotated[Principal, Depends(requires(_SCOPE))]
AdminCommand = Annotated[CommandRequest, Depends(command(_SCOPE))]
