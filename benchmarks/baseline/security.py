"""Authentication by bearer token."""

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

KEY = OctKey.import_key(b"a key for the bench, as long as it has to be")
CLAIMS = jwt.JWTClaimsRegistry(exp={"essential": True}, sub={"essential": True})
scheme = OAuth2PasswordBearer(tokenUrl="token")


def issue_token(customer_id: int, expires_at: int) -> str:
    """Create a customer's token that expires at the given Unix time."""
    return jwt.encode({"alg": "HS256"}, {"sub": str(customer_id), "exp": expires_at}, KEY)


async def current_customer(token: Annotated[str, Depends(scheme)]) -> int:
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"]).claims
        CLAIMS.validate(claims)
    except (JoseError, ValueError) as error:
        raise HTTPException(401, "Could not validate credentials") from error
    return int(claims["sub"])
