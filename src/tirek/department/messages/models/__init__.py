"""The tables of messages, one noun a file."""

from tirek.department.messages.models.message import Attempt, Message, PrintBatch

__all__ = ["Attempt", "Message", "PrintBatch"]
