//! Batches of elements, four at a time. Batches of any length: places that are missing in the last
//! four hold the neutral element.

use super::padded;
use super::point::Points;
use super::{fixed, ristretto};
use crate::oprf::Element;
use curve25519_dalek::scalar::Scalar;

pub use super::point::Point;
pub use super::sum::sum;

/// The group's generator (RFC 9496, section 4).
pub fn base() -> Point {
    BASE
}

const BASE: Point = Point([
    [
        52_811_034, 25_909_283, 16_144_682, 17_082_669, 27_570_973, 30_858_332, 40_966_398,
        8_378_388, 20_764_389, 8_758_491,
    ],
    [
        40_265_304, 26_843_545, 13_421_772, 20_132_659, 26_843_545, 6_710_886, 53_687_091,
        13_421_772, 40_265_318, 26_843_545,
    ],
    super::field::ONE,
    [
        28_827_043, 27_438_313, 39_759_291, 244_362, 8_635_006, 11_264_893, 19_351_346, 13_413_597,
        16_611_511, 27_139_452,
    ],
]);

/// Fours of points, with the neutral element behind the last.
fn fours(points: &[Point]) -> impl Iterator<Item = Points> {
    let fours = points.chunks(4);
    fours.map(|four| Points::gather(padded(four, &Point::IDENTITY)))
}

/// As many as there were before they were grouped. Room for all is taken at the start, so that no
/// copy stays behind where they grow.
fn flat<T>(fours: impl Iterator<Item = [T; 4]>, count: usize) -> Vec<T> {
    let mut all = Vec::with_capacity(count);
    for four in fours {
        let left = count - all.len();
        all.extend(four.into_iter().take(left));
    }
    all
}

/// Elements out of 32 bytes each; else the place of the first that is none.
pub fn decode(elements: &[Element]) -> Result<Vec<Point>, usize> {
    let mut points = Vec::with_capacity(elements.len());
    for (group, four) in elements.chunks(4).enumerate() {
        let (good, decoded) = ristretto::decode(padded(four, &[0; 32]));
        if let Some(bad) = super::ops::array(good).iter().position(|good| *good == 0) {
            return Err(4 * group + bad);
        }
        points.extend(decoded.scatter().into_iter().take(four.len()));
    }
    Ok(points)
}

/// 32 bytes each.
pub fn encode(points: &[Point]) -> Vec<Element> {
    flat(
        fours(points).map(|four| ristretto::encode(&four)),
        points.len(),
    )
}

/// 32 bytes for the double of each.
#[cfg(any(test, feature = "evaluator"))]
pub fn encode_doubles(points: &[Point]) -> Vec<Element> {
    let fours: Vec<_> = fours(points).collect();
    flat(ristretto::encode_doubles(&fours).into_iter(), points.len())
}

/// Elements out of 64 uniform bytes each.
pub fn from_uniform(uniform: &[[u8; 64]]) -> Vec<Point> {
    let fours = uniform.chunks(4).map(|four| {
        let points = ristretto::from_uniform(padded(four, &[0; 64]));
        points.scatter()
    });
    flat(fours, uniform.len())
}

/// The place of the first neutral element.
pub fn first_identity(points: &[Point]) -> Option<usize> {
    let lanes = fours(points).map(|four| super::ops::array(four.is_identity()));
    flat(lanes, points.len()).iter().position(|mask| *mask != 0)
}

/// Sums, pair by pair.
pub fn add(a: &[Point], b: &[Point]) -> Vec<Point> {
    let pairs = fours(a).zip(fours(b));
    let sums = pairs.map(|(mut a, b)| {
        a.add(&b);
        a.scatter()
    });
    flat(sums, a.len().min(b.len()))
}

/// Differences, pair by pair.
pub fn subtract(a: &[Point], b: &[Point]) -> Vec<Point> {
    let pairs = fours(a).zip(fours(b));
    let differences = pairs.map(|(mut a, b)| {
        a.subtract(&b);
        a.scatter()
    });
    flat(differences, a.len().min(b.len()))
}

/// Products, pair by pair, in constant time.
#[cfg(any(test, feature = "evaluator"))]
pub fn multiply(points: &[Point], scalars: &[Scalar]) -> Vec<Point> {
    let pairs = fours(points).zip(scalars.chunks(4));
    let products = pairs.map(|(points, scalars)| {
        super::multiply::multiply(&points, padded(scalars, &Scalar::ZERO)).scatter()
    });
    flat(products, points.len().min(scalars.len()))
}

/// Multiples of one public point.
pub struct Table(fixed::Table);

impl Table {
    /// Makes the table.
    pub fn new(point: &Point) -> Self {
        Self(fixed::Table::new(point))
    }

    /// The point times each scalar, in constant time.
    pub fn multiply(&self, scalars: &[Scalar]) -> Vec<Point> {
        let fours = scalars.chunks(4).map(|scalars| {
            let product = self.0.multiply(padded(scalars, &Scalar::ZERO));
            product.scatter()
        });
        flat(fours, scalars.len())
    }
}
