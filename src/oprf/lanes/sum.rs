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
#[inline(never)]
pub fn sum(weights: &[Scalar], points: &[Point]) -> Point {
    let bits = window_bits(points.len());
    let mut fours = Vec::new();
    for four in points.chunks(4) {
        fours.push(Points::gather(padded(four, &Point::IDENTITY)));
    }
    let mut ready = Vec::new();
    for Affine { plus, minus, t2d } in &affine(&fours) {
        let mut points = [[[0; 10]; 3]; 4];
        let [a, b, c, d] = &mut points;
        let ([ap, am, at], [bp, bm, bt]) = (a, b);
        let ([cp, cm, ct], [dp, dm, dt]) = (c, d);
        plus.scatter_to([ap, bp, cp, dp]);
        minus.scatter_to([am, bm, cm, dm]);
        t2d.scatter_to([at, bt, ct, dt]);
        ready.extend_from_slice(&points);
    }
    let digits: Vec<_> = weights.iter().map(|weight| digits(weight, bits)).collect();
    let mut total = Points::identity();
    let mut buckets = [(); 4].map(|()| vec![Point::IDENTITY; 1 + (1 << (bits - 1))]);
    for group in (0..windows(bits).div_ceil(4)).rev() {
        buckets
            .iter_mut()
            .for_each(|lane| lane.fill(Point::IDENTITY));
        for (point, digits) in ready.iter().zip(&digits) {
            let mut digits = digits.iter().skip(4 * group as usize);
            let four = [(); 4].map(|()| digits.next().copied().unwrap_or(0));
            put(&mut buckets, point, four);
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

/// Adds a point to each lane's bucket. Bucket 0 takes what does not count.
#[inline(never)]
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
#[inline(never)]
fn drain([a, b, c, d]: &[Vec<Point>; 4]) -> Points {
    let (mut running, mut total) = (Points::identity(), Points::identity());
    let fours = a.iter().zip(b).zip(c.iter().zip(d)).skip(1);
    for ((a, b), (c, d)) in fours.rev() {
        running.add(&Points::gather([a, b, c, d]));
        total.add(&running);
    }
    total
}
