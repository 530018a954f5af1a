"""The work that Tirek and its peers all do: thirteen family aggregates, twelve payments, a level, district totals."""
