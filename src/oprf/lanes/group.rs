//! The group as the rest of the function uses it in WebAssembly with SIMD: batches on lanes of 32 bits.

use super::batch::{self, flat};
use super::ten::Ten;
use super::{fixed, padded, sum};
use crate::oprf::Element;
use curve25519_dalek::scalar::Scalar;

/// One element.
pub type Point = super::point::Point<Ten>;

/// The group's generator (RFC 9496, section 4).
pub fn base() -> Point {
    BASE
}

const BASE: Point = super::point::Point([
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

/// Elements out of 32 bytes each; else the place of the first that is none.
pub fn decode(elements: &[Element]) -> Result<Vec<Point>, usize> {
    batch::decode((), elements)
}

/// 32 bytes each.
pub fn encode(points: &[Point]) -> Vec<Element> {
    batch::encode((), points)
}

/// 32 bytes for the double of each.
#[cfg(any(test, feature = "evaluator"))]
pub fn encode_doubles(points: &[Point]) -> Vec<Element> {
    batch::encode_doubles((), points)
}

/// Elements out of 64 uniform bytes each.
pub fn from_uniform(uniform: &[[u8; 64]]) -> Vec<Point> {
    batch::from_uniform((), uniform)
}

/// The place of the first neutral element.
pub fn first_identity(points: &[Point]) -> Option<usize> {
    batch::first_identity((), points)
}

/// Sums, pair by pair.
pub fn add(a: &[Point], b: &[Point]) -> Vec<Point> {
    batch::add((), a, b)
}

/// Differences, pair by pair.
pub fn subtract(a: &[Point], b: &[Point]) -> Vec<Point> {
    batch::subtract((), a, b)
}

/// Products, pair by pair, in constant time.
#[cfg(any(test, feature = "evaluator"))]
pub fn multiply(points: &[Point], scalars: &[Scalar]) -> Vec<Point> {
    batch::multiply((), points, scalars)
}

/// The sum of the points times their weights, in variable time.
pub fn sum(weights: &[Scalar], points: &[Point]) -> Point {
    sum::sum((), weights, points)
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
