//! The list owner's half: the key, blind evaluation with proof, and direct evaluation for lists.

use super::group;
use super::many::Many;
use super::proof::{prove, times};
use super::suite::{Expander, check_elements, one_half, output, part, uniform};
use super::wire::{Request, Response, check_count};
use super::{Element, OprfError, Output, PublicKey, Seed};
use base64::{Engine, prelude::BASE64_STANDARD};
use core::fmt;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

/// The first word of a key's text.
const FORM: &str = "presend-evaluator-key-v1";

/// Inputs that are evaluated together: enough to share an inversion, few enough for the cache.
/// Chosen 2026-11-24: a 256th of an inversion is nothing beside 20 µs an input.
const BATCH: usize = 256;

/// An evaluator's secret key, with its public half. Wiped when dropped, and never printed.
pub struct EvaluatorKey {
    secret: Zeroizing<Scalar>,
    half: Zeroizing<Scalar>,
    public: PublicKey,
}

impl EvaluatorKey {
    /// Derives a key (RFC 9497, `DeriveKeyPair`): the same seed and info give the same key. A new
    /// key needs 32 fresh bytes of the system's random source.
    ///
    /// # Errors
    /// [`OprfError::CannotDerive`] where `info` is longer than 65,535 bytes.
    pub fn derive(seed: &[u8; 32], info: &[u8]) -> Result<Self, OprfError> {
        if u16::try_from(info.len()).is_err() {
            return Err(OprfError::CannotDerive);
        }
        let expander = Expander::new();
        let secrets = (0..=u8::MAX).map(|counter| {
            expander.derive_scalar(|hash| {
                hash.update(seed);
                part(hash, info);
                hash.update([counter]);
            })
        });
        let mut secrets = secrets.filter(|secret| *secret != Scalar::ZERO);
        secrets.next().map(Self::new).ok_or(OprfError::CannotDerive)
    }

    fn new(secret: Scalar) -> Self {
        Self {
            half: Zeroizing::new(secret * one_half()),
            public: PublicKey::from_point(times(&group::base(), &secret)),
            secret: Zeroizing::new(secret),
        }
    }

    /// Reads the text that [`Self::to_secret_text`] writes; white space around it is passed over.
    ///
    /// # Errors
    /// [`OprfError::BadEvaluatorKey`] for any other form, also where the key id is not that of the
    /// key.
    pub fn from_secret_text(text: &str) -> Result<Self, OprfError> {
        let bad = OprfError::BadEvaluatorKey;
        let mut parts = text.trim().split(':');
        let (Some(FORM), Some(id), Some(base64), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad);
        };
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(base64).map_err(|_| bad)?);
        let bytes: Zeroizing<[u8; 32]> =
            Zeroizing::new(bytes.as_slice().try_into().map_err(|_| bad)?);
        let secret = Scalar::from_canonical_bytes(*bytes).into_option();
        let secret = secret.filter(|secret| *secret != Scalar::ZERO).ok_or(bad)?;
        let key = Self::new(secret);
        if key.public.id().to_string() != id {
            return Err(bad);
        }
        Ok(key)
    }

    /// The key as one line for a key file or a secret of the host, to be kept secret:
    /// `presend-evaluator-key-v1:` key id, 16 hex digits `:` base64 of the scalar, 32 bytes.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        let base64 = Zeroizing::new(BASE64_STANDARD.encode(self.secret.as_bytes()));
        Zeroizing::new(format!("{FORM}:{}:{}\n", self.public.id(), *base64))
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Evaluates a request and proves it (`BlindEvaluate` for a batch, `GenerateProof`), in
    /// constant time as far as the key is concerned.
    ///
    /// The proof's nonce is a hash of key, seed and composites, so that even a seed that comes
    /// twice gives nothing away about the key.
    ///
    /// # Errors
    /// [`OprfError::BadCount`], [`OprfError::WrongKey`], [`OprfError::IdentityElement`],
    /// [`OprfError::DuplicateElement`], [`OprfError::BadElement`].
    pub fn blind_evaluate(&self, request: &Request, seed: Seed) -> Result<Response, OprfError> {
        self.evaluate_with(request, |composites| self.nonce(&seed, composites))
    }

    fn nonce(&self, seed: &Seed, composites: &[Element]) -> Scalar {
        let wide: Zeroizing<[u8; 64]> = Zeroizing::new(
            Sha512::new()
                .chain_update(b"presend-proof-v1")
                .chain_update(self.secret.as_bytes())
                .chain_update(seed.bytes())
                .chain_update(composites.as_flattened())
                .finalize()
                .into(),
        );
        Scalar::from_bytes_mod_order_wide(&wide)
    }

    /// [`Self::blind_evaluate`] with a given way to the nonce.
    pub(super) fn evaluate_with(
        &self,
        request: &Request,
        nonce: impl FnOnce(&[Element]) -> Scalar,
    ) -> Result<Response, OprfError> {
        check_count(request.elements.len())?;
        if request.key != self.public.id() {
            return Err(OprfError::WrongKey);
        }
        check_elements(&request.elements)?;
        let blinded = Many::decode(&request.elements);
        let blinded = blinded.map_err(|index| OprfError::BadElement { index })?;
        let elements = blinded.encode_multiples(&self.half);
        let proof = prove(
            &self.secret,
            &self.public,
            &request.elements,
            |weights| blinded.sum(weights),
            &elements,
            nonce,
        );
        Ok(Response {
            key: request.key,
            request: request.digest(),
            elements,
            proof,
        })
    }

    /// The outputs of inputs in the clear, for building a list (`Evaluate`): what a device gets for
    /// the same inputs. Any number of inputs; several threads may share them out.
    ///
    /// # Errors
    /// [`OprfError::BadInput`]
    pub fn evaluate<I: AsRef<[u8]>>(&self, inputs: &[I]) -> Result<Vec<Output>, OprfError> {
        let mut outputs = Vec::with_capacity(inputs.len());
        for (batch, inputs) in inputs.chunks(BATCH).enumerate() {
            let at = |index| OprfError::BadInput {
                index: batch * BATCH + index,
            };
            let uniform = uniform(inputs).map_err(at)?;
            let points = Zeroizing::new(Many::from_uniform(&uniform));
            if let Some(index) = points.first_identity() {
                return Err(at(index));
            }
            let elements = points.encode_multiples(&self.half);
            let pairs = inputs.iter().zip(&elements);
            outputs.extend(pairs.map(|(input, point)| output(input.as_ref(), point)));
        }
        Ok(outputs)
    }
}

impl fmt::Debug for EvaluatorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EvaluatorKey({}, hidden)", self.public.id())
    }
}
