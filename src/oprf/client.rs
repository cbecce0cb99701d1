//! The device's half: blind, wait, verify, finalize.
//!
//! `blind` is RFC 9497 to the letter and multiplies each input's element by a blind of its own; it
//! is there with the feature `evaluator`, as the oracle of [`super::FixedBase`], the fast way to
//! the same outputs on the same wire, which every device takes. Either gives a [`Pending`], whose
//! only way to outputs is through the verified proof.

#[cfg(feature = "evaluator")]
use super::Seed;
use super::proof::{Side, verify};
#[cfg(feature = "evaluator")]
use super::random::Label;
#[cfg(feature = "evaluator")]
use super::suite::{Expander, one_half};
use super::suite::{check_elements, decode, output};
#[cfg(feature = "evaluator")]
use super::wire::check_count;
use super::wire::{Request, RequestDigest, Response};
use super::{Element, OprfError, Output, PinnedKey};
use core::fmt;
use core::ops::Deref;
use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
#[cfg(feature = "evaluator")]
use curve25519_dalek::scalar::Scalar;
use zeroize::{Zeroize, Zeroizing};

/// Blinds inputs as RFC 9497 does (`Blind`): each element is multiplied by a random scalar.
///
/// Inputs may repeat and have at most 65,535 bytes each. The request carries one element for each,
/// in the same order. Costs about 0.3 ms an input in WebAssembly, in constant time.
///
/// # Errors
/// [`OprfError::BadCount`] beyond 1 to [`super::MOST_ELEMENTS`] inputs; [`OprfError::BadInput`].
#[cfg(feature = "evaluator")]
pub fn blind<I: AsRef<[u8]>>(
    key: &PinnedKey,
    inputs: &[I],
    seed: Seed,
) -> Result<(Pending, Request), OprfError> {
    check_count(inputs.len())?;
    let mut scalars = seed.scalars(Label::Multiply);
    let blinds = inputs.iter().map(|_| scalars.draw()).collect();
    blind_with(key, inputs, Zeroizing::new(blinds))
}

/// [`blind`] with given blinds, none of them zero.
#[cfg(feature = "evaluator")]
pub(super) fn blind_with<I: AsRef<[u8]>>(
    key: &PinnedKey,
    inputs: &[I],
    blinds: Zeroizing<Vec<Scalar>>,
) -> Result<(Pending, Request), OprfError> {
    let (expander, half) = (Expander::new(), one_half());
    // Half of each element: a batch is compressed by doubling, which needs no square root.
    let mut halves = Vec::with_capacity(inputs.len());
    for (index, (input, blind)) in inputs.iter().zip(blinds.iter()).enumerate() {
        let point = expander.hash_to_group(input.as_ref());
        let point = point.ok_or(OprfError::BadInput { index })?;
        halves.push(point * (blind * half));
    }
    let encoded = RistrettoPoint::double_and_compress_batch(&halves);
    let points = halves.iter().map(|point| point + point).collect();
    let elements = encoded.iter().map(|element| element.to_bytes()).collect();
    Ok(Pending::new(
        key,
        inputs,
        points,
        elements,
        Unblind::Divide(blinds),
    ))
}

/// How blinds come off again.
pub(super) enum Unblind {
    /// The element was multiplied by these.
    #[cfg(feature = "evaluator")]
    Divide(Zeroizing<Vec<Scalar>>),
    /// These are the blinds times the public key.
    Subtract(Zeroizing<Vec<RistrettoPoint>>),
}

/// What the device remembers while the evaluator works. Serves for one response and is wiped when
/// dropped.
pub struct Pending {
    key: PinnedKey,
    inputs: Zeroizing<Vec<Vec<u8>>>,
    points: Vec<RistrettoPoint>,
    request: Vec<Element>,
    digest: RequestDigest,
    unblind: Unblind,
}

impl Pending {
    pub(super) fn new<I: AsRef<[u8]>>(
        key: &PinnedKey,
        inputs: &[I],
        points: Vec<RistrettoPoint>,
        elements: Vec<Element>,
        unblind: Unblind,
    ) -> (Self, Request) {
        let request = Request {
            key: key.id(),
            elements,
        };
        let inputs = inputs.iter().map(|input| input.as_ref().to_vec()).collect();
        let pending = Self {
            key: *key,
            inputs: Zeroizing::new(inputs),
            points,
            request: request.elements.clone(),
            digest: request.digest(),
            unblind,
        };
        (pending, request)
    }

    /// Verifies the response and takes the blinds off (`Finalize`): one output of 64 bytes for each
    /// input, in the order of the inputs. Nothing of a refused response is used, and the request is
    /// spent either way.
    ///
    /// # Errors
    /// In this order: [`OprfError::WrongKey`], [`OprfError::WrongRequest`],
    /// [`OprfError::WrongCount`], [`OprfError::IdentityElement`], [`OprfError::DuplicateElement`],
    /// [`OprfError::BadElement`], [`OprfError::BadProof`].
    pub fn finalize(self, response: &Response) -> Result<Outputs, OprfError> {
        if response.key != self.key.id() {
            return Err(OprfError::WrongKey);
        }
        if response.request != self.digest {
            return Err(OprfError::WrongRequest);
        }
        let (expected, found) = (self.request.len(), response.elements.len());
        if found != expected {
            return Err(OprfError::WrongCount { expected, found });
        }
        check_elements(&response.elements)?;
        let evaluated = decode(&response.elements)?;
        let asked = Side {
            encoded: &self.request,
            points: &self.points,
        };
        let answered = Side {
            encoded: &response.elements,
            points: &evaluated,
        };
        verify(self.key.public(), asked, answered, &response.proof)?;
        let unblinded: Vec<CompressedRistretto> = match self.unblind {
            #[cfg(feature = "evaluator")]
            Unblind::Divide(blinds) => divide(&evaluated, blinds),
            Unblind::Subtract(blinds) => {
                let pairs = evaluated.iter().zip(blinds.iter());
                pairs
                    .map(|(point, blind)| (point - blind).compress())
                    .collect()
            }
        };
        let pairs = self.inputs.iter().zip(&unblinded);
        Ok(Outputs(
            pairs.map(|(input, point)| output(input, point)).collect(),
        ))
    }
}

/// The elements divided by the blinds, encoded.
#[cfg(feature = "evaluator")]
fn divide(
    points: &[RistrettoPoint],
    mut blinds: Zeroizing<Vec<Scalar>>,
) -> Vec<CompressedRistretto> {
    let half = one_half();
    let mut all = Scalar::batch_invert(&mut blinds);
    all.zeroize();
    let pairs = points.iter().zip(blinds.iter());
    let halves: Zeroizing<Vec<_>> = Zeroizing::new(
        pairs
            .map(|(point, inverse)| point * (inverse * half))
            .collect(),
    );
    RistrettoPoint::double_and_compress_batch(halves.iter())
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pending({} elements)", self.request.len())
    }
}

/// Outputs in the order of the inputs. They open entries of an index, so they are wiped when
/// dropped and never printed.
pub struct Outputs(Vec<Output>);

impl Deref for Outputs {
    type Target = [Output];

    fn deref(&self) -> &[Output] {
        &self.0
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Outputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outputs({} of 64 bytes)", self.0.len())
    }
}
