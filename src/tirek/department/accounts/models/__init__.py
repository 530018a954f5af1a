"""Who works here, one noun a file."""

from tirek.department.accounts.models.absence import Absence
from tirek.department.accounts.models.break_glass import BreakGlass
from tirek.department.accounts.models.confidential_grant import ConfidentialGrant
from tirek.department.accounts.models.delegation import Delegation
from tirek.department.accounts.models.post import Post
from tirek.department.accounts.models.user import User, UserManager

__all__ = ["Absence", "BreakGlass", "ConfidentialGrant", "Delegation", "Post", "User", "UserManager"]
