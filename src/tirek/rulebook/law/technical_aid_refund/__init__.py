"""Cost of a technical aid chosen on the portal of social services, up to the guaranteed sum."""
