"""Reading what arrives by e-mail: bytes -> facts. Pure: no clock, no network, no files.

mail = parse(raw)                          # tolerant: any bytes give a Mail, nothing is lost
reply = reply_text(mail.text, parent)      # what the person wrote, without what they quoted
verdict = classify(mail, scan)             # human reply, auto-reply, bounce, complaint ...
"""

from relance.inbound.classify import classify
from relance.inbound.mail import Mail
from relance.inbound.parse import parse
from relance.inbound.reply_text import ReplyText, reply_text
from relance.inbound.verdict import Verdict

__all__ = ["Mail", "ReplyText", "Verdict", "classify", "parse", "reply_text"]
