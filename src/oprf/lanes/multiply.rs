//! Multiples of points that nobody knew before, by secret scalars: in constant time, four at once.

use super::digits::digits;
use super::field::Field;
use super::fixed::signs;
use super::ops::{Four, and, equal, or, splat};
use super::point::{Cached, Points};
use curve25519_dalek::scalar::Scalar;

/// Bits of a digit.
const BITS: u32 = 4;

/// The multiples 0 to 8 of four points.
type Multiples = [Cached; 1 + (1 << (BITS - 1))];

/// The products.
pub fn multiply(points: &Points, scalars: [&Scalar; 4]) -> Points {
    let digits = scalars.map(|scalar| digits(scalar, BITS));
    let [a, b, c, d] = &digits;
    let cached = points.cached();
    let mut next = Points::identity();
    let multiples: Multiples = [(); _].map(|()| {
        let multiple = next.cached();
        next.add_cached(&cached);
        multiple
    });
    let mut product = Points::identity();
    let digits = a.iter().zip(b.iter()).zip(c.iter().zip(d.iter()));
    for ((a, b), (c, d)) in digits.rev() {
        let (magnitudes, negative) = signs([*a, *b, *c, *d]);
        let mut multiple = pick(&multiples, magnitudes);
        multiple.negate_where(negative);
        product.doubles(BITS);
        product.add_cached(&multiple);
    }
    product
}

/// Each lane's multiple; all are read, whatever the magnitudes.
#[inline(never)]
fn pick(multiples: &Multiples, magnitudes: Four) -> Cached {
    let mut picked = Cached {
        plus: Field::zero(),
        minus: Field::zero(),
        z2: Field::zero(),
        t2d: Field::zero(),
    };
    for (magnitude, multiple) in (0..).zip(multiples) {
        let mask = equal(magnitudes, splat(magnitude));
        let take = |to: &mut Field, from: &Field| {
            for (to, from) in to.0.iter_mut().zip(&from.0) {
                *to = or(*to, and(mask, *from));
            }
        };
        take(&mut picked.plus, &multiple.plus);
        take(&mut picked.minus, &multiple.minus);
        take(&mut picked.z2, &multiple.z2);
        take(&mut picked.t2d, &multiple.t2d);
    }
    picked
}
