"""What a family asks for: one application, one or more programmes."""
