import smtplib, time
from email.message import EmailMessage
from relance.domain.enrolment import Enrolment
from relance.domain.imports import ContactRow
from relance.runtime import wiring
from relance.usecases.import_rows import ImportRows
from tests.integration.test_replies_on_the_laptop import post, Post
N = 1000
def test_flood(post):
    rows=[ContactRow(1, f"C{n}", email=f"c{n}@f.example") for n in range(100)]
    ImportRows(wiring.change_account()).run(wiring.tenants().of(post.org, wiring.clock().now()), rows)
    replies=wiring.reply_addresses()
    t=time.monotonic()
    with smtplib.SMTP("127.0.0.1", post.laptop.ports.smtp, timeout=60) as s:
        for n in range(N):
            m=EmailMessage(); m["From"]=f"c{n%100}@f.example"; m["Subject"]="Re: x"; m["Message-ID"]=f"<{n}@f.example>"; m.set_content(f"Mail {n}")
            s.send_message(m, f"c{n%100}@f.example", [replies.of(post.org, Enrolment.identity(post.org, f"C{n%100}", None))])
    sent=time.monotonic()-t
    last=-1
    while True:
        ids=[e.id for e in wiring.inbox().in_month(post.org, wiring.clock().now())]
        if len(ids)!=last: last=len(ids); since=time.monotonic()
        if last>=N or time.monotonic()-since>60 or time.monotonic()-t>420: break
        time.sleep(2)
    print("SMTP", round(sent,1), "s; all in inbox", round(time.monotonic()-t,1), "s;", last, "entries", len(set(ids)), [ (b.function,b.given_up) for b in post.laptop.backlogs()])
