"""Kazakh words stand in Kazakh order: the hard letters are those that Unicode puts elsewhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tirek.department.core.functions import ALPHABET_KK as ALPHABET
from tirek.department.core.kazakh_order import KEYS, kk_sort_key

IN_ORDER = (
    *("Abai", "Ахмет", "Әділ", "Әсел", "Болат", "Ғабит", "Дана", "Елена", "Ёлкин", "Жанар", "Зәуре", "Индира"),
    *("Йод", "Кенже", "Қайрат", "Қызжібек", "Лаура", "Мөлдір", "Нұр", "Ңар", "Омар", "Өмір", "Тұрар", "Убай", "Ұлан"),
    *("Үміт", "Фариза", "Хасан", "Һарун", "Цой", "Шолпан", "Щербаков", "Ыбырай", "Ілияс", "Эльмира", "Юлия", "Ян"),
)


def test_the_alphabet_has_its_42_letters_once() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == len(KEYS) == 42


def test_hard_words_stand_in_order_whatever_the_case() -> None:
    assert tuple(sorted(set(IN_ORDER), key=kk_sort_key)) == IN_ORDER
    assert [kk_sort_key(word) for word in IN_ORDER] == [kk_sort_key(word.upper()) for word in IN_ORDER]
    assert sorted(IN_ORDER) != list(IN_ORDER), "plain order would do, and the key would be proven by nothing"


@given(st.text(ALPHABET, max_size=6), st.text(ALPHABET, max_size=6))
def test_order_is_decided_by_the_first_letter_that_differs(one: str, other: str) -> None:
    places = [[ALPHABET.index(letter) for letter in word] for word in (one, other)]
    assert (kk_sort_key(one) < kk_sort_key(other)) == (places[0] < places[1])
