"""How much may be looked at, and how large a stored file may be."""

from tirek.config.env import environment

REVEALS_PER_HOUR = 40
"""Hidden numbers that one officer may open in an hour."""
FILE_BYTES_AT_MOST = 25 * 2**20
FILES_FOLDER = environment().data / "files"
CLAMAV_SOCKET = environment().clamav_socket
