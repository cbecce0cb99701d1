//! ristretto255 (RFC 9496), four elements at once: from 32 bytes and back, and out of 64 uniform
//! bytes.

use super::field::{Field, Limbs, ONE};
use super::point::{Affine, D2, Points};
use super::root::{SQRT_M1, inverse, inverse_root, root_of_ratio};
use crate::oprf::Element;

/// d = -121665 / 121666.
pub const D: Limbs = [
    56_195_235, 13_857_412, 51_736_253, 6_949_390, 114_729, 24_766_616, 60_832_955, 30_306_712,
    48_412_415, 21_499_315,
];

/// A root of -d - 1.
pub const SQRT_AD_MINUS_ONE: Limbs = [
    24_849_947, 33_400_850, 43_495_378, 6_347_714, 46_036_536, 32_887_293, 41_837_720, 18_186_727,
    66_238_516, 14_525_638,
];

/// The inverse of a root of -1 - d.
pub const INVSQRT_A_MINUS_D: Limbs = [
    6_111_466, 4_156_064, 39_310_137, 12_243_467, 41_204_824, 120_896, 20_826_367, 26_493_656,
    6_093_567, 31_568_420,
];

/// 1 - d^2.
pub const ONE_MINUS_D_SQ: Limbs = [
    6_275_446, 16_937_061, 44_170_319, 29_780_721, 11_667_076, 7_397_348, 39_186_143, 1_766_194,
    42_675_006, 672_202,
];

/// (d - 1)^2.
pub const D_MINUS_ONE_SQ: Limbs = [
    15_551_776, 22_456_977, 53_683_765, 23_429_360, 55_212_328, 10_178_283, 40_474_537, 4_729_243,
    61_826_754, 23_438_029,
];

/// `Decode` (section 4.3.1): the lanes whose bytes are an element, and the elements.
/// Public bytes: in variable time.
pub fn decode<F: Field>(lanes: F::Lanes, elements: [&Element; 4]) -> ([bool; 4], Points<F>) {
    F::run(
        lanes,
        #[inline(always)]
        || decode_here(lanes, elements),
    )
}

#[inline(always)]
fn decode_here<F: Field>(lanes: F::Lanes, elements: [&Element; 4]) -> ([bool; 4], Points<F>) {
    let one = F::constant(lanes, &ONE);
    let s = F::from_bytes(lanes, elements);
    let ss = s.square();
    let (u1, u2) = (one.minus(&ss), one.plus(&ss).tight());
    let u2_squared = u2.square();
    let du1 = u1.square().mul(&F::constant(lanes, &D));
    let v = du1.plus(&u2_squared).negative();
    let (square, root) = inverse_root(&v.mul(&u2_squared));
    let den_x = root.mul(&u2);
    let den_y = v.mul(&root.mul(&den_x));
    let x = s.plus(&s).mul(&den_x).absolute();
    let y = u1.mul(&den_y);
    let t = x.mul(&y);
    let bad = F::bools(F::or(t.is_negative(), y.is_zero()));
    let mut good = F::bools(square);
    // Not below 2^255, not below p, or negative.
    for ((good, bad), bytes) in good.iter_mut().zip(bad).zip(elements) {
        *good = *good && !bad && canonical(bytes);
    }
    (good, Points { x, y, z: one, t })
}

/// Whether 32 bytes are a number below p that is not negative.
fn canonical(bytes: &Element) -> bool {
    let [first, middle @ .., last] = bytes;
    let high = *last == 0x7f && middle.iter().all(|byte| *byte == 0xff);
    first & 1 == 0 && *last < 0x80 && !(high && *first >= 0xed)
}

/// `Encode` (section 4.3.2).
pub fn encode<F: Field>(points: &Points<F>) -> [Element; 4] {
    F::run(
        points.x.lanes(),
        #[inline(always)]
        || encode_here(points),
    )
}

#[inline(always)]
fn encode_here<F: Field>(points: &Points<F>) -> [Element; 4] {
    let Points { x, y, z, t } = points;
    let lanes = x.lanes();
    let u1 = z.plus(y).mul(&z.minus(y));
    let u2 = x.mul(y);
    let (_, root) = inverse_root(&u2.square().mul(&u1));
    let (den1, den2) = (root.mul(&u1), root.mul(&u2));
    let z_inverse = den1.mul(&den2).mul(t);
    let i = F::constant(lanes, &SQRT_M1);
    let enchanted = den1.mul(&F::constant(lanes, &INVSQRT_A_MINUS_D));
    let rotate = t.mul(&z_inverse).is_negative();
    let (ix, iy) = (x.mul(&i), y.mul(&i));
    let x = F::choose(rotate, &iy, x);
    let y = F::choose(rotate, &ix, y);
    let den_inverse = F::choose(rotate, &enchanted, &den2);
    let y = y.negative_where(x.mul(&z_inverse).is_negative());
    let s = den_inverse.mul(&z.minus(&y)).absolute();
    s.to_bytes()
}

/// `MAP` (section 4.3.4).
#[inline(always)]
fn map<F: Field>(t: &F) -> Points<F> {
    let lanes = t.lanes();
    let one = F::constant(lanes, &ONE);
    let d = F::constant(lanes, &D);
    let r = t.square().mul(&F::constant(lanes, &SQRT_M1));
    let u = r.plus(&one).mul(&F::constant(lanes, &ONE_MINUS_D_SQ));
    let v = r.mul(&d).plus(&one).negative().mul(&r.plus(&d).tight());
    let (square, root) = root_of_ratio(&u, &v);
    let s = F::choose(square, &root, &root.mul(t).absolute().negative());
    let c = F::choose(square, &one.negative(), &r);
    let n = c
        .mul(&r.minus(&one))
        .mul(&F::constant(lanes, &D_MINUS_ONE_SQ))
        .minus(&v);
    let w0 = s.plus(&s).mul(&v);
    let w1 = n.mul(&F::constant(lanes, &SQRT_AD_MINUS_ONE));
    let ss = s.square();
    let (w2, w3) = (one.minus(&ss), one.plus(&ss));
    Points {
        x: w3.mul(&w0),
        y: w2.mul(&w1),
        z: w3.mul(&w1),
        t: w0.mul(&w2),
    }
}

/// Elements out of 64 uniform bytes each (section 4.3.4).
pub fn from_uniform<F: Field>(lanes: F::Lanes, uniform: [&[u8; 64]; 4]) -> Points<F> {
    let half = |which: usize| {
        let zero = &[0; 32];
        let bytes = uniform.map(|bytes| bytes.as_chunks::<32>().0.get(which).unwrap_or(zero));
        mapped(&F::from_bytes(lanes, bytes))
    };
    let mut point = half(0);
    point.add(&half(1));
    point
}

#[inline(never)]
fn mapped<F: Field>(t: &F) -> Points<F> {
    F::run(
        t.lanes(),
        #[inline(always)]
        || map(t),
    )
}

/// Inverses of numbers with one power for all; 0 of 0.
#[inline(never)]
pub fn invert<F: Field>(lanes: F::Lanes, numbers: &mut [F]) {
    F::run(
        lanes,
        #[inline(always)]
        || {
            let one = F::constant(lanes, &ONE);
            let mut before = Vec::with_capacity(numbers.len());
            let mut product = one.clone();
            for number in numbers.iter() {
                before.push(product.clone());
                product = product.mul(&F::choose(number.is_zero(), &one, number));
            }
            let mut over = inverse(&product);
            for (number, before) in numbers.iter_mut().zip(&before).rev() {
                let zero = number.is_zero();
                let next = over.mul(&F::choose(zero, &one, number));
                *number = F::choose(zero, &F::zero(lanes), &over.mul(before));
                over = next;
            }
        },
    );
}

/// Points with z = 1, ready to be added.
#[inline(never)]
pub fn affine<F: Field>(lanes: F::Lanes, points: &[Points<F>]) -> Vec<Affine<F>> {
    let mut inverses: Vec<F> = points.iter().map(|point| point.z.clone()).collect();
    invert(lanes, &mut inverses);
    F::run(
        lanes,
        #[inline(always)]
        || {
            let d2 = F::constant(lanes, &D2);
            let mut affine = Vec::with_capacity(points.len());
            for (point, inverse) in points.iter().zip(&inverses) {
                let (x, y) = (point.x.mul(inverse), point.y.mul(inverse));
                affine.push(Affine {
                    plus: y.plus(&x).tight(),
                    minus: y.minus(&x),
                    t2d: x.mul(&y).mul(&d2),
                });
            }
            affine
        },
    )
}

/// What is left of a point for its double's encoding: e, f, g, h and two products of them.
#[cfg(any(test, feature = "evaluator"))]
struct Doubled<F> {
    e: F,
    f: F,
    g: F,
    h: F,
    eg: F,
    fh: F,
}

#[cfg(any(test, feature = "evaluator"))]
impl<F: Field> Doubled<F> {
    #[inline(always)]
    fn new(point: &Points<F>) -> Self {
        let (xx, yy, zz) = (point.x.square(), point.y.square(), point.z.square());
        let dtt = point.t.square().mul(&F::constant(point.t.lanes(), &D));
        let e = point.y.plus(&point.y).mul(&point.x);
        let (f, g, h) = (zz.plus(&dtt), yy.plus(&xx), zz.minus(&dtt));
        let (eg, fh) = (g.mul(&e), f.mul(&h));
        Self { e, f, g, h, eg, fh }
    }

    #[inline(always)]
    fn encode(&self, inverse: &F) -> [Element; 4] {
        let Self { e, f, g, h, eg, fh } = self;
        let lanes = inverse.lanes();
        let i = F::constant(lanes, &SQRT_M1);
        let (z_inverse, t_inverse) = (eg.mul(inverse), fh.mul(inverse));
        let rotate = eg.mul(&z_inverse).is_negative();
        let magic = F::choose(rotate, &i, &F::constant(lanes, &INVSQRT_A_MINUS_D));
        let minus_e = e.negative();
        let (e, g, h) = (
            F::choose(rotate, g, e),
            F::choose(rotate, &minus_e, g),
            F::choose(rotate, &f.mul(&i), h),
        );
        let g = g.negative_where(e.mul(&h).mul(&z_inverse).is_negative());
        let s = h.minus(&g).mul(&magic.mul(&g.mul(&t_inverse)));
        s.absolute().to_bytes()
    }
}

/// Encodings of the doubles of points, with one inversion for all and no root: doubling goes by way
/// of the curve on which the encoding lives. After `double_and_compress_batch` of curve25519-dalek.
#[cfg(any(test, feature = "evaluator"))]
pub fn encode_doubles<F: Field>(lanes: F::Lanes, points: &[Points<F>]) -> Vec<[Element; 4]> {
    F::run(
        lanes,
        #[inline(always)]
        || {
            let mut doubled = Vec::with_capacity(points.len());
            let mut inverses: Vec<F> = Vec::with_capacity(points.len());
            for point in points {
                let state = Doubled::new(point);
                inverses.push(state.eg.mul(&state.fh));
                doubled.push(state);
            }
            invert(lanes, &mut inverses);
            let mut encoded = Vec::with_capacity(points.len());
            for (state, inverse) in doubled.iter().zip(&inverses) {
                encoded.push(state.encode(inverse));
            }
            encoded
        },
    )
}
