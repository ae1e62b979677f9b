"""Who does what in risk management: sets of roles that several steps share."""

from typing import Final

from idi_platform.accounts.roles import Role

AGENCY: Final = frozenset({Role.agency})
INSURER: Final = frozenset({Role.underwriter, Role.handler})
"""Whoever engages the agency and reads its reports."""
AUTHORITIES: Final = frozenset({Role.regulator})
SITE: Final = frozenset({Role.contractor, Role.designer, Role.supervisor, Role.lab})
RECTIFIERS: Final = frozenset({Role.contractor, Role.designer, Role.lab})
"""Whoever may have to mend what was found."""
