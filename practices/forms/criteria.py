"""What reviewers judge, and an example for each of the points from 0 to 4 they can give.

The criteria are the project's own, with quality of evidence beside them (DESIGN section 3). The
examples are the same for all reviewers, so that a 3 of one organisation means a 3 of another.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.choices import Criterion


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The question that a criterion asks, and what 0, 1, 2, 3 and 4 points mean."""

    question: str | Promise
    anchors: tuple[str | Promise, ...]


SCALES: dict[Criterion, Scale] = {
    Criterion.IMPACT: Scale(
        question=_("What has it changed for firms or the region, and since when is that known?"),
        anchors=(
            _("Nothing has come of it yet, or nothing is told: it is a plan, a wish, a brochure."),
            _("It runs, but only its activity is told: meetings held, firms invited, money spent."),
            _(
                "First results in a few firms or one short pilot, for example ten firms in one year."
            ),
            _("Clear results over two years or more, with figures: firms changed how they work."),
            _(
                "Strong, lasting results compared with before or with others, for example 30 % less "
                "downtime in 80 firms, still there three years later."
            ),
        ),
    ),
    Criterion.TRANSFERABILITY: Scale(
        question=_("Could another region repeat it with what is written here?"),
        anchors=(
            _("It hangs on one person, one law or one firm that nobody else has."),
            _("It could perhaps be repeated, but how it works or what it costs is not told."),
            _(
                "The steps are told; what is needed (people, money, partners) has to be found out "
                "by asking."
            ),
            _("Steps, cost, staff and conditions are told; small changes would fit it elsewhere."),
            _(
                "It has been repeated elsewhere already, or its tools are free to use: another "
                "region could start with this text."
            ),
        ),
    ),
    Criterion.RELEVANCE: Scale(
        question=_("How much does it matter to the firms and the policy of your own region?"),
        anchors=(
            _("Our region has no such firms or no such problem."),
            _("The problem exists with us, but is small or solved already."),
            _("Some firms or one policy instrument of ours could learn from it."),
            _("It answers a problem that our firms or our policy have now."),
            _(
                "We want to take it up: a policy instrument, a budget or an organisation of ours is "
                "at hand for it."
            ),
        ),
    ),
    Criterion.EVIDENCE: Scale(
        question=_("Do the documents and pages really show what is claimed?"),
        anchors=(
            _("No document opens, or none speaks of what is claimed."),
            _("Only the owner’s own word: its web site, a leaflet, a press release."),
            _("A report or data of the owner shows the main claim; figures can be followed."),
            _("A document of somebody else, such as an audit or a user, confirms the main claim."),
            _(
                "An independent evaluation or public data confirms it, with method, date and page: "
                "anybody can check it."
            ),
        ),
    ),
}
