"""An office of its own that registers an invented person and asks a register about her."""

from __future__ import annotations

from datetime import date

BORN = date(1990, 5, 17)


def ask() -> None:
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.viewer import entered, system_viewer  # after Django is set up
    from tirek.department.core.identifiers.iin import synthetic_iin
    from tirek.department.registry.actions.evidence import ask_register
    from tirek.department.registry.models import Person
    from tirek.registers.contract import Purpose

    iin = next(found for serial in range(999) if (found := synthetic_iin(BORN, "female", serial)))
    with entered(system_viewer("test")):
        person = Person.objects.create(
            territory="751110000", iin=iin, surname_kk="Сынақова", sex="female", birth_on=BORN
        )
        ask_register(person, "population", Purpose.REGISTRATION, as_of=date(2026, 11, 1), acting_user=None)


if __name__ == "__main__":
    ask()
