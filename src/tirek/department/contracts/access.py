"""The doors to a social contract, and the lock of those who change one."""

from __future__ import annotations

from django.db.models import QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.contracts.enums import ContractState
from tirek.department.contracts.models import SocialContract
from tirek.department.contracts.refusals import ContractRefused
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view

MANAGE = "manage_contracts"


def access_contract(viewer: Viewer, pk: int, *, what: str = "contract") -> SocialContract:
    """The contract with its case; the look is journalled for the applicant.

    Raises
    ------
    NotSeen
        If there is none, or the database hides it: another district, the own family.
    """
    related = ("case__applicant", "case__application", "family", "signed_by", "drafted_by", "concluded_by")
    contracts: QuerySet[SocialContract] = SocialContract.objects.select_related(*related)
    found = contracts.filter(pk=pk).first()
    if found is None:
        raise NotSeen("contract")
    note_view("contract", found.pk, [found.case.applicant_id], detail=what)
    return found


def lock_contract(contract: SocialContract, *states: ContractState) -> SocialContract:
    """The contract as it stands now, locked until the transaction ends, with its case.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile`` where it stands in none of the states by now.
    """
    current = (
        SocialContract.objects.select_for_update(of=("self",)).select_related("case__applicant").get(pk=contract.pk)
    )
    if states and current.state not in states:
        raise ContractRefused("moved_meanwhile")
    return current
