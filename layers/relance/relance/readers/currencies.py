"""How people write a currency: an ISO 4217 code, a sign, the word euro; in a cell or in a header."""

from __future__ import annotations

import re

ISO_4217 = frozenset(
    re.findall(
        "[A-Z]{3}",
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
        BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
        GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
        KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
        NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
        SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES
        VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """,
    )
)

# The first is meant when nothing else says; where another of them is expected, that one is.
_SIGNS = {
    "€": ("EUR",),
    "EURO": ("EUR",),
    "EUROS": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"),
    "US$": ("USD",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
}
_IN_HEADER = re.compile(r"(?P<words>.*?)[\s(\[]+(?P<currency>[A-Z]{3}|[€$£¥₹])[)\]]?")


def currency_of(written: str, expected: str) -> str | None:
    """The ISO code of a currency as `written`; None when it is none. `expected` settles a shared sign."""
    token = written.strip().upper()
    if token in ISO_4217:
        return token
    choices = _SIGNS.get(token, ())
    return expected if expected in choices else next(iter(choices), None)


def split_header(header: str, expected: str) -> tuple[str, str | None]:
    """`Montant TTC (USD)` -> (`Montant TTC`, `USD`): its words, and the currency it names, if any."""
    found = _IN_HEADER.fullmatch(header.strip())
    code = currency_of(found["currency"], expected) if found else None
    return (found["words"], code) if found and code else (header, None)
