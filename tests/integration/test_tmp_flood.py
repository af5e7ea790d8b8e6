import smtplib, time
from collections import Counter
from email.message import EmailMessage
from relance.domain.enrolment import Enrolment
from relance.domain.imports import ContactRow
from relance.runtime import wiring
from relance.usecases.import_rows import ImportRows
from relance.usecases.inbox_ports import InboxList
from tests.integration.test_replies_on_the_laptop import post, Post
import os
N = int(os.environ.get("N","40"))
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
    time.sleep(6)
    import json
    ev=json.loads(open("events/receive_reply/nobodys.json").read())
    a=post.laptop.cloud.functions().invoke(FunctionName=post.laptop.stack.functions["receive_reply"], Payload=json.dumps(ev).encode())
    print(a.get("FunctionError"), a["Payload"].read().decode()[:3000])
    print(len(list(wiring.inbox().listed(post.org, InboxList.PENDING))))
