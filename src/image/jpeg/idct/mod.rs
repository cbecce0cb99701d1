//! From the coefficients of a block to its samples: the accurate integer transform that most JPEG
//! decoders use, so that the pixels are those that other implementations hash.
//!
//! Each pass is the eight-point transform of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D
//! DCT algorithms with 11 multiplications", 1989); constants have 13 bits behind the point, two
//! bits are kept between the passes, first down, then across. Arithmetic wraps, as damaged files
//! may hold anything.
//!
//! Source of the precision: `jidctint.c` of the Independent JPEG Group's library, release 6b.

use super::block::{Block, Quant};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use portable as lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd as lanes;

use lanes::{Lanes, add, bytes, four, left, multiply, right, splat, sub, transpose, widen};

/// Quantisation factors by vertical frequency: those of the lower horizontal frequencies, and those
/// of the higher.
pub(super) type Factors = [(Lanes, Lanes); 8];

const BITS: u32 = 13;
const KEPT: u32 = 2;

#[inline(always)]
fn times(a: Lanes, factor: i32) -> Lanes {
    multiply(a, splat(factor))
}

/// From four columns to what stands in their rows.
#[inline(always)]
fn rows([a, b, c, d]: [(Lanes, Lanes); 4]) -> [Lanes; 8] {
    let [r0, r1, r2, r3] = transpose([a.0, b.0, c.0, d.0]);
    let [r4, r5, r6, r7] = transpose([a.1, b.1, c.1, d.1]);
    [r0, r1, r2, r3, r4, r5, r6, r7]
}

/// One pass; the results have `drop` bits less.
#[inline(always)]
fn pass([a0, a1, a2, a3, a4, a5, a6, a7]: [Lanes; 8], drop: u32) -> [Lanes; 8] {
    // Even frequencies.
    let turned = times(add(a2, a6), 4433);
    let low = sub(turned, times(a6, 15137));
    let high = add(turned, times(a2, 6270));
    let (sum, difference) = (left(add(a0, a4), BITS), left(sub(a0, a4), BITS));
    let (e0, e3) = (add(sum, high), sub(sum, high));
    let (e1, e2) = (add(difference, low), sub(difference, low));
    // Odd frequencies.
    let (z3, z4) = (add(a7, a3), add(a5, a1));
    let z5 = times(add(z3, z4), 9633);
    let z1 = times(add(a7, a1), -7373);
    let z2 = times(add(a5, a3), -20995);
    let z3 = add(times(z3, -16069), z5);
    let z4 = add(times(z4, -3196), z5);
    let o0 = add(times(a7, 2446), add(z1, z3));
    let o1 = add(times(a5, 16819), add(z2, z4));
    let o2 = add(times(a3, 25172), add(z2, z3));
    let o3 = add(times(a1, 12299), add(z1, z4));
    let half = splat(1 << (drop - 1));
    let done = |value| right(add(value, half), drop);
    [
        done(add(e0, o3)),
        done(add(e1, o2)),
        done(add(e2, o1)),
        done(add(e3, o0)),
        done(sub(e3, o0)),
        done(sub(e2, o1)),
        done(sub(e1, o2)),
        done(sub(e0, o3)),
    ]
}

/// The factors of a quantisation table.
pub(super) fn factors(quant: &Quant) -> Factors {
    let halves = |[a, b, c, d, e, f, g, h]: [i32; 8]| (four([a, b, c, d]), four([e, f, g, h]));
    let [c0, c1, c2, c3, c4, c5, c6, c7] =
        quant.map(|column| halves(column.map(|factor| factor as i32)));
    let [l0, l1, l2, l3, l4, l5, l6, l7] = rows([c0, c1, c2, c3]);
    let [r0, r1, r2, r3, r4, r5, r6, r7] = rows([c4, c5, c6, c7]);
    [
        (l0, r0),
        (l1, r1),
        (l2, r2),
        (l3, r3),
        (l4, r4),
        (l5, r5),
        (l6, r6),
        (l7, r7),
    ]
}

/// Four neighbouring columns of a block go down.
#[inline(always)]
fn down(columns: [[i16; 8]; 4], factors: [Lanes; 8]) -> [Lanes; 8] {
    let [a0, a1, a2, a3, a4, a5, a6, a7] = rows(columns.map(widen));
    let [f0, f1, f2, f3, f4, f5, f6, f7] = factors;
    let scaled = [
        multiply(a0, f0),
        multiply(a1, f1),
        multiply(a2, f2),
        multiply(a3, f3),
        multiply(a4, f4),
        multiply(a5, f5),
        multiply(a6, f6),
        multiply(a7, f7),
    ];
    pass(scaled, BITS - KEPT)
}

/// Four neighbouring rows, in two halves, go across.
#[inline(always)]
fn across(lower: [Lanes; 4], higher: [Lanes; 4]) -> [[u8; 8]; 4] {
    let ([l0, l1, l2, l3], [h0, h1, h2, h3]) = (transpose(lower), transpose(higher));
    let done = pass([l0, l1, l2, l3, h0, h1, h2, h3], BITS + KEPT + 3);
    let [c0, c1, c2, c3, c4, c5, c6, c7] = done.map(|value| add(value, splat(128)));
    let [l0, l1, l2, l3] = transpose([c0, c1, c2, c3]);
    let [h0, h1, h2, h3] = transpose([c4, c5, c6, c7]);
    [bytes(l0, h0), bytes(l1, h1), bytes(l2, h2), bytes(l3, h3)]
}

/// Rows of samples.
#[inline(always)]
pub(super) fn block(block: &Block, factors: &Factors) -> [[u8; 8]; 8] {
    let [c0, c1, c2, c3, c4, c5, c6, c7] = *block;
    let [l0, l1, l2, l3, l4, l5, l6, l7] = down([c0, c1, c2, c3], factors.map(|half| half.0));
    let [h0, h1, h2, h3, h4, h5, h6, h7] = down([c4, c5, c6, c7], factors.map(|half| half.1));
    let [r0, r1, r2, r3] = across([l0, l1, l2, l3], [h0, h1, h2, h3]);
    let [r4, r5, r6, r7] = across([l4, l5, l6, l7], [h4, h5, h6, h7]);
    [r0, r1, r2, r3, r4, r5, r6, r7]
}

/// The one sample of a block that has no other coefficient than the first.
#[inline(always)]
pub(super) fn flat(dc: i16, factors: &Factors) -> u8 {
    let [(factor, _), ..] = *factors;
    let value = add(multiply(splat(i32::from(dc)), factor), splat(4));
    let value = add(right(value, 3), splat(128));
    let [sample, ..] = bytes(value, value);
    sample
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_formula_says() {
        let basis = |f: usize, x: usize| {
            let scale = if f == 0 { 0.125f64.sqrt() } else { 0.5 };
            scale * ((2 * x + 1) as f64 * f as f64 * core::f64::consts::PI / 16.0).cos()
        };
        let quant: Quant =
            core::array::from_fn(|v| core::array::from_fn(|u| (u + 2 * v + 1) as f32));
        let factors = factors(&quant);
        let (mut state, mut off) = (1u32, 0);
        for round in 0..200 {
            let mut coefficients = [[0i16; 8]; 8];
            for value in coefficients.as_flattened_mut() {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *value = ((state >> 24) as i16 - 128) / (1 + round % 40);
            }
            for (y, row) in block(&coefficients, &factors).iter().enumerate() {
                for (x, found) in row.iter().enumerate() {
                    let mut sum = 128.0;
                    for (v, column) in coefficients.iter().enumerate() {
                        for (u, value) in column.iter().enumerate() {
                            let scaled = f64::from(*value) * f64::from(quant[v][u]);
                            sum += scaled * basis(u, y) * basis(v, x);
                        }
                    }
                    let expected = sum.round().clamp(0.0, 255.0) as i32;
                    let difference = (i32::from(*found) - expected).abs();
                    assert!(difference <= 1, "{found} {expected}");
                    off += difference;
                }
            }
        }
        assert!(off < 400, "few are rounded the other way: {off} of 12800");
    }

    #[test]
    fn a_flat_block_is_flat() {
        let factors = factors(&[[3.; 8]; 8]);
        for dc in -400..400 {
            let mut coefficients = [[0; 8]; 8];
            coefficients[0][0] = dc;
            assert_eq!(block(&coefficients, &factors), [[flat(dc, &factors); 8]; 8]);
        }
    }
}
