//! The batched proof that one key evaluated all elements (RFC 9497, section 2.2).
//!
//! Everything in a proof is public but the key and the nonce of the one who makes it, so the sums
//! over a batch run in variable time on both sides.

use super::suite::{Expander, SEED, part, two_bytes};
use super::{Element, OprfError, Proof, PublicKey};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimeMultiscalarMul;
use sha2::{Digest, Sha512};

/// One side's elements: as sent, and as points.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) encoded: &'a [Element],
    pub(super) points: &'a [RistrettoPoint],
}

impl Side<'_> {
    fn weighted(&self, weights: &[Scalar]) -> RistrettoPoint {
        RistrettoPoint::vartime_multiscalar_mul(weights, self.points)
    }
}

/// The weights d of `ComputeComposites`.
fn weights(key: &PublicKey, blinded: &[Element], evaluated: &[Element]) -> Vec<Scalar> {
    let expander = Expander::new();
    let mut seed = Sha512::new();
    part(&mut seed, key.encoded());
    part(&mut seed, SEED);
    let seed: [u8; 64] = seed.finalize().into();
    let pairs = blinded.iter().zip(evaluated).enumerate();
    let weights = pairs.map(|(i, (blinded, evaluated))| {
        expander.hash_to_scalar(|hash| {
            part(hash, &seed);
            hash.update(two_bytes(i));
            part(hash, blinded);
            part(hash, evaluated);
            hash.update(b"Composite");
        })
    });
    weights.collect()
}

/// The challenge c over key, composites and commitments.
fn challenge(key: &PublicKey, points: [&RistrettoPoint; 4]) -> Scalar {
    Expander::new().hash_to_scalar(|hash| {
        part(hash, key.encoded());
        for point in points {
            part(hash, point.compress().as_bytes());
        }
        hash.update(b"Challenge");
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
    let m = blinded.weighted(&weights);
    let z = evaluated.weighted(&weights);
    let t2 = RistrettoPoint::vartime_double_scalar_mul_basepoint(&c, key.point(), &s);
    let t3 = RistrettoPoint::vartime_multiscalar_mul([s, c], [m, z]);
    if challenge(key, [&m, &z, &t2, &t3]) != c {
        return Err(OprfError::BadProof);
    }
    Ok(())
}

/// `GenerateProof`. `nonce` gives the random scalar, knowing the encoded composites M and Z.
#[cfg(feature = "evaluator")]
pub(super) fn prove(
    secret: &Scalar,
    key: &PublicKey,
    blinded: Side<'_>,
    evaluated: &[Element],
    nonce: impl FnOnce(&RistrettoPoint, &RistrettoPoint) -> Scalar,
) -> Proof {
    use zeroize::Zeroizing;
    let weights = weights(key, blinded.encoded, evaluated);
    let m = blinded.weighted(&weights);
    let z = m * secret;
    let r = Zeroizing::new(nonce(&m, &z));
    let t2 = RistrettoPoint::mul_base(&r);
    let t3 = m * *r;
    let c = challenge(key, [&m, &z, &t2, &t3]);
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
