//! Batches of elements on curve25519-dalek: natively, and in WebAssembly without SIMD.

use super::Element;
use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoBasepointTable, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity, VartimeMultiscalarMul};

/// One element.
pub type Point = RistrettoPoint;

/// The group's generator (RFC 9496, section 4).
pub fn base() -> Point {
    RISTRETTO_BASEPOINT_POINT
}

/// Elements out of 32 bytes each; else the place of the first that is none.
pub fn decode(elements: &[Element]) -> Result<Vec<Point>, usize> {
    let points = elements.iter().enumerate();
    points
        .map(|(place, element)| CompressedRistretto(*element).decompress().ok_or(place))
        .collect()
}

/// 32 bytes each.
pub fn encode(points: &[Point]) -> Vec<Element> {
    let encoded = points.iter().map(RistrettoPoint::compress);
    encoded.map(|element| element.to_bytes()).collect()
}

/// 32 bytes for the double of each.
#[cfg(any(test, feature = "evaluator"))]
pub fn encode_doubles(points: &[Point]) -> Vec<Element> {
    let encoded = RistrettoPoint::double_and_compress_batch(points);
    encoded.iter().map(|element| element.to_bytes()).collect()
}

/// Elements out of 64 uniform bytes each.
pub fn from_uniform(uniform: &[[u8; 64]]) -> Vec<Point> {
    let points = uniform.iter().map(RistrettoPoint::from_uniform_bytes);
    points.collect()
}

/// The place of the first neutral element.
pub fn first_identity(points: &[Point]) -> Option<usize> {
    points.iter().position(IsIdentity::is_identity)
}

/// Sums, pair by pair.
pub fn add(a: &[Point], b: &[Point]) -> Vec<Point> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

/// Differences, pair by pair.
pub fn subtract(a: &[Point], b: &[Point]) -> Vec<Point> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Products, pair by pair, in constant time.
#[cfg(any(test, feature = "evaluator"))]
pub fn multiply(points: &[Point], scalars: &[Scalar]) -> Vec<Point> {
    let pairs = points.iter().zip(scalars);
    pairs.map(|(point, scalar)| point * scalar).collect()
}

/// The sum of the points times their weights, in variable time.
pub fn sum(weights: &[Scalar], points: &[Point]) -> Point {
    RistrettoPoint::vartime_multiscalar_mul(weights, points)
}

/// Multiples of one public point.
pub struct Table(RistrettoBasepointTable);

impl Table {
    /// Makes the table.
    pub fn new(point: &Point) -> Self {
        Self(RistrettoBasepointTable::create(point))
    }

    /// The point times each scalar, in constant time.
    pub fn multiply(&self, scalars: &[Scalar]) -> Vec<Point> {
        scalars.iter().map(|scalar| &self.0 * scalar).collect()
    }
}
