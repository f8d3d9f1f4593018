"""What a question is made of."""

from hallway.wire.query import (
    And,
    Anywhere,
    Compare,
    Field,
    IsNull,
    Not,
    Op,
    Or,
    Order,
    Part,
    PartOf,
    Query,
    conditions,
    fields,
    simplified,
)

A, B, C = (IsNull(Field(name)) for name in "ABC")


def test_pairs_become_one_list() -> None:
    assert simplified(And((And((A, B)), C))) == And((A, B, C))
    assert simplified(Or((A, Or((B, Or((C,))))))) == Or((A, B, C))
    assert simplified(And((Or((A,)), And(())))) == A


def test_what_is_always_true_is_none() -> None:
    assert simplified(And(())) is None
    assert simplified(Or((A, And(())))) is None
    assert simplified(Not(And(()))) == Or(())
    assert simplified(And((A, Or((And(()), B))))) == A


def test_two_negations_are_none() -> None:
    assert simplified(Not(Not(A))) == A
    assert simplified(Not(And((A,)))) == Not(A)


def test_conditions_come_from_the_outside_in() -> None:
    whole = And((A, Not(B)))
    assert list(conditions(whole)) == [whole, A, Not(B), B]
    assert list(conditions(None)) == []


def test_every_column_a_question_depends_on() -> None:
    query = Query(
        where=And(
            (A, Compare(PartOf(Field("B"), Part.YEAR), Op.EQ, 2026), Anywhere("x"))
        ),
        order=(Order(Field("C")),),
        select=(Field("D", "Title"),),
    )
    assert fields(query) == {Field("A"), Field("B"), Field("C"), Field("D", "Title")}
