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
    let mut buckets = [(); 4].map(|()| vec![Point::IDENTITY; 1 + (1 << (bits - 1))]);
    for group in (0..windows(bits).div_ceil(4)).rev() {
        buckets
            .iter_mut()
            .for_each(|lane| lane.fill(Point::IDENTITY));
        for (point, digits) in ready.iter().zip(&digits) {
            let (fours, rest) = digits.as_chunks::<4>();
            let mut last = [0; 4];
            for (to, from) in last.iter_mut().zip(rest) {
                *to = *from;
            }
            let digits = *fours.get(group as usize).unwrap_or(&last);
            put(&mut buckets, point, digits);
        }
        total.doubles(4 * bits);
        total.add(&drain(&buckets));
    }
    let mut sum = total.lane(3);
    for lane in [2, 1, 0] {
        sum.doubles(bits);
        sum.add(&total.lane(lane));
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
fn put(buckets: &mut [Vec<Point>; 4], [plus, minus, t2d]: &[Limbs; 3], digits: [i8; 4]) {
    let places = digits.map(|digit| usize::from(digit.unsigned_abs()));
    let (_, negative) = signs(digits);
    let mut point = Affine {
        plus: Field::splat(plus),
        minus: Field::splat(minus),
        t2d: Field::splat(t2d),
    };
    point.negate_where(negative);
    let [a, b, c, d] = buckets;
    let [i, j, k, l] = places;
    let (Some(a), Some(b), Some(c), Some(d)) =
        (a.get_mut(i), b.get_mut(j), c.get_mut(k), d.get_mut(l))
    else {
        // There is a bucket for each digit's magnitude.
        return;
    };
    let mut sums = Points::gather([a, b, c, d]);
    sums.add_affine(&point);
    sums.scatter_to([a, b, c, d]);
}

/// The sum of the buckets times their numbers.
fn drain([a, b, c, d]: &[Vec<Point>; 4]) -> Points {
    let (mut running, mut total) = (Points::identity(), Points::identity());
    let fours = a.iter().zip(b).zip(c.iter().zip(d)).skip(1);
    for ((a, b), (c, d)) in fours.rev() {
        running.add(&Points::gather([a, b, c, d]));
        total.add(&running);
    }
    total
}
