"""Signatures of officers: whose certificates are believed, and where the signing program of an officer's machine answers."""

from tirek.config.env import environment

SIGNING_AUTHORITIES = environment().data / "authorities"
REFUSES_TEST_AUTHORITY = environment().production
SIGNER_URL = environment().signer_url
