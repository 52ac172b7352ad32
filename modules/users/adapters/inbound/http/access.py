"""Access to the routes of users."""

from typing import Annotated

from fastapi import Depends

from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, public, requires, signed_in
from shared.kernel.principal import Principal

_ADMIN = "system:admin"

Anyone = Annotated[Principal, Depends(public())]
SignedIn = Annotated[Principal, Depends(signed_in())]
SignedInCommand = Annotated[CommandRequest, Depends(command())]
PublicCommand = Annotated[CommandRequest, Depends(command(anyone=True))]
CredentialCommand = Annotated[CommandRequest, Depends(command(anyone=True, limit="token_address"))]

ReadUsers = Annotated[Principal, Depends(requires("users:read"))]
ReadAccount = Annotated[Principal, Depends(signed_in(elevated_scopes=["users:read"]))]
ChangeAccount = Annotated[CommandRequest, Depends(command(elevated_scopes=["users:write"]))]
ManageUsers = Annotated[CommandRequest, Depends(command("users:write"))]
DeleteUsers = Annotated[CommandRequest, Depends(command(_ADMIN))]

# A user needs the elevated scope for the keys of other owners, an API key for any keys.
ReadKeys = Annotated[Principal, Depends(signed_in(elevated_scopes=[_ADMIN]))]
ManageKeys = Annotated[CommandRequest, Depends(command(elevated_scopes=[_ADMIN]))]
