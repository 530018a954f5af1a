"""The API of the phone app: JSON, the session of the office, the same doors and policies as the pages."""
