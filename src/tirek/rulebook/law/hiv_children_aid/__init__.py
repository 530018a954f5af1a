"""Monthly aid for children on the register of the AIDS centre."""
