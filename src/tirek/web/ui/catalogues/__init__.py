"""The catalogues of texts: one of each app and language, gathered from its sources by Babel and compiled beside them."""
