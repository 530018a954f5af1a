"""What the law says of frozen facts; never updated."""
