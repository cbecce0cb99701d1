//! From the coefficients of a block to its samples: the accurate integer transform that most JPEG
//! decoders use, so that the pixels are those that other implementations hash.
//!
//! Each pass is the eight-point transform of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D
//! DCT algorithms with 11 multiplications", 1989); constants have 13 bits behind the point, two
//! bits are kept between the passes, first down, then across. Arithmetic wraps, as damaged files
//! may hold anything.
//!
//! Source of the precision: `jidctint.c` of the Independent JPEG Group's library, release 6b.

use super::block::Block;

/// Eight numbers that go through the same steps.
type Lanes = [i32; 8];

/// Quantisation factors, `[vertical][horizontal]`.
pub(super) type Factors = [Lanes; 8];

const BITS: u32 = 13;
const KEPT: u32 = 2;

#[inline(always)]
fn map(a: Lanes, b: Lanes, f: impl Fn(i32, i32) -> i32) -> Lanes {
    core::array::from_fn(|i| match (a.get(i), b.get(i)) {
        (Some(a), Some(b)) => f(*a, *b),
        _ => 0,
    })
}

#[inline(always)]
fn add(a: Lanes, b: Lanes) -> Lanes {
    map(a, b, i32::wrapping_add)
}

#[inline(always)]
fn sub(a: Lanes, b: Lanes) -> Lanes {
    map(a, b, i32::wrapping_sub)
}

#[inline(always)]
fn times(a: Lanes, factor: i32) -> Lanes {
    a.map(|a| a.wrapping_mul(factor))
}

/// One pass; the results have `drop` bits less.
#[inline(always)]
fn pass([a0, a1, a2, a3, a4, a5, a6, a7]: [Lanes; 8], drop: u32) -> [Lanes; 8] {
    // Even frequencies.
    let turned = times(add(a2, a6), 4433);
    let low = sub(turned, times(a6, 15137));
    let high = add(turned, times(a2, 6270));
    let (sum, difference) = (times(add(a0, a4), 1 << BITS), times(sub(a0, a4), 1 << BITS));
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
    let half = 1 << (drop - 1);
    let done = |lanes: Lanes| lanes.map(|lane| lane.wrapping_add(half) >> drop);
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

#[inline(always)]
fn transpose(a: [Lanes; 8]) -> [Lanes; 8] {
    core::array::from_fn(|i| a.map(|row| row.get(i).copied().unwrap_or(0)))
}

fn sample(value: i32) -> u8 {
    value.wrapping_add(128).clamp(0, 255) as u8
}

/// Rows of samples.
pub(super) fn block(block: &Block, factors: &Factors) -> [[u8; 8]; 8] {
    let values = transpose(block.map(|column| column.map(i32::from)));
    let mut scaled = [[0; 8]; 8];
    for ((scaled, values), factors) in scaled.iter_mut().zip(values).zip(factors) {
        *scaled = map(values, *factors, i32::wrapping_mul);
    }
    let down = pass(scaled, BITS - KEPT);
    let across = pass(transpose(down), BITS + KEPT + 3);
    transpose(across).map(|row| row.map(sample))
}

/// The one sample of a block that has no other coefficient than the first.
pub(super) fn flat(dc: i16, factors: &Factors) -> u8 {
    let [[factor, ..], ..] = factors;
    sample(i32::from(dc).wrapping_mul(*factor).wrapping_add(4) >> 3)
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
        let factors: Factors =
            core::array::from_fn(|u| core::array::from_fn(|v| (u + 2 * v + 1) as i32));
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
                            let scaled = f64::from(*value) * f64::from(factors[u][v]);
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
        let factors = [[3; 8]; 8];
        for dc in -400..400 {
            let mut coefficients = [[0; 8]; 8];
            coefficients[0][0] = dc;
            assert_eq!(block(&coefficients, &factors), [[flat(dc, &factors); 8]; 8]);
        }
    }
}
