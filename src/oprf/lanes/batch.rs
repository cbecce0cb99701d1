//! Batches of elements, four at a time. Batches of any length: places that are missing in the last
//! four hold the neutral element.

use super::field::Field;
use super::padded;
use super::point::{Point, Points};
use super::ristretto;
use crate::oprf::Element;
use curve25519_dalek::scalar::Scalar;

/// Fours of points, with the neutral element behind the last.
fn fours<F: Field>(lanes: F::Lanes, points: &[Point<F>]) -> impl Iterator<Item = Points<F>> {
    let fours = points.chunks(4);
    fours.map(move |four| Points::gather(lanes, padded(four, &Point::IDENTITY)))
}

/// As many as there were before they were grouped. Room for all is taken at the start, so that no
/// copy stays behind where they grow.
pub fn flat<T>(fours: impl Iterator<Item = [T; 4]>, count: usize) -> Vec<T> {
    let mut all = Vec::with_capacity(count);
    for four in fours {
        let left = count - all.len();
        all.extend(four.into_iter().take(left));
    }
    all
}

/// Elements out of 32 bytes each; else the place of the first that is none.
pub fn decode<F: Field>(lanes: F::Lanes, elements: &[Element]) -> Result<Vec<Point<F>>, usize> {
    let mut points = Vec::with_capacity(elements.len());
    for (group, four) in elements.chunks(4).enumerate() {
        let (good, decoded) = ristretto::decode(lanes, padded(four, &[0; 32]));
        if let Some(bad) = good.iter().position(|good| !good) {
            return Err(4 * group + bad);
        }
        points.extend(decoded.scatter().into_iter().take(four.len()));
    }
    Ok(points)
}

/// 32 bytes each.
pub fn encode<F: Field>(lanes: F::Lanes, points: &[Point<F>]) -> Vec<Element> {
    flat(
        fours(lanes, points).map(|four| ristretto::encode(&four)),
        points.len(),
    )
}

/// 32 bytes for the double of each.
#[cfg(any(test, feature = "evaluator"))]
pub fn encode_doubles<F: Field>(lanes: F::Lanes, points: &[Point<F>]) -> Vec<Element> {
    let fours: Vec<_> = fours(lanes, points).collect();
    flat(
        ristretto::encode_doubles(lanes, &fours).into_iter(),
        points.len(),
    )
}

/// Elements out of 64 uniform bytes each.
pub fn from_uniform<F: Field>(lanes: F::Lanes, uniform: &[[u8; 64]]) -> Vec<Point<F>> {
    let fours = uniform.chunks(4).map(|four| {
        let points = ristretto::from_uniform(lanes, padded(four, &[0; 64]));
        points.scatter()
    });
    flat(fours, uniform.len())
}

/// The place of the first neutral element.
pub fn first_identity<F: Field>(lanes: F::Lanes, points: &[Point<F>]) -> Option<usize> {
    let identity = fours(lanes, points).map(|four| F::bools(four.is_identity()));
    flat(identity, points.len()).into_iter().position(|yes| yes)
}

/// Sums, pair by pair.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn add<F: Field>(lanes: F::Lanes, a: &[Point<F>], b: &[Point<F>]) -> Vec<Point<F>> {
    let pairs = fours(lanes, a).zip(fours(lanes, b));
    let sums = pairs.map(|(mut a, b)| {
        a.add(&b);
        a.scatter()
    });
    flat(sums, a.len().min(b.len()))
}

/// Differences, pair by pair.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn subtract<F: Field>(lanes: F::Lanes, a: &[Point<F>], b: &[Point<F>]) -> Vec<Point<F>> {
    let pairs = fours(lanes, a).zip(fours(lanes, b));
    let differences = pairs.map(|(mut a, b)| {
        a.subtract(&b);
        a.scatter()
    });
    flat(differences, a.len().min(b.len()))
}

/// Products, pair by pair, in constant time.
#[cfg(any(test, feature = "evaluator"))]
pub fn multiply<F: Field>(
    lanes: F::Lanes,
    points: &[Point<F>],
    scalars: &[Scalar],
) -> Vec<Point<F>> {
    let pairs = fours(lanes, points).zip(scalars.chunks(4));
    let products = pairs.map(|(points, scalars)| {
        super::multiply::multiply(&points, padded(scalars, &Scalar::ZERO)).scatter()
    });
    flat(products, points.len().min(scalars.len()))
}
