"""State social benefit for the loss of a breadwinner, by the number of dependants; not the department's."""
