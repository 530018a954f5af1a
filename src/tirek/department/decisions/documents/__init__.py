"""What a family reads of a decision: its words, its page, its seal."""
