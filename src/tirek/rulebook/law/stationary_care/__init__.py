"""Special social services in a stationary centre: right by need group; confidential."""
