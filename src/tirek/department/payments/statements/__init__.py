"""The statements of a closing: each is written for hundreds of thousands of recipients at once."""
