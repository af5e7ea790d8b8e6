"""Outreaches deflated: with all that a mail said, one still costs a single write unit."""

from __future__ import annotations

import zlib
from typing import Final

# What outreaches have in common, known beforehand: less to write. Each dictionary is a part of the format:
# what was written with it is only read with it, so none ever changes. The second is for what is written now.
# Its commonest words stand last.
_FIRST: Final = (
    b'{"ref":{"org":"","customer":"","at":"T08:00:00Z","id":""},"status":3,"recipients":{"":3},"subject":"",'
    b'"text":"\\n\\n","language":"fr","sender":"","invoices":[""],"enrolment":"","cycle":1,"step":"",'
    b'"grounds":{"code":"trigger","on":"","due_date":""},"message_id":"-000000"}'
)
_SECOND: Final = (
    "promise_broken resumed just_enrolled one_a_day minimum_contact_delay registered_letter call+ "
    "a procedure; within eight days of the date of this e-mail; formal recovery; bank details:\\nIBAN FR76 "
    "dans un délai de huit jours à compter de ce message, daté du ; procédure de recouvrement ; pénalités de "
    "retard ; coordonnées bancaires :\\nReference to quote: \\nRéférence à rappeler : "
    "Despite our previous reminder, remains unpaid on your account. has been overdue since "
    "Please arrange for the overdue amount to be paid within five working days and confirm the payment "
    "date by replying to this e-mail. If you dispute any part of these "
    "invoices, or are unable to pay in full, "
    "Malgré notre précédent rappel, reste impayée à ce jour, à hauteur de la somme de échue depuis le "
    "Nous vous demandons de régler le montant échu sous cinq jours ouvrés et de nous confirmer la date du "
    "paiement en réponse à cet e-mail. Si vous contestez tout ou partie de ces factures, merci de nous "
    "According to our records, the invoices listed below remain unpaid, the oldest having fallen due on "
    "invoice , which fell due on , remains unpaid. The amount overdue is "
    "This may simply be an oversight. We would be grateful if you could arrange payment, or let us know when "
    "we can expect it. If you have a query about any of the above, please reply to this e-mail and we will "
    "look into it without delay. If your payment has crossed with this message, please accept our thanks and "
    "disregard it.\\n\\nKind regards,\\n\\nDear Sir or Madam,\\n\\nYours faithfully,\\n\\n"
    "Sauf erreur ou omission de notre part, nous n'avons pas reçu le règlement de la facture , arrivée à "
    "échéance le des factures échues ci-dessous, dont la plus ancienne est Le montant échu s'élève à "
    "Il s'agit sans doute d'un simple oubli. Nous vous remercions de bien "
    "vouloir procéder au règlement, ou de "
    "nous indiquer la date à laquelle il interviendra. Pour toute question, il vous suffit de répondre à cet "
    "e-mail : nous la traiterons dans les meilleurs délais. Si votre règlement s'est croisé avec ce message, "
    "nous vous en remercions et vous prions de ne pas en tenir compte.\\n\\nBien cordialement,\\n\\n"
    "Madame, Monsieur,\\n\\nBonjour January February March April May June July August September October "
    "November December janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "2026 2027\\n\\nInvoice  Issued       Due          Overdue  Amount "
    "due\\nFacture  Émise le     Échéance     "
    "Retard    Montant dû\\n--------------------------------------------------------\\nTotal dû        "
    "Total due       0,00\u00a0€\\n\\n 2026   days  jours  "
).encode() + _FIRST.replace(b'"due_date":""}', b'"due_date":"","step":"email+7"}')
_BY_CHECKSUM: Final = {zlib.adler32(said): said for said in (_FIRST, _SECOND)}


def deflated(document: str) -> bytes:
    writer = zlib.compressobj(level=9, zdict=_SECOND)
    return writer.compress(document.encode()) + writer.flush()


def inflated(data: bytes) -> str:
    """Raises zlib.error for what was not written by `deflated`."""
    # The stream names its dictionary (RFC 1950, DICTID): bytes 2 to 6, when one is used.
    said = _BY_CHECKSUM.get(int.from_bytes(data[2:6]))
    reader = zlib.decompressobj(zdict=said) if said else zlib.decompressobj()
    return (reader.decompress(data) + reader.flush()).decode()
