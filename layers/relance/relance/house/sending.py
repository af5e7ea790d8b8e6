"""Messages that leave."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.customers import Customers

if TYPE_CHECKING:
    from relance.usecases.sending.attachments import Attachments
    from relance.usecases.sending.begin_letter import BeginLetter
    from relance.usecases.sending.dispatch_due import DispatchDue
    from relance.usecases.sending.execute_step import ExecuteStep
    from relance.usecases.sending.leave import Leave
    from relance.usecases.sending.post_letter import PostLetter
    from relance.usecases.sending.record_email_event import RecordEmailEvent
    from relance.usecases.sending.record_letter_event import RecordLetterEvent
    from relance.usecases.sending.send_ad_hoc import SendAdHoc
    from relance.usecases.sending.send_by_hand import SendByHand
    from relance.usecases.sending.send_invoices import SendInvoices
    from relance.usecases.sending.send_next import SendNext
    from relance.usecases.sending.try_reminder import TryReminder
    from relance.usecases.sending.write_ad_hoc import WriteAdHoc
    from relance.usecases.sending.write_reminder import WriteReminder


class Sending(Customers):
    @cached_property
    def leave(self) -> Leave:
        from relance.usecases.sending.leave import Leave

        return Leave(outreaches=self.outreaches, keep_quota=self.keep_quota)

    @cached_property
    def write_reminder(self) -> WriteReminder:
        from relance.usecases.sending.write_reminder import WriteReminder

        return WriteReminder(
            composer=self.composer, replies=self.replies, fallback_sender=self.fallback_sender
        )

    @cached_property
    def dispatch_due(self) -> DispatchDue:
        from relance.usecases.sending.dispatch_due import DispatchDue

        return DispatchDue(
            enrolments=self.enrolments, queue=self.due_queue, watermark=self.watermark, clock=self.clock
        )

    @cached_property
    def send_invoices(self) -> SendInvoices:
        from relance.usecases.sending.send_invoices import SendInvoices

        return SendInvoices(
            organizations=self.organizations,
            change_account=self.change_account,
            leave=self.leave,
            write_reminder=self.write_reminder,
            messages=self.messages,
            pdfs=self.import_files,
            mailer=self.mailer,
            pace=self.pace,
            new_attempt=self.new_attempt,
        )

    @cached_property
    def execute_step(self) -> ExecuteStep:
        from relance.usecases.sending.execute_step import ExecuteStep

        return ExecuteStep(
            tenants=self.tenants,
            change_account=self.change_account,
            enrolments=self.enrolments,
            leave=self.leave,
            write_reminder=self.write_reminder,
            begin_letter=self.begin_letter,
            send_invoices=self.send_invoices,
            mailer=self.mailer,
            pace=self.pace,
            due_queue=self.due_queue,
            clock=self.clock,
            new_attempt=self.new_attempt,
        )

    @cached_property
    def begin_letter(self) -> BeginLetter:
        from relance.usecases.sending.begin_letter import BeginLetter

        return BeginLetter(executions=self.letter_executions, clock=self.clock)

    @cached_property
    def post_letter(self) -> PostLetter:
        from relance.usecases.sending.post_letter import PostLetter

        return PostLetter(
            tenants=self.tenants,
            accounts=self.accounts,
            leave=self.leave,
            write_reminder=self.write_reminder,
            compose=self.compose_letter,
            provider=self.postal_provider,
            executions=self.letter_executions,
            record_letter_event=self.record_letter_event,
            files=self.letter_files,
            read_logo=self.read_logo,
            clock=self.clock,
        )

    @cached_property
    def record_letter_event(self) -> RecordLetterEvent:
        from relance.usecases.sending.record_letter_event import RecordLetterEvent

        return RecordLetterEvent(
            tenants=self.tenants,
            outreaches=self.outreaches,
            change_account=self.change_account,
            executions=self.letter_executions,
            clock=self.clock,
        )

    @cached_property
    def record_email_event(self) -> RecordEmailEvent:
        from relance.usecases.sending.record_email_event import RecordEmailEvent

        return RecordEmailEvent(
            tenants=self.tenants,
            outreaches=self.outreaches,
            change_account=self.change_account,
            clock=self.clock,
        )

    @cached_property
    def send_by_hand(self) -> SendByHand:
        from relance.usecases.sending.send_by_hand import SendByHand

        return SendByHand(
            handle_task=self.handle_task,
            leave=self.leave,
            write_reminder=self.write_reminder,
            mailer=self.mailer,
            clock=self.clock,
        )

    @cached_property
    def send_next(self) -> SendNext:
        from relance.usecases.sending.send_next import SendNext

        return SendNext(
            change_account=self.change_account,
            leave=self.leave,
            write_reminder=self.write_reminder,
            messages=self.messages,
            mailer=self.mailer,
        )

    @cached_property
    def write_ad_hoc(self) -> WriteAdHoc:
        from relance.usecases.sending.write_ad_hoc import WriteAdHoc

        return WriteAdHoc(
            compose_mail=self.compose_ad_hoc, replies=self.replies, fallback_sender=self.fallback_sender
        )

    @cached_property
    def attachments(self) -> Attachments:
        from relance.usecases.sending.attachments import Attachments

        return Attachments(uploads=self.uploads, files=self.import_files)

    @cached_property
    def send_ad_hoc(self) -> SendAdHoc:
        from relance.usecases.sending.send_ad_hoc import SendAdHoc

        return SendAdHoc(
            change_account=self.change_account,
            leave=self.leave,
            write_ad_hoc=self.write_ad_hoc,
            mailer=self.mailer,
        )

    @cached_property
    def try_reminder(self) -> TryReminder:
        from relance.usecases.sending.try_reminder import TryReminder

        return TryReminder(accounts=self.accounts, write_reminder=self.write_reminder, notifier=self.notifier)
