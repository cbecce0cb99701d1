//! The ciphersuite: ristretto255-SHA512 in mode VOPRF (RFC 9497, section 4.1; RFC 9380, section 5.3.1).

use super::group::{self, Point};
use super::{Element, OprfError, Output};
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// `"OPRFV1-" || I2OSP(1, 1) || "-ristretto255-SHA512"` behind a label.
macro_rules! with_context {
    ($label:literal) => {
        concat!($label, "OPRFV1-\x01-ristretto255-SHA512").as_bytes()
    };
}

const TO_GROUP: &[u8] = with_context!("HashToGroup-");
const TO_SCALAR: &[u8] = with_context!("HashToScalar-");
#[cfg(feature = "evaluator")]
pub(super) const DERIVE_KEY: &[u8] = with_context!("DeriveKeyPair");
pub(super) const SEED: &[u8] = with_context!("Seed-");

/// `I2OSP(n, 2)`. Callers have bounded `n`.
pub(super) fn two_bytes(n: usize) -> [u8; 2] {
    u16::try_from(n).unwrap_or(u16::MAX).to_be_bytes()
}

/// Puts bytes into a hash. Not inlined, which would take 10 kB of WebAssembly.
#[inline(never)]
pub(super) fn absorb(hash: &mut Sha512, bytes: &[u8]) {
    hash.update(bytes);
}

/// SHA-512 of all parts together.
#[inline(never)]
pub(super) fn digest(parts: &[&[u8]]) -> [u8; 64] {
    let mut hash = Sha512::new();
    parts.iter().for_each(|bytes| absorb(&mut hash, bytes));
    hash.finalize().into()
}

/// A part behind its length in two bytes, as RFC 9497 strings parts together.
pub(super) fn part(hash: &mut Sha512, bytes: &[u8]) {
    absorb(hash, &two_bytes(bytes.len()));
    absorb(hash, bytes);
}

/// `expand_message_xmd` of RFC 9380 for 64 bytes, which one block of SHA-512 gives. The first
/// block of zeros is hashed once a batch.
#[derive(Clone)]
pub(super) struct Expander {
    after_zeros: Sha512,
}

impl Expander {
    pub(super) fn new() -> Self {
        Self {
            after_zeros: {
                let mut hash = Sha512::new();
                absorb(&mut hash, &[0; 128]);
                hash
            },
        }
    }

    /// The 64 bytes; `fill` writes the message. `tag` is shorter than 256 bytes.
    fn expand(&self, tag: &[u8], fill: impl FnOnce(&mut Sha512)) -> [u8; 64] {
        let mut first = self.after_zeros.clone();
        fill(&mut first);
        expanded(first, tag)
    }

    /// `HashToScalar` with the suite's own tag.
    pub(super) fn hash_to_scalar(&self, fill: impl FnOnce(&mut Sha512)) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&self.expand(TO_SCALAR, fill))
    }

    /// `HashToScalar` with the tag of `DeriveKeyPair`.
    #[cfg(feature = "evaluator")]
    pub(super) fn derive_scalar(&self, fill: impl FnOnce(&mut Sha512)) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&self.expand(DERIVE_KEY, fill))
    }
}

/// The end of `expand_message_xmd`, when the message is in the first hash.
#[inline(never)]
fn expanded(mut first: Sha512, tag: &[u8]) -> [u8; 64] {
    let [_, length] = two_bytes(tag.len());
    for bytes in [&[0, 64, 0], tag, &[length]] {
        absorb(&mut first, bytes);
    }
    let first: [u8; 64] = first.finalize().into();
    digest(&[&first, &[1], tag, &[length]])
}

/// The uniform bytes that `HashToGroup` maps to elements, for each input; else the place of the first
/// beyond 65,535 bytes, which the RFC does not take. Secret.
pub(super) fn uniform<I: AsRef<[u8]>>(inputs: &[I]) -> Result<Zeroizing<Vec<[u8; 64]>>, usize> {
    let expander = Expander::new();
    let mut uniform = Zeroizing::new(Vec::with_capacity(inputs.len()));
    for (index, input) in inputs.iter().enumerate() {
        let input = input.as_ref();
        if u16::try_from(input.len()).is_err() {
            return Err(index);
        }
        uniform.push(expander.expand(TO_GROUP, |hash| absorb(hash, input)));
    }
    Ok(uniform)
}

/// `HashToGroup` of each input; refuses the identity and inputs that are too long. Secret.
pub(super) fn hash_to_group<I: AsRef<[u8]>>(
    inputs: &[I],
) -> Result<Zeroizing<Vec<Point>>, OprfError> {
    let uniform = uniform(inputs).map_err(|index| OprfError::BadInput { index })?;
    let points = Zeroizing::new(group::from_uniform(&uniform));
    match group::first_identity(&points) {
        Some(index) => Err(OprfError::BadInput { index }),
        None => Ok(points),
    }
}

/// The output for an input and its unblinded element (`Finalize`, `Evaluate`).
pub(super) fn output(input: &[u8], unblinded: &Element) -> Output {
    let lengths = [input.len(), unblinded.len()].map(two_bytes);
    let [input_length, length] = &lengths;
    digest(&[input_length, input, length, unblinded, b"Finalize"])
}

/// Refuses the identity and elements that come twice, without a group operation.
///
/// Blinded elements are random, and evaluation maps distinct elements to distinct ones, so neither
/// side ever sends one twice by chance. Inputs may repeat: each is blinded with a blind of its own.
pub(super) fn check_elements(elements: &[Element]) -> Result<(), OprfError> {
    if let Some(index) = elements.iter().position(|element| *element == [0; 32]) {
        return Err(OprfError::IdentityElement { index });
    }
    // A set and not a sorted list: sorting arrays takes 70 kB of WebAssembly.
    let mut seen = BTreeSet::new();
    if !elements.iter().all(|element| seen.insert(element)) {
        return Err(OprfError::DuplicateElement);
    }
    Ok(())
}

/// All elements as points.
pub(super) fn decode(elements: &[Element]) -> Result<Vec<Point>, OprfError> {
    group::decode(elements).map_err(|index| OprfError::BadElement { index })
}

/// 1/2: halves a point, so that doubling while compressing a batch gives the point itself.
#[cfg(any(test, feature = "evaluator"))]
pub(super) fn one_half() -> Scalar {
    // (the group's order + 1) / 2, little-endian (RFC 9496, section 4.4).
    Scalar::from_bytes_mod_order([
        0xf7, 0xe9, 0x7a, 0x2e, 0x8d, 0x31, 0x09, 0x2c, 0x6b, 0xce, 0x7b, 0x51, 0xef, 0x7c, 0x6f,
        0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_half_is_a_half() {
        assert_eq!(one_half() + one_half(), Scalar::ONE);
    }

    #[test]
    fn the_context_is_that_of_the_rfc() {
        assert_eq!(TO_GROUP, b"HashToGroup-OPRFV1-\x01-ristretto255-SHA512");
        assert_eq!(TO_GROUP.len(), 40);
    }

    #[test]
    fn identity_and_duplicates_are_found_wherever_they_are() {
        let mut elements: Vec<Element> = (1..=9).map(|i| [i; 32]).collect();
        assert_eq!(check_elements(&elements), Ok(()));
        elements[7] = [0; 32];
        let identity = OprfError::IdentityElement { index: 7 };
        assert_eq!(check_elements(&elements), Err(identity));
        elements[7] = [2; 32];
        assert_eq!(check_elements(&elements), Err(OprfError::DuplicateElement));
    }
}
