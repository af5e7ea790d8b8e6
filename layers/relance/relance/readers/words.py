"""The fixed words of a ledger, in French and English: yes and no, kinds of document, statuses, languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from relance.domain.imports import DocumentKind
from relance.readers.vocabulary import normalised


def _table[M](meanings: Mapping[M, str]) -> dict[str, M]:
    return {normalised(word): meaning for meaning, words in meanings.items() for word in words.split(",")}


_YES_NO: Final = _table(
    {
        True: "yes,oui,true,vrai,y,o,1,x,disputed,litige,en litige",
        False: "no,non,false,faux,n,0,none,aucun",
    }
)
# Numbers are the document types of UNTDID 1001; yes and no answer a column headed "Avoir".
_KINDS: Final[Mapping[str, DocumentKind]] = _table(
    {
        "invoice": """invoice,facture,fa,fac,fact,inv,sales invoice,facture client,acompte,facture
                d'acompte,deposit, 380,386,500,accrec,out_invoice,no,non,false,0""",
        "credit_note": """credit note,avoir,av,avc,credit,credit memo,note de crédit,cn,sales credit
                note,avoir client, 381,396,261,262,503,accreccredit,out_refund,refund,yes,oui,true,1""",
    }
)
type Status = Literal["draft", "open", "paid", "void"]
# "paid" is where nothing is left to collect: credited or given up, it is not asked for either.
_STATUSES: Final[Mapping[str, Status]] = _table(
    {
        "draft": "draft,brouillon,proforma,pro forma",
        "open": """open,sent,due,overdue,past due,unpaid,not paid,awaiting payment,partial,partially
                paid,part paid,posted,authorised,authorized,approved,finalized,viewed,reminded,
                en attente,en attente de paiement,à payer,à encaisser,à régler,en retard,en cours,impayé,
                impayée,non payé,non payée,non réglé,non réglée,échu,échue,non échu,non échue,envoyé,
                envoyée,émis,émise,ouvert,ouverte,validé,validée,finalisé,finalisée,relancé,relancée,
                partiel,partielle,partiellement payé,partiellement payée,partiellement réglé,
                partiellement réglée,partiellement encaissée""",
        "paid": """paid,paid in full,fully paid,in payment,settled,closed,completed,reconciled,
                payé,payée,payé intégralement,payée intégralement,totalement payée,réglé,réglée,
                totalement réglée,soldé,soldée,acquitté,acquittée,encaissé,encaissée,lettré,lettrée,
                rapproché,rapprochée,clos,close,clôturé,clôturée,en paiement,
                credited,refunded,reversed,written off,write off,bad debt,uncollectible,
                avoiré,avoirée,crédité,créditée,remboursé,remboursée,extourné,extournée,
                irrécouvrable,passé en perte,passée en perte""",
        "void": "void,voided,cancelled,canceled,deleted,annulé,annulée,supprimé,supprimée",
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


def document_kind(text: str) -> DocumentKind | None:
    """None: not a kind of document we collect on."""
    return _KINDS.get(normalised(text))


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
