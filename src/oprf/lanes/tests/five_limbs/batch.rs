//! The functions of `lanes::group` for five limbs.

use crate::oprf::Element;
use crate::oprf::lanes::{batch, five::Five, point, sum as summing};
use curve25519_dalek::scalar::Scalar;
use fearless_simd::{Avx2, Level};

pub type Kind = Five<Avx2>;
pub type Point = point::Point<Kind>;

pub fn lanes() -> Avx2 {
    let level = Level::new();
    level
        .as_avx2()
        .expect("these tests need a processor with AVX2 and FMA")
}

pub fn base() -> Point {
    let bytes = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.to_bytes();
    decode(&[bytes]).unwrap()[0]
}

pub fn decode(elements: &[Element]) -> Result<Vec<Point>, usize> {
    batch::decode(lanes(), elements)
}

pub fn encode(points: &[Point]) -> Vec<Element> {
    batch::encode(lanes(), points)
}

pub fn encode_doubles(points: &[Point]) -> Vec<Element> {
    batch::encode_doubles(lanes(), points)
}

pub fn from_uniform(uniform: &[[u8; 64]]) -> Vec<Point> {
    batch::from_uniform(lanes(), uniform)
}

pub fn first_identity(points: &[Point]) -> Option<usize> {
    batch::first_identity(lanes(), points)
}

pub fn add(a: &[Point], b: &[Point]) -> Vec<Point> {
    batch::add(lanes(), a, b)
}

pub fn subtract(a: &[Point], b: &[Point]) -> Vec<Point> {
    batch::subtract(lanes(), a, b)
}

pub fn multiply(points: &[Point], scalars: &[Scalar]) -> Vec<Point> {
    batch::multiply(lanes(), points, scalars)
}

pub fn sum(weights: &[Scalar], points: &[Point]) -> Point {
    summing::sum(lanes(), weights, points)
}
