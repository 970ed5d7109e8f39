"""Terms of the Data Privacy Vocabulary 2.2 that exist: read from github.com/w3c/dpv, 2.2/dpv/modules/*.csv."""

_TERMS = """
    Process PersonalDataProcess NonPersonalDataProcess hasIdentifier hasPurpose Purpose EnforceSecurity
    PublicBenefit ImprovePublicServices ImproveTransportMobility ServiceProvision ScientificResearch
    hasDataController DataController hasContact hasName hasDataProtectionOfficer DataProtectionOfficer hasData
    hasPersonalData hasUncategorisedData UncategorisedData PersonalData PseudonymisedData AnonymisedData
    NonPersonalData hasDataSubject DataSubject Participant Employee hasProcessing Observe Collect Record
    Aggregate Pseudonymise MakeAvailable Share Erase Store hasLegalBasis LegalBasis Consent Contract
    LegalObligation PublicInterest LegitimateInterestOfController hasRecipient ThirdParty hasStorageCondition
    StorageDuration StorageLocation TemporalDuration EndlessDuration hasApplicability NotAvailable hasLocation
    Location LocalLocation RemoteLocation ThirdCountry PublicSpace PrivateSpace PrivateCommunalSpace
    hasTechnicalMeasure DifferentialPrivacy EncryptionInTransfer EncryptionAtRest Deidentification
    AccessControlMethod hasNotice PostedNotice PrivacyNotice hasAssessment DPIA
"""
DPV_TERMS = frozenset(_TERMS.split())
