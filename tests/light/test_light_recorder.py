"""What the recorder notes of a page's pickers."""

from __future__ import annotations

import pytest

from indicators.light.record import Option
from ui.light import recorder


@pytest.mark.parametrize(("value", "said"), [(True, "オン"), (False, "オフ")])
def test_a_switch_is_on_or_off_and_leads_to_the_other(value: bool, said: str) -> None:
    picker = recorder._on("ja", "code", "QRコード", value, (), [("lang", "ja")], "")
    assert (picker.key, picker.label, picker.said) == ("code", "QRコード", said)
    on, off = picker.options
    assert on == Option("オン", value, on.choices) and off == Option("オフ", not value, off.choices)
    assert ("code", "1") in (on.choices or ()) and ("code", "0") in (off.choices or ())
