"""Special social services at home: right by need group; confidential."""
