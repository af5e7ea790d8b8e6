"""Answers in HTML alone, as mail programs build them: the answer is shown, the quotation is not."""

from __future__ import annotations

import pytest

from relance.domain.inbox import Scan
from relance.inbound.reader import InboundReader

GMAIL = """<div dir="ltr">Paid on Friday.<div><br></div><div>Zoe</div></div><br><div class="gmail_quote">
<div dir="ltr" class="gmail_attr">On Tue, 3 Nov 2026 at 09:15, Acme &lt;<a
href="mailto:b@acme.example">b@acme.example</a>&gt;
 wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid
rgb(204,204,204)">
<div>Invoice F-7 is overdue.</div></blockquote></div>"""
OUTLOOK = """<html xmlns:o="urn:o"><head><style>p.MsoNormal{margin:0cm}</style></head><body lang="EN-GB">
<div class="WordSection1"><p class="MsoNormal">Paid on Friday.<o:p></o:p></p><p
class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">Zoe<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1
1.0pt;padding:3.0pt 0cm">
<p class="MsoNormal"><b>From:</b> Acme &lt;b@acme.example&gt; <br><b>Sent:</b> Tuesday, 3 November 2026
09:15<br>
<b>To:</b> Zoe &lt;zoe@client.example&gt;<br><b>Subject:</b> F-7<o:p></o:p></p></div></div>
<p class="MsoNormal">Invoice F-7 is overdue.</p></div></body></html>"""
OUTLOOK_WEB = """<div style="font-family:Calibri">Paid on Friday.</div><div><br></div><div>Zoe</div>
<div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">
<font><b>De :</b> Acme &lt;b@acme.example&gt;<br><b>Envoyé :</b> mardi 3 novembre 2026 09:15<br><b>À
:</b> Zoe<br>
<b>Objet :</b> F-7</font><div>&nbsp;</div></div><div>Invoice F-7 is overdue.</div>"""
APPLE = """<html><body>Paid on Friday.<div><br></div><div>Zoe<br><div><br><blockquote
type="cite"><div>On 3 Nov 2026,
 at 09:15, Acme &lt;b@acme.example&gt; wrote:</div><br><div><p>Invoice F-7 is
overdue.</p></div></blockquote></div></div>
</body></html>"""
YAHOO = """<div class="yahoo-style-wrap">Paid on Friday.<div><br></div><div>Zoe</div></div><div id="y"
class="yahoo_quoted">
<div>Le mardi 3 novembre 2026 à 09:15:14 UTC+1, Acme &lt;b@acme.example&gt; a écrit :</div><div><br></div>
<div>Invoice F-7 is overdue.</div></div>"""
THUNDERBIRD = """<p>Paid on Friday.</p><p>Zoe</p><div class="moz-cite-prefix">Am 03.11.26 um 09:15
schrieb Acme:<br></div>
<blockquote type="cite" cite="mid:1@acme.example"><p>Invoice F-7 is overdue.</p></blockquote>"""
GMX = """<div>Paid on Friday.</div><div>&nbsp;</div><div>Zoe</div><div>&nbsp;<div name="quote"
style="margin:10px">
<div><b>Gesendet:</b>&nbsp;Dienstag, 03. November 2026 um 09:15 Uhr<br><b>Von:</b>&nbsp;Acme
&lt;b@acme.example&gt;<br>
<b>An:</b>&nbsp;zoe@client.example<br><b>Betreff:</b>&nbsp;F-7</div><div>Invoice F-7 is
overdue.</div></div></div>"""
PROTON = """<div>Paid on Friday.</div><div><br></div><div>Zoe</div><div class="protonmail_quote">
On Tuesday, November 3rd, 2026 at 9:15 AM, Acme &lt;b@acme.example&gt; wrote:<br><blockquote
class="protonmail_quote"
 type="cite"><p>Invoice F-7 is overdue.</p></blockquote></div>"""
OUTLOOK_PHONE = """<div>Paid on Friday.</div><div><br></div><div>Zoe</div><div
id="ms-outlook-mobile-signature"><div><br></div>
Get <a href="https://aka.example/o">Outlook for iOS</a></div><hr><div dir="ltr"><b>From:</b> Acme
&lt;b@acme.example&gt;<br>
<b>Sent:</b> Tuesday, November 3, 2026 9:15:14 AM<br><b>To:</b> Zoe<br><b>Subject:</b> F-7</div>
<div>Invoice F-7 is overdue.</div>"""
NOTES = """<font size=2>Paid on Friday.</font><br><br><font size=2>Zoe</font><br><br><br>
<font size=1>From: &nbsp; &nbsp; &nbsp;</font><font size=1>Acme &lt;b@acme.example&gt;</font><br>
<font size=1>To: &nbsp; &nbsp;Zoe</font><br><font size=1>Date: &nbsp; &nbsp;03/11/2026 09:15</font><br>
<font size=1>Subject: &nbsp; F-7</font><br><hr noshade><br><font size=3>Invoice F-7 is overdue.</font>"""
PROGRAMS = {
    "Gmail": GMAIL,
    "Outlook": OUTLOOK,
    "Outlook on the web": OUTLOOK_WEB,
    "Apple Mail": APPLE,
    "Yahoo": YAHOO,
    "Thunderbird": THUNDERBIRD,
    "GMX": GMX,
    "Proton": PROTON,
    "Outlook on a telephone": OUTLOOK_PHONE,
    "Notes": NOTES,
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_answer_in_html_is_shown_without_what_it_quotes(program: str) -> None:
    header = "From: zoe@client.example\r\nSubject: Re: F-7\r\nContent-Type: text/html; charset=utf-8\r\n"
    received = InboundReader().read(f"{header}\r\n{PROGRAMS[program]}".encode(), Scan()).received
    lines = [line for line in received.visible.split("\n") if line.strip()]
    assert lines == ["Paid on Friday.", "Zoe"]
    assert "Invoice F-7 is overdue." in received.text
