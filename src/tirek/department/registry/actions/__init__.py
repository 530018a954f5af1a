"""Every write of the registry: one noun a file. Each names who did it, from which source, and why."""
