"""Who takes part in what stands beside a claim."""

from typing import Final

from idi_platform.accounts.roles import Role

OWNERS: Final = frozenset({Role.owner, Role.agent})
INSURER: Final = frozenset({Role.handler})
FIELD: Final = INSURER | {Role.surveyor}
REPAIRERS: Final = INSURER | {Role.contractor}
