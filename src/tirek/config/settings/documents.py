"""What letters carry: the seal of the department, the address under which anybody can check a letter."""

from tirek.config.env import environment

_env = environment()
SEAL_KEY = _env.seal_key
"""A PKCS#12 file with the key of the seal; None outside of production: then a test authority issues one."""
SEAL_PASSWORD = _env.seal_password
SEAL_TEST_FOLDER = _env.data / "seal"
CHECK_ADDRESS = f"{_env.site_url}/check/{{token}}/"
"""What the QR code of a letter leads to."""
CHECKS_PER_MINUTE = 30
"""How many letters one address may check: a token cannot be guessed, and nobody shall make the database try."""
