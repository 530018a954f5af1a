"""The statement of a family: looked at for any days, issued on paper."""
