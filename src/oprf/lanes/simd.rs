//! Four numbers at once, in one register of WebAssembly.

use core::arch::wasm32::{
    i8x16_sub, i8x16_swizzle, i32x4_add, i32x4_eq, i32x4_mul, i32x4_sub, i64x2_add, i64x2_shl,
    i64x2_sub, u32x4, u32x4_extract_lane, u32x4_shr, u32x4_shuffle, u32x4_splat,
    u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_shr, u64x2_splat, v128, v128_and,
    v128_bitselect, v128_or,
};

/// Four numbers of 32 bits.
pub type Four = v128;

/// Two numbers of 64 bits.
pub type Two = v128;

#[inline(always)]
pub fn four([a, b, c, d]: [u32; 4]) -> Four {
    u32x4(a, b, c, d)
}

#[inline(always)]
pub fn array(a: Four) -> [u32; 4] {
    [
        u32x4_extract_lane::<0>(a),
        u32x4_extract_lane::<1>(a),
        u32x4_extract_lane::<2>(a),
        u32x4_extract_lane::<3>(a),
    ]
}

#[inline(always)]
pub fn splat(a: u32) -> Four {
    u32x4_splat(a)
}

#[inline(always)]
pub fn add(a: Four, b: Four) -> Four {
    i32x4_add(a, b)
}

#[inline(always)]
pub fn sub(a: Four, b: Four) -> Four {
    i32x4_sub(a, b)
}

#[inline(always)]
pub fn times(a: Four, b: Four) -> Four {
    i32x4_mul(a, b)
}

#[inline(always)]
pub fn right(a: Four, bits: u32) -> Four {
    u32x4_shr(a, bits)
}

#[inline(always)]
pub fn and(a: Four, b: Four) -> Four {
    v128_and(a, b)
}

#[inline(always)]
pub fn or(a: Four, b: Four) -> Four {
    v128_or(a, b)
}

/// All bits of a lane where its numbers are equal, none elsewhere.
#[inline(always)]
pub fn equal(a: Four, b: Four) -> Four {
    i32x4_eq(a, b)
}

/// The bits of `yes` where `mask` has ones, of `no` where it has none.
#[inline(always)]
pub fn choose(mask: Four, yes: Four, no: Four) -> Four {
    v128_bitselect(yes, no, mask)
}

/// Sixteen differences of bytes, which wrap.
#[inline(always)]
pub fn sub_bytes(a: Four, b: Four) -> Four {
    i8x16_sub(a, b)
}

/// The bytes of `table` that the bytes of `places` name; 0 for places beyond 15. Takes the same
/// time whatever they name.
#[inline(always)]
pub fn look_up(table: Four, places: Four) -> Four {
    i8x16_swizzle(table, places)
}

/// Products of the first two lanes.
#[inline(always)]
pub fn low(a: Four, b: Four) -> Two {
    u64x2_extmul_low_u32x4(a, b)
}

/// Products of the last two lanes.
#[inline(always)]
pub fn high(a: Four, b: Four) -> Two {
    u64x2_extmul_high_u32x4(a, b)
}

#[inline(always)]
pub fn add_wide(a: Two, b: Two) -> Two {
    i64x2_add(a, b)
}

#[inline(always)]
pub fn sub_wide(a: Two, b: Two) -> Two {
    i64x2_sub(a, b)
}

#[inline(always)]
pub fn left_wide(a: Two, bits: u32) -> Two {
    i64x2_shl(a, bits)
}

#[inline(always)]
pub fn right_wide(a: Two, bits: u32) -> Two {
    u64x2_shr(a, bits)
}

/// The lowest bits.
#[inline(always)]
pub fn lowest(a: Two, bits: u32) -> Two {
    v128_and(a, u64x2_splat((1 << bits) - 1))
}

/// The lower halves of all four.
#[inline(always)]
pub fn pack(low: Two, high: Two) -> Four {
    u32x4_shuffle::<0, 2, 4, 6>(low, high)
}
