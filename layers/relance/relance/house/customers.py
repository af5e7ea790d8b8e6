"""What people do with customers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.organization import Organization

if TYPE_CHECKING:
    from relance.usecases.customers.erase_customer import EraseCustomer
    from relance.usecases.customers.find import Find
    from relance.usecases.customers.handle_task import HandleTask
    from relance.usecases.customers.handle_tasks import HandleTasks
    from relance.usecases.customers.list_actions import ListActions
    from relance.usecases.customers.manage_customers import ManageCustomers
    from relance.usecases.customers.mark_as_sent import MarkAsSent
    from relance.usecases.customers.merge_customers import MergeCustomers
    from relance.usecases.customers.move_invoice import MoveInvoice
    from relance.usecases.customers.open_portal import OpenPortal
    from relance.usecases.customers.pause_customer import PauseCustomer
    from relance.usecases.customers.read_figures import ReadFigures
    from relance.usecases.customers.read_timeline import ReadTimeline
    from relance.usecases.customers.take_promise import TakePromise


class Customers(Organization):
    @cached_property
    def manage_customers(self) -> ManageCustomers:
        from relance.usecases.customers.manage_customers import ManageCustomers

        return ManageCustomers(change_account=self.change_account)

    @cached_property
    def pause_customer(self) -> PauseCustomer:
        from relance.usecases.customers.pause_customer import PauseCustomer

        return PauseCustomer(change_account=self.change_account)

    @cached_property
    def take_promise(self) -> TakePromise:
        from relance.usecases.customers.take_promise import TakePromise

        return TakePromise(change_account=self.change_account)

    @cached_property
    def handle_task(self) -> HandleTask:
        from relance.usecases.customers.handle_task import HandleTask

        return HandleTask(change_account=self.change_account)

    @cached_property
    def handle_tasks(self) -> HandleTasks:
        from relance.usecases.customers.handle_tasks import HandleTasks

        return HandleTasks(handle_task=self.handle_task)

    @cached_property
    def mark_as_sent(self) -> MarkAsSent:
        from relance.usecases.customers.mark_as_sent import MarkAsSent

        return MarkAsSent(change_account=self.change_account)

    @cached_property
    def move_invoice(self) -> MoveInvoice:
        from relance.usecases.customers.move_invoice import MoveInvoice

        return MoveInvoice(change_account=self.change_account)

    @cached_property
    def merge_customers(self) -> MergeCustomers:
        from relance.usecases.customers.merge_customers import MergeCustomers

        return MergeCustomers(change_account=self.change_account)

    @cached_property
    def find(self) -> Find:
        from relance.usecases.customers.find import Find

        return Find(finder=self.finder, figures=self.figures, make_index=self.make_index)

    @cached_property
    def read_figures(self) -> ReadFigures:
        from relance.usecases.customers.read_figures import ReadFigures

        return ReadFigures(figures=self.figures, make_index=self.make_index)

    @cached_property
    def erase_customer(self) -> EraseCustomer:
        from relance.usecases.customers.erase_customer import EraseCustomer

        return EraseCustomer(
            change_account=self.change_account,
            erasures=self.erasures,
            outreaches=self.outreaches,
            notes=self.notes,
            inbox=self.inbox,
            mails=self.mails,
            files=self.import_files,
        )

    @cached_property
    def open_portal(self) -> OpenPortal:
        from relance.usecases.customers.open_portal import OpenPortal

        return OpenPortal(
            links=self.portal_links,
            tenants=self.tenants,
            change_account=self.change_account,
            rates=self.rates,
            new_secret=self.new_secret,
        )

    @cached_property
    def list_actions(self) -> ListActions:
        from relance.usecases.customers.list_actions import ListActions

        return ListActions(history=self.history, outreaches=self.outreaches, tasks=self.tasks)

    @cached_property
    def read_timeline(self) -> ReadTimeline:
        from relance.usecases.customers.read_timeline import ReadTimeline

        return ReadTimeline(
            outreaches=self.outreaches,
            inbox=self.inbox,
            tasks=self.tasks,
            notes=self.notes,
            listings=self.listings,
        )
