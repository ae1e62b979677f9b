"""Papers on their way: two steps of the system that say when a paper was handed to its channel and when it arrived."""

from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Facts, Id
from idi_platform.workflow.lifecycles import ANY, Moment, step


class PaperSent(Facts):
    """Which paper, and the party to whom it went."""

    paper: Code
    paper_id: Id
    to: Code = ""


class SendsPapers(Aggregate):
    """An aggregate whose papers meet and pause clocks by their dispatch and arrival."""

    state = StateField()

    class Meta:
        """No table of its own."""

        abstract = True

    @step(source=ANY, by=(), automatic=True, facts=PaperSent, zh="文书发出", en="paper dispatched")
    def record_dispatch(self, facts: PaperSent, moment: Moment) -> None:
        """Keep when a paper was handed to its channel."""
        self.paper_dispatched(facts.paper, moment)

    @step(source=ANY, by=(), automatic=True, facts=PaperSent, zh="文书送达", en="paper arrived")
    def record_arrival(self, facts: PaperSent, moment: Moment) -> None:
        """Keep when a paper reached its addressee."""
        self.paper_arrived(facts.paper, moment)

    def paper_dispatched(self, paper: str, moment: Moment) -> None:
        """Set what hangs on a dispatch; nothing unless a kind says so."""

    def paper_arrived(self, paper: str, moment: Moment) -> None:
        """Set what hangs on an arrival; nothing unless a kind says so."""
