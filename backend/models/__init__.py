"""Every table of the agency; importing this package makes the metadata complete."""

from backend.models.access import ApiKey, LoginThrottle, RecoveryCode
from backend.models.audit import AuditEntry
from backend.models.base import Base
from backend.models.claim import Claim
from backend.models.communication import Communication
from backend.models.consent import ConsentEntry
from backend.models.customer import Customer
from backend.models.document import Document
from backend.models.file_document import (
    DocumentActivity,
    DocumentCategory,
    DocumentShare,
    DocumentVersion,
    FileDocument,
)
from backend.models.intake import ConsentText, LeadPayload, LeadPing, LeadSource, WebForm
from backend.models.lead import Lead
from backend.models.marketing import (
    AudienceSegment,
    AutomationTrigger,
    CampaignAnalytics,
    CampaignSend,
    MarketingCampaign,
    MarketingTemplate,
)
from backend.models.notification import Notification
from backend.models.operation import Operation, OperationReject
from backend.models.pipeline import (
    AgentLicense,
    LeadAssignment,
    LeadMerge,
    OfficeHours,
    Quote,
    RoutingAgent,
    RoutingRule,
)
from backend.models.platform import AgencySettings, ChangeListener, IdempotencyKey, SearchWord
from backend.models.policy import Policy
from backend.models.report import Report
from backend.models.reporting import Dashboard, OwnReport, ReportLink, ReportRows, ReportSchedule
from backend.models.score import Score
from backend.models.scoring_model import ScoringAttempt, ScoringDrift, ScoringModel
from backend.models.session import Session
from backend.models.team import Team
from backend.models.user import User
from backend.models.work import Note, SavedView, Task

__all__ = [
    "AgencySettings",
    "AgentLicense",
    "ApiKey",
    "AudienceSegment",
    "AuditEntry",
    "AutomationTrigger",
    "Base",
    "CampaignAnalytics",
    "CampaignSend",
    "ChangeListener",
    "Claim",
    "Communication",
    "ConsentEntry",
    "ConsentText",
    "Customer",
    "Dashboard",
    "Document",
    "DocumentActivity",
    "DocumentCategory",
    "DocumentShare",
    "DocumentVersion",
    "FileDocument",
    "IdempotencyKey",
    "Lead",
    "LeadAssignment",
    "LeadMerge",
    "LeadPayload",
    "LeadPing",
    "LeadSource",
    "LoginThrottle",
    "MarketingCampaign",
    "MarketingTemplate",
    "Note",
    "Notification",
    "OfficeHours",
    "Operation",
    "OperationReject",
    "OwnReport",
    "Policy",
    "Quote",
    "RecoveryCode",
    "Report",
    "ReportLink",
    "ReportRows",
    "ReportSchedule",
    "RoutingAgent",
    "RoutingRule",
    "SavedView",
    "Score",
    "ScoringAttempt",
    "ScoringDrift",
    "ScoringModel",
    "SearchWord",
    "Session",
    "Task",
    "Team",
    "User",
    "WebForm",
]
