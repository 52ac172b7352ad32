"""The signer of tokens and cursors: HMAC-SHA256 by itsdangerous."""

from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import HMACAlgorithm, Signer
from itsdangerous.encoding import base64_decode, base64_encode

FULL_LENGTH = sha256().digest_size


class KeySigner:
    """Implements `MessageSigner`. `keys`: newest first; the first signs, all verify.

    `purpose` separates kinds of messages: a signature for one is invalid for another. Without one the keys are used as
    they are. `length` shortens the signatures, to that number of bytes.
    """

    def __init__(self, keys: Sequence[str], purpose: str = "", length: int = FULL_LENGTH) -> None:
        if not keys:
            raise ValueError("a signer needs a key")
        self._signer = Signer(
            list(reversed(keys)),
            purpose,
            key_derivation="hmac" if purpose else "none",
            digest_method=sha256,
            algorithm=_ShortHmac(length),
        )

    def sign(self, message: bytes) -> bytes:
        return base64_decode(self._signer.get_signature(message))

    def verifies(self, message: bytes, signature: bytes) -> bool:
        return self._signer.verify_signature(message, base64_encode(signature))


class _ShortHmac(HMACAlgorithm):
    def __init__(self, length: int) -> None:
        super().__init__(sha256)
        self._length = length

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return super().get_signature(key, value)[: self._length]
