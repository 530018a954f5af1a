"""Steps that cross the stages of the road."""
