"""The sandbox: a real HTTP server that answers for all registers about a synthetic city, and misbehaves when told to."""
