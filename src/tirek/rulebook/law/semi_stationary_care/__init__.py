"""Special social services by day in a semi-stationary centre: right by need group; confidential."""
