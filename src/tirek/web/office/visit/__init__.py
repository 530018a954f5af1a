"""Home visits: who goes, the act, the votes, the conclusion, the print."""
