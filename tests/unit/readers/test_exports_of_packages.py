"""Files in the forms that accounting packages export, as they are documented; every value is made up."""
# ruff: noqa: E501 - a line of a file is one line here

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.imports import Defaults, InvoiceRow, PaymentRow, Row
from relance.readers import read

DEFAULTS = Defaults("EUR", "fr", "Europe/Paris", date(2026, 11, 26))

# name -> (lines, what they say)
EXPORTS: dict[str, tuple[str, list[str]]] = {
    "Odoo": (
        """Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Untaxed Amount Signed,Total Signed,"""
        """Total in Currency Signed,Amount Due Signed,Payment Status,Status
INV/2026/0007,Lys SARL,2026-03-02,2026-04-01,50.00,60.00,60.00,60.00,Not Paid,Posted
RINV/2026/0001,Lys SARL,2026-03-03,2026-03-03,-10.00,-12.00,-12.00,-12.00,Not Paid,Posted
INV/2026/0008,Lys SARL,2026-03-04,2026-04-03,50.00,60.00,60.00,0.00,In Payment,Posted""",
        [
            "invoice INV/2026/0007 Lys SARL 2026-03-02 2026-04-01 60.00 EUR left 60.00 EUR",
            "credit_note RINV/2026/0001 Lys SARL 2026-03-03 2026-03-03 12.00 EUR left 12.00 EUR",
            "invoice INV/2026/0008 Lys SARL 2026-03-04 2026-04-03 60.00 EUR left 0.00 EUR",
        ],
    ),
    "Odoo in French": (
        """Numéro,Nom d'affichage du partenaire de la facture,Date de facturation,Date d'échéance,"""
        """Hors taxes signé,Total en devise signé,Montant dû signé,Statut de paiement
FAC/2026/0007,Lys SARL,2026-03-02,2026-04-01,50.00,60.00,20.00,Partiellement réglé""",
        ["invoice FAC/2026/0007 Lys SARL 2026-03-02 2026-04-01 60.00 EUR left 20.00 EUR"],
    ),
    "Odoo, names of fields": (
        """name,invoice_partner_display_name,invoice_date,invoice_date_due,amount_total_signed,"""
        """amount_residual_signed,currency_id,payment_state,state,move_type
INV/7,Lys SARL,2026-03-02,2026-04-01,60.00,60.00,EUR,not_paid,posted,out_invoice""",
        ["invoice INV/7 Lys SARL 2026-03-02 2026-04-01 60.00 EUR left 60.00 EUR"],
    ),
    "SAP FBL5N": (
        """Account|Document Number|Document Type|Document Date|Net due date|Amount in local currency|Local Currency
300001|1800000071|RV|02.03.2026|01.04.2026|1.060,50|EUR
300001|1600000004|DG|03.03.2026|03.03.2026|60,00-|EUR
300001|1400000009|DZ|04.03.2026|04.03.2026|500,00-|EUR""",
        [
            "invoice 1800000071 300001 2026-03-02 2026-04-01 1060.50 EUR",
            "credit_note 1600000004 300001 2026-03-03 2026-03-03 60.00 EUR",
            "payment 2026-03-04 500.00 EUR 300001",
        ],
    ),
    "SAP in German, two currencies": (
        """Debitor;Name 1;Belegnummer;Belegart;Belegdatum;Nettofälligkeit;Betrag in Hauswährung;Hauswährung;"""
        """Betrag in Belegwährung;Belegwährung
300001;Lys GmbH;1800000071;RV;02.03.2026;01.04.2026;990,00;EUR;1.060,50;USD""",
        ["invoice 1800000071 300001 2026-03-02 2026-04-01 1060.50 USD"],
    ),
    "SAP tables": (
        """KUNNR;NAME1;BELNR;BLART;BLDAT;FAEDT;DMBTR;SHKZG;WAERS
0000300001;Lys;0180000071;RV;20260302;20260401;60.50;S;EUR
0000300001;Lys;0160000004;DG;20260303;00000000;10.50;H;EUR""",
        [
            "invoice 0180000071 0000300001 2026-03-02 2026-04-01 60.50 EUR",
            "credit_note 0160000004 0000300001 2026-03-03 None 10.50 EUR",
        ],
    ),
    "ERPNext": (
        """ID,Customer,Customer Name,Posting Date,Payment Due Date,Grand Total,Outstanding Amount,Currency,Status,"""
        """Is Return (Credit Note)
SINV-26-7,CUST-9,Lys SARL,02-03-2026,13-04-2026,60.00,20.00,EUR,Partly Paid,0
SINV-26-8,CUST-9,Lys SARL,03-03-2026,03-04-2026,-6.00,-6.00,EUR,Return,1""",
        [
            "invoice SINV-26-7 CUST-9 2026-03-02 2026-04-13 60.00 EUR left 20.00 EUR",
            "credit_note SINV-26-8 CUST-9 2026-03-03 2026-04-03 6.00 EUR left 6.00 EUR",
        ],
    ),
    "Dolibarr": (
        """Réf. facture;Société;Code client;Date facturation;Date échéance;Montant HT;Montant TVA;Montant TTC;"""
        """Reste à payer;État;Type
FA2603-0007;Lys;CU-9;02/03/2026;01/04/2026;50,00;10,00;60,00;60,00;Impayée;0
AV2603-0001;Lys;CU-9;03/03/2026;03/03/2026;-5,00;-1,00;-6,00;-6,00;Impayée;2""",
        [
            "invoice FA2603-0007 CU-9 2026-03-02 2026-04-01 60.00 EUR left 60.00 EUR",
            "credit_note AV2603-0001 CU-9 2026-03-03 2026-03-03 6.00 EUR left 6.00 EUR",
        ],
    ),
    "Dolibarr, names of fields": (
        """f.rowid,f.ref,s.nom,s.code_client,f.datef,f.date_lim_reglement,f.total_ht,f.total_ttc,f.fk_statut
7,FA2603-0007,Lys,CU-9,2026-03-02,2026-04-01,50.00000000,60.00000000,1""",
        ["invoice FA2603-0007 CU-9 2026-03-02 2026-04-01 60.00 EUR"],
    ),
    "EBP": (
        """N° document;Type de document;Code client;Nom du client;Date du document;Date d'échéance;Total HT;"""
        """Total TTC;Net à payer;Solde dû
FA7;Facture;CL9;Lys;02/03/2026;01/04/2026;50,00;60,00;55,00;20,00
AV1;Avoir;CL9;Lys;03/03/2026;03/03/2026;5,00;6,00;6,00;6,00""",
        [
            "invoice FA7 CL9 2026-03-02 2026-04-01 60.00 EUR left 20.00 EUR",
            "credit_note AV1 CL9 2026-03-03 2026-03-03 6.00 EUR left 6.00 EUR",
        ],
    ),
    "EBP, an account": (
        """Journal;Compte;Intitulé du compte;Date;N° pièce;Libellé;Échéance;Débit;Crédit;Solde progressif
VE;411LYS;Lys;02/03/2026;FA7;Facture 7;01/04/2026;60,00;;60,00
BQ;411LYS;Lys;13/03/2026;R1;Virement;;;40,00;20,00""",
        ["invoice FA7 411LYS 2026-03-02 2026-04-01 60.00 EUR", "payment 2026-03-13 40.00 EUR 411LYS"],
    ),
    "Sage 50": (
        """Type,Account Ref,Date,Inv Ref,Details,Net Amount,Tax Amount,Gross Amount,Amount Paid,Outstanding,Due Date
SI,LYS01,02/03/2026,2007,Goods,50.00,10.00,60.00,0.00,60.00,13/04/2026
SC,LYS01,03/03/2026,2008,Return,5.00,1.00,6.00,0.00,6.00,13/04/2026
SR,LYS01,04/03/2026,BACS,Receipt,9.00,0.00,9.00,0.00,9.00,13/04/2026""",
        [
            "invoice 2007 LYS01 2026-03-02 2026-04-13 60.00 EUR left 60.00 EUR",
            "credit_note 2008 LYS01 2026-03-03 2026-04-13 6.00 EUR left 6.00 EUR",
            "payment 2026-03-04 9.00 EUR LYS01",
        ],
    ),
    "Sage 100": (
        """Code journal;Date;N° pièce;N° facture;Compte tiers;Intitulé;Libellé;Date échéance;Débit;Crédit
VTE;020326;12;FA0007;LYS;Lys SA;Vente;130426;1 060,00;""",
        ["invoice FA0007 LYS 2026-03-02 2026-04-13 1060.00 EUR"],
    ),
    "Xero": (
        """ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountPaid,"""
        """InvoiceAmountDue,Description,Quantity,UnitAmount,LineAmount,AccountCode,TaxType,TaxAmount,Currency,Type,Status
Lys,pay@lys.example,INV-7,PO,02/03/2026,13/04/2026,60.00,10.00,0.00,60.00,Desk,1,30,30.00,200,20%,5,GBP,"""
        """Sales invoice,Awaiting Payment
Lys,pay@lys.example,INV-7,PO,02/03/2026,13/04/2026,60.00,10.00,0.00,60.00,Lamp,1,20,20.00,200,20%,5,GBP,"""
        """Sales invoice,Awaiting Payment""",
        ["invoice INV-7 Lys 2026-03-02 2026-04-13 60.00 GBP left 60.00 GBP"],
    ),
    "QuickBooks": (
        """Date,Transaction Type,Num,Name,Due Date,Amount,Open Balance
03/02/2026,Invoice,2007,Lys Inc,04/13/2026,60.00,60.00
03/03/2026,Credit Memo,2008,Lys Inc,04/13/2026,-6.00,-6.00
03/04/2026,Payment,,Lys Inc,04/13/2026,-9.00,-4.00""",
        [
            "invoice 2007 Lys Inc 2026-03-02 2026-04-13 60.00 EUR left 60.00 EUR",
            "credit_note 2008 Lys Inc 2026-03-03 2026-04-13 6.00 EUR left 6.00 EUR",
            "payment 2026-03-04 4.00 EUR Lys Inc",
        ],
    ),
    "QuickBooks, one line an item": (
        """*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Item(Product/Service),ItemQuantity,ItemRate,*ItemAmount
7,Lys,02/03/2026,13/04/2026,Desk,1,30.00,30.00
7,Lys,02/03/2026,13/04/2026,Lamp,2,10.00,20.00""",
        ["invoice 7 Lys 2026-03-02 2026-04-13 50.00 EUR"],
    ),
    "Stripe": (
        """id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subtotal,Tax,Total,Amount Paid,"""
        """Status,Customer Name,Customer Email,Amount Remaining
in_7,60.00,eur,cus_9,2026-03-01 23:30,2026-04-12 22:30,LYS-7,FALSE,50.00,10.00,60.00,10.00,open,Lys,"""
        """pay@lys.example,50.00""",
        ["invoice LYS-7 cus_9 2026-03-02 2026-04-13 60.00 EUR left 50.00 EUR"],
    ),
    "Stripe's interface": (
        """id,number,customer,customer_name,currency,total,amount_due,amount_paid,amount_remaining,created,due_date
in_7,LYS-7,cus_9,Lys,eur,6000,6000,1000,5000,1772406000,1776038400""",
        ["invoice LYS-7 cus_9 2026-03-02 2026-04-13 60.00 EUR left 50.00 EUR"],
    ),
    "HighRadius": (
        """cust_number,name_customer,clear_date,doc_id,posting_date,document_create_date,due_in_date,"""
        """invoice_currency,document type,total_open_amount,invoice_id,isOpen
0200900,LYS corp,2026-03-20 00:00:00,1930000007.0,2026-03-02,20260302,20260401.0,USD,RV,60.5,1930000007.0,0
0200900,LYS corp,,1930000008.0,2026-03-02,20260302,20260401.0,USD,RV,70.5,1930000008.0,1""",
        [
            "invoice 1930000007 0200900 2026-03-02 2026-04-01 60.50 USD",
            "payment 2026-03-20 60.50 USD 0200900",
            "invoice 1930000008 0200900 2026-03-02 2026-04-01 70.50 USD",
        ],
    ),
    "Zoho": (
        """Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer ID,Customer Name,Due Date,Currency Code,"""
        """Item Name,Quantity,Item Total,SubTotal,Total,Balance
2026-03-02,4600007,INV-7,Overdue,46,Lys,2026-04-01,EUR,Desk,1,30,50,60,60
2026-03-02,4600007,INV-7,Overdue,46,Lys,2026-04-01,EUR,Lamp,1,20,50,60,60""",
        ["invoice INV-7 46 2026-03-02 2026-04-01 60.00 EUR left 60.00 EUR"],
    ),
    "DATEV": (
        """Kundennummer;Name;Rechnungsnummer;Rechnungsdatum;Fälligkeit;Bruttobetrag;Offener Betrag;Währung
10009;Lys GmbH;RE-7;02.03.2026;01.04.2026;1.060,50;60,50;EUR""",
        ["invoice RE-7 10009 2026-03-02 2026-04-01 1060.50 EUR left 60.50 EUR"],
    ),
    "Spanish": (
        """Número de factura;Cliente;Fecha de factura;Fecha de vencimiento;Importe total;Importe pendiente;Estado
F7;Lys;02/03/2026;01/04/2026;1.060,50;60,50;Pendiente""",
        ["invoice F7 Lys 2026-03-02 2026-04-01 1060.50 EUR left 60.50 EUR"],
    ),
    "Italian": (
        """Numero fattura;Cliente;Data fattura;Scadenza;Totale;Residuo
7/26;Lys;02/03/2026;01/04/2026;1.060,50;60,50""",
        ["invoice 7/26 Lys 2026-03-02 2026-04-01 1060.50 EUR left 60.50 EUR"],
    ),
    "Dutch": (
        """Factuurnummer;Klant;Factuurdatum;Vervaldatum;Totaalbedrag;Openstaand bedrag
7;Lys;02-03-2026;01-04-2026;1.060,50;60,50""",
        ["invoice 7 Lys 2026-03-02 2026-04-01 1060.50 EUR left 60.50 EUR"],
    ),
    "a data warehouse": (
        """dt_inv_create,dt_due,cd_client_key,nm_client_name,doc_nbr,amt_gross,ccy_code
2026-03-02,2026-04-01,C9,Lys,D-7,60.50,EUR""",
        ["invoice D-7 C9 2026-03-02 2026-04-01 60.50 EUR"],
    ),
}


def said(row: Row) -> str:
    match row:
        case InvoiceRow():
            left = "" if row.outstanding is None else f" left {row.outstanding}"
            return (
                f"{row.kind} {row.number} {row.customer_id} {row.issue_date} {row.due_date} {row.total}{left}"
            )
        case PaymentRow():
            return f"payment {row.received_on} {row.amount} {row.customer_id}"
        case _:
            return "contact"


@pytest.mark.parametrize("name", EXPORTS)
def test_the_export_of_a_package_is_read_by_its_own_headers(name: str) -> None:
    lines, expected = EXPORTS[name]
    reading = read(lines.encode(), "export.csv", defaults=DEFAULTS)
    assert ([said(row) for row in reading.rows], reading.faults) == (expected, ())


def test_a_guessed_column_is_said() -> None:
    reading = read(EXPORTS["a data warehouse"][0].encode(), "export.csv", defaults=DEFAULTS)
    assert {note.fault.field for note in reading.notes if note.fault.code == "column_guessed"} >= {
        "issue_date",
        "due_date",
    }
