//! The batched proof that one key evaluated all elements (RFC 9497, section 2.2).
//!
//! Everything in a proof is public but the key and the nonce of the one who makes it, so the sums
//! over a batch run in variable time on both sides.

use super::group::{self, Point};
use super::suite::{Expander, SEED, absorb, digest, part, two_bytes};
use super::{Element, OprfError, Proof, PublicKey};
use curve25519_dalek::scalar::Scalar;

/// One side's elements: as sent, and as points.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) encoded: &'a [Element],
    pub(super) points: &'a [Point],
}

/// The weights d of `ComputeComposites`.
fn weights(key: &PublicKey, blinded: &[Element], evaluated: &[Element]) -> Vec<Scalar> {
    let expander = Expander::new();
    let lengths = [key.encoded().len(), SEED.len()].map(two_bytes);
    let [key_length, length] = &lengths;
    let seed = digest(&[key_length, key.encoded(), length, SEED]);
    let pairs = blinded.iter().zip(evaluated).enumerate();
    let weights = pairs.map(|(i, (blinded, evaluated))| {
        expander.hash_to_scalar(|hash| {
            part(hash, &seed);
            absorb(hash, &two_bytes(i));
            part(hash, blinded);
            part(hash, evaluated);
            absorb(hash, b"Composite");
        })
    });
    weights.collect()
}

/// The challenge c over key, composites and commitments.
fn challenge(key: &PublicKey, points: [Point; 4]) -> Scalar {
    Expander::new().hash_to_scalar(|hash| {
        part(hash, key.encoded());
        for element in group::encode(&points) {
            part(hash, &element);
        }
        absorb(hash, b"Challenge");
    })
}

/// `VerifyProof`.
pub(super) fn verify(
    key: &PublicKey,
    blinded: Side<'_>,
    evaluated: Side<'_>,
    proof: &Proof,
) -> Result<(), OprfError> {
    let (halves, _) = proof.as_chunks::<32>();
    let scalar = |half: Option<&[u8; 32]>| {
        let scalar = half.and_then(|bytes| Scalar::from_canonical_bytes(*bytes).into_option());
        scalar.ok_or(OprfError::BadProof)
    };
    let c = scalar(halves.first())?;
    let s = scalar(halves.last())?;
    let weights = weights(key, blinded.encoded, evaluated.encoded);
    let m = group::sum(&weights, blinded.points);
    let z = group::sum(&weights, evaluated.points);
    let t2 = group::sum(&[s, c], &[group::base(), *key.point()]);
    let t3 = group::sum(&[s, c], &[m, z]);
    if challenge(key, [m, z, t2, t3]) != c {
        return Err(OprfError::BadProof);
    }
    Ok(())
}

/// `GenerateProof`. `sum` sums the blinded elements times weights; `nonce` gives the random scalar, knowing the encoded composites M and Z.
#[cfg(feature = "evaluator")]
pub(super) fn prove(
    secret: &Scalar,
    key: &PublicKey,
    blinded: &[Element],
    sum: impl FnOnce(&[Scalar]) -> Point,
    evaluated: &[Element],
    nonce: impl FnOnce(&[Element]) -> Scalar,
) -> Proof {
    use zeroize::Zeroizing;
    let m = sum(&weights(key, blinded, evaluated));
    let z = times(&m, secret);
    let r = Zeroizing::new(nonce(&group::encode(&[m, z])));
    let c = challenge(key, [m, z, times(&group::base(), &r), times(&m, &r)]);
    let s = *r - c * secret;
    let mut proof = [0; 64];
    for (to, from) in proof
        .iter_mut()
        .zip(c.as_bytes().iter().chain(s.as_bytes()))
    {
        *to = *from;
    }
    proof
}

/// One product, in constant time.
#[cfg(feature = "evaluator")]
pub(super) fn times(point: &Point, scalar: &Scalar) -> Point {
    let products = group::multiply(&[*point], &[*scalar]);
    products.first().copied().unwrap_or(*point)
}
