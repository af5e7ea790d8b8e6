"""A file says to which customer a customer belongs."""

from __future__ import annotations

from relance.domain.imports import ContactRow
from relance.usecases.importing.import_rows import Imported
from relance.usecases.importing.parents import MOST_LEVELS
from tests.unit.usecases.importing import Importing, codes, invoice_row


def belongs(customer: str, parent: str | None, line: int = 2) -> ContactRow:
    return ContactRow(line, customer, email=f"zoe@{customer}.example".lower(), parent=parent)


def noted(imported: Imported) -> list[tuple[int, str]]:
    return [(note.line, note.fault.code) for note in imported.notes]


def test_a_parent_may_stand_below_its_children_and_stays_where_a_file_says_nothing(acme: Importing) -> None:
    for _ in range(2):
        imported = acme.rows(belongs("CHILD", "GROUP"), belongs("GROUP", None, 3))
        assert (codes(imported), noted(imported)) == ([], [])
    acme.rows(belongs("CHILD", None))
    assert acme.account("CHILD").customer.parent == "GROUP"
    acme.rows(belongs("OTHER", None), belongs("CHILD", "OTHER", 3))
    assert acme.account("CHILD").customer.parent == "OTHER"


def test_a_parent_that_nobody_knows_is_noted_and_the_line_counts(acme: Importing) -> None:
    imported = acme.rows(belongs("CHILD", "GRUOP"))
    assert (codes(imported), noted(imported)) == ([], [(2, "unknown_parent")])
    assert imported.notes[0].fault.values == {"customer": "CHILD", "parent": "GRUOP"}
    child = acme.account("CHILD")
    assert child.customer.parent is None
    assert child.emails == {"zoe@child.example"}


def test_no_customer_belongs_to_itself_by_one_file_or_by_several(acme: Importing) -> None:
    assert noted(acme.rows(belongs("A", "A"))) == [(2, "own_parent")]
    imported = acme.rows(belongs("A", "B"), belongs("B", "C", 3), belongs("C", "A", 4))
    assert noted(imported) == [(4, "own_parent")]
    assert noted(acme.rows(belongs("C", "A"))) == [(2, "own_parent")]
    assert [acme.account(c).customer.parent for c in "ABC"] == ["B", "C", None]


def test_parents_go_so_many_levels_up_and_no_further(acme: Importing) -> None:
    """Each line looks at all that are above its customer."""
    rows = [belongs(f"C{n + 1}", f"C{n}", n + 2) for n in range(MOST_LEVELS)]
    assert noted(acme.rows(belongs("C0", None), *rows)) == [(MOST_LEVELS + 1, "too_many_parents")]


def test_a_customer_that_was_merged_is_a_parent_under_both_ids(acme: Importing) -> None:
    acme.rows(invoice_row(), invoice_row("F-2", customer_id="C-2", line=3), belongs("CHILD", "C-1", 4))
    merge = acme.world.house.merge_customers
    merge.run(acme.tenant, "C-1", "C-2", merge.look(acme.tenant, "C-1", "C-2").confirm)
    assert noted(acme.rows(belongs("C-2", "CHILD"))) == [(2, "own_parent")]
    assert noted(acme.rows(belongs("OTHER", "C-1"))) == []
