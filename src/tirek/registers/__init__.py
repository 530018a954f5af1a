"""Clients of outside state registers, and the sandbox server that stands in for them.

Knows no web framework, no database and no law: a register is asked a question and gives a typed answer or a typed failure.
"""
