"""What a synthetic city met and missed, for a terminal or a program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tirek.commands.tables import simple_table
from tirek.population.city import joint_checks_of, margins_of, read_city
from tirek.rulebook.engine.wording import number_text

_WORDS = {
    "margins": {"kk": "Қаланың көрсеткіштері", "ru": "Показатели города", "en": "Margins of the city"},
    "checks": {"kk": "Бірлескен тексерулер", "ru": "Совместные проверки", "en": "Joint checks"},
    "figure": {"kk": "Көрсеткіш", "ru": "Показатель", "en": "Figure"},
    "wanted": {"kk": "Керек", "ru": "Нужно", "en": "Wanted"},
    "made": {"kk": "Шықты", "ru": "Получено", "en": "Made"},
    "deviation": {"kk": "Ауытқу, %", "ru": "Отклонение, %", "en": "Deviation, %"},
    "met": {"kk": "Орындалды", "ru": "Выполнено", "en": "Met"},
    "found": {"kk": "Табылған үлес, %", "ru": "Найденная доля, %", "en": "Share found, %"},
    "allowed": {"kk": "Рұқсат етілген үлес, %", "ru": "Допустимая доля, %", "en": "Share allowed, %"},
    "unverified": {"kk": "расталмаған", "ru": "не подтверждено", "en": "unverified"},
}


def margins_as_json(folder: Path) -> dict[str, Any]:
    """Margins and joint checks for a program."""
    city = read_city(folder)
    return {
        "folder": str(folder),
        "margins": [
            {
                "name": margin.name,
                "titles": dict(margin.titles),
                "wanted": margin.wanted,
                "made": margin.made,
                "deviation": margin.deviation,
                "hit": margin.hit,
                "provenance": {"mark": margin.mark, "source": margin.source},
            }
            for margin in margins_of(city)
        ],
        "checks": [
            {"name": c.name, "titles": dict(c.titles), "allowed": c.allowed, "found": c.share, "passed": c.passed}
            for c in joint_checks_of(city)
        ],
    }


def margins_as_text(folder: Path, language: str) -> str:
    """Two tables: margins wanted and made; joint checks with what they found."""
    city = read_city(folder)

    def word(key: str) -> str:
        return _WORDS[key][language]

    def number(value: float) -> str:
        return number_text(round(value), language) if value >= 10 else decimal(f"{value:.3f}")

    def decimal(text: str) -> str:
        return text if language == "en" else text.replace(".", ",")

    margins = [
        [
            margin.titles[language] + (f" ({word('unverified')})" if margin.mark == "memory" else ""),
            number(margin.wanted),
            number(margin.made),
            decimal(f"{margin.relative * 100:+.2f}"),
            "✓" if margin.hit else "✗",
        ]
        for margin in margins_of(city)
    ]
    checks = [
        [
            check.titles[language],
            decimal(f"{check.allowed * 100:.2f}"),
            decimal(f"{check.share * 100:.3f}"),
            "✓" if check.passed else "✗",
        ]
        for check in joint_checks_of(city)
    ]
    headings = [word("figure"), word("wanted"), word("made"), word("deviation"), word("met")]
    found = [word("figure"), word("allowed"), word("found"), word("met")]
    return simple_table(word("margins"), headings, margins) + "\n" + simple_table(word("checks"), found, checks)
