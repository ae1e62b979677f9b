"""Who keeps the project file: sets of roles that several steps share."""

from typing import Final

from idi_platform.accounts.roles import Role

KEEPERS: Final = frozenset({Role.developer, Role.underwriter})
"""Who keeps the file of a project: its developer, and the insurer that takes it on."""
NOTIFIERS: Final = frozenset({Role.underwriter, Role.handler})
"""Who makes the notice of a home: the insurer, and at its desk also for an owner who has none."""
BUILDERS: Final = KEEPERS | {Role.contractor, Role.supervisor}
"""Who reports what happens on the site."""
AUTHORITIES: Final = frozenset({Role.regulator})
REVISERS: Final = frozenset({Role.underwriter, Role.regulator})
"""Who lets an insured object go on under a new revision: the insurer that keeps its contract, or the authority."""
DECIDERS: Final = frozenset({Role.approver, Role.regulator})
"""Who decides which text applies where the rules leave it open: the insurer's legal, or the authority."""
SITE: Final = frozenset({Role.contractor, Role.designer, Role.supervisor, Role.lab})
INSURERS: Final = frozenset(
    {Role.surveyor, Role.handler, Role.approver, Role.underwriter, Role.accountant, Role.hotline}
)
SUPERVISION: Final = frozenset({Role.regulator, Role.report_clerk})
"""Who looks through a division."""
OWNERS: Final = frozenset({Role.owner, Role.agent})
