"""All functions of the language, by name."""

from hallway.wire.formula.functions import dates, logic, numbers, rounding, texts
from hallway.wire.formula.functions.signature import Function

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for module in (logic, numbers, rounding, texts, dates)
    for function in module.FUNCTIONS
}
