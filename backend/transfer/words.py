"""The words people write: how they head columns, how they name a status, a line of insurance, a product.

Compared without accents, punctuation and capitals. To teach the import a new word, add it here.
"""
# ruff: noqa: E501  # lists of words read best as one line per field

from collections.abc import Mapping
from typing import Final

# fmt: off
STATUS_ACTIVE: Final = (
    "a",
    "act",
    "active",
    "in force",
    "inforce",
    "current",
    "live",
    "enforce",
    "in effect",
    "en cours",
    "vigente",
    "activo",
    "activa",
    "actif",
    "aktiv",
    "open",
    "yes",
    "y",
    "1",
    "true",
)

CHOICES: Final[Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]] = {
    ("customers", "status"): {
        "active": (*STATUS_ACTIVE, "client", "customer", "issued", "good", "ok"),
        "inactive": (
            "i", "in", "inact", "inactive", "former", "lost", "cancelled", "canceled", "closed", "lapsed", "expired",
            "ex", "deceased", "moved", "no", "n", "0", "false", "dead", "archived", "terminated", "prior", "inactivo", "inactiva", "inactif", "inaktiv",
        ),
    },
    ("policies", "status"): {
        "active": (*STATUS_ACTIVE, "issued", "bound", "renewed", "reinstated", "new", "paid", "if"),
        "expired": ("e", "exp", "expired", "lapsed", "lapse", "ended", "non renewed", "nonrenewed", "not renewed", "matured", "not taken", "vencida", "vencido", "expiree", "abgelaufen", "non renewal", "nonrenewal", "not taken up", ),
        "cancelled": ("c", "canc", "cancel", "cancelled", "canceled", "cxl", "cncl", "terminated", "void", "flat cancel", "rescinded", "surrendered", "non pay", "cancelada", "cancelado", "anulada", "resiliee", "gekundigt", "storniert", "flat cancelled", "cancellation"),
    },
    ("claims", "status"): {
        "pending": (
            "p", "o", "pending", "open", "opened", "new", "reported", "in progress", "in review", "under review", "review",
            "investigating", "assigned", "acknowledged", "reopened", "submitted", "draft", "received", "processing", "active", "reserved", "abierto", "pendiente", "ouvert", "offen", "en cours",
        ),
        "approved": ("a", "approved", "paid", "settled", "accepted", "closed paid", "payment issued", "closed", "approved full", "approved partial", "c", "pagado", "aprobado", "regle", "bezahlt", "genehmigt"),
        "rejected": ("r", "d", "rejected", "denied", "declined", "closed without payment", "withdrawn", "refused", "cwp", "duplicate", "void", "rechazado", "refuse", "abgelehnt"),
    },
    ("policies", "policy_type"): {},
    ("claims", "claim_type"): {},
    ("leads", "product_interest"): {
        "auto": ("auto", "car", "vehicle", "automobile", "personal auto", "private passenger auto", "ppa", "autop", "pa", "motorcycle", "truck"),
        "home": ("home", "homeowners", "homeowner", "house", "ho", "ho3", "ho 3", "property", "dwelling", "dwelling fire", "dfire", "condo", "hm"),
        "renters": ("renters", "renter", "tenant", "tenants", "ho4", "ho 4"),
        "life": ("life", "term life", "whole life", "universal life", "tl", "final expense", "life insurance"),
        "health": ("health", "medical", "aca", "major medical", "u65", "health insurance", "dental"),
        "medicare": ("medicare", "medigap", "medicare supplement", "medicare advantage", "med supp", "part d"),
        "umbrella": ("umbrella", "pup", "umbrp", "excess liability"),
        "commercial": ("commercial", "business", "bop", "gl", "general liability", "workers comp", "wc", "commercial auto", "small business"),
        "other": ("other", "misc", "unknown"),
    },
    ("leads", "status"): {
        "new": ("new", "open", "received", "fresh", "uncontacted"), "scored": ("scored",), "assigned": ("assigned", "routed"),
        "contacted": ("contacted", "working", "in progress", "called", "attempted"), "quoted": ("quoted", "quote", "proposal"),
        "won": ("won", "sold", "bound", "converted", "closed won", "customer"),
        "lost": ("lost", "dead", "closed lost", "not interested", "bad", "invalid", "disqualified", "returned"),
    },
    ("communications", "comm_type"): {
        "email": ("email", "e mail", "mail", "em"), "sms": ("sms", "text", "text message", "txt", "mms"),
        "call": ("call", "phone", "phone call", "voice", "telephone", "voicemail", "tel"),
    },
    ("communications", "channel"): {
        "Email": ("email", "e mail", "mail"), "SMS": ("sms", "text", "text message", "txt"),
        "Phone": ("phone", "call", "phone call", "voice", "telephone"),
    },
    ("communications", "status"): {
        "sent": ("sent", "s", "out"), "delivered": ("delivered", "received", "d"), "completed": ("completed", "done", "answered", "complete", "c"),
        "pending": ("pending", "queued", "scheduled", "draft", "p", "open"),
    },
    ("communications", "direction"): {
        "inbound": ("inbound", "in", "incoming", "received", "from customer"), "outbound": ("outbound", "out", "outgoing", "sent", "to customer"),
    },
}

LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "Auto": ("auto", "car", "vehicle", "automobile", "personal auto", "private passenger auto", "ppa", "autop", "pa", "motor", "motorcycle", "truck", "auto liability", "collision", "coche", "automovil", "voiture", "kfz", "pauto"),
    "Home": ("home", "homeowners", "homeowner", "house", "ho", "ho3", "ho 3", "ho4", "ho5", "ho6", "property", "dwelling", "dwelling fire", "dfire", "renters", "renter", "condo", "hm", "fire", "habitation", "hogar", "vivienda", "maison", "hausrat", "wohngebaude", "mobile home", "flood"),
    "Life": ("life", "term life", "whole life", "universal life", "tl", "term", "final expense", "vida", "vie", "leben"),
    "Health": ("health", "medical", "aca", "major medical", "dental", "vision", "medicare", "medigap", "medicare supplement", "medicare advantage", "disability", "salud", "sante", "kranken"),
}

# Words people head their columns with, squeezed to lower-case letters and digits when compared.
PERSON: Final[Mapping[str, tuple[str, ...]]] = {
    "external_id": ("id", "no", "number", "client no", "client id", "client number", "customer id", "customer no", "customer number", "account number", "account no", "account", "acct", "acct no", "member id", "record id", "reference", "ref", "external id", "number elsewhere", "lead id", "lead no", "lead number", "leadid", "prospect id", "unique id", "uid", "kundennummer", "kunde nr", "numero client", "numero de cliente", "vendor id", "transaction id", "contact id", "person id", "key", "crm id", "code", "n client", "no client", "n de client", "kundennr", "kunden nr", "codigo cliente", "codigo de cliente", "customer nr", "client nr", "cust no", "cust id", "cust nbr", "client code", "customer code", "insured id", "client num", "cust num", "customer num"),
    "name": ("name", "full name", "fullname", "client name", "customer name", "client", "customer", "insured", "named insured", "insured name", "contact name", "contact", "lead name", "lead", "applicant", "prospect", "prospect name", "policyholder", "policy holder", "primary insured", "person", "nombre", "nombre completo", "nom complet", "kunde", "consumer", "consumer name", "display name", "account name", "last first", "last name first name", "name last first", "first last", "first and last name", "first name last name", "insured 1", "named insured 1", "asegurado", "titular", "versicherungsnehmer", "souscripteur", "nombre y apellidos", "nom et prenom"),
    "first_name": ("first name", "first", "firstname", "fname", "given name", "given names", "forename", "vorname", "prenom", "primer nombre", "first nm", "driver1 firstname", "fn", "cfname", "insured first name", "nombres"),
    "middle_name": ("middle name", "middle", "mi", "middle initial", "second name", "mname"),
    "last_name": ("last name", "last", "lastname", "lname", "surname", "family name", "nachname", "nom de famille", "nom", "apellido", "apellidos", "second surname", "last nm", "ln", "clname", "insured last name"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "email addr", "electronic mail", "primary email", "email 1", "correo", "correo electronico", "courriel", "adresse email", "home email", "personal email", "eml", "emailid", "email id", "e mail adresse", "email adresse", "adresse mail", "adresse e mail", "mailadresse"),
    "phone": ("phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "mobile number", "cell", "cell phone", "cellphone", "cell number", "primary phone", "home phone", "phone no", "phone 1", "contact phone", "contact number", "telephone number", "tel no", "telefono", "telefon", "handy", "telephone portable", "celular", "movil", "day phone", "best phone", "daytime phone", "phone primary", "ph", "number to call", "ph no", "tel number", "caller id", "telefonnummer", "mobiltelefon", "mobil", "portable", "numero de telephone", "numero de telefono", "cell ph", "home ph", "mob", "mob no", "cellular", "contact no", "phone nbr", "phone cell", "phone mobile", "phone home", "mobilnummer", "cell no"),
    "address_line1": ("address", "street", "street address", "address line 1", "address 1", "addr", "addr1", "mailing address", "home address", "address1", "adresse", "direccion", "strasse", "rue", "line 1", "residence address"),
    "address_line2": ("address line 2", "address 2", "apt", "unit", "suite", "addr2", "address2", "apartment", "address second line", "line 2", "apt unit"),
    "city": ("city", "town", "municipality", "ciudad", "ville", "stadt", "ort", "city name", "locality"),
    "state": ("state", "st", "province", "region", "state code", "estado", "state province", "us state", "addr state", "state abbr", "bundesland", "bundesstaat", "etat", "prov"),
    "postal_code": ("zip", "zip code", "zipcode", "postal code", "postcode", "post code", "postal", "plz", "code postal", "codigo postal", "zip 5", "zip4", "zip postal"),
    "date_of_birth": ("dob", "date of birth", "birth date", "birthdate", "birthday", "born", "d o b", "fecha de nacimiento", "geburtsdatum", "date de naissance", "birth", "bday", "b day", "birth dt", "nacimiento", "naissance", "geburtstag", "ne le"),
}

SYNONYMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "customers": {
        "status": ("status", "client status", "customer status", "active", "account status", "state of account", "estado cliente", "statut", "is active", "status cd"),
        "join_date": ("since", "join date", "joined", "customer since", "client since", "member since", "start", "start date", "inception", "inception date", "date joined", "date added", "created", "created on", "enrolled", "signup date", "onboarded", "client from", "date opened", "first policy date", "kunde seit", "client depuis", "cliente desde", "added", "date entered", "entered", "customer since date"),
        "last_active": ("last active", "last activity", "last contact", "last contacted", "last seen", "last touch", "last activity date"),
        "reason": ("reason", "why inactive", "inactive reason", "lost reason", "cancellation reason"),
        "source": ("source", "lead source", "referral source", "origin", "referred by", "how heard"),
    },
    "leads": {
        "source": ("source", "vendor", "lead source", "campaign", "lead vendor", "provider", "source name", "publisher", "media source", "utm source"),
        "channel": ("channel", "medium"),
        "product_interest": ("product", "product interest", "interested in", "interest", "line", "line of business", "lob", "insurance type", "type", "coverage type", "product type", "lead type", "vertical", "insurance", "policy type", "quote type", "coverage"),
        "received_at": ("received", "received at", "received on", "date", "date received", "created", "created at", "created on", "timestamp", "submitted", "submitted at", "submission date", "lead date", "date time", "datetime", "origination datetime", "lead created at", "time", "entry date", "date created", "created time", "post date", "capture date", "added", "date added", "entered", "date entered", "received date", "fecha", "eingang"),
        "cost": ("cost", "price", "lead cost", "cpl", "payout", "amount", "lead price", "cost per lead", "fee", "bid", "spend", "paid"),
        "cost_cents": ("cost in cents", "cost cents"),
        "tcpa": ("tcpa", "consent", "tcpa consent", "opt in", "optin", "tcpa optin", "tcpa opt in", "permission", "ok to call", "may contact", "express consent", "pewc", "consented"),
        "jornaya_leadid": ("jornaya leadid", "jornaya", "leadid token", "universal leadid", "jornaya id", "jornaya lead id", "lead id token", "leadidtoken"),
        "trustedform_url": ("trustedform", "trusted form", "trustedform url", "trusted form cert url", "xxtrustedformcerturl", "trustedform cert", "trusted form url", "trustedform certificate", "cert url", "trustedform cert url"),
        "consent_ip": ("ip", "ip address", "consent ip", "user ip", "ipaddress"),
        "status": ("status", "lead status", "stage", "disposition"),
        "lost_reason": ("lost reason", "why lost"),
    },
    "policies": {
        "policy_number": ("policy number", "policy no", "policy", "policy id", "policy nbr", "pol no", "pol num", "policynumber", "contract number", "contract no", "contract", "pol", "policy ref", "numero de poliza", "poliza", "numero de police", "police", "policennummer", "vertragsnummer", "certificate number", "policy reference", "pol number", "policy num", "pol nbr", "numero poliza", "n police", "n de police", "n poliza", "policennr", "vertragsnr", "versicherungsscheinnummer"),
        "customer_number": ("client no", "client id", "client number", "customer id", "customer no", "customer number", "account number", "account no", "account", "acct", "member id", "insured id", "insured no", "kundennummer", "numero client", "customer ref", "client ref", "client code", "customer code", "cust no", "cust id", "n client", "numero de cliente", "codigo cliente", "kundennr", "kunden nr", "cust nbr", "account nbr", "client num", "cust num"),
        "customer_name": ("customer name", "client name", "insured", "named insured", "insured name", "name", "customer", "client", "policyholder", "policy holder", "primary insured", "policyholder name", "account name", "full name", "assure", "asegurado", "insured 1", "named insured 1", "titular", "versicherungsnehmer", "souscripteur", "kunde", "cliente", "tomador"),
        "customer_email": ("email", "e mail", "email address", "customer email", "client email", "insured email"),
        "customer_phone": ("phone", "phone number", "mobile", "cell", "customer phone", "client phone", "telephone", "insured phone"),
        "policy_type": ("type", "policy type", "line", "line of business", "lob", "product", "product type", "coverage type", "insurance type", "category", "class", "branche", "ramo", "plan type", "line of bus", "business line", "lob desc", "lob code", "lob description", "pol type", "sparte", "producto", "produit", "policy lob"),
        "status": ("status", "policy status", "state", "policy state", "statut", "estado", "stage", "pol stat", "policy stat", "pol status", "stat", "status desc"),
        "premium": ("premium", "annual premium", "total premium", "written premium", "price", "prime", "prima", "praemie", "policy premium", "premium amount", "gross premium", "term premium", "full term premium", "rate", "monthly premium", "cost", "prem", "annualized prem", "annualized premium", "prem amt", "curr prem", "curr prem amt", "current premium", "total prem", "annual prem", "prima anual", "prime annuelle", "cotisation", "beitrag", "jahresbeitrag", "pramie", "inforce premium"),
        "coverage_amount": ("coverage", "coverage amount", "limit", "sum insured", "face amount", "coverage limit", "face value", "insured value", "dwelling limit", "policy limit", "amount insured", "benefit", "death benefit", "tiv", "cover"),
        "start_date": ("start", "start date", "eff", "effective", "effective date", "eff date", "inception", "inception date", "from", "begin", "begin date", "policy start", "valid from", "term start", "date effective", "policy effective date", "issue date", "fecha inicio", "debut", "beginn", "bound date", "eff dt", "effective dt", "policy eff date", "pol eff date", "pol eff dt", "incept date", "fecha de inicio", "fecha efecto", "date d effet", "date effet", "date de debut", "versicherungsbeginn", "vigencia desde"),
        "end_date": ("end", "end date", "exp", "expires", "expiry", "expiration", "expiration date", "exp date", "expiry date", "to", "until", "policy end", "valid to", "term end", "x date", "termination date", "date expires", "policy expiration date", "fecha fin", "echeance", "ende", "maturity date", "exp dt", "expiration dt", "policy exp date", "pol exp date", "pol exp dt", "xdate", "vencimiento", "fecha vencimiento", "fecha de vencimiento", "date d echeance", "date echeance", "date de fin", "ablauf", "vigencia hasta"),
        "renewal_date": ("renewal", "renewal date", "renews", "renews on", "next renewal", "renew date"),
        "carrier": ("carrier", "company", "insurer", "insurance company", "underwriter", "carrier name", "writing company", "market", "compagnie", "aseguradora", "versicherer", "writing carrier", "compania", "writing co", "company name", "insurance carrier", "insurance co", "ins co", "issuing company", "gesellschaft"),
        "external_id": ("external id", "number elsewhere", "record id", "system id"),
    },
    "claims": {
        "claim_number": ("claim number", "claim no", "claim", "claim id", "claim nbr", "claim num", "file number", "file no", "claim ref", "claim reference", "fnol", "fnol number", "schadennummer", "numero de sinistre", "sinistre", "siniestro", "clm no", "clm", "clm number", "reference", "loss number", "id"),
        "policy_number": ("policy number", "policy no", "policy", "policy id", "pol no", "pol num", "contract number", "contract", "policy nbr", "pol", "policy ref", "poliza", "police", "numero de police", "policennummer", "pol number"),
        "customer_name": ("customer name", "client name", "insured", "named insured", "insured name", "name", "customer", "client", "claimant", "policyholder", "policy holder", "claimant name", "assure", "asegurado", "full name"),
        "claim_type": ("type", "claim type", "line", "lob", "line of business", "product", "loss type", "policy type", "coverage", "category", "peril", "coverage type"),
        "amount": ("amount", "claim amount", "loss amount", "total", "value", "incurred", "total incurred", "estimate", "paid", "claimed", "amount claimed", "reserve", "montant", "importe", "betrag", "loss", "gross loss", "claim value", "cost", "total loss", "amt paid", "paid amount", "amount paid", "net incurred", "total paid", "claim amt", "loss paid", "monto"),
        "status": ("status", "claim status", "state", "statut", "estado", "stage", "disposition"),
        "claim_date": ("date", "claim date", "filed", "date filed", "reported", "report date", "date reported", "reported date", "filed on", "opened", "date opened", "open date", "fnol date", "reported on", "received", "date received", "fecha", "filing date", "notice date"),
        "date_of_loss": ("date of loss", "loss date", "dol", "incident date", "accident date", "occurrence date", "date of incident", "date of accident", "schadendatum", "event date", "occurred"),
        "due_date": ("due", "due date", "deadline", "decision due"),
        "processed_date": ("processed", "processed date", "date processed", "closed", "closed date", "date closed", "close date", "settled", "settlement date", "paid date", "date paid", "decision date", "resolved"),
        "description": ("description", "details", "cause", "cause of loss", "loss description", "notes", "note", "comment", "comments", "narrative", "summary", "what happened", "remarks", "descripcion", "beschreibung", "loss desc", "desc"),
        "external_id": ("external id", "number elsewhere", "record id", "system id"),
    },
    "communications": {
        "customer_number": ("client no", "client id", "client number", "customer no", "customer number", "account number", "account"),
        "customer_name": ("customer name", "client name", "name", "customer", "client", "contact", "contact name", "recipient", "insured"),
        "customer_email": ("email", "e mail", "email address", "customer email", "to", "recipient email"),
        "customer_phone": ("phone", "phone number", "mobile", "cell", "customer phone", "telephone"),
        "comm_type": ("type", "comm type", "communication type", "kind", "activity type", "contact type"),
        "channel": ("channel", "medium", "via", "method"),
        "subject": ("subject", "title", "topic", "regarding", "re", "betreff", "objet", "asunto"),
        "status": ("status", "state", "outcome", "result"),
        "comm_date": ("date", "when", "sent", "sent at", "date sent", "time", "timestamp", "contact date", "comm date", "activity date", "call date", "date time"),
        "content": ("content", "body", "message", "text", "notes", "note", "comment", "details", "transcript", "description"),
        "direction": ("direction", "in out", "inbound outbound"),
    },
}

HINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "customers": ("client", "customer", "insured", "account", "member", "policyholder", "kunde", "cliente"),
    "leads": ("lead", "prospect", "vendor", "enquir", "inquir", "quote request", "campaign"),
    "policies": ("polic", "contract", "book of business", "in force", "poliza"),
    "claims": ("claim", "loss", "sinistre", "siniestro", "schaden"),
    "communications": ("communication", "message", "call log", "contact log", "activity log", "conversation"),
}



NOTHING: Final = frozenset(('', '#div/0!', '#n/a', '#name?', '#null!', '#ref!', '#value!', '(blank)', '(none)', '-', '--', '---', '.', '?', '\\n', 'n.a.', 'n/a', 'na', 'nil', 'none', 'not available', 'not provided', 'null', 'tbd', 'unknown', '—'))
YES: Final = frozenset(('1', 'y', 'yes', 'true', 't', 'on', 'x', 'si', 'sí', 'oui', 'ja', 'checked', 'granted', 'consented', 'agreed', 'opted-in', 'optin', 'ok', '✓', '✔'))
NO: Final = frozenset(('0', '2', 'n', 'no', 'false', 'f', 'off', 'non', 'nein', 'unchecked', 'denied', 'revoked', 'declined', 'opted-out', 'optout'))

_STATES: Final = """
alabama:AL alaska:AK arizona:AZ arkansas:AR california:CA colorado:CO connecticut:CT delaware:DE
florida:FL georgia:GA hawaii:HI idaho:ID illinois:IL indiana:IN iowa:IA kansas:KS kentucky:KY
louisiana:LA maine:ME maryland:MD massachusetts:MA michigan:MI minnesota:MN mississippi:MS
missouri:MO montana:MT nebraska:NE nevada:NV newhampshire:NH newjersey:NJ newmexico:NM newyork:NY
northcarolina:NC northdakota:ND ohio:OH oklahoma:OK oregon:OR pennsylvania:PA rhodeisland:RI
southcarolina:SC southdakota:SD tennessee:TN texas:TX utah:UT vermont:VT virginia:VA washington:WA
westvirginia:WV wisconsin:WI wyoming:WY districtofcolumbia:DC washingtondc:DC puertorico:PR guam:GU
virginislands:VI americansamoa:AS northernmarianaislands:MP calif:CA fla:FL tex:TX penn:PA penna:PA
mass:MA mich:MI minn:MN conn:CT ariz:AZ colo:CO ill:IL wash:WA wisc:WI tenn:TN okla:OK ore:OR nebr:NE
nev:NV kans:KS ala:AL ark:AR miss:MS
"""
STATES: Final[Mapping[str, str]] = dict(pair.split(":") for pair in _STATES.split())
