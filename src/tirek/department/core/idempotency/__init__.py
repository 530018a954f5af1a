"""One request, done once: a key the sender chose, and what was answered to it."""
