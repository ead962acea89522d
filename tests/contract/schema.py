"""The tables of the contract, column by column, copied from the customer's words and not from our models.

A line is name, type, rules: `required`, `optional`, `default …`, `indexed`, `unique`, `-> table cascade` or `set null`.
Every table also has `id`, `created_at` and `updated_at`.
"""

CHAIN = [
    ("2dd19a2d0626", "init_schema", ["users", "sessions", "leads"]),
    ("137b19ac6ef3", "add_scores_table", ["scores"]),
    ("5a1c2e3d4f56", "add_documents_table", ["documents"]),
    ("6b2d3e4f5a67", "add_crud_tables", ["customers", "policies", "claims", "communications", "reports"]),
    (
        "7c3e4f5a6b78",
        "add_marketing_automation_tables",
        [
            "audience_segments",
            "marketing_templates",
            "automation_triggers",
            "marketing_campaigns",
            "campaign_analytics",
            "campaign_sends",
        ],
    ),
    (
        "file_doc_mgmt_001",
        "add_file_document_management",
        ["document_categories", "file_documents", "document_shares", "document_versions", "document_activities"],
    ),
]

CATEGORIES = [
    "policies",
    "claims",
    "customer_data",
    "contracts",
    "reports",
    "correspondence",
    "financial",
    "other",
]

EVERY_TABLE = """
id          integer      required
created_at  timestamptz  required, default CURRENT_TIMESTAMP
updated_at  timestamptz  required, default CURRENT_TIMESTAMP
"""

TABLES = {
    "customers": """
        name            varchar(255)               required
        email           varchar(255)               required, indexed
        phone           varchar(50)                optional
        status          varchar(32)                default 'active', indexed
        policies_count  integer                    default 0
        total_value     double precision|numeric   default 0.0
        join_date       date                       optional
        last_active     date|timestamptz           optional
        reason          varchar(255)               optional
        metadata        jsonb                      optional
    """,
    "policies": """
        policy_number    varchar(50)               required, unique
        customer_id      integer                   optional, -> customers set null, indexed
        customer_name    varchar(255)              required
        policy_type      varchar(50)               indexed
        status           varchar(32)               default 'active', indexed
        premium          varchar(50)               required
        coverage_amount  double precision|numeric  optional
        start_date       date                      optional
        end_date         date                      optional
        renewal_date     date                      optional
        metadata         jsonb                     optional
    """,
    "claims": """
        claim_number    varchar(50)    required, unique
        policy_id       integer        optional, -> policies set null, indexed
        policy_number   varchar(50)    required
        customer_name   varchar(255)   required
        claim_type      varchar(50)    indexed
        amount          varchar(50)    required
        status          varchar(32)    default 'pending', indexed
        claim_date      date           optional
        due_date        date           optional
        processed_date  date           optional
        description     varchar(1000)  optional
        metadata        jsonb          optional
    """,
    "communications": """
        customer_id    integer       optional, -> customers set null, indexed
        customer_name  varchar(255)  required
        comm_type      varchar(32)   indexed
        channel        varchar(50)   required
        subject        varchar(500)  optional
        status         varchar(32)   default 'sent', indexed
        comm_date      timestamptz   optional
        content        text          optional
        metadata       jsonb         optional
    """,
    "reports": """
        report_number   varchar(50)   required, unique
        name            varchar(255)  required
        report_type     varchar(50)   indexed
        period          varchar(100)  optional
        format          varchar(20)   default 'PDF'
        status          varchar(32)   default 'completed', indexed
        generated_date  timestamptz   optional
        data            jsonb         optional
        file_path       varchar(500)  optional
        metadata        jsonb         optional
    """,
    "users": """
        username               varchar(64)   unique
        email                  varchar(255)  unique
        password_hash          varchar(255)
        role                   varchar(32)   default 'agent'
        is_active              boolean       default true
        permissions            jsonb         optional
        failed_login_attempts  integer       default 0
        locked_until           timestamptz   optional
        last_login             timestamptz   optional
        mfa_enabled            boolean       default false
        mfa_secret             varchar(255)  optional
    """,
    "sessions": """
        session_id  varchar(128)  unique
        user_id     integer       required, -> users cascade
        expires_at  timestamptz   required
        ip_address  varchar(64)   optional
        user_agent  varchar(256)  optional
        is_active   boolean       default true
    """,
    "leads": """
        idempotency_key   varchar(64)  optional, unique
        channel           varchar(32)
        source            varchar(64)
        product_interest  varchar(64)
        contact_info      jsonb        optional
        consent           jsonb        optional
        metadata          jsonb        optional
    """,
    "scores": """
        lead_id        integer           required, -> leads cascade, indexed
        score          double precision
        band           varchar(32)
        explanation    jsonb             optional
        model_version  varchar(64)
        features       jsonb             optional
        scored_at      timestamptz       default CURRENT_TIMESTAMP
    """,
    "documents": """
        lead_id              integer       required, -> leads cascade, indexed
        title                varchar(255)  required
        status               varchar(32)   default 'pending'
        provider             varchar(64)   default 'internal'
        provider_request_id  varchar(255)  optional
        signing_url          varchar(512)  optional
        metadata             jsonb         optional
        signed_at            timestamptz   optional
    """,
    "document_categories": """
        name                varchar(100)  unique
        display_name        varchar(100)
        description         text
        icon                varchar(50)
        color               varchar(20)
        parent_category_id  integer       optional, -> document_categories set null
        sort_order          integer       default 0
        is_active           boolean       default true
        metadata            jsonb         optional
    """,
    "file_documents": """
        filename            varchar(255)
        original_filename   varchar(255)
        file_type           varchar(50)
        mime_type           varchar(100)
        file_size           bigint
        file_path           varchar(512)
        title               varchar(255)
        description         text
        category            varchar(100)
        tags                jsonb         optional
        lead_id             integer       optional, -> leads set null
        uploaded_by         integer       optional, -> users set null
        status              varchar(32)   default 'active'
        version             integer       default 1
        parent_document_id  integer       optional, -> file_documents set null
        is_public           boolean       default false
        access_level        varchar(32)   default 'private'
        metadata            jsonb         optional
        last_accessed_at    timestamptz   optional
        archived_at         timestamptz   optional
        deleted_at          timestamptz   optional
    """,
    "document_shares": """
        document_id          integer       -> file_documents cascade
        shared_with_user_id  integer       -> users cascade
        shared_by_user_id    integer       optional, -> users set null
        can_view             boolean       default true
        can_download         boolean       default true
        can_edit             boolean       default false
        can_delete           boolean       default false
        can_share            boolean       default false
        share_token          varchar(255)  optional, unique
        expires_at           timestamptz   optional
        access_count         integer       default 0
        last_accessed_at     timestamptz   optional
    """,
    "document_versions": """
        document_id  integer  -> file_documents cascade
        version      integer
        file_path    varchar
        file_size    bigint
        mime_type    varchar
        sha256       varchar
        uploaded_by  integer  optional, -> users set null
        note         text
    """,
    "document_activities": """
        document_id       integer       -> file_documents cascade
        user_id           integer       optional, -> users set null
        activity_type     varchar(50)
        activity_details  jsonb         optional
        ip_address        varchar(45)
        user_agent        varchar(512)
    """,
    "audience_segments": """
        name                varchar(255)
        description         text
        criteria            jsonb         required
        operator            varchar(10)   default 'and'
        estimated_size      integer       default 0
        last_calculated_at  timestamptz   optional
        created_by          varchar(100)
        is_active           boolean       default true, indexed
    """,
    "marketing_templates": """
        name              varchar
        description       text
        template_type     varchar(20)
        subject_line      varchar(500)
        html_content      text
        text_content      text
        available_tokens  jsonb         optional
        thumbnail_url     varchar(500)
        created_by        varchar
        is_active         boolean
    """,
    "automation_triggers": """
        name            varchar
        description     text
        trigger_type    varchar(20)
        trigger_config  jsonb        required
        created_by      varchar
        is_active       boolean
    """,
    "marketing_campaigns": """
        name                   varchar
        description            text
        campaign_type          varchar(20)
        status                 varchar(20)   default 'draft'
        segment_id             integer       optional, -> audience_segments set null
        target_count           integer       default 0
        template_id            integer       optional, -> marketing_templates set null
        subject_line           varchar
        preview_text           varchar(500)
        scheduled_at           timestamptz   optional
        started_at             timestamptz   optional
        completed_at           timestamptz   optional
        is_ab_test             boolean       default false
        ab_test_config         jsonb         optional
        is_automated           boolean       default false
        automation_trigger_id  integer       optional, -> automation_triggers set null
        created_by             varchar
    """,
    "campaign_analytics": """
        campaign_id         integer                   -> marketing_campaigns cascade, unique
        total_sent          integer                   default 0
        total_delivered     integer                   default 0
        total_bounced       integer                   default 0
        total_failed        integer                   default 0
        total_opened        integer                   default 0
        unique_opened       integer                   default 0
        total_clicked       integer                   default 0
        unique_clicked      integer                   default 0
        total_unsubscribed  integer                   default 0
        total_spam_reports  integer                   default 0
        total_conversions   integer                   default 0
        total_revenue       double precision|numeric  default 0
        delivery_rate       double precision|numeric  default 0
        open_rate           double precision|numeric  default 0
        click_rate          double precision|numeric  default 0
        click_to_open_rate  double precision|numeric  default 0
        conversion_rate     double precision|numeric  default 0
        unsubscribe_rate    double precision|numeric  default 0
        roi                 double precision|numeric  default 0
        campaign_cost       double precision|numeric  default 0
        last_updated        timestamptz               optional
    """,
    "campaign_sends": """
        campaign_id      integer       -> marketing_campaigns cascade, indexed
        customer_id      integer       optional, indexed
        recipient_email  varchar(255)  indexed
        recipient_phone  varchar(50)
        recipient_name   varchar(255)
        status           varchar(50)   indexed
        sent_at          timestamptz   optional
        delivered_at     timestamptz   optional
        opened_at        timestamptz   optional
        clicked_at       timestamptz   optional
        converted_at     timestamptz   optional
        open_count       integer
        click_count      integer       default 0
        links_clicked    jsonb         optional
        variant          varchar(50)
        error_message    text
        bounce_type      varchar(50)
    """,
}

UNIQUE_TOGETHER = {"document_versions": ("document_id", "version")}

VALUES = {
    "customers.status": "active / inactive",
    "policies.policy_type": "Auto / Home / Life / Health",
    "policies.status": "active / expired / cancelled",
    "claims.claim_type": "Auto / Home / Life / Health",
    "claims.status": "pending / approved / rejected",
    "communications.comm_type": "email / sms / call",
    "communications.channel": "Email / SMS / Phone",
    "communications.status": "sent / delivered / completed / pending",
    "reports.format": "PDF / Excel / CSV / JSON",
    "reports.status": "pending / completed / failed",
    "users.role": "admin / manager / agent / viewer",
    "marketing_templates.template_type": "email / sms / multi_channel / drip",
    "automation_triggers.trigger_type": "time_based / event_based / behavior_based / score_based",
    "marketing_campaigns.campaign_type": "email / sms / multi_channel / drip",
    "marketing_campaigns.status": "draft / scheduled / active / paused / completed / archived",
    "campaign_sends.status": "sent / delivered / bounced / failed / opened / clicked / converted",
    "campaign_sends.bounce_type": "hard / soft / complaint",
}
