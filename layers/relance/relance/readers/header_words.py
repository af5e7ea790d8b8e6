"""The words people and packages head their columns with, by language: field -> headers.

A bar parts the headers that name a field for sure from those that may mean something else as well: where a
file has both, the surer one is meant ("Total TTC" before "Montant"). Sources: the export and import files of
Sage, EBP, Dolibarr, Odoo, ERPNext, SAP (FBL5N), Xero, QuickBooks, Stripe, Zoho, Pennylane, DATEV, HighRadius,
as their documentation shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

type Words = Mapping[str, Mapping[str, str]]
"""Language -> field -> headers, parted by commas and bars."""

CUSTOMER: Final[Words] = {
    "en": {
        "customer_id": """Customer ID, Customer code, Client ID, Client code, Customer number, Customer no,
            Customer ref, Customer reference, Account number, Account no, Account ref, A/C,
            Customer account, Debtor number, Debtor no, Debtor code, Cust number, Cust no, Cust ID, Cust code,
            Party ID, Third-party code, KUNNR""",
        "vat": "VAT number, VAT ID, VAT no, Tax ID, VAT registration number, Tax number, GSTIN",
        "siren": "SIREN",
    },
    "fr": {
        "customer_id": """Code client, ID client, N° client, No client, Numéro client, Num client,
            Numéro de client, Réf client, Référence client, Compte client, Compte tiers, Code tiers,
            Compte auxiliaire, N° tiers, Code du client, N° compte client, Numéro de compte client,
            CompAuxNum, Code client/fournisseur""",
        "siren": "N° SIREN, Numéro SIREN, SIREN client, SIREN du client, SIRET, N° SIRET, SIRET client",
        "vat": """N° TVA, Numéro de TVA, TVA intracommunautaire, N° TVA intracommunautaire,
            N° de TVA intracommunautaire, Numéro de TVA intracommunautaire""",
    },
    "de": {
        "customer_id": """Kundennummer, Kunden-Nr, Kundennr, Kd-Nr, Debitorennummer, Debitoren-Nr,
            Debitorennr, Debitor, Personenkonto, Kundenkonto""",
        "vat": "USt-IdNr, USt-ID, Umsatzsteuer-ID",
    },
    "es": {"customer_id": "Código cliente, Código de cliente, Cód cliente", "vat": "NIF, CIF"},
    "it": {"customer_id": "Codice cliente, Cod cliente", "vat": "Partita IVA, P IVA"},
    "nl": {"customer_id": "Klantnummer, Debiteurnummer, Debiteurennummer, Klantcode", "vat": "BTW-nummer"},
    "pt": {"customer_id": "Código do cliente, Código cliente", "vat": "NIF"},
}

COMPANY: Final[Mapping[str, str]] = {
    "en": """Customer name, Client name, Company name, Buyer, Debtor, Bill to, Account name, Name customer,
        Third-party name, Customer full name, Customer display name, Name 1, NAME1, Party name,
        Partner name, Partner/Display Name, Invoice Partner Display Name, Invoice partner, Buyer name,
        Debtor name | Customer, Client, Company, Partner, Party, partner_id, partner_id/name, Third party,
        Customer:Project, Customer/Project""",
    "fr": """Nom client, Nom du client, Raison sociale, Raison sociale client, Nom tiers, Nom du tiers,
        Débiteur, Nom d'affichage du partenaire de la facture, Nom d'affichage du partenaire,
        Nom du partenaire, Nom de l'entreprise, Intitulé, Intitulé tiers, Intitulé du tiers,
        Intitulé client, Intitulé compte tiers, Nom ou raison sociale, Dénomination, Client facturé,
        CompAuxLib, Nom/Raison sociale
        | Société, Entreprise, Tiers, Partenaire, Nom de société""",
    "de": """Kundenname, Name des Kunden, Firma, Firmenname, Debitorenname, Rechnungsempfänger,
        Anzeigename des Rechnungspartners, Name des Partners | Kunde""",
    "es": "Nombre del cliente, Nombre cliente, Razón social, Nombre de empresa | Cliente, Empresa",
    "it": "Ragione sociale, Nome cliente, Denominazione | Azienda, Società",
    "nl": "Klantnaam, Naam klant, Bedrijfsnaam, Debiteurnaam | Klant, Debiteur, Relatie",
    "pt": "Nome do cliente, Razão social | Empresa",
}

EMAIL: Final[Mapping[str, str]] = {
    "en": """E-mail, Email address, Mail, Customer email, Client email, Contact email, Billing email,
        Email to, Primary contact EmailID, EmailAddress, Customer email address""",
    "fr": """Courriel, Adresse e-mail, Adresse mail, Email client, E-mail contact, E-mail facturation,
        E-mail de facturation, E-mail du client, Mail client, Adresse électronique, Adresse de courriel""",
    "de": "E-Mail-Adresse, Mailadresse",
    "es": "Correo electrónico, Correo, Email cliente",
    "it": "Indirizzo email, Posta elettronica",
    "nl": "E-mailadres, Mailadres",
}

CURRENCY: Final[Mapping[str, str]] = {
    "en": """Currency, Currency code, Document currency, Invoice currency, Transaction currency,
        currency_id, WAERS | Local currency""",
    "fr": "Devise, Code devise, Monnaie, Devise pièce, Devise du document, Devise de la facture",
    "de": "Währung, Belegwährung, Währungscode | Hauswährung",
    "es": "Moneda, Divisa",
    "it": "Valuta",
    "nl": "Munt, Muntsoort",
    "pt": "Moeda",
}

LANGUAGE: Final[Mapping[str, str]] = {
    "en": "Language, Lang, Locale",
    "fr": "Langue",
    "de": "Sprache",
    "es": "Idioma",
    "nl": "Taal",
}

INVOICE_NUMBER: Final[Mapping[str, str]] = {
    "en": """Invoice number, Invoice no, Invoice num, Invoice #, Invoice nbr, Invoice ref, Inv no,
        Inv number, Inv ref | Invoice ID, Invoice reference, Invoice, Bill number, Bill no""",
    "fr": """N° facture, No facture, N° de facture, Numéro facture, Numéro de facture, Num facture,
        Numéro de la facture, N° de la facture, Réf facture, Facture n°, Référence facture,
        Numéro factures | Facture""",
    "de": "Rechnungsnummer, Rechnungsnr, Rechnungs-Nr, Rechnung Nr, Re-Nr, RG-Nr | Rechnung",
    "es": "Número de factura, Núm factura",
    "it": "Numero fattura, N° fattura, Numero della fattura, Nr fattura | Fattura",
    "nl": "Factuurnummer, Factuurnr, Factuur nr | Factuur",
    "pt": "Número da fatura, N° fatura, Número da nota fiscal | Fatura",
}

RECEIVED: Final[Mapping[str, str]] = {
    "en": """Payment date, Paid on, Date paid, Paid date, Settled date, Settled on, Clearing date,
        Clear date, Last payment date, Fully paid on date, AUGDT""",
    "fr": """Date de paiement, Date paiement, Date de règlement, Date règlement, Payé le, Payée le,
        Réglé le, Réglée le, Date de lettrage""",
    "de": "Zahlungsdatum, Bezahlt am, Ausgleichsdatum",
    "es": "Fecha de pago, Pagado el",
    "it": "Data pagamento, Pagato il",
    "nl": "Betaaldatum, Betaald op",
}

TERMS: Final[Mapping[str, str]] = {
    "en": """Payment terms, Payment term, Terms, Terms of payment, Credit terms, Net terms, Invoice terms,
        invoice_payment_term_id, Payment Terms Template""",
    "fr": """Conditions de règlement, Condition de règlement, Conditions de paiement, Condition de paiement,
        Délai de règlement, Délai de paiement, Modalités de règlement, Modalités de paiement,
        Conditions règlement, Conditions paiement, Termes de paiement""",
    "de": "Zahlungsbedingungen, Zahlungsbedingung, Zahlungsziel, Zahlungskonditionen, Zahlungsfrist",
    "es": "Condiciones de pago, Plazo de pago, Términos de pago",
    "it": "Condizioni di pagamento, Termini di pagamento",
    "nl": "Betalingsvoorwaarden, Betalingsconditie, Betaaltermijn, Betalingstermijn",
    "pt": "Condições de pagamento, Prazo de pagamento",
}

APPLIES_TO: Final[Mapping[str, str]] = {
    "en": """Applies to, Applied to, Applies to invoice, Applied to invoice, Original invoice,
        Original invoice number, Original invoice no, Credited invoice, Credit note for, Credit for invoice,
        Reversal of, reversed_entry_id, Related invoice, Against invoice, Return against, Linked invoice,
        Reference invoice, Preceding invoice, Allocated to""",
    "fr": """Facture d'origine, Facture origine, N° facture d'origine, N° facture origine,
        Numéro facture d'origine, Numéro de facture d'origine, N° de facture d'origine, Avoir sur facture,
        Avoir de la facture, Avoir sur la facture, Facture liée, Facture créditée, Facture rectifiée,
        Facture concernée, Facture initiale, Facture source, Sur facture, Imputé sur, Extourne de,
        Réf facture d'origine, Référence facture d'origine, Facture annulée""",
    "de": """Bezug auf Rechnung, Ursprungsrechnung, Originalrechnung, Gutschrift zu Rechnung, Gutschrift zu,
        Bezugsrechnung, Rechnungsbezug, Ursprungsrechnungsnummer, Stornierte Rechnung, Zu Rechnung""",
    "es": "Factura original, Factura rectificada, Factura de origen, Factura origen",
    "it": "Fattura originale, Fattura di riferimento, Fattura collegata, Fattura di origine",
    "nl": "Oorspronkelijke factuur, Originele factuur, Gecrediteerde factuur",
    "pt": "Fatura original, Fatura de origem",
}

INVOICES: Final[Words] = {
    "en": {
        "number": """| Document number, Doc number, Document no, Voucher no, Voucher number, BELNR
            | Number, No, Num, Reference, Ref, Doc ID, Transaction number""",
        "issue_date": """Invoice date, Issue date, Issued on, Issued, Date issued, Billing date,
            Invoice/Bill Date, Document date, Doc date, Document create date, Date of invoice, Invoiced on,
            Tax date, BLDAT, Transaction date, Bill date
            | Posting date, Date, Created, Created at, Created on, Date created, Finalized at""",
        "journal": "Journal, Journal code, Book",
        "due_date": """Due date, Invoice due date, Due on, Payment due date, Payment due on, Due in date,
            Net due date, Payment due, invoice_date_due, Date due, FAEDT
            | Due, Maturity date, Expected payment date""",
        "total": """Gross amount, Total gross, Total incl tax, Total incl VAT, Amount incl tax, Gross,
            Total inc tax, Amount inc tax, Grand total, Total including tax, Total tax included, Total in
            currency signed, amount_total_in_currency_signed, Amount in doc curr, Amount in document
            currency, Amount incl VAT, Total with tax, Gross total, WRBTR, Total inc VAT
            | Invoice total, Invoice amount, Total amount, Total, Amount, Total signed, amount_total,
            amount_total_signed, Amount total, Invoiced amount, Invoice value, Total open amount, Inv amount,
            Rounded total, Original amount, Amount in local currency, Amount in LC, DMBTR, Inv total,
            Amt, Document amount, Billed amount
            | Item amount, Line amount, Item total, Line total""",
        "debit": "Debit, Debit amount, Dr, Debits",
        "credit": "Credit, Credit amount, Cr, Credits",
        "outstanding": """Outstanding, Balance due, Amount remaining, Remaining, Outstanding amount,
            Amount outstanding, Open amount, Open balance, Unpaid amount, Remaining amount, amount_residual,
            Amount due signed, amount_residual_signed, Invoice amount due, Outstanding balance, Amount left,
            Residual amount, Unpaid, Remaining balance, Balance outstanding, Amount open, Left to pay
            | Amount due, Balance""",
        "paid_amount": """Amount paid, Paid amount, Paid, Paid to date, Prepaid, Prepaid amount,
            Invoice paid, Invoice amount paid, Payments received, Amount received, Received amount""",
        "kind": """Type, Document type, Doc type, Invoice type, Kind, Transaction type, Voucher type,
            move_type, BLART, Type of invoice""",
        "is_credit": "Is return, Is return (credit note), Is credit note",
        "side": "Debit/Credit ind, Debit/Credit indicator, D/C, Dr/Cr, S/H, SHKZG, Debit/Credit",
        "disputed": "Disputed, In dispute, Dispute",
        "status": "Status, Invoice status, State | State of document, Document status",
        "payment_status": "Payment status, payment_state, Payment state, Paid status",
        "is_open": "Is open",
    },
    "fr": {
        "number": """| N° document, Numéro document, Numéro du document, N° du document, N° pièce, No pièce,
            Numéro de pièce, Numéro pièce, Num pièce, N° de pièce, PieceRef, Réf pièce
            | Numéro, N°, Pièce, Référence, Réf""",
        "issue_date": """Date facture, Date de facture, Date d'émission, Date émission, Émission, Émise le,
            Date de facturation, Date facturation, Date document, Date du document, Date pièce,
            Date de pièce, Date de la facture, Date d'établissement, Facturé le, Date de la pièce, PieceDate,
            datef
            | Date comptable, Date d'écriture, Date de création, Créée le""",
        "due_date": """Échéance, Date d'échéance, Date échéance, Date limite, Date limite de paiement,
            Date limite de règlement, Date limite règlement, À payer avant, Échéance facture, Date d'éch,
            Date éch, Date échéance nette, Éch, Échéance le,
            date_lim_reglement, Date limite règlement facture""",
        "total": """Total TTC, Montant TTC, TTC, Total en devise signé, Montant total TTC,
            Montant TTC facture, Total facture TTC, Prix TTC, Montant en devise pièce,
            Montant facture TTC, Total TTC (€)
            | Montant total, Montant facture, Montant de la facture, Montant, Total signé, Total facture,
            Montant facturé, Net à payer, Montant en devise interne, Montant du document
            | Montant TTC ligne, Montant ligne""",
        "debit": "Débit, Montant débit, Débits",
        "credit": "Crédit, Montant crédit, Crédits",
        "outstanding": """Restant dû, Reste dû, Reste à payer, Montant restant, Montant restant dû,
            Solde dû, Solde restant dû, Restant, Reste à encaisser, Reste à régler, Montant dû signé,
            Restant à payer, Encours, Impayé, Reste à recouvrer, Montant impayé, Reste à percevoir
            | Montant dû, Solde""",
        "paid_amount": """Montant payé, Montant réglé, Déjà payé, Déjà réglé, Payé, Payée, Réglé, Réglée,
            Encaissé, Montant encaissé, Total payé, Total réglé, Acompte, Acompte versé, Acomptes versés,
            Facture payée, Acomptes""",
        "kind": "Type de document, Type document, Type de pièce, Type pièce, Type de facture, Nature",
        "is_credit": "Avoir",
        "side": "Sens, Débit/Crédit",
        "disputed": "Litige, En litige, Contesté, Contestée",
        "status": "Statut, État, Statut facture, État de la facture, Statut de la facture, État facture",
        "payment_status": "Statut de paiement, Statut paiement, État de paiement, État du paiement",
        "journal": "Code journal, Jal",
    },
    "de": {
        "number": "| Belegnummer, Belegnr, Beleg-Nr, Belegfeld 1 | Nummer, Nr, Beleg",
        "issue_date": "Rechnungsdatum, Belegdatum, Ausstellungsdatum | Datum, Buchungsdatum",
        "due_date": "Fälligkeitsdatum, Fälligkeit, Fällig am, Nettofälligkeit, Zahlbar bis | Fällig",
        "total": """Bruttobetrag, Betrag brutto, Gesamtbetrag brutto, Brutto, Rechnungsbetrag brutto,
            Betrag in Belegwährung, Endbetrag, Gesamt brutto
            | Gesamtbetrag, Rechnungsbetrag, Betrag, Gesamt, Summe, Betrag in Hauswährung, Umsatz""",
        "debit": "Soll",
        "credit": "Haben",
        "outstanding": """Offener Betrag, Offen, Restbetrag, Offener Saldo, Noch offen, Fälliger Betrag,
            Offener Posten | Saldo""",
        "paid_amount": "Bezahlt, Bezahlter Betrag, Gezahlt, Anzahlung",
        "kind": "Belegart, Dokumenttyp, Rechnungsart, Typ, Art",
        "side": "Soll/Haben, Soll/Haben-Kennzeichen, S/H-Kennzeichen",
        "status": "Rechnungsstatus",
        "payment_status": "Zahlungsstatus",
    },
    "es": {
        "number": "| Número documento, Núm documento | Núm",
        "issue_date": "Fecha de factura, Fecha factura, Fecha de emisión, Fecha emisión | Fecha",
        "due_date": "Fecha de vencimiento, Fecha vencimiento, Vencimiento",
        "total": "Importe total, Total con IVA, Total factura | Importe, Monto, Monto total",
        "debit": "Debe",
        "credit": "Haber",
        "outstanding": """Importe pendiente, Pendiente, Saldo pendiente, Importe adeudado,
            Pendiente de pago, Pendiente de cobro""",
        "paid_amount": "Importe pagado, Pagado, Cobrado",
        "kind": "Tipo, Tipo de documento, Tipo documento",
        "status": "Estado",
        "payment_status": "Estado de pago, Estado del pago",
    },
    "it": {
        "number": "| Numero documento | Numero",
        "issue_date": "Data fattura, Data documento, Data emissione, Data di emissione | Data",
        "due_date": "Data scadenza, Scadenza, Data di scadenza",
        "total": "Totale lordo, Importo lordo, Totale fattura, Totale IVA inclusa, Totale documento "
        "| Totale, Importo",
        "debit": "Dare",
        "credit": "Avere",
        "outstanding": "Residuo, Importo residuo, Da pagare, Saldo residuo, Importo dovuto, Da incassare",
        "paid_amount": "Pagato, Importo pagato, Incassato",
        "kind": "Tipo documento, Tipo",
        "status": "Stato",
        "payment_status": "Stato pagamento, Stato del pagamento",
    },
    "nl": {
        "number": "| Documentnummer, Boekstuknummer | Nummer",
        "issue_date": "Factuurdatum, Documentdatum",
        "due_date": "Vervaldatum, Vervaldag, Betalen voor",
        "total": """Bedrag incl btw, Totaal incl btw, Totaalbedrag, Factuurbedrag, Totaal inclusief btw
            | Totaal, Bedrag""",
        "debit": "Debet",
        "outstanding": """Openstaand, Openstaand bedrag, Nog te betalen, Te betalen, Open bedrag,
            Openstaand saldo""",
        "paid_amount": "Betaald, Betaald bedrag",
        "kind": "Documenttype, Soort",
        "payment_status": "Betaalstatus",
    },
    "pt": {
        "issue_date": "Data da fatura, Data de emissão",
        "due_date": "Data de vencimento",
        "total": "Valor total, Total com IVA | Valor, Montante",
        "outstanding": "Em aberto, Valor em aberto, Em dívida, Saldo devedor",
        "paid_amount": "Pago, Valor pago",
    },
}

CONTACTS: Final[Words] = {
    "en": {
        "name": "Contact name, Contact, Full name, Name, Last name",
        "first_name": "First name, Given name",
        "role": "Role, Job title, Title",
        "street": "Street, Address, Address line 1, Postal address",
        "street_more": "Address line 2",
        "postcode": "Postcode, Postal code, Zip, Zip code",
        "city": "City, Town",
        "country": "Country, Country code",
        "parent": """Parent, Parent customer, Parent company, Parent account, Parent code, Parent ID,
            Parent customer code, Parent customer ID""",
        "phone": "Phone, Phone number, Telephone, Mobile",
    },
    "fr": {
        "name": "Nom du contact, Nom contact, Nom, Nom de famille",
        "first_name": "Prénom",
        "role": "Rôle, Fonction, Poste",
        "street": "Adresse, Rue, Adresse 1, Adresse ligne 1, Voie",
        "street_more": "Adresse 2, Adresse ligne 2, Complément d'adresse, Complément adresse",
        "postcode": "Code postal, CP",
        "city": "Ville, Commune",
        "country": "Pays, Code pays",
        "parent": """Client parent, Société mère, Maison mère, Compte parent, Code parent,
            Code client parent, Code société mère""",
        "phone": "Téléphone, Tél",
    },
}

PAYMENTS: Final[Words] = {
    "en": {
        "received_on": "Received on, Value date | Date",
        "amount": "Payment amount, Amount paid, Paid amount, Amount received | Amount",
        "reference": """Payment ID, Payment reference, Payment number, Transaction ID | Reference, Ref""",
    },
    "fr": {
        "received_on": """Reçu le, Date reçu, Date d'encaissement, Date encaissement, Encaissé le,
            Date de valeur""",
        "amount": """Montant payé, Montant réglé, Montant du règlement, Montant du paiement,
            Montant encaissé | Montant""",
        "reference": """Réf paiement, Référence paiement, Référence du paiement, N° paiement,
            Réf règlement, N° règlement | Référence""",
    },
}

# Headers that say too little to be trusted beside others: each is taken for the first of its fields that no
# other column is. `Name` is a customer beside `Kundennummer`, and a document beside `Customer`.
LAST_RESORT: Final[Mapping[str, tuple[str, ...]]] = {
    "Name": ("customer_name", "number"),
    "ID": ("number",),
    "Account": ("buyer",),
    "Account code": ("buyer",),
    "Compte": ("buyer",),
    "N° compte": ("buyer",),
    "Numéro de compte": ("buyer",),
    "Compte général": ("buyer",),
    "Konto": ("buyer",),
    "Kontonummer": ("buyer",),
    "Intitulé du compte": ("customer_name",),
    "Libellé du compte": ("customer_name",),
    "Libellé compte": ("customer_name",),
    "Intitulé compte": ("customer_name",),
    "Bezeichnung Konto": ("customer_name",),
}

# Amounts without tax, and taxes: by them two amounts are told apart.
NET: Final = """Net amount, Net,
    Subtotal, Untaxed amount, Untaxed amount signed, Amount excl tax, Total excl tax,
    Total HT, Montant HT, HT, Hors taxes signé, Montant HT signé, Nettobetrag, Netto, Base imponible,
    Imponibile, Bedrag excl btw, Total hors taxes, Amount untaxed, amount_untaxed,
    amount_untaxed_signed"""
TAX: Final = """VAT, VAT amount, Tax, Tax amount, Tax total, TVA, Montant TVA, Total TVA, Taxe, Taxe signée,
    Taxes, MwSt, USt, Steuer, IVA, BTW, Tax signed, amount_tax, GST, Sales tax, Montant de TVA,
    Steuerbetrag, Importe IVA"""

# What tells that a file has one line for each item of an invoice.
ITEMS: Final = """Item, Item name,
    Item desc, Item description, Item code, Item ID, Inventory item code, Product,
    Product name, Product code, Product/Service, Item(Product/Service), Item quantity, Item rate, SKU,
    Quantity, Qty, Unit amount, Unit price, Rate, Price, Usage unit, Item price, Line, Line no, Line
    number, Line item, Description, Account code, Tax type, Tax rate, Tax code, VAT rate, VAT code,
    Article, Code article, Réf article, Désignation, Produit, Libellé produit, Libellé article,
    Quantité, Qté, Prix unitaire, PU, PU HT, Prix unitaire HT, Taux TVA, Taux de TVA, Code TVA, N°
    ligne, Ligne, Numéro de ligne, Libellé ligne, Compte de vente, Artikel, Artikelnummer, Menge,
    Einzelpreis, Position, Pos, Bezeichnung, Steuersatz, Artículo, Cantidad, Precio unitario,
    Articolo, Quantità, Prezzo unitario, Aantal, Prijs, Stuksprijs, Omschrijving artikel, Invoice
    lines, Service, Invoice line, Item tax amount, Item type, Invoice lines/Product, Product Name,
    Lineitem name, Lineitem quantity"""
