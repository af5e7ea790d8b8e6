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
    "USD$": ("USD",),
    "$US": ("USD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "$CA": ("CAD",),
    "A$": ("AUD",),
    "AU$": ("AUD",),
    "NZ$": ("NZD",),
    "HK$": ("HKD",),
    "S$": ("SGD",),
    "R$": ("BRL",),
    "¥": ("JPY", "CNY"),
    "￥": ("CNY", "JPY"),
    "CN¥": ("CNY",),
    "₹": ("INR",),
    "RS": ("INR", "PKR", "LKR", "MUR", "NPR"),
    "RS.": ("INR", "PKR", "LKR", "MUR", "NPR"),
    "FR": ("CHF",),
    "FR.": ("CHF",),
    "SFR": ("CHF",),
    "SFR.": ("CHF",),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
    "KR.": ("DKK", "SEK", "NOK", "ISK"),
    "ZŁ": ("PLN",),
    "KČ": ("CZK",),
    "FT": ("HUF",),
    "LEI": ("RON",),
    "₺": ("TRY",),
    "TL": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₪": ("ILS",),
    "₩": ("KRW",),
    "₫": ("VND",),
    "₦": ("NGN",),
    "FCFA": ("XOF", "XAF"),
    "CFA": ("XOF", "XAF"),
    "DH": ("MAD", "AED"),
    "DHS": ("MAD", "AED"),
    "DT": ("TND",),
}
# The country of a cell format's language code, where it says whose dollar, yen or pound is meant.
_OF_LOCALE = {
    "409": "USD",
    "1009": "CAD",
    "C0C": "CAD",
    "C09": "AUD",
    "1409": "NZD",
    "C04": "HKD",
    "4809": "SGD",
    "80A": "MXN",
    "411": "JPY",
    "804": "CNY",
    "809": "GBP",
}
_IN_HEADER = re.compile(r"(?P<words>.*[^\s(\[])[\s(\[]+(?:(?:in|en) )?(?P<currency>[A-Z]{3}|[€$£¥₹])[)\]]?")
_LONGEST_HEADER = 120


def currency_of(written: str, expected: str) -> str | None:
    """The ISO code of a currency as `written`; None when it is none. `expected` settles a shared sign."""
    token = written.strip().upper()
    if token in ISO_4217:
        return token
    choices = _SIGNS.get(token, ())
    return expected if expected in choices else next(iter(choices), None)


def split_header(header: str, expected: str) -> tuple[str, str | None]:
    """`Montant TTC (USD)` -> (`Montant TTC`, `USD`): its words, and the currency it names, if any."""
    header = header.strip()
    found = _IN_HEADER.fullmatch(header) if len(header) < _LONGEST_HEADER else None
    code = currency_of(found["currency"], expected) if found else None
    return (found["words"], code) if found and code else (header, None)


def of_format(code: str) -> str | None:
    """The currency that a cell's number format shows: an ISO code where it names a country, else its sign.

    `[$$-409]` -> USD, `[$€-40C]` and `#,##0.00 "€"` -> €, `[$CHF] 0.00` -> CHF.
    """
    first = code.split(";", 1)[0]
    if (tagged := _TAGGED.search(first)) and tagged["sign"]:
        sign, here = tagged["sign"].strip(), _OF_LOCALE.get((tagged["locale"] or "").upper())
        if here and here in _SIGNS.get(sign.upper(), ()):
            return here
        return sign if currency_of(sign, "") else None
    plain = _TAGGED.sub("", first)
    shown = [*_QUOTED.findall(plain), *(sign for sign in "€£¥₹$" if sign in _QUOTED.sub("", plain))]
    return next((sign.strip() for sign in shown if currency_of(sign, "")), None)


# A sign, and the hexadecimal code of a language and country: `[$€-40C]`.
_TAGGED = re.compile(r"\[\$(?P<sign>[^\]\-]{0,8})(?:-(?P<locale>[0-9A-Fa-f]{0,8}))?[^\]]{0,8}\]")
_QUOTED = re.compile(r'"([^"]{1,12})"')
