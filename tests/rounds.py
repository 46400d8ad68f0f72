"""Practices brought to a state the way people bring them there: through the workflow."""

from partners.choices import MemberRole
from partners.models import Membership, Partner
from practices import workflow
from practices.choices import Action, Criterion, Recommendation, State, Verdict
from practices.models import Practice
from practices.reviewing import Judgement
from tests.factories import make_partner, make_practice, make_published, make_user

# How a first submission gets to each state; the last step leads there.
WAYS = {
    State.DRAFT: (),
    State.SUBMITTED: (Action.SUBMIT,),
    State.IN_REVIEW: (Action.SUBMIT, Action.ASSIGN),
    State.CHANGES_REQUESTED: (Action.SUBMIT, Action.REQUEST_CHANGES),
    State.ACCEPTED: (Action.SUBMIT, Action.ASSIGN, Action.REVIEW, Action.ACCEPT),
    State.PUBLISHED: (Action.SUBMIT, Action.ASSIGN, Action.REVIEW, Action.ACCEPT, Action.PUBLISH),
    State.REJECTED: (Action.SUBMIT, Action.REJECT),
}


class Consortium:
    """The owner of a practice, two partners who review it, one who publishes: a person for each."""

    def __init__(self, owner: Partner | None = None):
        self.owner = owner or make_partner()
        self.editor = make_user(MemberRole.EDITOR, self.owner)
        self.reviewers = [make_user(MemberRole.REVIEWER, make_partner()) for _number in range(2)]
        self.publisher = make_user(MemberRole.PUBLISHER, make_partner())

    def asked(self) -> tuple[Membership, ...]:
        return tuple(reviewer.memberships.get() for reviewer in self.reviewers)

    def do(self, practice: Practice, action: Action, **asked) -> None:
        """Do an action as whoever may, with everything it needs."""
        if action == Action.REVIEW:
            for reviewer in self.reviewers:
                self.review(practice, reviewer, **asked)
            return
        workflow.perform(action, practice, by=self.doer(action), **self.given(action) | asked)

    def doer(self, action: Action):
        by_owner = {Action.SUBMIT, Action.RECALL, Action.REOPEN, Action.DISCARD}
        return self.editor if action in by_owner else self.publisher

    def given(self, action: Action) -> dict:
        """What the person who does the action fills in."""
        needs_comment = {
            Action.REQUEST_CHANGES, Action.REJECT, Action.WITHDRAW, Action.RESTORE,
        }  # fmt: skip
        if action in needs_comment:
            return {"comment": "For a reason."}
        return {
            Action.SUBMIT: {"consent": True},
            Action.ASSIGN: {"reviewers": self.asked()},
        }.get(action, {})

    def review(self, practice: Practice, reviewer, judgement: Judgement | None = None) -> None:
        made = judgement or make_judgement()
        workflow.perform(Action.REVIEW, practice, by=reviewer, judgement=made)

    def bring(self, practice: Practice, state: State) -> Practice:
        """Bring a draft to a state."""
        for action in WAYS[state]:
            self.do(practice, action)
        return practice

    def make(self, state: State = State.DRAFT, **values) -> Practice:
        """A practice of the owner in a state; it has an edition only where that state says so."""
        return self.bring(make_practice(owner=self.owner, **values), state)

    def make_reworked(self, state: State = State.DRAFT, **values) -> Practice:
        """A practice with an edition, opened again and brought to a state."""
        practice = make_published(owner=self.owner, **values).practice
        practice.refresh_from_db()
        if state != State.PUBLISHED:
            self.do(practice, Action.REOPEN)
        return self.bring(practice, state) if state != State.PUBLISHED else practice

    def make_withdrawn(self, state: State = State.PUBLISHED, **values) -> Practice:
        """A practice with an edition that is not on show, in a state."""
        practice = self.make_reworked(state, **values)
        self.do(practice, Action.WITHDRAW)
        return practice


def make_judgement(**overrides) -> Judgement:
    """A review that recommends the practice of make_practice and confirms its one claim."""
    values = {
        "conflict_of_interest": "none",
        "recommendation": Recommendation.RECOMMENDED,
        "scores": {criterion: (3, f"Good {criterion}.") for criterion in Criterion},
        "checks": {1: (Verdict.CONFIRMED, 1, "")},
    }
    return Judgement(**values | overrides)
