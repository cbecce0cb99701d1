//! The device's half: blind, wait, verify, finalize.
//!
//! `blind` is RFC 9497 to the letter and multiplies each input's element by a blind of its own; it
//! is there with the feature `evaluator`, as the oracle of [`super::FixedBase`], the fast way to
//! the same outputs on the same wire, which every device takes. Either gives a [`Pending`], whose
//! only way to outputs is through the verified proof.

#[cfg(feature = "evaluator")]
use super::Seed;
use super::group::{self, Point};
use super::proof::{Side, verify};
#[cfg(feature = "evaluator")]
use super::random::Label;
use super::suite::{check_elements, decode, output};
#[cfg(feature = "evaluator")]
use super::suite::{hash_to_group, one_half};
#[cfg(feature = "evaluator")]
use super::wire::check_count;
use super::wire::{Request, RequestDigest, Response};
use super::{Element, OprfError, Output, PinnedKey};
use core::fmt;
use core::ops::Deref;
#[cfg(feature = "evaluator")]
use curve25519_dalek::scalar::Scalar;
use zeroize::{Zeroize, Zeroizing};

/// Blinds inputs as RFC 9497 does (`Blind`): each element is multiplied by a random scalar.
///
/// Inputs may repeat and have at most 65,535 bytes each. The request carries one element for each,
/// in the same order. Costs about 0.1 ms an input in WebAssembly with SIMD, in constant time.
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
    let half = one_half();
    let points = hash_to_group(inputs)?;
    let scalars: Zeroizing<Vec<_>> =
        Zeroizing::new(blinds.iter().map(|blind| blind * half).collect());
    // Half of each element: a batch is encoded by doubling, which needs no square root.
    let halves = group::multiply(&points, &scalars);
    let elements = group::encode_doubles(&halves);
    let points = group::add(&halves, &halves);
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
    Subtract(Zeroizing<Vec<Point>>),
}

/// What the device remembers while the evaluator works. Serves for one response and is wiped when
/// dropped.
pub struct Pending {
    key: PinnedKey,
    inputs: Zeroizing<Vec<Vec<u8>>>,
    points: Vec<Point>,
    request: Vec<Element>,
    digest: RequestDigest,
    unblind: Unblind,
}

impl Pending {
    pub(super) fn new<I: AsRef<[u8]>>(
        key: &PinnedKey,
        inputs: &[I],
        points: Vec<Point>,
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
        let unblinded = Zeroizing::new(match self.unblind {
            #[cfg(feature = "evaluator")]
            Unblind::Divide(blinds) => divide(&evaluated, blinds),
            Unblind::Subtract(blinds) => {
                group::encode(&Zeroizing::new(group::subtract(&evaluated, &blinds)))
            }
        });
        let pairs = self.inputs.iter().zip(unblinded.iter());
        Ok(Outputs(
            pairs.map(|(input, point)| output(input, point)).collect(),
        ))
    }
}

/// The elements divided by the blinds, encoded.
#[cfg(feature = "evaluator")]
fn divide(points: &[Point], mut blinds: Zeroizing<Vec<Scalar>>) -> Vec<Element> {
    let half = one_half();
    let mut all = Scalar::batch_invert(&mut blinds);
    all.zeroize();
    blinds.iter_mut().for_each(|inverse| *inverse *= half);
    let halves = Zeroizing::new(group::multiply(points, &blinds));
    group::encode_doubles(&halves)
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
