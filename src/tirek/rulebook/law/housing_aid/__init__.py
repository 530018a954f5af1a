"""Housing aid: what a family pays for its home within the norms, above an affordable share of its income."""
