//! Batches of elements for the evaluator: on four lanes where the processor has them, else on what
//! the rest of the function uses.

use super::Element;
use super::group::{self, Point};
#[cfg(target_arch = "x86_64")]
use super::lanes::{batch, five::Five, point, sum};
use curve25519_dalek::scalar::Scalar;
#[cfg(target_arch = "x86_64")]
use fearless_simd::{Avx2, Level};
use zeroize::{Zeroize, Zeroizing};

/// Elements in the form in which they are worked on.
pub(super) enum Many {
    #[cfg(target_arch = "x86_64")]
    Wide(Avx2, Vec<point::Point<Five<Avx2>>>),
    Plain(Vec<Point>),
}

/// The instructions that [`Five`] needs, where the processor has them.
#[cfg(target_arch = "x86_64")]
fn wide() -> Option<Avx2> {
    Level::new().as_avx2()
}

impl Many {
    /// Elements out of 32 bytes each; else the place of the first that is none.
    pub(super) fn decode(elements: &[Element]) -> Result<Self, usize> {
        #[cfg(target_arch = "x86_64")]
        if let Some(lanes) = wide() {
            return batch::decode(lanes, elements).map(|points| Self::Wide(lanes, points));
        }
        group::decode(elements).map(Self::Plain)
    }

    /// Elements out of 64 uniform bytes each.
    pub(super) fn from_uniform(uniform: &[[u8; 64]]) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(lanes) = wide() {
            return Self::Wide(lanes, batch::from_uniform(lanes, uniform));
        }
        Self::Plain(group::from_uniform(uniform))
    }

    /// The place of the first neutral element.
    pub(super) fn first_identity(&self) -> Option<usize> {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Wide(lanes, points) => batch::first_identity(*lanes, points),
            Self::Plain(points) => group::first_identity(points),
        }
    }

    /// 32 bytes for twice each element times the scalar, which stays secret: in constant time.
    pub(super) fn encode_multiples(&self, half: &Scalar) -> Vec<Element> {
        let halves = |count| Zeroizing::new(vec![*half; count]);
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Wide(lanes, points) => {
                let products = batch::multiply(*lanes, points, &halves(points.len()));
                batch::encode_doubles(*lanes, &Zeroizing::new(products))
            }
            Self::Plain(points) => {
                let products = group::multiply(points, &halves(points.len()));
                group::encode_doubles(&Zeroizing::new(products))
            }
        }
    }

    /// The sum of the elements times their weights, in variable time.
    pub(super) fn sum(&self, weights: &[Scalar]) -> Point {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Wide(lanes, points) => {
                let sum = batch::encode(*lanes, &[sum::sum(*lanes, weights, points)]);
                // What was encoded decodes. A proof over any other point would be refused.
                let sum = group::decode(&sum).unwrap_or_default();
                sum.first().copied().unwrap_or_else(group::base)
            }
            Self::Plain(points) => group::sum(weights, points),
        }
    }
}

impl Zeroize for Many {
    fn zeroize(&mut self) {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Wide(_, points) => points.zeroize(),
            Self::Plain(points) => points.zeroize(),
        }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;
    use crate::oprf::dalek;

    /// Processors without the instructions get the same bytes.
    #[test]
    fn both_ways_give_the_same() {
        assert!(wide().is_some(), "this test needs AVX2 and FMA");
        let uniform: Vec<[u8; 64]> = (1..10).map(|i| [i; 64]).collect();
        let plain = Many::Plain(dalek::from_uniform(&uniform));
        let wide = Many::from_uniform(&uniform);
        let scalar = |seed: u8| Scalar::from_bytes_mod_order_wide(&[seed; 64]);
        let weights: Vec<Scalar> = (20..29).map(scalar).collect();
        let multiples = plain.encode_multiples(&scalar(7));
        assert_eq!(wide.encode_multiples(&scalar(7)), multiples);
        let sums = [&plain, &wide].map(|many| many.sum(&weights));
        let [plain_sum, wide_sum] = dalek::encode(&sums).try_into().unwrap();
        assert_eq!(plain_sum, wide_sum);
        assert_eq!(
            (plain.first_identity(), wide.first_identity()),
            (None, None)
        );
        // What was read again, with the neutral element in its midst.
        let mut elements = multiples;
        elements[4] = [0; 32];
        let plain = Many::Plain(dalek::decode(&elements).unwrap());
        let wide = Many::decode(&elements).unwrap();
        assert_eq!(
            (plain.first_identity(), wide.first_identity()),
            (Some(4), Some(4))
        );
        assert_eq!(
            plain.encode_multiples(&scalar(9)),
            wide.encode_multiples(&scalar(9))
        );
    }
}
