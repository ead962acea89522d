"""What the demo's records say: sources, carriers, causes of claims, messages, notes, kinds of files."""

from collections.abc import Iterator, Sequence

from backend.seed.names import fill_slots

# Source, channel, share of leads, closing rate, lowest and highest price of a lead in cents.
LEAD_SOURCES: Sequence[tuple[str, str, float, float, int, int]] = (
    ("referral", "referral", 0.08, 0.36, 2000, 3000),
    ("inbound_call", "phone", 0.08, 0.29, 4000, 9000),
    ("live_transfer", "phone", 0.07, 0.22, 3500, 6000),
    ("appointment", "web_form", 0.04, 0.18, 3000, 5500),
    ("own_site", "web_form", 0.17, 0.115, 300, 1200),
    ("exclusive_web", "ping_post", 0.14, 0.10, 2000, 10000),
    ("google_ads", "google_lead_form", 0.10, 0.09, 14200, 17500),
    ("shared_web", "ping_post", 0.16, 0.045, 800, 2500),
    ("aged", "import", 0.06, 0.040, 100, 500),
    ("meta_ads", "meta_lead_ads", 0.10, 0.035, 1000, 4000),
)

# Four per line of insurance: A auto, H home, L life, E health. None of them exists.
CARRIERS: Sequence[tuple[str, int, str, str]] = (
    ("A", 1, "Harborline Mutual", "HLM"),
    ("A", 2, "Prairie Shield", "PS"),
    ("A", 3, "Cedar & Stone Insurance", "CSI"),
    ("A", 4, "Trailhead Auto", "TA"),
    ("H", 1, "Harborline Mutual", "HLH"),
    ("H", 2, "Hearthside Casualty", "HC"),
    ("H", 3, "Cedar & Stone Insurance", "CSH"),
    ("H", 4, "Old Orchard Mutual", "OOM"),
    ("L", 1, "Summit Trail Life", "STL"),
    ("L", 2, "Evergreen Legacy Life", "EL"),
    ("L", 3, "Bright Harbor Life", "BHL"),
    ("L", 4, "Steadfast Family Life", "SFL"),
    ("E", 1, "Clearwater Health", "CWH"),
    ("E", 2, "Blue Meadow Health Plan", "BM"),
    ("E", 3, "Riverbend Care", "RBC"),
    ("E", 4, "Northfield Health", "NFH"),
)

# Line, cause, weight, mu and sigma of the lognormal amount, median days to a decision, whether a storm, words.
CLAIM_CAUSES: Sequence[tuple[str, str, float, float, float, int, bool, str]] = (
    ("A", "collision", 2.3, 8.26, 0.83, 12, False, "Rear-ended at a traffic light; bumper and trunk lid damaged."),
    ("A", "collision", 2.24, 8.26, 0.83, 12, False, "Slid on wet pavement and hit a guard rail, front left."),
    ("A", "comprehensive", 1.6, 7.30, 0.94, 9, False, "Windshield cracked by a stone on the highway."),
    ("A", "comprehensive", 1.2, 7.30, 0.94, 9, False, "Deer ran into the car at night; hood and headlight damaged."),
    ("A", "hail", 1.26, 7.60, 0.80, 14, True, "Hail dents on roof and hood while parked outside."),
    ("A", "property_damage", 2.58, 8.49, 0.77, 18, False, "Backed into a parked car; the other owner claims repairs."),
    ("A", "bodily_injury", 0.77, 9.55, 1.13, 60, False, "Other driver reports neck pain after a collision."),
    ("H", "wind_hail", 2.82, 9.12, 0.89, 21, True, "Shingles torn off in the storm; water stains in the attic."),
    ("H", "water", 0.9, 9.05, 1.00, 25, False, "Supply line under the kitchen sink burst; floor damaged."),
    ("H", "water", 0.71, 9.05, 1.00, 25, False, "Water heater leaked into the finished basement."),
    ("H", "other_property", 0.89, 8.60, 0.85, 20, False, "Tree limb fell on the fence and the garden shed."),
    ("H", "fire", 0.24, 10.80, 1.04, 60, False, "Kitchen fire; smoke damage on the ground floor."),
    ("H", "theft", 0.14, 8.10, 0.90, 20, False, "Break-in through the back door; jewelry and a laptop stolen."),
    ("H", "liability", 0.09, 9.60, 1.00, 60, False, "Visitor slipped on the icy front steps."),
    ("L", "death", 1.0, 12.0, 0.60, 45, False, "Death claim filed by the beneficiary; certificate requested."),
    ("E", "hospital", 0.4, 9.20, 0.90, 30, False, "Hospital stay; carrier asks for the itemised bill."),
    ("E", "outpatient", 0.6, 6.80, 0.90, 15, False, "Outpatient procedure billed out of network."),
)

# Kind, type, channel, direction, weight, subject, content; %1$s in a subject is the line, %2$s the policy number,
# in a content %1$s is the first name, %2$s the line, %3$s the policy number, %4$s the carrier.
MESSAGES: Sequence[tuple[str, str, str, str, float, str | None, str]] = (
    (
        "welcome",
        "email",
        "Email",
        "outbound",
        8,
        "Welcome to Buckeye Harbor Insurance",
        "Hi %1$s,\n\nthank you for choosing us. Your %2$s policy %3$s with %4$s is in force; your documents are here."
        "\nCall us whenever something changes.\n\nYour team at Buckeye Harbor",
    ),
    (
        "welcome",
        "call",
        "Phone",
        "outbound",
        2,
        "Welcome call",
        "Welcomed %1$s, went through the %2$s coverage with %4$s, asked for referrals.",
    ),
    (
        "service",
        "email",
        "Email",
        "outbound",
        14,
        "Your %1$s policy renews soon",
        "Hi %1$s,\n\nyour %2$s policy %3$s with %4$s comes up for renewal. We compared it with two other carriers "
        "and will call you with what we found.",
    ),
    (
        "service",
        "sms",
        "SMS",
        "outbound",
        10,
        None,
        "Hi %1$s, your payment for %2$s policy %3$s is due this week. Reply STOP to opt out. Buckeye Harbor Insurance",
    ),
    (
        "service",
        "call",
        "Phone",
        "inbound",
        12,
        "Question about coverage",
        "%1$s asked whether the %2$s policy covers a rental; explained the limits and sent the page from %4$s.",
    ),
    (
        "service",
        "call",
        "Phone",
        "inbound",
        6,
        "Change of address",
        "%1$s moved; new address taken down and sent to %4$s for policy %3$s.",
    ),
    (
        "service",
        "email",
        "Email",
        "inbound",
        6,
        "Re: ID cards",
        "Hello, could you send me new ID cards for %3$s? Thanks, %1$s",
    ),
    (
        "service",
        "email",
        "Email",
        "inbound",
        4,
        "Why did my %1$s premium go up?",
        "Hi, my bill for %3$s is higher than last year and nothing has changed here. Can you check with %4$s? %1$s",
    ),
    (
        "service",
        "email",
        "Email",
        "inbound",
        3,
        "Proof of insurance for my lender",
        "Good morning, the bank wants proof of insurance for policy %3$s by Friday. Could you send it to me? %1$s",
    ),
    (
        "service",
        "sms",
        "SMS",
        "inbound",
        4,
        None,
        "Hi, this is %1$s. Can somebody call me about my %2$s policy after 4?",
    ),
    (
        "service",
        "call",
        "Phone",
        "inbound",
        3,
        "Voicemail",
        "%1$s on the voicemail: wants to add something to %2$s policy %3$s, please call back.",
    ),
    (
        "service",
        "email",
        "Email",
        "outbound",
        6,
        "Your ID cards for %2$s",
        "Hi %1$s,\n\nhere are the ID cards for %3$s. Please keep one in the car.",
    ),
    (
        "service",
        "call",
        "Phone",
        "outbound",
        6,
        "Annual review",
        "Yearly review with %1$s: %2$s with %4$s stays; quoted a bundle, will think about it.",
    ),
    (
        "service",
        "sms",
        "SMS",
        "outbound",
        4,
        None,
        "Happy birthday %1$s! All of us at Buckeye Harbor Insurance wish you a good year. Reply STOP to opt out.",
    ),
    (
        "lead",
        "call",
        "Phone",
        "outbound",
        10,
        "First call",
        "Reached %1$s; wants a quote, current policy runs out in a few weeks. Sent the list of what we need.",
    ),
    ("lead", "call", "Phone", "outbound", 4, "Left a message", "No answer, left a voicemail for %1$s."),
    (
        "lead",
        "email",
        "Email",
        "outbound",
        8,
        "Your quote",
        "Hi %1$s,\n\nhere are the three best offers we found for you. Prices hold for 30 days.",
    ),
    (
        "lead",
        "sms",
        "SMS",
        "outbound",
        5,
        None,
        "Hi %1$s, this is Buckeye Harbor Insurance about your quote. When may we call? Reply STOP to opt out.",
    ),
    (
        "lead",
        "email",
        "Email",
        "inbound",
        3,
        "Re: Your quote",
        "Thanks, the second one looks good. Can you do the higher deductible? %1$s",
    ),
)

NOTES = (
    "Prefers to be called after 5 pm.",
    "Has a teenager who gets the driver's license next year: remind about the student discount.",
    "Asked about umbrella coverage, not ready yet.",
    "Spouse handles the insurance; call her first.",
    "Complained about the last increase. Quote elsewhere before renewal.",
    "New roof last summer, photos on file.",
    "Refers colleagues from work; send a thank-you card.",
    "Speaks Spanish at home, prefers documents in English.",
    "Plans to sell the house in spring.",
    "Paid late twice; suggest automatic payment.",
    "Works nights. E-mail is best.",
    "Bought a boat, wants a quote before the season.",
)

# File type, MIME type, category, title.
FILE_KINDS: Sequence[tuple[str, str, str, str]] = (
    ("pdf", "application/pdf", "policies", "Declarations page"),
    ("pdf", "application/pdf", "policies", "Policy booklet"),
    ("pdf", "application/pdf", "policies", "ID cards"),
    ("pdf", "application/pdf", "contracts", "Signed application"),
    ("pdf", "application/pdf", "contracts", "Coverage selection form"),
    ("jpg", "image/jpeg", "claims", "Photo of damage"),
    ("pdf", "application/pdf", "claims", "Repair estimate"),
    ("pdf", "application/pdf", "claims", "Police report"),
    ("jpg", "image/jpeg", "customer_data", "Driver license"),
    ("pdf", "application/pdf", "correspondence", "Letter from carrier"),
    ("pdf", "application/pdf", "financial", "Premium invoice"),
    ("txt", "text/plain", "correspondence", "Call summary"),
)


def lead_sources() -> Iterator[tuple[object, ...]]:
    """Each source with the interval of 0..1 that falls to it."""
    total = sum(share for _, _, share, *_ in LEAD_SOURCES)
    start = 0.0
    for source, channel, share, close_rate, low, high in LEAD_SOURCES:
        end = start + share / total
        yield source, channel, start, 2.0 if source == LEAD_SOURCES[-1][0] else end, close_rate, low, high
        start = end


def claim_causes() -> Iterator[tuple[object, ...]]:
    """Causes over 100 slots per line of insurance."""
    for line in ("A", "H", "L", "E"):
        causes = [cause for cause in CLAIM_CAUSES if cause[0] == line]
        for slot, index in enumerate(fill_slots([cause[2] for cause in causes], 100)):
            _, cause, _, *rest = causes[index]
            yield line, slot, cause, *rest


def messages() -> Iterator[tuple[object, ...]]:
    """Messages over 60 slots per kind."""
    for kind in ("welcome", "service", "lead"):
        choices = [message for message in MESSAGES if message[0] == kind]
        for slot, index in enumerate(fill_slots([message[4] for message in choices], 60)):
            _, comm_type, channel, direction, _, subject, content = choices[index]
            yield kind, slot, comm_type, channel, direction, subject, content
