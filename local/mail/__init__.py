"""The laptop's mail service: plays Amazon SES, in and out, and shows what was sent in a mailbox page.

It stands behind `AWS_ENDPOINT_URL_SESV2`. Mail is kept as `.eml` files, events go to SNS topics, mail
that comes in by SMTP goes through the receipt rule (S3 object, then Lambda).
"""
