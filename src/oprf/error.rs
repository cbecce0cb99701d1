//! Why a step of the protocol was refused.

/// A step that is refused, and why. No variant carries an input, an element, an output or a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OprfError {
    /// The seed holds nothing but zeros.
    #[error("the seed holds only zeros; fill it from the system's random source")]
    NoRandomness,
    /// No inputs, or more than one request may carry.
    #[error("expected 1 to {most} elements, {found} came; ask in several requests")]
    BadCount {
        /// The most that one request carries.
        most: usize,
        /// What came.
        found: usize,
    },
    /// An input that RFC 9497 cannot take.
    #[error("input {index} cannot be evaluated; expected at most 65535 bytes")]
    BadInput {
        /// Place in the batch, counted from 0.
        index: usize,
    },
    /// Fewer blinds were prepared than there are inputs.
    #[error("{ready} blinds are ready and {needed} are needed; prepare more first")]
    TooFewBlinds {
        /// Blinds that are ready.
        ready: usize,
        /// Inputs that came.
        needed: usize,
    },
    /// The bytes are no public key.
    #[error("this is no public key; expected 32 bytes, a ristretto255 element, not the identity")]
    BadPublicKey,
    /// The bytes do not begin as this message does.
    #[error("these bytes are no {expected}; check the address and the version")]
    BadMagic {
        /// The message that was expected.
        expected: &'static str,
    },
    /// The message is shorter or longer than its count says.
    #[error("expected {expected} bytes, {found} came; the message was cut or padded")]
    BadLength {
        /// Bytes that the count asks for.
        expected: usize,
        /// Bytes that came.
        found: usize,
    },
    /// The message names another key.
    #[error("the message is for another key; fetch the set's current manifest")]
    WrongKey,
    /// The response answers another request.
    #[error("the response answers another request; ask again")]
    WrongRequest,
    /// The response has another number of elements than the request.
    #[error("expected {expected} evaluated elements, {found} came")]
    WrongCount {
        /// Elements in the request.
        expected: usize,
        /// Elements in the response.
        found: usize,
    },
    /// An element is not a canonical ristretto255 encoding.
    #[error("element {index} is no canonical ristretto255 encoding")]
    BadElement {
        /// Place in the message, counted from 0.
        index: usize,
    },
    /// An element is the identity.
    #[error("element {index} is the identity, which no honest side sends")]
    IdentityElement {
        /// Place in the message, counted from 0.
        index: usize,
    },
    /// An element came twice.
    #[error("an element came twice, which no honest side sends")]
    DuplicateElement,
    /// The proof does not fit this request, these elements and this key.
    #[error("the proof does not fit: these elements were not evaluated with the pinned key")]
    BadProof,
    /// The text is no evaluator key.
    #[cfg(feature = "evaluator")]
    #[error(
        "this is no evaluator key; expected one line: presend-evaluator-key-v1, key id, base64, parted by colons"
    )]
    BadEvaluatorKey,
    /// No key can be derived.
    #[cfg(feature = "evaluator")]
    #[error("no key can be derived; expected an info text of at most 65535 bytes")]
    CannotDerive,
}

impl OprfError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRandomness => "no-randomness",
            Self::BadCount { .. } => "bad-element-count",
            Self::BadInput { .. } => "bad-oprf-input",
            Self::TooFewBlinds { .. } => "too-few-blinds",
            Self::BadPublicKey => "bad-public-key",
            Self::BadMagic { .. } => "bad-oprf-message",
            Self::BadLength { .. } => "wrong-message-length",
            Self::WrongKey => "wrong-evaluator-key",
            Self::WrongRequest => "response-to-another-request",
            Self::WrongCount { .. } => "wrong-element-count",
            Self::BadElement { .. } => "bad-element",
            Self::IdentityElement { .. } => "identity-element",
            Self::DuplicateElement => "duplicate-element",
            Self::BadProof => "bad-proof",
            #[cfg(feature = "evaluator")]
            Self::BadEvaluatorKey => "bad-evaluator-key",
            #[cfg(feature = "evaluator")]
            Self::CannotDerive => "cannot-derive-key",
        }
    }
}
