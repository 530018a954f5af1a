"""What families receive: entitlements with what falls due, and the queue of what events ask to be done."""
