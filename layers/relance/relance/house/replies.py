"""Mail that comes back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.sending import Sending

if TYPE_CHECKING:
    from relance.usecases.replies.assign_reply import AssignReply
    from relance.usecases.replies.follow_up import FollowUp
    from relance.usecases.replies.handle_reply import HandleReply
    from relance.usecases.replies.match_reply import MatchReply
    from relance.usecases.replies.notify_member import NotifyMember
    from relance.usecases.replies.read_inbox import ReadInbox
    from relance.usecases.replies.receive_reply import ReceiveReply
    from relance.usecases.replies.remind_of_replies import RemindOfReplies


class Replies(Sending):
    @cached_property
    def notify_member(self) -> NotifyMember:
        from relance.usecases.replies.notify_member import NotifyMember

        return NotifyMember(
            notifier=self.notifier,
            compose=self.compose_notice,
            sender=self.fallback_sender,
            entry_url=self.entry_url,
        )

    @cached_property
    def follow_up(self) -> FollowUp:
        from relance.usecases.replies.follow_up import FollowUp

        return FollowUp(
            inbox=self.inbox, change_account=self.change_account, notify=self.notify_member, clock=self.clock
        )

    @cached_property
    def match_reply(self) -> MatchReply:
        from relance.usecases.replies.match_reply import MatchReply

        return MatchReply(accounts=self.accounts, outreaches=self.outreaches)

    @cached_property
    def receive_reply(self) -> ReceiveReply:
        from relance.usecases.replies.receive_reply import ReceiveReply

        return ReceiveReply(
            mails=self.mails,
            inbox=self.inbox,
            reader=self.mail_reader,
            match=self.match_reply,
            follow_up=self.follow_up,
            tenants=self.tenants,
            replies=self.replies,
            fallback_sender=self.fallback_sender,
            clock=self.clock,
        )

    @cached_property
    def assign_reply(self) -> AssignReply:
        from relance.usecases.replies.assign_reply import AssignReply

        return AssignReply(
            inbox=self.inbox,
            tenants=self.tenants,
            change_account=self.change_account,
            follow_up=self.follow_up,
            clock=self.clock,
        )

    @cached_property
    def handle_reply(self) -> HandleReply:
        from relance.usecases.replies.handle_reply import HandleReply

        return HandleReply(
            inbox=self.inbox,
            tenants=self.tenants,
            change_account=self.change_account,
            leave=self.leave,
            mailer=self.mailer,
            compose=self.compose_answer,
            replies=self.replies,
            fallback_sender=self.fallback_sender,
            clock=self.clock,
        )

    @cached_property
    def remind_of_replies(self) -> RemindOfReplies:
        from relance.usecases.replies.remind_of_replies import RemindOfReplies

        return RemindOfReplies(
            inbox=self.inbox,
            tenants=self.tenants,
            change_account=self.change_account,
            handle_reply=self.handle_reply,
            follow_up=self.follow_up,
            notify=self.notify_member,
            clock=self.clock,
        )

    @cached_property
    def read_inbox(self) -> ReadInbox:
        from relance.usecases.replies.read_inbox import ReadInbox

        return ReadInbox(inbox=self.inbox, outreaches=self.outreaches)
