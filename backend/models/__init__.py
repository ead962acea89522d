"""Every table of the agency; importing this package makes the metadata complete."""

from backend.models.base import Base
from backend.models.claim import Claim
from backend.models.communication import Communication
from backend.models.customer import Customer
from backend.models.document import Document
from backend.models.file_document import (
    DocumentActivity,
    DocumentCategory,
    DocumentShare,
    DocumentVersion,
    FileDocument,
)
from backend.models.lead import Lead
from backend.models.marketing import (
    AudienceSegment,
    AutomationTrigger,
    CampaignAnalytics,
    CampaignSend,
    MarketingCampaign,
    MarketingTemplate,
)
from backend.models.policy import Policy
from backend.models.report import Report
from backend.models.score import Score
from backend.models.session import Session
from backend.models.user import User

__all__ = [
    "AudienceSegment",
    "AutomationTrigger",
    "Base",
    "CampaignAnalytics",
    "CampaignSend",
    "Claim",
    "Communication",
    "Customer",
    "Document",
    "DocumentActivity",
    "DocumentCategory",
    "DocumentShare",
    "DocumentVersion",
    "FileDocument",
    "Lead",
    "MarketingCampaign",
    "MarketingTemplate",
    "Policy",
    "Report",
    "Score",
    "Session",
    "User",
]
