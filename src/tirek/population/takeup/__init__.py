"""Take-up and leakage: who is entitled, by a run, beside who receives, by a list of the payer."""
