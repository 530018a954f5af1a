"""Every write about providers: one noun a file. Each names who did it, and a change why."""
