"""People and families from outside: tables that officers bring, and whole registries in the exchange form."""
