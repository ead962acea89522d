"""What vendors call things, as data: the generic vocabulary, and what each line of business adds.

Codes differ from vendor to vendor even for 0 and 1, so none is generic: an agency writes them down per vendor.
"""

from collections.abc import Mapping
from typing import Any, Final

Fields = Mapping[str, tuple[str, ...]]

GENERIC: Final[Fields] = {
    "transaction": ("bid_id", "txid", "token", "lead"),
    "test": ("is_test",),
    "external_id": ("lead_id", "vendor_lead_id", "id"),
    "name": ("name", "full_name"),
    "first_name": ("first_name", "driver1_firstname", "lead.firstname", "attributes.firstname"),
    "last_name": ("last_name", "driver1_lastname", "lead.lastname", "attributes.lastname"),
    "email": ("email", "email_address", "lead.email"),
    "phone": ("phone", "contact_phone", "primary_phone", "phone_number", "lead.phone"),
    "address_line1": ("address", "address1", "street", "street_address", "lead.address"),
    "address_line2": ("address2", "apt", "unit"),
    "city": ("city", "lead.city"),
    "state": ("state", "region", "lead.state"),
    "postal_code": ("zip", "zip_code", "zipcode", "postal_code", "lead.zip"),
    "date_of_birth": ("date_of_birth", "dob", "birth_date", "driver1_dob", "attributes.dateofbirth"),
    "gender": ("gender", "driver1_gender"),
    "marital_status": ("marital_status", "driver1_maritalstatus"),
    "product_interest": ("product", "vertical", "insurance_type", "lob"),
    "received_at": ("origination_datetime", "lead_created_at", "created_at"),
    "consent.text": ("tcpa_text", "consent_text", "attributes.consenttext", "tcpa.text"),
    "consent.given": ("tcpa_optin", "tcpa_consent", "tcpa.optin"),
    "consent.trustedform_url": ("trusted_form_cert_url", "trusted_form_url", "xxtrustedformcerturl"),
    "consent.leadid_token": ("universal_leadid", "leadid_token", "jornaya_leadid", "leadid_id"),
    "consent.ip": ("ip", "ip_address"),
    "consent.user_agent": ("user_agent",),
    "attribution.landing_page": ("landing_page", "landing_page_url"),
    "attribution.media_source": ("media_source",),
    "attribution.subid": ("subid", "sub_id"),
    "insurance.currently_insured": ("currently_insured", "haveinsurance"),
    "insurance.current_carrier": ("insurancecompany", "current_policy_insurance_company", "current_carrier"),
    "insurance.since": ("current_policy_start_date",),
    "insurance.x_date": ("current_policy_expiration_date", "x_date"),
    "insurance.years_insured": ("continuously_insured_period", "years_insured"),
    "insurance.home_ownership": ("home_ownership", "residence_type"),
    "insurance.credit_rating": ("credit_rating",),
    "insurance.education": ("education",),
    "insurance.occupation": ("occupation",),
}
LINES: Final[Mapping[str, Fields]] = {
    "generic-auto": {
        "insurance.drivers": ("drivers",),
        "insurance.vehicles": ("vehicles",),
        "insurance.coverage": ("requested_policy_coverage_type",),
        "insurance.bi_per_person": ("bi_per_person",),
        "insurance.bi_per_incident": ("bi_per_incident",),
    },
    "generic-home": {
        "insurance.property_type": ("property_type",),
        "insurance.year_built": ("year_built",),
        "insurance.occupancy": ("occupancy",),
        "insurance.newly_purchased": ("newly_purchased",),
    },
    "generic-life": {
        "insurance.coverage": ("coverage",),
        "insurance.term": ("term",),
        "insurance.tobacco_use": ("tobacco_use",),
    },
    "generic-health": {
        "insurance.coverage_type": ("coveragetype", "coverage_type"),
        "insurance.household_size": ("household_size",),
        "insurance.household_income": ("household_income", "income"),
    },
}


def fields_of(config: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Our fields with the names under which the vendor sends them: the agency's own before the preset's."""
    known = dict(GENERIC) | dict(LINES.get(str(config.get("preset")), {}))
    for field, names in (config.get("fields") or {}).items():
        own = (names,) if isinstance(names, str) else tuple(names)
        known[field] = (*(str(name).lower() for name in own), *known.get(field, ()))
    return known
