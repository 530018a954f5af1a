"""Special social services with a temporary stay: right by need group; confidential."""
