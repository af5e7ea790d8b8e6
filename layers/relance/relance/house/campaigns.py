"""One message to many customers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.sending import Sending

if TYPE_CHECKING:
    from relance.usecases.campaigns.mail_recipient import MailRecipient
    from relance.usecases.campaigns.manage_campaigns import ManageCampaigns
    from relance.usecases.campaigns.prepare_mail import PrepareMail
    from relance.usecases.campaigns.preview_campaign import PreviewCampaign
    from relance.usecases.campaigns.run_campaign import RunCampaign


class Campaigns(Sending):
    @cached_property
    def prepare_campaign_mail(self) -> PrepareMail:
        from relance.usecases.campaigns.prepare_mail import PrepareMail

        return PrepareMail(write_ad_hoc=self.write_ad_hoc)

    @cached_property
    def mail_recipient(self) -> MailRecipient:
        from relance.usecases.campaigns.mail_recipient import MailRecipient

        return MailRecipient(
            campaigns=self.campaigns,
            tenants=self.tenants,
            change_account=self.change_account,
            prepare=self.prepare_campaign_mail,
            leave=self.leave,
            mailer=self.mailer,
            pace=self.pace,
            clock=self.clock,
            new_attempt=self.new_attempt,
        )

    @cached_property
    def run_campaign(self) -> RunCampaign:
        from relance.usecases.campaigns.run_campaign import RunCampaign

        return RunCampaign(
            campaigns=self.campaigns,
            queue=self.campaign_queue,
            tenants=self.tenants,
            listings=self.listings,
            attachments=self.attachments,
            mail_recipient=self.mail_recipient,
            clock=self.clock,
        )

    @cached_property
    def preview_campaign(self) -> PreviewCampaign:
        from relance.usecases.campaigns.preview_campaign import PreviewCampaign

        return PreviewCampaign(
            listings=self.listings,
            accounts=self.accounts,
            prepare=self.prepare_campaign_mail,
            attachments=self.attachments,
            clock=self.clock,
        )

    @cached_property
    def manage_campaigns(self) -> ManageCampaigns:
        from relance.usecases.campaigns.manage_campaigns import ManageCampaigns

        return ManageCampaigns(
            campaigns=self.campaigns,
            queue=self.campaign_queue,
            messages=self.messages,
            attachments=self.attachments,
            clock=self.clock,
        )
