//! Weighted sums of many public points, in variable time (Pippenger's buckets): the four lanes work
//! on four neighbouring windows of the weights, each with buckets of its own.

use super::digits::{digits, signs, windows};
use super::field::Field;
use super::padded;
use super::point::{Affine, Point, Points};
use super::ristretto::affine;
use curve25519_dalek::scalar::Scalar;

/// Bits of a window that make the least work for so many points.
fn window_bits(points: usize) -> u32 {
    let work = |bits: &u32| {
        // A bucket takes two sums that are a quarter dearer than a point's.
        windows(*bits).div_ceil(4) as usize * (2 * points + (5 << (bits - 1)))
    };
    (3..=8).min_by_key(work).unwrap_or(8)
}

/// A point with z = 1 made ready for being added: y + x, y - x, 2 d x y.
type Ready<F> = [<F as Field>::Number; 3];

/// The sum of the points times their weights.
#[inline(never)]
pub fn sum<F: Field>(lanes: F::Lanes, weights: &[Scalar], points: &[Point<F>]) -> Point<F> {
    let bits = window_bits(points.len());
    let ready = ready(lanes, points);
    let digits: Vec<_> = weights.iter().map(|weight| digits(weight, bits)).collect();
    let mut total = Points::identity(lanes);
    let mut buckets = [(); 4].map(|()| vec![Point::IDENTITY; 1 + (1 << (bits - 1))]);
    for group in (0..windows(bits).div_ceil(4)).rev() {
        buckets
            .iter_mut()
            .for_each(|lane| lane.fill(Point::IDENTITY));
        for (point, digits) in ready.iter().zip(&digits) {
            let mut digits = digits.iter().skip(4 * group as usize);
            let four = [(); 4].map(|()| digits.next().copied().unwrap_or(0));
            put::<F>(lanes, &mut buckets, point, four);
        }
        total.doubles(4 * bits);
        total.add(&drain(lanes, &buckets));
    }
    let mut sum = total.lane(3);
    for lane in [2, 1, 0] {
        sum.doubles(bits);
        sum.add(&total.lane(lane));
    }
    let [sum, ..] = sum.scatter();
    sum
}

fn ready<F: Field>(lanes: F::Lanes, points: &[Point<F>]) -> Vec<Ready<F>> {
    let mut fours = Vec::new();
    for four in points.chunks(4) {
        fours.push(Points::gather(lanes, padded(four, &Point::IDENTITY)));
    }
    let mut ready = Vec::new();
    for Affine { plus, minus, t2d } in &affine(lanes, &fours) {
        let mut points = [[F::ZERO; 3]; 4];
        let [a, b, c, d] = &mut points;
        let ([ap, am, at], [bp, bm, bt]) = (a, b);
        let ([cp, cm, ct], [dp, dm, dt]) = (c, d);
        plus.scatter_to([ap, bp, cp, dp]);
        minus.scatter_to([am, bm, cm, dm]);
        t2d.scatter_to([at, bt, ct, dt]);
        ready.extend_from_slice(&points);
    }
    ready
}

/// Adds a point to each lane's bucket. Bucket 0 takes what does not count.
#[inline(never)]
fn put<F: Field>(
    lanes: F::Lanes,
    buckets: &mut [Vec<Point<F>>; 4],
    [plus, minus, t2d]: &Ready<F>,
    digits: [i8; 4],
) {
    let (places, negative) = signs(digits);
    let [a, b, c, d] = buckets;
    let [i, j, k, l] = places.map(|place| place as usize);
    let (Some(a), Some(b), Some(c), Some(d)) =
        (a.get_mut(i), b.get_mut(j), c.get_mut(k), d.get_mut(l))
    else {
        // There is a bucket for each digit's magnitude.
        return;
    };
    F::run(
        lanes,
        #[inline(always)]
        || {
            let mut point = Affine {
                plus: F::splat(lanes, plus),
                minus: F::splat(lanes, minus),
                t2d: F::splat(lanes, t2d),
            };
            point.negate_where(F::places(lanes, negative, 1));
            let mut sums = Points::gather(lanes, [a, b, c, d]);
            sums.add_affine(&point);
            sums.scatter_to([a, b, c, d]);
        },
    );
}

/// The sum of the buckets times their numbers.
#[inline(never)]
fn drain<F: Field>(lanes: F::Lanes, [a, b, c, d]: &[Vec<Point<F>>; 4]) -> Points<F> {
    F::run(
        lanes,
        #[inline(always)]
        || {
            let (mut running, mut total) = (Points::identity(lanes), Points::identity(lanes));
            let fours = a.iter().zip(b).zip(c.iter().zip(d)).skip(1);
            for ((a, b), (c, d)) in fours.rev() {
                running.add(&Points::gather(lanes, [a, b, c, d]));
                total.add(&running);
            }
            total
        },
    )
}
