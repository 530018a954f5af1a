"""Sanatorium voucher a year by the individual programme; a child goes with an accompanying person."""
