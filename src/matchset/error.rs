//! Why a match set was not opened, or not built.

use super::probe::ParamsError;
use super::updates::SegmentFault;

/// A match set that is refused, and why. No variant carries a hash, a digest or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MatchSetError {
    /// The manifest is no signed note.
    #[error("the manifest is no signed note: {expected}")]
    BadNote {
        /// What was expected.
        expected: &'static str,
    },
    /// Fewer trusted keys have signed than the trust policy asks for.
    #[error(
        "{found} of the trusted keys signed this match set, {required} are required; get the owner's verifier key from the owner"
    )]
    Untrusted {
        /// Trusted keys whose signature verified.
        found: usize,
        /// Signatures that the trust policy asks for.
        required: usize,
    },
    /// A line that claims a trusted key does not verify.
    #[error(
        "a signature that claims a trusted key does not fit the manifest; it was changed after signing"
    )]
    BadSignature,
    /// A line of the manifest is not what its place asks for.
    #[error("line {line} of the manifest: expected {expected}")]
    BadManifest {
        /// Line, counted from 1.
        line: usize,
        /// What was expected.
        expected: &'static str,
    },
    /// A purpose that is not in the closed list.
    #[error(
        "the manifest names a purpose that this version does not know; purposes are a closed list"
    )]
    UnknownPurpose,
    /// A kind of index that is not opened here.
    #[error(
        "the manifest names a kind of index that this version does not open; expected open, sealed, private-local or private-mirror"
    )]
    UnknownKind,
    /// A purpose that the host does not trust these keys with.
    #[error("the match set's purpose is {purpose}, which the trust policy does not allow")]
    PurposeNotAllowed {
        /// The purpose in the manifest.
        purpose: &'static str,
    },
    /// The manifest's first day is yet to come.
    #[error("the match set is not valid yet; check the clock")]
    NotYetValid,
    /// The manifest's last day has passed.
    #[error("the match set has expired; get the current edition from its owner")]
    Expired,
    /// An edition older than the one that the trust policy knows.
    #[error(
        "edition {found} is older than edition {least}, which is known; get the current edition from its owner"
    )]
    RolledBack {
        /// The oldest edition that is taken.
        least: u32,
        /// The edition that came.
        found: u32,
    },
    /// An update older than the one that is known, or another one of the same number.
    #[error("the update is older than the one that is known; get the current one from its owner")]
    RolledBackUpdate,
    /// The edition of another set than the one it is to replace.
    #[error("this is another set than the one in use")]
    OtherSet,
    /// A segment of an update.
    #[error("segment {number} is not the one that was signed ({}); download it again", fault.code())]
    BadSegment {
        /// Its place in the manifest, counted from 1.
        number: usize,
        /// What is wrong with it.
        fault: SegmentFault,
    },
    /// The evaluator's key in the manifest is none.
    #[error("the manifest's evaluator key is no public key")]
    BadEvaluatorPublicKey,
    /// Parameters that a device does not obey.
    #[error("the manifest's parameters: {0}")]
    BadParameters(ParamsError),
    /// A sealed set, and no key to open it with.
    #[error("the set is sealed; it opens with the owner's seal key, where the owner allows it")]
    SealedSet,
    /// The seal does not open: another key, another set, or changed bytes.
    #[error("the seal does not open with this key; is it the key of this edition?")]
    BadSeal,
    /// The index is not as long as the manifest says.
    #[error("the index has {found} bytes, the manifest says {expected}")]
    WrongLength {
        /// Bytes that the manifest names.
        expected: u64,
        /// Bytes that came.
        found: u64,
    },
    /// The index is not the one that was signed.
    #[error("the index is not the one that the manifest was signed for; download both again")]
    WrongDigest,
    /// The index breaks a rule of its layout.
    #[error("the index breaks its layout: {rule}")]
    BadIndex {
        /// The rule of FORMAT.md.
        rule: &'static str,
    },
    /// No proof of a log, or a checkpoint of another log.
    #[error(
        "this is no proof of the log that the trust policy names; get the proof from the set's owner"
    )]
    BadLogProof,
    /// A checkpoint without the log's signature, or with too few witnesses.
    #[error(
        "the checkpoint lacks the log's signature, or witnesses: {found} cosigned, {required} are required"
    )]
    UntrustedLog {
        /// Trusted witnesses whose cosignature verified.
        found: usize,
        /// Cosignatures that the trust policy asks for.
        required: usize,
    },
    /// The manifest is not where the proof says.
    #[error("the manifest is not in the log; an edition that is kept from the log is not taken")]
    NotInLog,
    /// A checkpoint larger than the remembered one, without the hashes that prove that it goes on.
    #[error(
        "nothing proves that the log's checkpoint continues the one that is remembered; hand in the hashes of a consistency proof"
    )]
    LogUnproven,
    /// A checkpoint that denies a remembered one.
    #[error(
        "the log's checkpoint denies one that is remembered: the log was forked or rolled back; keep both and tell others"
    )]
    LogForked,
    /// A key file is not in its form.
    #[error("this is no {expected}")]
    BadKey {
        /// The form that was expected.
        expected: &'static str,
    },
    /// Something that cannot be built into a set.
    #[cfg(feature = "builder")]
    #[error("cannot build: {reason}")]
    CannotBuild {
        /// What is wrong and what to do.
        reason: &'static str,
    },
}

impl MatchSetError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadNote { .. } => "bad-note",
            Self::Untrusted { .. } => "untrusted-set",
            Self::BadSignature => "bad-signature",
            Self::BadManifest { .. } => "bad-manifest",
            Self::UnknownPurpose => "unknown-purpose",
            Self::UnknownKind => "unknown-kind",
            Self::PurposeNotAllowed { .. } => "purpose-not-allowed",
            Self::NotYetValid => "set-not-yet-valid",
            Self::Expired => "expired-set",
            Self::RolledBack { .. } | Self::RolledBackUpdate => "rolled-back-set",
            Self::OtherSet => "other-set",
            Self::BadSegment { fault, .. } => fault.code(),
            Self::BadEvaluatorPublicKey => "bad-evaluator-public-key",
            Self::BadParameters(_) => "bad-parameters",
            Self::SealedSet => "sealed-set",
            Self::BadSeal => "bad-seal",
            Self::WrongLength { .. } => "wrong-index-length",
            Self::WrongDigest => "wrong-index-digest",
            Self::BadIndex { .. } => "bad-index",
            Self::BadLogProof => "bad-log-proof",
            Self::UntrustedLog { .. } => "untrusted-log",
            Self::NotInLog => "not-in-log",
            Self::LogUnproven => "log-unproven",
            Self::LogForked => "log-forked",
            Self::BadKey { .. } => "bad-key",
            #[cfg(feature = "builder")]
            Self::CannotBuild { .. } => "cannot-build",
        }
    }
}
