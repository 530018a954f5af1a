"""What goes out: outbox, templates, delivery."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """What goes out: outbox, templates, delivery."""

    name = "tirek.department.messages"
    label = "department_messages"  # `messages` is Django's own
