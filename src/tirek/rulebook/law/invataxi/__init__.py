"""Right to be carried by invataxi, free, so many journeys a day."""
