"""A run over the families that changed since the last one, put together with the answers of those that did not."""
