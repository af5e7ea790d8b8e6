"""Domain names in other letters than ASCII's, as DNS knows them."""

from __future__ import annotations

from relance.domain.mail_address import is_ascii_domain


def ascii_domain(domain: str) -> str | None:
    """ "xn--bcher-kva.example" for "bücher.example"; None when the text is no domain."""
    if domain.isascii():
        return domain if is_ascii_domain(domain) else None
    # Imported where it is needed: its tables cost a cold start milliseconds, and such domains are rare.
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
