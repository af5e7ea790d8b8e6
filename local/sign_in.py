"""A sign-in that is ready to use, for a member of an organization on the laptop."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import Final

from local.back_office import BackOffice
from local.errors import LaptopError
from local.laptop import Laptop
from relance.gateways.people import ORGANIZATION

# Good on this laptop alone, whose pages answer on loopback only.
PASSWORD: Final = "On-this-laptop-1"  # noqa: S105 - it is printed for whoever sits here


@dataclass(frozen=True, slots=True)
class Ready:
    email: str
    password: str


def ready(laptop: Laptop, office: BackOffice, org: str, member: str) -> Ready:
    """The member can sign in so from now on. Safe to repeat. Raises LaptopError."""
    pool = laptop.stack.user_pool
    if pool is None:
        raise LaptopError("the template has no pool of people who sign in")
    known = office.organizations.get(org)
    person = known.members[member]
    people = laptop.cloud.people()
    with contextlib.suppress(people.exceptions.UsernameExistsException):
        people.admin_create_user(
            UserPoolId=pool,
            Username=person.email,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": person.email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": ORGANIZATION, "Value": org},
            ],
        )
    people.admin_set_user_password(UserPoolId=pool, Username=person.email, Password=PASSWORD, Permanent=True)
    said = people.admin_get_user(UserPoolId=pool, Username=person.email)["UserAttributes"]
    (subject,) = (each["Value"] for each in said if each["Name"] == "sub")
    if person.subject != subject:
        signed = replace(person, subject=subject)
        office.organizations.save(replace(known, members={**known.members, member: signed}))
    return Ready(person.email, PASSWORD)
