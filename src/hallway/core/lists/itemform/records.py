"""What the form of a list's items is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A column in a form.

    column  its internal name
    when    a formula that is true or false; it is asked while that is true
    hidden  it is not asked, but keeps its place
    """

    column: str
    when: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """Fields that stand together; one without a title has no frame."""

    title: str = ""
    note: str = ""
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemForm:
    """The form of a list's items: sections and their fields, in order."""

    sections: tuple[FormSection, ...] = ()

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every field, in order."""
        return tuple(one for section in self.sections for one in section.fields)
