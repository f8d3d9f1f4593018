"""What texts are sorted and searched by."""

from __future__ import annotations

import orjson

from hallway.core.items.keys import keys_of


def test_a_text_is_folded() -> None:
    assert orjson.loads(keys_of({"5": "Ünï 7"})) == {
        "s5": orjson.loads(keys_of({"5": "uni 7"}))["s5"],
        "f5": "uni 7",
    }


def test_many_texts_are_searched_each_and_sorted_together() -> None:
    keys = orjson.loads(keys_of({"5": ["Öl", "Wasser"]}))
    assert keys["f5"] == ["ol", "wasser"]
    assert keys["s5"] == orjson.loads(keys_of({"6": "ol, wasser"}))["s6"]


def test_addresses_and_places_are_read_by_their_words() -> None:
    keys = orjson.loads(
        keys_of(
            {
                "1": {"url": "https://a.example", "text": "Über"},
                "2": {"name": "Bern", "latitude": 46.9, "longitude": 7.4},
            }
        )
    )
    assert keys["f1"] == "uber https://a.example"
    assert keys["f2"] == "bern"


def test_numbers_and_what_refers_elsewhere_have_none() -> None:
    assert keys_of({"1": 5, "2": [1, 2], "3": True, "defaults": {"4": "x"}}) == "{}"
