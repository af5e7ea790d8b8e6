"""Credit notes that name an invoice, money of a day to come, terms, instalments, numbers of each year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.imports import Defaults, PaymentRow, Reading
from relance.domain.money import Money
from relance.domain.plan import Level
from relance.readers import read
from relance.usecases.importing.import_rows import Imported
from tests.scenario.days import ORG
from tests.scenario.steps import email
from tests.scenario.story import Story

EUR_100 = Money.parse("100.00 EUR")


def file(*lines: str) -> Reading:
    return read("\n".join(lines).encode(), "f.csv", defaults=Defaults("EUR", "fr"))


def mails(story: Story) -> list[str]:
    """`"2026-10-12 F-1"`: the day of each mail, and how its subject begins."""
    return [f"{m.at:%Y-%m-%d} {str(m.message['Subject']).split(' ')[0]}" for m in story.mailbox.mails]


def left(story: Story) -> dict[str, str]:
    owed = story.account().receivables
    return {f"{i.shown} {i.due_date}": str(owed.outstanding(i)) for i in owed.open}


class TestNamed:
    HEADER = "Numéro;Code client;E-mail;Date facture;Échéance;Montant TTC;Type de document;Facture d'origine"

    def story(self) -> Story:
        story = Story("2026-10-05")
        story.plan(email("J+7"))
        return story

    def test_a_credit_note_counts_for_the_invoice_it_is_for(self) -> None:
        story = self.story()
        story.imported(
            *file(
                self.HEADER,
                "A-2;C1;a@x.example;22/09/2026;;100,00;Avoir;F-2",
                "F-1;C1;a@x.example;15/09/2026;15/10/2026;100,00;Facture;",
                "F-2;C1;a@x.example;16/09/2026;16/10/2026;100,00;Facture;",
            ).rows
        )
        story.on("2026-10-30")
        assert mails(story) == ["2026-10-22 F-1"]

    def test_it_waits_for_an_invoice_that_comes_later(self) -> None:
        story = self.story()
        lines = (
            "A-2;C1;a@x.example;22/09/2026;;100,00;Avoir;F-2",
            "F-1;C1;a@x.example;15/09/2026;15/10/2026;100,00;Facture;",
            "F-2;C1;a@x.example;16/09/2026;16/10/2026;100,00;Facture;",
        )
        story.imported(*file(self.HEADER, *lines[:2]).rows)
        assert story.account().receivables.remindable == ()
        story.imported(*file(self.HEADER, lines[2]).rows)
        assert left(story) == {"F-1 2026-10-15": "100.00 EUR"}

    def test_what_is_left_of_it_counts_for_the_oldest(self) -> None:
        story = self.story()
        story.imported(
            *file(
                self.HEADER,
                "F-1;C1;a@x.example;15/09/2026;15/10/2026;100,00;Facture;",
                "F-2;C1;a@x.example;16/09/2026;16/10/2026;100,00;Facture;",
                "A-2;C1;a@x.example;22/09/2026;;130,00;Avoir;F-2",
            ).rows
        )
        owed = story.account().receivables
        assert [(i.number, str(owed.asked(i))) for i in owed.remindable] == [("F-1", "70.00 EUR")]

    def test_a_payment_on_account_passes_over_a_disputed_invoice(self) -> None:
        story = self.story()
        story.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
        story.invoice("F-2", due="2026-10-06", amount="100.00 EUR")
        story.disputed("F-1")
        story.imported(PaymentRow(1, date(2026, 10, 5), Money.parse("150.00 EUR"), customer_id="C1"))
        owed = story.account().receivables
        assert {n: str(owed.asked(i)) for n, i in owed.invoices.items()} == {
            "F-1": "50.00 EUR",
            "F-2": "0.00 EUR",
        }


class TestToCome:
    def test_money_of_a_file_counts_from_its_day_on_by_itself(self) -> None:
        story = Story("2026-10-05")
        story.plan(email("J+7"), email("J+14"), email("J+60"))
        story.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
        story.imported(PaymentRow(1, date(2026, 10, 16), EUR_100, "CHQ 8812", "F-1"))
        assert left(story) == {"F-1 2026-10-05": "100.00 EUR"}
        story.on("2026-10-15")
        assert mails(story) == ["2026-10-12 F-1"]
        story.on("2027-01-10")
        assert left(story) == {}
        assert mails(story) == ["2026-10-12 F-1"]

    def test_so_does_what_an_invoice_s_own_line_says_is_paid_on_a_day_to_come(self) -> None:
        story = Story("2026-10-05")
        story.plan(email("J+7"), email("J+14"))
        story.imported(
            *file(
                "N° facture;Code client;E-mail;Date facture;Échéance;Montant TTC;Payée le;Statut",
                "F-1;C1;a@x.example;05/09/2026;05/10/2026;100,00;16/10/2026;payée",
            ).rows
        )
        story.on("2026-10-30")
        assert mails(story) == ["2026-10-12 F-1"]
        assert left(story) == {}

    def test_a_payment_that_will_be_taken_back_counts_until_then(self) -> None:
        for level in Level:
            story = Story("2026-10-05")
            story.plan(email("J+7"), level=level)
            story.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
            story.paid("F-1")
            story.imported(PaymentRow(1, date(2026, 11, 20), -EUR_100, invoice_number="F-1"))
            story.on("2026-11-19")
            assert (left(story), mails(story)) == ({}, [])
            story.on("2026-12-10")
            assert left(story) == {"F-1 2026-10-05": "100.00 EUR"}
            assert len(mails(story)) == 1

    def test_the_source_may_have_counted_it_before_its_day(self) -> None:
        """Then it is one payment, not two."""
        story = Story("2026-10-05")
        story.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
        story.imported(PaymentRow(1, date(2026, 10, 16), EUR_100, "CHQ 8812", "F-1"))
        header = "N° facture;Code client;E-mail;Date facture;Échéance;Montant TTC;Reste à payer"
        story.imported(*file(header, "F-1;C1;a@x.example;05/10/2026;05/10/2026;100,00;0,00").rows)
        story.on("2026-10-20")
        owed = story.account().receivables
        assert dict(owed.balances) in ({}, {"EUR": Money.parse("0.00 EUR")})

    def test_a_credit_note_of_a_day_to_come(self) -> None:
        story = Story("2026-10-05")
        story.plan(email("J+7"), email("J+14"))
        story.imported(
            *file(
                TestNamed.HEADER,
                "F-1;C1;a@x.example;05/09/2026;05/10/2026;100,00;Facture;",
                "A-1;C1;a@x.example;16/10/2026;;100,00;Avoir;F-1",
            ).rows
        )
        story.on("2026-11-10")
        assert mails(story) == ["2026-10-12 F-1"]


class TestInstalments:
    HEADER = "N° facture;Code client;E-mail;Date facture;Échéance;Montant TTC;Litige"
    DUES = ("31/10/2026", "30/11/2026", "31/12/2026")

    def lines(self, *dues: str, amount: str = "1000,00", disputed: str = "non") -> list[str]:
        return [f"F-1;C1;a@x.example;21/09/2026;{due};{amount};{disputed}" for due in dues]

    def story(self, level: Level = Level.CUSTOMER) -> Story:
        story = Story("2026-10-05")
        story.plan(email("J+7"), level=level)
        story.imported(*file(self.HEADER, *self.lines(*self.DUES)).rows)
        return story

    def test_each_is_reminded_of_from_its_own_due_date(self) -> None:
        for level in Level:
            story = self.story(level)
            assert dict(story.account().receivables.balances) == {"EUR": Money.parse("3000.00 EUR")}
            story.on("2027-01-20")
            assert mails(story) == ["2026-11-09 F-1", "2026-12-07 F-1", "2027-01-07 F-1"]

    def test_a_payment_of_the_number_settles_the_oldest_first(self) -> None:
        story = self.story()
        story.imported(PaymentRow(1, date(2026, 10, 5), Money.parse("1500.00 EUR"), None, "F-1"))
        assert left(story) == {"F-1 2026-11-30": "500.00 EUR", "F-1 2026-12-31": "1000.00 EUR"}

    def test_but_passes_over_one_in_dispute(self) -> None:
        story = self.story()
        lines = self.lines(*self.DUES)
        lines[0] = lines[0].replace(";non", ";oui")
        story.imported(*file(self.HEADER, *lines).rows)
        story.imported(PaymentRow(1, date(2026, 10, 5), Money.parse("1500.00 EUR"), None, "F-1"))
        assert left(story) == {"F-1 2026-10-31": "1000.00 EUR", "F-1 2026-12-31": "500.00 EUR"}

    def test_a_later_file_replaces_the_whole_set(self) -> None:
        story = self.story()
        story.imported(PaymentRow(1, date(2026, 10, 5), Money.parse("600.00 EUR"), None, "F-1"))
        story.imported(*file(self.HEADER, *self.lines("15/11/2026", "15/12/2026", amount="1500,00")).rows)
        assert left(story) == {"F-1 2026-11-15": "900.00 EUR", "F-1 2026-12-15": "1500.00 EUR"}

    def test_one_that_was_paid_may_be_left_out(self) -> None:
        story = self.story()
        story.imported(PaymentRow(1, date(2026, 10, 5), Money.parse("1000.00 EUR"), None, "F-1"))
        story.imported(*file(self.HEADER, *self.lines(*self.DUES[1:])).rows)
        assert left(story) == {"F-1 2026-11-30": "1000.00 EUR", "F-1 2026-12-31": "1000.00 EUR"}

    def test_the_same_file_again_changes_nothing(self) -> None:
        story = self.story()
        story.on("2026-11-15")
        before = story.account().receivables
        story.imported(*file(self.HEADER, *self.lines(*self.DUES)).rows)
        assert story.account().receivables == before

    def test_an_invoice_that_is_parted_later_goes_on_where_it_stood(self) -> None:
        story = Story("2026-10-05")
        story.plan(email("J+7"))
        story.imported(*file(self.HEADER, *self.lines("05/10/2026", amount="3000,00")).rows)
        story.on("2026-10-20")
        story.imported(*file(self.HEADER, *self.lines("05/10/2026", "05/12/2026", amount="1500,00")).rows)
        story.on("2027-01-10")
        assert mails(story) == ["2026-10-12 F-1", "2026-12-14 F-1"]

    def test_what_the_lines_say_was_paid_is_not_counted_twice(self) -> None:
        header = f"{self.HEADER};Reste à payer"
        lines = self.lines(*self.DUES)
        story = self.story()
        story.imported(PaymentRow(1, date(2026, 10, 5), Money.parse("1000.00 EUR"), None, "F-1"))
        story.imported(*file(header, f"{lines[0]};0", f"{lines[1]};400,00", f"{lines[2]};1000,00").rows)
        assert left(story) == {"F-1 2026-11-30": "400.00 EUR", "F-1 2026-12-31": "1000.00 EUR"}


class TestNumbersOfEachYear:
    HEADER = "N° facture;Code client;E-mail;Date facture;Échéance;Montant TTC"
    OF_2025 = "1;C1;a@x.example;10/01/2025;10/02/2025;100,00"
    OF_2026 = "1;C1;a@x.example;10/01/2026;10/02/2026;150,00"

    def story(self, *, restart: bool) -> Story:
        story = Story("2025-02-01")
        organization = story.house.organizations.get(ORG)
        story.house.organizations.save(replace(organization, numbers_restart=restart))
        story.plan(email("J+7"))
        story.imported(*file(self.HEADER, self.OF_2025).rows)
        story.imported(PaymentRow(1, date(2025, 2, 1), EUR_100, invoice_number="1"))
        return story

    def imported(self, story: Story) -> Imported:
        return story.house.import_rows.run(story.tenant, file(self.HEADER, self.OF_2026).rows)

    def test_a_paid_number_that_comes_again_is_a_fault(self) -> None:
        story = self.story(restart=False)
        story.on("2026-02-01")
        assert [fault.fault.code for fault in self.imported(story).faults] == ["paid_number_again"]

    def test_with_the_setting_each_year_has_its_own(self) -> None:
        story = self.story(restart=True)
        story.on("2026-02-01")
        assert self.imported(story).faults == ()
        story.imported(*file(self.HEADER, self.OF_2026).rows)
        assert left(story) == {"1 2026-02-10": "150.00 EUR"}
        story.on("2026-03-01")
        assert mails(story) == ["2026-02-17 1"]
        story.imported(PaymentRow(1, date(2026, 3, 1), Money.parse("150.00 EUR"), invoice_number="1"))
        assert left(story) == {}

    def test_a_number_of_the_year_in_which_the_setting_came_goes_on(self) -> None:
        story = self.story(restart=False)
        organization = story.house.organizations.get(ORG)
        story.house.organizations.save(replace(organization, numbers_restart=True))
        story.imported(*file(self.HEADER, self.OF_2025).rows)
        assert list(story.account("C1").receivables.open) == []
