"""Technical aid in kind by the individual programme, once a replacement period."""
