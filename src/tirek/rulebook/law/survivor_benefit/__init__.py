"""State social benefit for the loss of a breadwinner, by the number of dependents; not the department's."""
