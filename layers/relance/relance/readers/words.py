"""The fixed words of a ledger: yes and no, kinds of document, statuses, languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from relance.readers.clean import normalised


def _table[M](meanings: Mapping[M, str]) -> dict[str, M]:
    return {normalised(word): meaning for meaning, words in meanings.items() for word in words.split(",")}


_YES_NO: Final = _table(
    {
        True: "yes,oui,true,vrai,y,o,1,x,disputed,litige,en litige",
        False: "no,non,false,faux,n,0,none,aucun",
    }
)
type Kind = Literal["invoice", "credit_note", "payment"]
# Numbers are the document types of UNTDID 1001, and 0 to 3 those of Dolibarr; letters those of SAP (RV, DR,
# DG, DZ), of Sage 50 (SI, SC, SR, SA) and of Xero.
_KINDS: Final[Mapping[str, Kind]] = _table(
    {
        "invoice": """invoice,facture,fa,fac,fact,inv,sales invoice,facture client,acompte,facture
                d'acompte,deposit,380,386,500,accrec,out_invoice,customer invoice,tax invoice,debit note,
                note de débit,rv,dr,da,si,sd,f,i,facture de vente,facture d'avance,facture standard,
                facture de situation,facture de solde,standard,standard invoice,rechnung,re,ar,
                ausgangsrechnung,kundenrechnung,abschlagsrechnung,factura,factura de cliente,fattura,
                fattura di vendita,factuur,verkoopfactuur,fatura,0,3,384,389,875,876,877,80,82,383,invoices,
                factures,journal entry,opening balance,solde à nouveau,report à nouveau,remplacement,
                replacement,replacement invoice,facture de remplacement,sales inv,recurring invoice""",
        "credit_note": """credit note,avoir,av,avc,credit,credit memo,note de crédit,cn,sales credit
                note,avoir client,381,396,261,262,503,accreccredit,out_refund,refund,customer credit note,
                avoirs,facture d'avoir,facture avoir,dg,sc,gutschrift,gs,rechnungskorrektur,stornorechnung,
                nota de crédito,abono,factura rectificativa,nota di credito,creditnota,creditfactuur,
                return,sales return,retour,2,81,83,308,credit notes,note de crédit client,crédit,crm,cm,
                adjustment note,customer refund""",
        "payment": """payment,paiement,règlement,encaissement,virement,receipt,sales receipt,dz,zp,sr,sa,sp,
                payment on account,payment entry,zahlung,zahlungseingang,pago,cobro,pagamento,incasso,
                betaling,customer payment,règlement client,paiement client,paiement reçu,payment received,
                unapplied cash payment,acompte reçu,prélèvement,chèque,zahlung kunde,receivable payment,
                arreceipt,overpayment,prepayment,trop-perçu""",
    }
)
type Status = Literal["draft", "open", "paid", "void"]
# "paid" is where nothing is left to collect: credited or given up, it is not asked for either.
_STATUSES: Final[Mapping[str, Status]] = _table(
    {
        "draft": "draft,brouillon,proforma,pro forma,entwurf,borrador,bozza,concept,rascunho",
        "open": """open,sent,due,overdue,past due,unpaid,not paid,awaiting payment,partial,partially
                paid,part paid,posted,authorised,authorized,approved,finalized,viewed,reminded,
                en attente,en attente de paiement,à payer,à encaisser,à régler,en retard,en cours,impayé,
                impayée,non payé,non payée,non réglé,non réglée,échu,échue,non échu,non échue,envoyé,
                envoyée,émis,émise,ouvert,ouverte,validé,validée,finalisé,finalisée,relancé,relancée,
                partiel,partielle,partiellement payé,partiellement payée,partiellement réglé,
                partiellement réglée,partiellement encaissée,non payés,non payées,non réglés,non réglées,
                impayées,échues,payée partiellement,payé partiellement,réglée partiellement,commencée,
                règlement commencé,validée à payer,à relancer,not_paid,partially paid and overdue,return,
                partly paid,partly paid and discounted,unpaid and discounted,overdue and discounted,submitted,
                sent to customer,emailed,outstanding,awaiting approval,comptabilisé,comptabilisée,en litige,
                offen,überfällig,versendet,teilweise bezahlt,teilbezahlt,nicht bezahlt,unbezahlt,fällig,
                gebucht,festgeschrieben,pendiente,vencida,vencido,emitida,enviada,no pagado,no pagada,
                parcialmente pagado,parcialmente pagada,publicado,da pagare,scaduta,scaduto,emessa,inviata,
                non pagato,non pagata,parzialmente pagato,parzialmente pagata,openstaand,verzonden,vervallen,
                onbetaald,deels betaald,te laat,in aberto,em aberto,pendente""",
        "paid": """paid,paid in full,fully paid,in payment,settled,closed,completed,reconciled,
                payé,payée,payé intégralement,payée intégralement,totalement payée,réglé,réglée,
                totalement réglée,soldé,soldée,acquitté,acquittée,encaissé,encaissée,lettré,lettrée,
                rapproché,rapprochée,clos,close,clôturé,clôturée,en paiement,
                credited,refunded,reversed,written off,write off,bad debt,uncollectible,
                avoiré,avoirée,crédité,créditée,remboursé,remboursée,extourné,extournée,
                irrécouvrable,passé en perte,passée en perte,payés,payées,classée payée,classé payée,
                abandonnée,abandonné,classée abandonnée,en cours de paiement,note de crédit émise,
                credit note issued,lettrées,bezahlt,beglichen,ausgeglichen,vollständig bezahlt,
                ausgebucht,pagado,pagada,cobrado,cobrada,en proceso de pago,revertido,pagata,pagato,
                saldata,saldato,incassata,incassato,betaald,voldaan,pago,paga,liquidado""",
        "void": """void,voided,cancelled,canceled,deleted,annulé,annulée,supprimé,supprimée,storniert,
                cancelada,cancelado,anulada,anulado,annullata,annullato,geannuleerd""",
    }
)
_LANGUAGES: Final = _table(
    {
        "fr": "french,français,fra,fre",
        "en": "english,anglais,eng",
        "de": "german,allemand,deutsch,deu,ger",
        "es": "spanish,espagnol,español,spa",
        "it": "italian,italien,italiano,ita",
        "nl": "dutch,néerlandais,nederlands,nld,dut",
        "pt": "portuguese,portugais,português,por",
    }
)
_TAG = re.compile(r"([a-z]{2})(?:[-_]([a-z]{2}))?", re.IGNORECASE)


def yes_no(text: str) -> bool | None:
    """None: neither."""
    return _YES_NO.get(normalised(text))


def document_kind(text: str) -> Kind | None:
    """None: not a kind of document we collect on."""
    return _KINDS.get(normalised(text))


def is_credit_side(text: str) -> bool | None:
    """What a column of debit or credit says of its line; None: neither."""
    word = normalised(text)
    if word in ("c", "cr", "credit", "h", "haben", "avere", "haber"):
        return True
    return False if word in ("d", "dr", "debit", "s", "soll", "dare", "debe") else None


_AT_ONCE: Final = _table(
    {
        True: """à réception,à réception de facture,réception de facture,comptant,paiement comptant,immédiat,
                immédiate,on receipt,due on receipt,upon receipt,immediate,immediately,cash,cod,sofort,
                sofort fällig,sofort zahlbar,al contado,contado,inmediato,a vista,vista fattura,
                rimessa diretta,contant,direct"""
    }
)


def is_at_once(text: str) -> bool:
    """Whether a due date says that payment is due with the invoice."""
    return len(text) < 40 and normalised(text) in _AT_ONCE


_MONEY_JOURNALS = (
    "bq",
    "bk",
    "bnq",
    "banq",
    "bank",
    "bnp",
    "caisse",
    "cash",
    "ca",
    "cb",
    "tre",
    "tresorerie",
)


def is_of_money(journal: str) -> bool:
    """Whether an accounting journal is one of money received, such as BQ (bank) or CA (cash)."""
    return normalised(journal).startswith(_MONEY_JOURNALS)


def status(text: str) -> Status | None:
    """None: a word of the source's own."""
    return _STATUSES.get(normalised(text))


def language(text: str) -> str | None:
    """A BCP 47 tag, `fr` or `fr-CH`; None: no language."""
    if named := _LANGUAGES.get(normalised(text)):
        return named
    found = _TAG.fullmatch(text)
    if not found:
        return None
    return f"{found[1].lower()}-{found[2].upper()}" if found[2] else found[1].lower()
