"""Two moments of the law on one population: who gains, who loses, what it costs, for three models of income."""
