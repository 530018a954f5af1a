"""What the journal can be narrowed to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import ALMATY
from tirek.department.journal.models import SeenLine
from tirek.web.office.journal.wording import ACTIONS, KINDS
from tirek.web.ui.forms import DayField


class JournalFilter(forms.Form):
    """A day, an officer, an action, an object; none of them narrows nothing."""

    use_required_attribute: ClassVar[bool] = False  # type: ignore[misc]
    day = DayField(label=_("Day"), required=False, help_text="")
    user = forms.CharField(label=_("Login of the officer"), required=False, max_length=150)
    action = forms.ChoiceField(label=_("Action"), required=False)
    kind = forms.ChoiceField(label=_("Object"), required=False)
    number = forms.IntegerField(label=_("Number of the object"), required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("any")), *ACTIONS.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("any")), *KINDS.items()]  # type: ignore[attr-defined]

    def narrowed(self, lines: QuerySet[SeenLine]) -> QuerySet[SeenLine]:
        """The lines that were asked for; of a form with a mistake, none."""
        if not self.is_valid():
            return lines.none()
        told = self.cleaned_data
        if told["day"]:
            first = datetime.combine(told["day"], time(), ALMATY)
            after = datetime.combine(told["day"] + timedelta(days=1), time(), ALMATY)
            lines = lines.filter(at__gte=first, at__lt=after)
        if told["user"]:
            lines = lines.filter(
                user_id__in=list(User.objects.filter(username=told["user"]).values_list("pk", flat=True))
            )
        names = {"action": "action", "kind": "kind", "number": "object_id"}
        return lines.filter(**{column: told[name] for name, column in names.items() if told[name]})
