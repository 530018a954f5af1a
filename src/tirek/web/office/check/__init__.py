"""Facts of cases that are told in two ways: the queue, one of them with its evidence, the facts of a case."""
