//! Multiples of points that nobody knew before, by secret scalars: in constant time, four at once.

use super::digits::{digits, signs};
use super::field::Field;
use super::point::{Cached, Points};
use curve25519_dalek::scalar::Scalar;

/// Bits of a digit.
const BITS: u32 = 4;

/// What digits can hold: multiples up to 8.
const MULTIPLES: usize = 1 << (BITS - 1);

/// The products.
#[inline(never)]
pub fn multiply<F: Field>(points: &Points<F>, scalars: [&Scalar; 4]) -> Points<F> {
    let digits = scalars.map(|scalar| digits(scalar, BITS));
    let [a, b, c, d] = &digits;
    let lanes = points.x.lanes();
    F::run(
        lanes,
        #[inline(always)]
        || {
            let cached = points.cached();
            let mut next = points.clone();
            let mut multiples = Vec::with_capacity(MULTIPLES);
            for _ in 0..MULTIPLES {
                multiples.push(next.cached());
                next.add_cached(&cached);
            }
            let neutral = Points::identity(lanes).cached();
            let mut product = Points::identity(lanes);
            let digits = a.iter().zip(b.iter()).zip(c.iter().zip(d.iter()));
            for ((a, b), (c, d)) in digits.rev() {
                let (magnitudes, negative) = signs([*a, *b, *c, *d]);
                let mut multiple = pick(lanes, &neutral, &multiples, magnitudes);
                multiple.negate_where(F::places(lanes, negative, 1));
                product.doubles(BITS);
                product.add_cached(&multiple);
            }
            product
        },
    )
}

/// Each lane's multiple; all are read, whatever the magnitudes.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn pick<F: Field>(
    lanes: F::Lanes,
    neutral: &Cached<F>,
    multiples: &[Cached<F>],
    magnitudes: [u32; 4],
) -> Cached<F> {
    let mut picked = Cached {
        plus: neutral.plus.clone(),
        minus: neutral.minus.clone(),
        z2: neutral.z2.clone(),
        t2d: neutral.t2d.clone(),
    };
    for (magnitude, multiple) in (1..).zip(multiples) {
        let mask = F::places(lanes, magnitudes, magnitude);
        picked.plus.take(mask, &multiple.plus);
        picked.minus.take(mask, &multiple.minus);
        picked.z2.take(mask, &multiple.z2);
        picked.t2d.take(mask, &multiple.t2d);
    }
    picked
}
