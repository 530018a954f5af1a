"""How each fact of a case is settled: checks, home visits, the special commission."""
