"""A server that says that it is an older version of PostgreSQL, and can do nothing else."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SSL_REQUEST = 80_877_103


def _message(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!i", len(content) + 4) + content


def _greet(client: socket.socket, version: str) -> None:
    """Refuse TLS, then accept any user (https://www.postgresql.org/docs/current/protocol-flow.html)."""
    with client, suppress(OSError):
        while struct.unpack("!ii", _exactly(client, 8))[1] == _SSL_REQUEST:
            client.sendall(b"N")
        parameter = b"server_version\0" + version.encode() + b"\0"
        client.sendall(_message(b"R", struct.pack("!i", 0)) + _message(b"S", parameter) + _message(b"Z", b"I"))
        while (received := client.recv(4096)) and not received.startswith(b"X"):
            pass


def _exactly(client: socket.socket, size: int) -> bytes:
    received = client.recv(size, socket.MSG_WAITALL)
    if len(received) < size:
        raise ConnectionError
    return received


@contextmanager
def old_postgres(version: str = "14.9") -> Iterator[int]:
    """The port on which it listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, version), daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, version: str) -> None:
    with suppress(OSError):
        while True:
            threading.Thread(target=_greet, args=(listener.accept()[0], version), daemon=True).start()
