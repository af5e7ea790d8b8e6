"""Terms of payment as people and packages write them: `30 jours fin de mois`, `45 days EOM`, `Net 30`."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from relance.domain.payment_terms import PaymentTerms, TermsKind, net

_MOST_DAYS: Final = 365
_LONGEST: Final = 200

_AT_ONCE: Final = re.compile(
    r"\b(comptant|a (la )?reception|a la commande|immediat\w*|(up)?on receipt|cash|cod|cia|due now|pia"
    r"|prepa(id|yment|iement)|sofort\w*|bei erhalt|barzahlung|vorkasse|(al )?contado|a la vista"
    r"|rimessa diretta|a vista|vista fattura|direct|bij ontvangst|contant|pronto pagamento)\b"
)
_END_OF_MONTH: Final = re.compile(
    r"\b(fin d[eu] mois|f\.? ?d\.? ?m\b\.?|fin mois|eom|e\.o\.m\.?|end of (the )?(invoice )?month"
    r"|month[ -]end|(zum )?monatsende|monatsultimo|ultimo|ende des monats|fin de mes|final de mes"
    r"|fine mese|f\.?m\.?|d\.?f\.?f\.?m\.?|einde (van de )?maand|fim do mes|fim de mes)(?=\W|$)"
)
_DAYS: Final = re.compile(
    r"(?<![\d.,/])(\d{1,3})\s?(?:j(?:ours?|rs?)?|d(?:ays?|ias|agen)?|tagen?|t|giorni|gg|dgn)\b(?!\s?%)"
)
_WEEKS: Final = re.compile(r"(?<![\d.,/])(\d{1,2})\s?(?:semaines?|weeks?|wochen?|semanas?|settimane|weken)\b")
_NET: Final = re.compile(r"\b(?:net+o?s?|n|r|eom|fdm)\s?[+/-]?\s?(\d{1,3})\b(?!\s?%)")
_BARE: Final = re.compile(r"(\d{1,3})(?:\s?net+o?s?)?")
_DAY_OF_MONTH: Final = re.compile(
    r"\b(?:le|au|on the|on|the|am|zum|el(?: dia)?|il|al|op de|den)\s(\d{1,2})"
    r"(?:\.|er|st|nd|rd|th|e)?(?![\d.,/]|\s?%)"
)
_AFTER: Final = re.compile(
    r"(apres|after|from|following|nach|ab|despues|a partir|dopo|na|suivant)\s(?:la |the |el |il |de )?$"
)
_SEVERAL: Final = re.compile(r"\d+\s?/\s?\d+\s?/\s?\d+|\d+\s?%.{1,40}\d+\s?%")
_MONTHS: Final = re.compile(r"\d\s?(?:mois|months?|monaten?|mesi|meses|maanden)\b")
_NEXT_MONTH: Final = re.compile(
    r"\b(?:mois suivant|mois prochain|following month|next month|month following|folgemonats?|mes siguiente"
    r"|mese successivo|volgende maand)\b"
)
_BEFORE_END: Final = re.compile(r"(?<![\d.,/])(\d{1,3})\s?$")


def payment_terms(text: str) -> PaymentTerms | None:
    """None for terms that are not understood, such as those of several instalments.

    `30 jours fin de mois` and `45 days EOM` add the days first; `fin de mois 45 jours` and `45 days after end
    of month` add the days last.
    """
    said = _plain(text)
    if not said or len(said) > _LONGEST or _SEVERAL.search(said) or _MONTHS.search(said):
        return None
    end, day, days = _END_OF_MONTH.search(said), _day_of_month(said), _days(said)
    if _NEXT_MONTH.search(said):
        # The 10th of the month after that of issue; with days before it nobody knows which month is meant.
        return PaymentTerms(TermsKind.EOM_THEN_NET, 0, day) if day and not days else None
    if days is None and end and (before := _BEFORE_END.search(said[: end.start()])):
        return PaymentTerms(TermsKind.NET_THEN_EOM, int(before[1]), day)
    if days is None and end is None:
        return net(0) if _AT_ONCE.search(said) else None
    days = days or 0
    if days > _MOST_DAYS:
        return None
    if end is None:
        return PaymentTerms(TermsKind.NET, days, day)
    first = _position(said)
    comes_first = end.start() < first or bool(_AFTER.search(said[: end.start()]))
    kind = TermsKind.EOM_THEN_NET if comes_first and days else TermsKind.NET_THEN_EOM
    return PaymentTerms(kind, days, day)


def _plain(text: str) -> str:
    """Without accents, in lower case, on one line."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _days(said: str) -> int | None:
    """Of a discount and a term, as in `14 Tage 2 % Skonto, 30 Tage netto`, the term: the longest."""
    found = [int(days) for days in _DAYS.findall(said)]
    found += [7 * int(weeks) for weeks in _WEEKS.findall(said)]
    found += [int(days) for days in _NET.findall(said)]
    if not found and (bare := _BARE.fullmatch(said)):
        found = [int(bare[1])]
    return max(found, default=None)


def _position(said: str) -> int:
    """Where the days stand."""
    matches = [match for pattern in (_DAYS, _WEEKS, _NET) for match in pattern.finditer(said)]
    return min((match.start(1) for match in matches), default=0)


def _day_of_month(said: str) -> int | None:
    found = _DAY_OF_MONTH.search(said)
    day = int(found[1]) if found else 0
    # `am 30 Tage` is a count of days.
    is_days = found and _DAYS.match(said, found.start(1))
    return day if 1 <= day <= 31 and not is_days else None
