"""The domain of an e-mail address, when it says who somebody works for."""

from __future__ import annotations

from typing import Final

# Domains at which anybody may have an address: two people there have nothing in common.
_PUBLIC_MAIL: Final = """
aliceadsl.fr aol.com aol.fr bbox.fr bluewin.ch bol.com btinternet.com cegetel.net club-internet.fr
comcast.net duck.com email.com fastmail.com fastmail.fm free.fr gmail.com gmx.at gmx.ch gmx.com
gmx.de gmx.fr gmx.net googlemail.com hey.com home.nl hotmail.be hotmail.co.uk hotmail.com hotmail.de
hotmail.es hotmail.fr hotmail.it hotmail.nl hushmail.com icloud.com inbox.com kpnmail.nl laposte.net
libero.it live.be live.co.uk live.com live.fr live.it live.nl mac.com mail.com mail.ru mailo.com
me.com msn.com neuf.fr numericable.fr online.de orange.es orange.fr outlook.be outlook.com
outlook.de outlook.es outlook.fr outlook.it pm.me posteo.de proton.me protonmail.ch protonmail.com
qq.com rocketmail.com sapo.pt seznam.cz sfr.fr skynet.be sky.com t-online.de telefonica.net
telenet.be tin.it tiscali.it tutanota.com tuta.io verizon.net virgilio.it virginmedia.com voila.fr
wanadoo.es wanadoo.fr web.de wp.pl xs4all.nl yahoo.ca yahoo.co.uk yahoo.com yahoo.de yahoo.es
yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com ziggo.nl 163.com 126.com
"""
_PUBLIC: Final = frozenset(_PUBLIC_MAIL.split())


def domain_of(email: str) -> str:
    """The domain in lower case; `""` when the text is no address."""
    return email.rpartition("@")[2].lower() if "@" in email else ""


def is_public(domain: str) -> bool:
    """Whether anybody may have an address there. `domain` is in lower case."""
    return domain in _PUBLIC


def is_within(domain: str, other: str) -> bool:
    """Whether the domain is the other domain, or a sub-domain of it."""
    return domain == other or domain.endswith(f".{other}")


def company_domain(email: str) -> str | None:
    """The domain of somebody's company; None for an address with a public mail provider."""
    domain = domain_of(email)
    return domain if domain and not is_public(domain) else None
