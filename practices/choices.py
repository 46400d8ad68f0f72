"""Closed vocabularies of the practices: the codes that editions, parameters and the API speak."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """States of the working version (DESIGN section 4)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    ACCEPTED = "accepted", _("accepted")
    PUBLISHED = "published", _("published")
    REJECTED = "rejected", _("rejected")


class Action(TextChoices):
    """What can happen to a practice; each is a line of history.

    The first two change no state, nor do the last three.
    """

    CREATE = "create", _("created")
    EDIT = "edit", _("edited")
    SEED = "seed", _("published from the project's records")
    SUBMIT = "submit", _("submitted for review")
    RECALL = "recall", _("taken back by the owner")
    ASSIGN = "assign", _("given to reviewers")
    REVIEW = "review", _("reviewed")
    REQUEST_CHANGES = "request_changes", _("changes requested")
    ACCEPT = "accept", _("accepted")
    PUBLISH = "publish", _("published")
    REJECT = "reject", _("rejected")
    REOPEN = "reopen", _("reopened for changes")
    DISCARD = "discard", _("changes discarded")
    CORRECT = "correct", _("links and spelling corrected")
    WITHDRAW = "withdraw", _("withdrawn")
    RESTORE = "restore", _("put on show again")
    REDACT = "redact", _("parts of an edition removed")
    ADOPT = "adopt", _("adoption confirmed")
    UNADOPT = "unadopt", _("confirmation of an adoption taken back")


class Change(TextChoices):
    """What can happen to the public catalogue; each is a line of the log that anyone may read."""

    PUBLISHED = "published", _("published")
    NEW_EDITION = "new_edition", _("new edition")
    CORRECTED = "corrected", _("corrected")
    LEVEL_CHANGED = "level_changed", _("level changed")
    LAPSED = "lapsed", _("level lapsed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    RESTORED = "restored", _("restored")
    REDACTED = "redacted", _("redacted")


class Scope(TextChoices):
    LOCAL = "local", _("local")
    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("national")
    EUROPEAN = "european", _("European")


class RunningState(TextChoices):
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")
    STOPPED = "stopped", _("stopped")
    UNKNOWN = "unknown", _("unknown")


class Nature(TextChoices):
    POLICY_INSTRUMENT = "policy_instrument", _("policy instrument")
    MANAGEMENT_APPROACH = "management_approach", _("management approach")
    METHODOLOGY = "methodology", _("methodology")
    TECHNIQUE = "technique", _("technique")
    SERVICE = "service", _("service")
    PLATFORM = "platform", _("platform")
    TECHNOLOGY = "technology", _("technology")
    TRAINING = "training", _("training")


class ValidationKind(TextChoices):
    DIRECT_EXPERIENCE = "direct_experience", _("direct experience")
    RESEARCH_PROJECT = "research_project", _("research project")
    POLICY_EVALUATION = "policy_evaluation", _("policy evaluation")


class Level(IntegerChoices):
    """What was checked of a published practice (DESIGN section 3); grading.py holds the rules."""

    DOCUMENTED = 1, _("Documented")
    REVIEWED = 2, _("Reviewed")
    MEASURED = 3, _("Measured")
    REPLICATED = 4, _("Replicated")


class ClaimKind(TextChoices):
    """Only claims of kind result are headed and counted as results."""

    RESULT = "result", _("result")
    INPUT = "input", _("input")
    RULE = "rule", _("rule")
    TARGET = "target", _("target")
    CONTEXT = "context", _("context")


class Qualifier(TextChoices):
    EXACT = "exact", _("exactly")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")
    ABOUT = "about", _("about")


class EvidenceType(TextChoices):
    DATASET = "dataset", _("data set")
    REPORT = "report", _("report")
    EVALUATION = "evaluation", _("evaluation")
    AUDIT = "audit", _("audit")
    CERTIFICATE = "certificate", _("certificate")
    CONTRACT = "contract", _("contract or invoice")
    PUBLICATION = "publication", _("scientific publication")
    LAW = "law", _("law or decision")
    LETTER = "letter", _("letter of an adopter")
    VISIT = "visit", _("site visit")
    PRESS = "press", _("press")
    WEB_PAGE = "web_page", _("web page")


class IssuerRelation(TextChoices):
    """How who issued the evidence stands to the owner of the practice."""

    OWNER = "owner", _("owner")
    PARTNER = "partner", _("partner of the owner")
    ADOPTER = "adopter", _("adopter")
    INDEPENDENT = "independent", _("independent")


LOWEST_SCORE, HIGHEST_SCORE = 0, 4


class Criterion(TextChoices):
    """What reviewers judge, each on its own from 0 to 4; never averaged (DESIGN section 3)."""

    IMPACT = "impact", _("impact and track record")
    TRANSFERABILITY = "transferability", _("transferability")
    RELEVANCE = "relevance", _("relevance for the region that takes it up")
    EVIDENCE = "evidence", _("quality of evidence")


class Recommendation(TextChoices):
    RECOMMENDED = "recommended", _("recommended for publication")
    AFTER_CHANGES = "after_changes", _("recommended after changes")
    NOT_RECOMMENDED = "not_recommended", _("not recommended")


class Verdict(TextChoices):
    """What a reviewer found when checking a claim against its evidence."""

    CONFIRMED = "confirmed", _("confirmed")
    PARTLY = "partly", _("partly confirmed")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    NOT_CHECKED = "not_checked", _("could not be checked")


class AdoptionStage(TextChoices):
    """How far a region or firm has come with a practice that it takes up."""

    PLANNED = "planned", _("planned")
    PREPARED = "prepared", _("prepared")
    IN_USE = "in_use", _("in use")
    STOPPED = "stopped", _("stopped")


class EnquiryKind(TextChoices):
    """Why a reader writes: the first three about a practice, the others about the portal itself."""

    QUESTION = "question", _("a question")
    ERROR = "error", _("an error in the text")
    TAKEN_UP = "taken_up", _("I took this practice up")
    PORTAL = "portal", _("an error in the portal")
    BARRIER = "barrier", _("a barrier: something that I cannot use or read")


class SmartyLink(TextChoices):
    """How the practice is known to belong to SMARTY (SOURCES.md of the seed data)."""

    PRESENTED = "confirmed_presented", _("shown at a SMARTY meeting")
    PRESENTED_AND_PUBLISHED = (
        "confirmed_presented_and_published_in_interreg_europe_database",
        _("shown at a SMARTY meeting and published in the Interreg Europe database"),
    )
    PUBLISHED = (
        "published_in_interreg_europe_database_project_not_shown",
        _("published in the Interreg Europe database, project not shown"),
    )
    STUDY_VISIT = "study_visit", _("visited by the project")
    PROBABLE = "probable", _("probable")


class AmongThe26(TextChoices):
    """Our estimate whether the practice is one of the project's 26; the official list was not found."""

    VERY_PROBABLE = "very_probable", _("very probable")
    PROBABLE = "probable", _("probable")
    UNLIKELY = "unlikely", _("unlikely")
