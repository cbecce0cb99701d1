//! Fixed-base blinding: the fast way to the same outputs.
//!
//! Instead of multiplying an input's element P by a blind, r G is added to it (G is the group's
//! base point). The evaluator multiplies by its key k and gives k P + r k G; r times the public key
//! taken away leaves k P, the same element that RFC 9497 finalizes. r G and r k G depend on no
//! input, so they can be made while nothing else is to be done, from tables of the two fixed points.
//!
//! P + r G is uniform whatever P is, so the evaluator learns nothing. But the result is right only
//! if the evaluator really used k: with another key, r would not come off, and what is left would
//! depend on the input (eprint 2021/273). Hence the two conditions, neither of which can be left
//! out here: the key is a [`PinnedKey`], and [`Pending::finalize`] verifies the proof before it
//! takes the blinds off.

use super::client::{Pending, Unblind};
use super::group::{self, Point, Table};
use super::random::{Label, Scalars};
use super::suite::hash_to_group;
use super::wire::{Request, check_count};
use super::{Element, OprfError, PinnedKey, Seed};
use core::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Tables of the base point and of one public key; made once a session (about 2 ms in
/// WebAssembly with SIMD), cheap to clone.
#[derive(Clone)]
pub struct FixedBase {
    key: PinnedKey,
    tables: Arc<[Table; 2]>,
}

impl FixedBase {
    /// Makes the tables.
    pub fn new(key: &PinnedKey) -> Self {
        let points = [group::base(), *key.public().point()];
        Self {
            key: *key,
            tables: Arc::new(points.map(|point| Table::new(&point))),
        }
    }

    /// The key of these tables.
    pub fn key(&self) -> &PinnedKey {
        &self.key
    }
}

impl fmt::Debug for FixedBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FixedBase({})", self.key.id())
    }
}

/// Blinds for one request, made before its inputs are known. Serves once and is wiped when dropped.
pub struct Precomputed {
    base: FixedBase,
    scalars: Scalars,
    most: usize,
    /// r G and r times the public key, in pairs. Room for all is taken at the start, so that no
    /// copy stays behind when they grow.
    to_add: Zeroizing<Vec<Point>>,
    to_subtract: Zeroizing<Vec<Point>>,
}

impl Precomputed {
    /// Makes `count` blinds at once.
    ///
    /// # Errors
    /// [`OprfError::BadCount`] beyond 1 to [`super::MOST_ELEMENTS`].
    pub fn new(base: &FixedBase, count: usize, seed: Seed) -> Result<Self, OprfError> {
        let mut precomputed = Self::start(base, count, seed)?;
        precomputed.advance(count);
        Ok(precomputed)
    }

    /// Takes room for `count` blinds and makes none yet; [`Self::advance`] makes them in steps.
    ///
    /// # Errors
    /// [`OprfError::BadCount`] beyond 1 to [`super::MOST_ELEMENTS`].
    pub fn start(base: &FixedBase, count: usize, seed: Seed) -> Result<Self, OprfError> {
        check_count(count)?;
        Ok(Self {
            base: base.clone(),
            scalars: seed.scalars(Label::FixedBase),
            most: count,
            to_add: Zeroizing::new(Vec::with_capacity(count)),
            to_subtract: Zeroizing::new(Vec::with_capacity(count)),
        })
    }

    /// Makes at most `steps` more blinds; says how many are still to be made.
    pub fn advance(&mut self, steps: usize) -> usize {
        let [base, key] = &*self.base.tables;
        let steps = 0..steps.min(self.left());
        let blinds: Zeroizing<Vec<_>> =
            Zeroizing::new(steps.map(|_| self.scalars.draw()).collect());
        let (add, subtract) = (base.multiply(&blinds), key.multiply(&blinds));
        self.to_add.extend_from_slice(&Zeroizing::new(add));
        self.to_subtract
            .extend_from_slice(&Zeroizing::new(subtract));
        self.left()
    }

    /// Blinds still to be made.
    pub fn left(&self) -> usize {
        self.most - self.to_add.len()
    }

    /// The key these blinds are for.
    pub fn key(&self) -> &PinnedKey {
        &self.base.key
    }

    /// Blinds inputs; like `blind`, with blinds that are ready. Those that are not are
    /// made now, and those that are not needed are dropped.
    ///
    /// # Errors
    /// [`OprfError::BadCount`] without inputs; [`OprfError::TooFewBlinds`] beyond the count this
    /// was made for; [`OprfError::BadInput`].
    pub fn blind<I: AsRef<[u8]>>(mut self, inputs: &[I]) -> Result<(Pending, Request), OprfError> {
        check_count(inputs.len())?;
        let (ready, needed) = (self.most, inputs.len());
        if needed > ready {
            return Err(OprfError::TooFewBlinds { ready, needed });
        }
        self.advance(needed.saturating_sub(self.to_add.len()));
        let points = group::add(&hash_to_group(inputs)?, &self.to_add);
        let elements: Vec<Element> = group::encode(&points);
        let unblind = Unblind::Subtract(self.to_subtract);
        Ok(Pending::new(
            &self.base.key,
            inputs,
            points,
            elements,
            unblind,
        ))
    }
}

impl fmt::Debug for Precomputed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Precomputed({} of {})", self.to_add.len(), self.most)
    }
}
