"""ClamAV through its socket, where there is one: the command INSTREAM, nothing else."""

from __future__ import annotations

import socket
from collections.abc import Iterable

from tirek.department.files.enums import ScanState
from tirek.department.files.faults import ScannerUnreachable

SECONDS_AT_MOST = 60
REPLY_BYTES_AT_MOST = 4096


def scan(address: str, pieces: Iterable[bytes]) -> ScanState:
    """Ask the scanner about a content.

    Parameters
    ----------
    address
        A path of a socket, or ``host:port``.

    Raises
    ------
    ScannerUnreachable
        If it does not answer, or answers neither "OK" nor "FOUND" (its own limit of size, for example).
    """
    try:
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for piece in pieces:
                if piece:  # a length of zero would end the stream
                    connection.sendall(len(piece).to_bytes(4, "big") + piece)
            connection.sendall(bytes(4))
            reply = _reply(connection)
    except OSError as error:
        raise ScannerUnreachable from error
    if reply.endswith(b"OK"):
        return ScanState.CLEAN
    if reply.endswith(b"FOUND"):
        return ScanState.INFECTED
    raise ScannerUnreachable


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS_AT_MOST)
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS_AT_MOST)


def _reply(connection: socket.socket) -> bytes:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < REPLY_BYTES_AT_MOST:
        received = connection.recv(REPLY_BYTES_AT_MOST)
        if not received:
            break
        reply += received
    return reply.rstrip(b"\0\n ")
