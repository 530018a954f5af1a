"""Closed lists of the registry. Those that the law reads have the values of the register of facts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """As the register of facts names it."""

    MALE = "male", _("male")
    FEMALE = "female", _("female")


class Residence(TextChoices):
    """By what right a person lives in the country (fact ``residence``)."""

    CITIZEN = "citizen", _("citizen")
    KANDAS = "kandas", _("kandas")
    REFUGEE = "refugee", _("refugee")
    PERMANENT_RESIDENT = "permanent_resident", _("permanent resident")
    OTHER = "other", _("other")


class FamilyRole(TextChoices):
    """What a member is to the head of the family."""

    HEAD = "head", _("head of the family")
    SPOUSE = "spouse", _("spouse")
    CHILD = "child", _("child")
    PARENT = "parent", _("parent")
    GRANDPARENT = "grandparent", _("grandparent")
    GRANDCHILD = "grandchild", _("grandchild")
    SIBLING = "sibling", _("brother or sister")
    WARD = "ward", _("ward")
    OTHER = "other", _("other relative")


class AddressKind(TextChoices):
    """Where a person is registered, and where the person lives."""

    REGISTERED = "registered", _("registered address")
    ACTUAL = "actual", _("actual address")


class Tenure(TextChoices):
    """Fact ``tenure`` of a dwelling."""

    OWNED = "owned", _("owned")
    STATE_STOCK = "state_stock", _("state housing")
    RENTED_BY_AKIMAT = "rented_by_akimat", _("rented by the akimat")
    RENTED_PRIVATELY = "rented_privately", _("rented privately")


class DwellingKind(TextChoices):
    """Fact ``kind`` of a dwelling."""

    FLAT = "flat", _("flat")
    HOUSE = "house", _("house")


class VehicleKind(TextChoices):
    """Fact ``kind`` of a vehicle."""

    CAR = "car", _("car")
    COMMERCIAL = "commercial", _("commercial vehicle")
    AGRICULTURAL = "agricultural", _("agricultural machine")


class IncomeKind(TextChoices):
    """Facts of a person that are sums of a quarter; here by month."""

    WAGE = "wage", _("wage")
    PENSION = "pension", _("pension")
    STATE_BENEFITS = "state_benefits", _("state benefits")
    SCHOLARSHIP = "scholarship", _("scholarship")
    ALIMONY = "alimony", _("alimony")
    BUSINESS_INCOME = "business_income", _("business income")
    RENT_INCOME = "rent_income", _("rent")
    FARM_INCOME = "farm_income", _("farm income")
    OTHER_INCOME = "other_income", _("other income")


class DisabilityGroup(TextChoices):
    """Fact ``disability``, without its "none"."""

    GROUP_1 = "group_1", _("group I")
    GROUP_2 = "group_2", _("group II")
    GROUP_3 = "group_3", _("group III")
    CHILD_WITHOUT_GROUP = "child_without_group", _("child with a disability, no group")


class DisabilityCause(TextChoices):
    """Fact ``disability_cause``, without its "none"."""

    GENERAL_ILLNESS = "general_illness", _("general illness")
    SINCE_CHILDHOOD = "since_childhood", _("since childhood")
    OTHER_CAUSE = "other_cause", _("other cause")


class ConsentForm(TextChoices):
    """How a consent was given."""

    PAPER = "paper", _("on paper")
    SIGNATURE = "signature", _("electronic signature")
    SMS = "sms", _("one-time password")


class LifeEventKind(TextChoices):
    """What happens in a family and may change a right."""

    BIRTH = "birth", _("birth")
    DEATH = "death", _("death")
    MARRIAGE = "marriage", _("marriage")
    DIVORCE = "divorce", _("divorce")
    MOVE = "move", _("move")
    JOINED = "joined", _("joined the family")
    LEFT = "left", _("left the family")
    JOB_FOUND = "job_found", _("job found")
    JOB_LOST = "job_lost", _("job lost")
    INCOME_CHANGED = "income_changed", _("income changed")
    DISABILITY_CHANGED = "disability_changed", _("disability changed")


class AnswerState(TextChoices):
    """How far a question to an outside register has come."""

    ASKED = "asked", _("asked, no answer yet")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("refused: somebody must put it right")


class AnswerOutcome(TextChoices):
    """What the register answered."""

    COMPLETE = "complete", _("complete")
    PARTIAL = "partial", _("partial")
    NOT_FOUND = "not_found", _("not found")
    CONTRADICTS = "contradicts", _("contradicts what is known")

    @classmethod
    def usable(cls) -> list[AnswerOutcome]:
        """Outcomes from which facts are taken."""
        return [cls.COMPLETE, cls.PARTIAL]


class DuplicateState(TextChoices):
    """What became of a pair of records that may be one person."""

    OPEN = "open", _("to be decided")
    MERGED = "merged", _("one person")
    REJECTED = "rejected", _("two different people")
