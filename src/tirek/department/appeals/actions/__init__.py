"""Writes of appeals and complaints."""
