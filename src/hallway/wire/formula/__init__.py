"""A safe, typed language of formulas, close to Excel's and SharePoint's.

For calculated columns, validation rules and defaults. Nothing here is ever handed to
Python to run; a formula is parsed to a tree, its types are checked once when it is
written, and it is evaluated for each row::

    types = {"DueDate": Type.DATE}
    formula = parse('=IF([Due Date]<TODAY(),"late","")')   # or FormulaError(position)
    columns(formula)                                        # {"Due Date"}
    formula = rename(formula, {"Due Date": "DueDate"})      # titles -> internal names
    check(formula, types, may=MOVING)                       # Type.TEXT, or FormulaError
    evaluate(formula, {"DueDate": day}, types=types, now=now, zone=zone)    # "late"
    render(formula)                                         # the text again

- **Types** are text, number, yesno, date and datetime (`Type`, whose values are those
  words). A column's values are ``str``, ``float``/``int``, ``bool``, ``date`` and an
  aware ``datetime``; the answer is one of the same, with numbers as finite ``float``
  and moments in UTC.
- **Absent** is None, and is allowed everywhere: it counts as 0, as an empty text, as
  no, and as earlier than every date; what is computed from an absent date is absent.
  An empty text and nothing are the same: ``""`` may stand where a date or number does,
  and an empty answer is None.
- **Errors** such as ``#DIV/0!`` are answers (`Error`), which IFERROR catches. A
  calculated column shows them and stores nothing; a validation rule that gives one
  has not been met.
- **TODAY, NOW and ME** are refused unless ``check`` is told that they may
  (``may=MOVING``): validation and defaults may, calculated columns may not, for their
  values are stored and would go stale. Their moment and name come as ``now`` and
  ``me``.
- **Bounds.** A formula has at most MAX_LENGTH characters, MAX_NODES parts and
  MAX_DEPTH levels; a text in it has at most MAX_TEXT characters; each part is
  evaluated at most once, and the characters worked on are counted. So what `check`
  has passed is evaluated without an exception in bounded time and memory.

Every function is in `FUNCTIONS`, with its usage; docs/reference/formulas.md tells
each.
"""

from hallway.wire.formula.checking import MOVING, check
from hallway.wire.formula.evaluating import evaluate
from hallway.wire.formula.functions import FUNCTIONS
from hallway.wire.formula.nodes import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NODES,
    MAX_TEXT,
    Error,
    Formula,
    FormulaError,
    Type,
    columns,
    rename,
)
from hallway.wire.formula.parsing import parse
from hallway.wire.formula.rendering import render

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "MAX_TEXT",
    "MOVING",
    "Error",
    "Formula",
    "FormulaError",
    "Type",
    "check",
    "columns",
    "evaluate",
    "parse",
    "rename",
    "render",
]
