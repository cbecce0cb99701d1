//! ristretto255 (RFC 9496), four elements at once: from 32 bytes and back, and out of 64 uniform
//! bytes.

use super::field::{Field, Limbs, ONE, ZERO};
use super::ops::{Four, choose, four, or, splat};
use super::point::Points;
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

/// `Decode` (section 4.3.1): all bits of the lanes whose bytes are an element, and the elements.
/// Public bytes: in variable time.
pub fn decode(elements: [&Element; 4]) -> (Four, Points) {
    let one = Field::splat(&ONE);
    let s = Field::from_bytes(elements);
    // Not below 2^255, not below p, or negative.
    let bad = four(elements.map(|bytes| u32::MAX * u32::from(!canonical(bytes))));
    let ss = s.square();
    let (u1, u2) = (one.minus(&ss), one.plus(&ss));
    let u2_squared = u2.square();
    let du1 = u1.square().mul(&Field::splat(&D));
    let v = du1.plus(&u2_squared).negative();
    let (square, root) = inverse_root(&v.mul(&u2_squared));
    let den_x = root.mul(&u2);
    let den_y = root.mul(&den_x).mul(&v);
    let x = den_x.mul(&s.plus(&s)).absolute();
    let y = u1.mul(&den_y);
    let t = x.mul(&y);
    let bad = or(bad, or(t.is_negative(), y.is_zero()));
    let good = choose(bad, splat(0), square);
    (good, Points { x, y, z: one, t })
}

/// Whether 32 bytes are a number below p that is not negative.
fn canonical(bytes: &Element) -> bool {
    let [first, middle @ .., last] = bytes;
    let high = *last == 0x7f && middle.iter().all(|byte| *byte == 0xff);
    first & 1 == 0 && *last < 0x80 && !(high && *first >= 0xed)
}

/// `Encode` (section 4.3.2).
pub fn encode(points: &Points) -> [Element; 4] {
    let Points { x, y, z, t } = points;
    let u1 = z.plus(y).mul(&z.minus(y));
    let u2 = x.mul(y);
    let (_, root) = inverse_root(&u2.square().mul(&u1));
    let (den1, den2) = (root.mul(&u1), root.mul(&u2));
    let z_inverse = den1.mul(&den2).mul(t);
    let i = Field::splat(&SQRT_M1);
    let enchanted = den1.mul(&Field::splat(&INVSQRT_A_MINUS_D));
    let rotate = t.mul(&z_inverse).is_negative();
    let (ix, iy) = (x.mul(&i), y.mul(&i));
    let x = Field::choose(rotate, &iy, x);
    let y = Field::choose(rotate, &ix, y);
    let den_inverse = Field::choose(rotate, &enchanted, &den2);
    let y = y.negative_where(x.mul(&z_inverse).is_negative());
    let s = den_inverse.mul(&z.minus(&y)).absolute();
    s.to_bytes()
}

/// `MAP` (section 4.3.4).
fn map(t: &Field) -> Points {
    let one = Field::splat(&ONE);
    let d = Field::splat(&D);
    let r = t.square().mul(&Field::splat(&SQRT_M1));
    let u = r.plus(&one).mul(&Field::splat(&ONE_MINUS_D_SQ));
    let v = r.mul(&d).plus(&one).negative().mul(&r.plus(&d));
    let (square, root) = root_of_ratio(&u, &v);
    let s = Field::choose(square, &root, &root.mul(t).absolute().negative());
    let c = Field::choose(square, &one.negative(), &r);
    let n = c
        .mul(&r.minus(&one))
        .mul(&Field::splat(&D_MINUS_ONE_SQ))
        .minus(&v);
    let w0 = v.mul(&s.plus(&s));
    let w1 = n.mul(&Field::splat(&SQRT_AD_MINUS_ONE));
    let ss = s.square();
    let (w2, w3) = (one.minus(&ss), one.plus(&ss));
    Points {
        x: w0.mul(&w3),
        y: w2.mul(&w1),
        z: w1.mul(&w3),
        t: w0.mul(&w2),
    }
}

/// Elements out of 64 uniform bytes each (section 4.3.4).
pub fn from_uniform(uniform: [&[u8; 64]; 4]) -> Points {
    let half = |which: usize| {
        let zero = &[0; 32];
        Field::from_bytes(uniform.map(|bytes| bytes.as_chunks::<32>().0.get(which).unwrap_or(zero)))
    };
    let mut point = map(&half(0));
    point.add(&map(&half(1)));
    point
}

/// Inverses of fields with one power for all; 0 of 0.
pub fn invert(numbers: &mut [Field]) {
    let one = Field::splat(&ONE);
    let mut before = Vec::with_capacity(numbers.len());
    let mut product = one.clone();
    for number in numbers.iter() {
        before.push(product.clone());
        product = product.mul(&Field::choose(number.is_zero(), &one, number));
    }
    let mut over = inverse(&product);
    for (number, before) in numbers.iter_mut().zip(&before).rev() {
        let zero = number.is_zero();
        let next = over.mul(&Field::choose(zero, &one, number));
        *number = Field::choose(zero, &Field::splat(&ZERO), &over.mul(before));
        over = next;
    }
}

/// Encodings of the doubles of points, with one inversion for all and no root: doubling goes by way
/// of the curve on which the encoding lives. After `double_and_compress_batch` of curve25519-dalek.
#[cfg(any(test, feature = "evaluator"))]
pub fn encode_doubles(points: &[Points]) -> Vec<[Element; 4]> {
    let mut inverses: Vec<Field> = Vec::with_capacity(points.len());
    let states: Vec<_> = points
        .iter()
        .map(|point| {
            let (xx, yy, zz) = (point.x.square(), point.y.square(), point.z.square());
            let dtt = point.t.square().mul(&Field::splat(&D));
            let e = point.x.mul(&point.y.plus(&point.y));
            let (f, g, h) = (zz.plus(&dtt), yy.plus(&xx), zz.minus(&dtt));
            let (eg, fh) = (e.mul(&g), f.mul(&h));
            inverses.push(eg.mul(&fh));
            (e, f, g, h, eg, fh)
        })
        .collect();
    invert(&mut inverses);
    let i = Field::splat(&SQRT_M1);
    let pairs = states.iter().zip(&inverses);
    pairs
        .map(|((e, f, g, h, eg, fh), inverse)| {
            let (z_inverse, t_inverse) = (eg.mul(inverse), fh.mul(inverse));
            let rotate = eg.mul(&z_inverse).is_negative();
            let magic = Field::choose(rotate, &i, &Field::splat(&INVSQRT_A_MINUS_D));
            let minus_e = e.negative();
            let (e, g, h) = (
                Field::choose(rotate, g, e),
                Field::choose(rotate, &minus_e, g),
                Field::choose(rotate, &f.mul(&i), h),
            );
            let g = g.negative_where(e.mul(&h).mul(&z_inverse).is_negative());
            let s = h.minus(&g).mul(&magic.mul(&g.mul(&t_inverse)));
            s.absolute().to_bytes()
        })
        .collect()
}
