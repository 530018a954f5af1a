"""Where the bank and the treasury are, and who pays. Without an address files and documents wait; nothing is lost."""

from tirek.config.env import environment

_env = environment()
BANK_URL, BANK_TOKEN = _env.bank_url, _env.bank_token
TREASURY_URL, TREASURY_TOKEN = _env.treasury_url, _env.treasury_token
PAYER = _env.payer
"""``name; BIN; account; BIC`` of the department, or None."""
