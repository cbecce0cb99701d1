//! Four numbers at once, with the vector instructions of WebAssembly: what compilers make of the
//! portable form takes two and a half times as long.

use core::arch::wasm32::{
    i16x8, i16x8_narrow_i32x4, i32x4, i32x4_add, i32x4_extend_high_i16x8, i32x4_extend_low_i16x8,
    i32x4_mul, i32x4_shl, i32x4_shr, i32x4_shuffle, i32x4_splat, i32x4_sub, i64x2_extract_lane,
    i64x2_shuffle, u8x16_narrow_i16x8, v128,
};

/// Four numbers that go through the same steps.
pub type Lanes = v128;

#[inline(always)]
pub fn add(a: Lanes, b: Lanes) -> Lanes {
    i32x4_add(a, b)
}

#[inline(always)]
pub fn sub(a: Lanes, b: Lanes) -> Lanes {
    i32x4_sub(a, b)
}

#[inline(always)]
pub fn multiply(a: Lanes, b: Lanes) -> Lanes {
    i32x4_mul(a, b)
}

#[inline(always)]
pub fn four([a, b, c, d]: [i32; 4]) -> Lanes {
    i32x4(a, b, c, d)
}

#[inline(always)]
pub fn splat(value: i32) -> Lanes {
    i32x4_splat(value)
}

#[inline(always)]
pub fn left(a: Lanes, bits: u32) -> Lanes {
    i32x4_shl(a, bits)
}

#[inline(always)]
pub fn right(a: Lanes, bits: u32) -> Lanes {
    i32x4_shr(a, bits)
}

#[inline(always)]
pub fn transpose([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
    let low = |a, b| i32x4_shuffle::<0, 4, 1, 5>(a, b);
    let high = |a, b| i32x4_shuffle::<2, 6, 3, 7>(a, b);
    let (first, second) = ((low(a, b), low(c, d)), (high(a, b), high(c, d)));
    [
        i64x2_shuffle::<0, 2>(first.0, first.1),
        i64x2_shuffle::<1, 3>(first.0, first.1),
        i64x2_shuffle::<0, 2>(second.0, second.1),
        i64x2_shuffle::<1, 3>(second.0, second.1),
    ]
}

/// The first four numbers and the last four.
#[inline(always)]
pub fn widen([a, b, c, d, e, f, g, h]: [i16; 8]) -> (Lanes, Lanes) {
    let all = i16x8(a, b, c, d, e, f, g, h);
    (i32x4_extend_low_i16x8(all), i32x4_extend_high_i16x8(all))
}

/// Eight bytes, from numbers that are cut to 0..=255.
#[inline(always)]
pub fn bytes(first: Lanes, last: Lanes) -> [u8; 8] {
    let all = i16x8_narrow_i32x4(first, last);
    i64x2_extract_lane::<0>(u8x16_narrow_i16x8(all, all)).to_le_bytes()
}
