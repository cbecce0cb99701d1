//! Weighted sums of many public points, in variable time (Pippenger's buckets): the four lanes work
//! on four neighbouring windows of the weights, each with buckets of its own.

use super::digits::{digits, windows};
use super::field::{Field, Limbs};
use super::fixed::{affine, signs};
use super::padded;
use super::point::{Affine, Point, Points};
use curve25519_dalek::scalar::Scalar;

/// Bits of a window that make the least work for so many points.
fn window_bits(points: usize) -> u32 {
    let work = |bits: &u32| {
        // A bucket takes two sums that are a quarter dearer than a point's.
        windows(*bits).div_ceil(4) as usize * (2 * points + (5 << (bits - 1)))
    };
    (3..=8).min_by_key(work).unwrap_or(8)
}

/// The sum of the points times their weights.
pub fn sum(weights: &[Scalar], points: &[Point]) -> Point {
    let bits = window_bits(points.len());
    let gathered = points
        .chunks(4)
        .map(|points| Points::gather(padded(points, &Point::IDENTITY)));
    let gathered: Vec<Points> = gathered.collect();
    let ready: Vec<[Limbs; 3]> = affine(&gathered).iter().flat_map(scatter).collect();
    let digits: Vec<_> = weights.iter().map(|weight| digits(weight, bits)).collect();
    let mut total = Points::identity();
    let mut buckets = vec![[Point::IDENTITY; 4]; 1 + (1 << (bits - 1))];
    for group in (0..windows(bits).div_ceil(4)).rev() {
        buckets.fill([Point::IDENTITY; 4]);
        for (point, digits) in ready.iter().zip(&digits) {
            let (fours, rest) = digits.as_chunks::<4>();
            let mut last = [0; 4];
            for (to, from) in last.iter_mut().zip(rest) {
                *to = *from;
            }
            let digits = *fours.get(group as usize).unwrap_or(&last);
            put(&mut buckets, point, digits);
        }
        total = total.doubles(4 * bits).add(&drain(&buckets));
    }
    let mut sum = total.lane(3);
    for lane in [2, 1, 0] {
        sum = sum.doubles(bits).add(&total.lane(lane));
    }
    let [sum, ..] = sum.scatter();
    sum
}

fn scatter(points: &Affine) -> Vec<[Limbs; 3]> {
    let [plus, minus, t2d] = [&points.plus, &points.minus, &points.t2d].map(Field::scatter);
    let parts = plus.into_iter().zip(minus).zip(t2d);
    parts
        .map(|((plus, minus), t2d)| [plus, minus, t2d])
        .collect()
}

/// Adds a point to each lane's bucket. Bucket 0 takes what does not count.
#[allow(
    clippy::indexing_slicing,
    reason = "there is a bucket for each digit's magnitude"
)]
fn put(buckets: &mut [[Point; 4]], [plus, minus, t2d]: &[Limbs; 3], digits: [i8; 4]) {
    let [a, b, c, d] = digits.map(|digit| usize::from(digit.unsigned_abs()));
    let (_, negative) = signs(digits);
    let point = Affine {
        plus: Field::splat(plus),
        minus: Field::splat(minus),
        t2d: Field::splat(t2d),
    };
    let before = Points::gather([
        &buckets[a][0],
        &buckets[b][1],
        &buckets[c][2],
        &buckets[d][3],
    ]);
    let after = before.add_affine(&point.negative_where(negative));
    [buckets[a][0], buckets[b][1], buckets[c][2], buckets[d][3]] = after.scatter();
}

/// The sum of the buckets times their numbers.
fn drain(buckets: &[[Point; 4]]) -> Points {
    let (mut running, mut total) = (Points::identity(), Points::identity());
    for bucket in buckets.iter().skip(1).rev() {
        running = running.add(&Points::gather(bucket.each_ref()));
        total = total.add(&running);
    }
    total
}
