"""Six levels of welfare by income, dwellings, vehicles and legal entities, as the reform slides of 2026 print them."""
