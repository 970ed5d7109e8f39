"""The description in W3C's Data Privacy Vocabulary (DPV 2.2) as JSON-LD, with its context inside: nothing is fetched.

Terms: https://w3id.org/dpv#, read from github.com/w3c/dpv, 2.2/dpv/modules/*.csv on 2026-11-26. Ground by the GDPR's
article: dpv's own concept, with the article in words.
"""

import math
from collections.abc import Iterator, Mapping

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.source_words import PROTECTIONS
from stoep_gateway.privacy.words import Words
from stoep_gateway.rd_new import rd_to_wgs84

NAMESPACE = "https://w3id.org/dpv#"
_CONTEXT: Mapping[str, object] = {
    "dpv": NAMESPACE,
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PURPOSES = {
    "security": "EnforceSecurity",
    "public_order": "EnforceSecurity",
    "environment": "PublicBenefit",
    "noise": "PublicBenefit",
    "counting": "ImprovePublicServices",
    "comparison": "ServiceProvision",
    "own_use": "ServiceProvision",
    "research": "ScientificResearch",
    "parking": "ImproveTransportMobility",
    "waste": "ImprovePublicServices",
    "other": "Purpose",
}
_GROUNDS = {
    "consent": "Consent",
    "contract": "Contract",
    "legal_duty": "LegalObligation",
    "public_task_law": "PublicInterest",
    "public_task": "PublicInterest",
    "interest_weighed": "LegitimateInterestOfController",
}
_PROCESSING = {
    ("captures", "image"): "Record",
    ("captures", "sound_recording"): "Record",
    ("output", "totals_only"): "Aggregate",
    ("output", "per_person_codes"): "Pseudonymise",
    ("shared", "public"): "MakeAvailable",
    ("shared", "named"): "Share",
    ("shared", "vendor_own_use"): "Share",
    ("auto_delete", "yes"): "Erase",
}
_SPACES = {
    "public_space": "PublicSpace",
    "own_ground": "PrivateSpace",
    "inside": "PrivateSpace",
    "neighbour": "PrivateSpace",
    "shared_area": "PrivateCommunalSpace",
    "workplace_or_school": "PrivateSpace",
}
_STORES = {
    "home": "LocalLocation",
    "eu": "RemoteLocation",
    "outside_listed": "ThirdCountry",
    "outside_other": "ThirdCountry",
}
_NOTICES = {"sign_full": "PostedNotice", "sign_basic": "PostedNotice"}

Node = dict[str, object]


def dpv_json_ld(subject: Subject) -> Node:
    """One dpv:Process. What is not known has dpv:hasApplicability dpv:NotAvailable, or is not there."""
    said = subject.description
    node: Node = {
        "@context": dict(_CONTEXT),
        "@id": said.page or f"urn:stoep:{said.id}",
        "@type": _process_type(subject.is_about_people),
        "dct:title": _texts(common.name(subject)),
        "dpv:hasIdentifier": said.id,
    }
    _add(node, "dct:description", _texts(said.measures))
    _add(node, "dpv:hasPurpose", _purpose(subject))
    _add(node, "dpv:hasDataController", _controller(subject))
    _add(node, "dpv:hasDataProtectionOfficer", _entity("DataProtectionOfficer", said.privacy_officer))
    node |= _data(subject)
    _add(node, "dpv:hasProcessing", [_term(term) for term in dict.fromkeys(_processing(subject))])
    _add(node, "dpv:hasLegalBasis", _ground(subject))
    _add(node, "dpv:hasRecipient", [_entity("ThirdParty", name) for name in said.recipients])
    _add(node, "dpv:hasStorageCondition", list(_storage(subject)))
    _add(node, "dpv:hasTechnicalMeasure", [_term(term) for term in _measures(subject)])
    _add(node, "dpv:hasLocation", list(_locations(subject)))
    _add(node, "dpv:hasNotice", _notice(subject))
    _add(node, "dpv:hasAssessment", _term("DPIA") if subject.has("dpia", "done") else None)
    _add(node, "dct:valid", _typed(said.valid_until.isoformat(), "xsd:date") if said.valid_until else None)
    return node


def _process_type(is_about_people: bool | None) -> str:  # noqa: FBT001 - three states, and the only argument
    if is_about_people is None:
        return "dpv:Process"
    return "dpv:PersonalDataProcess" if is_about_people else "dpv:NonPersonalDataProcess"


def _data(subject: Subject) -> Node:
    label = subject.said("captures")
    if subject.is_about_people is None:
        return {"dpv:hasUncategorisedData": _labelled("UncategorisedData", label)}
    if subject.is_about_people:
        kind = "PseudonymisedData" if subject.has("output", "per_person_codes") else "PersonalData"
        return {"dpv:hasPersonalData": _labelled(kind, label), "dpv:hasDataSubject": _subjects(subject)}
    people = subject.has("captures", "presence_no_image", "image", "phone_signal")
    return {"dpv:hasData": _labelled("AnonymisedData" if people else "NonPersonalData", label)}


def _subjects(subject: Subject) -> list[Node]:
    kinds = ["DataSubject"]
    kinds += ["Participant"] if subject.has("told", "participants_informed") else []
    kinds += ["Employee"] if subject.answer("staff_traceable") is True else []
    return [_term(kind) for kind in kinds]


def _purpose(subject: Subject) -> list[Node]:
    answer = subject.answer("purpose")
    terms = [_PURPOSES[each] for each in _PURPOSES if isinstance(answer, frozenset) and each in answer]
    said = subject.description.purpose
    if not terms and not said:
        return []
    return [_labelled(term, said) for term in dict.fromkeys(terms or ["Purpose"])]


def _controller(subject: Subject) -> Node | None:
    said = subject.description
    found = _entity("DataController", said.organisation)
    if found and said.contact:
        found["dpv:hasContact"] = said.contact
    return found


def _ground(subject: Subject) -> Node | None:
    answer, words = subject.answer("ground"), common.legal_basis(subject).text
    term = _GROUNDS.get(str(answer))
    return _labelled(term, words) if term else (_labelled("LegalBasis", words) if words and answer != "none" else None)


def _processing(subject: Subject) -> Iterator[str]:
    yield from ("Observe", "Collect")
    for (fact, value), term in _PROCESSING.items():
        if subject.has(fact, value) or (value == "yes" and subject.answer(fact) is True):
            yield term
    if subject.answer("keep_days") not in (None, 0):
        yield "Store"


def _storage(subject: Subject) -> Iterator[Node]:
    days, store = subject.answer("keep_days"), str(subject.answer("store"))
    if isinstance(days, int | float):
        kind = "EndlessDuration" if days == math.inf else "TemporalDuration"
        node: Node = {"@type": ["dpv:StorageDuration", f"dpv:{kind}"]}
        if math.isfinite(days):
            node["rdf:value"] = _typed(f"P{days:g}D" if days == int(days) else f"PT{days * 24:g}H", "xsd:duration")
        yield node
    else:
        yield {"@type": "dpv:StorageDuration", "dpv:hasApplicability": _term("NotAvailable")}
    if store in _STORES:
        yield {"@type": "dpv:StorageLocation", "dpv:hasLocation": _labelled(_STORES[store], subject.said("store"))}


def _measures(subject: Subject) -> Iterator[str]:
    for each in subject.description.protections:
        yield PROTECTIONS[each].dpv
    smallest = subject.answer("min_group")
    if isinstance(smallest, int) and smallest > 1:
        yield "Deidentification"
    if subject.has("login", "own_or_unique"):
        yield "AccessControlMethod"


def _locations(subject: Subject) -> Iterator[Node]:
    reach, cell = subject.answer("reach"), subject.description.cell
    spaces = [_SPACES[each] for each in _SPACES if isinstance(reach, frozenset) and each in reach]
    for space in dict.fromkeys(spaces):
        yield _term(space)
    if cell:
        latitude, longitude = rd_to_wgs84(cell.x_m, cell.y_m)
        yield {
            **_labelled("Location", common.place(subject).text),
            "geo:lat": round(latitude, 3),
            "geo:long": round(longitude, 3),
        }


def _notice(subject: Subject) -> Node | None:
    term = _NOTICES.get(str(subject.answer("told")))
    found = _labelled(term or "PrivacyNotice", subject.said("told")) if subject.answer("told") else None
    return None if subject.has("told", "nothing") else found


def _add(node: Node, key: str, value: object) -> None:
    if value not in (None, [], {}):
        node[key] = value


def _term(name: str) -> Node:
    return {"@id": f"dpv:{name}"}


def _labelled(name: str, words: Words) -> Node:
    """An instance of a term with a label of its own."""
    return {"@type": f"dpv:{name}", "rdfs:label": _texts(words)} if words else _term(name)


def _entity(kind: str, name: str) -> Node | None:
    return {"@type": f"dpv:{kind}", "dpv:hasName": name} if name else None


def _texts(words: Words) -> list[Node]:
    found = ((words.nl, "nl"), (words.en, "en"))
    return [{"@value": text, "@language": language} for text, language in found if text]


def _typed(value: str, kind: str) -> Node:
    return {"@value": value, "@type": kind}
