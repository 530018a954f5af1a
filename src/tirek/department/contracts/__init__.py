"""Social contracts: obligations, monitoring, breaches."""
