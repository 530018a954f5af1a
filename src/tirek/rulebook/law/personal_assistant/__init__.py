"""Personal assistant of a person with a disability of group I who has difficulty in moving: hours a day."""
