"""The law, written once: dated data and small rules, decided for one family, for a population, for a reform."""
