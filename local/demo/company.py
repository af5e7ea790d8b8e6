"""The company whose ledger is shown: a French wholesaler, its people and its plan."""

from __future__ import annotations

from dataclasses import replace

from local.back_office import BackOffice
from local.replay.command import default_plan
from relance.domain.bank_details import BankDetails
from relance.domain.organization import IndexState, Member, Organization, Role
from relance.domain.plan import Succession

ORG = "demo"
ADMINISTRATOR = "camille"

_MEMBERS = (
    Member(
        ADMINISTRATOR,
        "Camille Fontaine",
        "camille.fontaine@vergnes-fournitures.example",
        Role.ADMIN,
        "+33 1 99 00 12 34",
        "Camille Fontaine\nResponsable du crédit client\nVergnes Fournitures SAS",
    ),
    Member(
        "julien",
        "Julien Marchetti",
        "julien.marchetti@vergnes-fournitures.example",
        Role.COLLECTOR,
        "+33 1 99 00 12 35",
        "Julien Marchetti\nChargé de recouvrement\nVergnes Fournitures SAS",
    ),
)


def found(office: BackOffice) -> None:
    """Create it, with its switch off: an organization sends nothing before a person has looked."""
    office.organizations.save(
        Organization(
            id=ORG,
            name="Vergnes Fournitures SAS",
            zone="Europe/Paris",
            language="fr",
            currency="EUR",
            index=IndexState.WHOLE,
            holidays="FR",
            bank_details=BankDetails("FR1420041010050500013M02606", "Vergnes Fournitures SAS", "PSSTFRPPPAR"),
            members={member.id: member for member in _MEMBERS},
        )
    )
    # As ready-made plans do: nobody gets a softer text for an invoice after a harder one.
    plan = replace(default_plan(), succession=Succession.CONTINUE)
    office.run_organization.publish(ORG, plan)
