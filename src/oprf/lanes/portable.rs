//! Four numbers at once, for every machine: how the tests run the same steps natively. No sum,
//! difference or product may wrap: that panics in a test.

/// Four numbers of 32 bits.
pub type Four = [u32; 4];

/// Two numbers of 64 bits.
pub type Two = [u64; 2];

#[inline(always)]
fn map([a, b, c, d]: Four, [e, f, g, h]: Four, step: impl Fn(u32, u32) -> u32) -> Four {
    [step(a, e), step(b, f), step(c, g), step(d, h)]
}

#[inline(always)]
fn map_wide([a, b]: Two, [c, d]: Two, step: impl Fn(u64, u64) -> u64) -> Two {
    [step(a, c), step(b, d)]
}

#[inline(always)]
pub fn four(values: [u32; 4]) -> Four {
    values
}

#[inline(always)]
pub fn array(a: Four) -> [u32; 4] {
    a
}

#[inline(always)]
pub fn splat(a: u32) -> Four {
    [a; 4]
}

#[inline(always)]
pub fn add(a: Four, b: Four) -> Four {
    map(a, b, |a, b| a + b)
}

#[inline(always)]
pub fn sub(a: Four, b: Four) -> Four {
    map(a, b, |a, b| a - b)
}

#[inline(always)]
pub fn times(a: Four, b: Four) -> Four {
    map(a, b, |a, b| a * b)
}

#[inline(always)]
pub fn right(a: Four, bits: u32) -> Four {
    a.map(|a| a >> bits)
}

#[inline(always)]
pub fn and(a: Four, b: Four) -> Four {
    map(a, b, |a, b| a & b)
}

#[inline(always)]
pub fn or(a: Four, b: Four) -> Four {
    map(a, b, |a, b| a | b)
}

/// All bits of a lane where its numbers are equal, none elsewhere.
#[inline(always)]
pub fn equal(a: Four, b: Four) -> Four {
    map(a, b, |a, b| if a == b { u32::MAX } else { 0 })
}

/// The bits of `yes` where `mask` has ones, of `no` where it has none.
#[inline(always)]
pub fn choose(mask: Four, yes: Four, no: Four) -> Four {
    or(and(yes, mask), and(no, mask.map(|mask| !mask)))
}

/// Sixteen differences of bytes, which wrap.
#[inline(always)]
pub fn sub_bytes(a: Four, b: Four) -> Four {
    map(a, b, |a, b| {
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a.to_le_bytes(), b.to_le_bytes());
        u32::from_le_bytes([
            a0.wrapping_sub(b0),
            a1.wrapping_sub(b1),
            a2.wrapping_sub(b2),
            a3.wrapping_sub(b3),
        ])
    })
}

/// The bytes of `table` that the bytes of `places` name; 0 for places beyond 15.
#[inline(always)]
pub fn look_up(table: Four, places: Four) -> Four {
    let table = table.map(u32::to_le_bytes);
    let byte = |place: u8| {
        let bytes = table.as_flattened();
        bytes.get(usize::from(place)).copied().unwrap_or(0)
    };
    places.map(|places| u32::from_le_bytes(places.to_le_bytes().map(byte)))
}

/// Products of the first two lanes.
#[inline(always)]
pub fn low([a, b, ..]: Four, [c, d, ..]: Four) -> Two {
    [u64::from(a) * u64::from(c), u64::from(b) * u64::from(d)]
}

/// Products of the last two lanes.
#[inline(always)]
pub fn high([.., a, b]: Four, [.., c, d]: Four) -> Two {
    [u64::from(a) * u64::from(c), u64::from(b) * u64::from(d)]
}

#[inline(always)]
pub fn add_wide(a: Two, b: Two) -> Two {
    map_wide(a, b, |a, b| a + b)
}

#[inline(always)]
pub fn sub_wide(a: Two, b: Two) -> Two {
    map_wide(a, b, |a, b| a - b)
}

#[inline(always)]
pub fn left_wide(a: Two, bits: u32) -> Two {
    a.map(|a| a << bits)
}

#[inline(always)]
pub fn right_wide(a: Two, bits: u32) -> Two {
    a.map(|a| a >> bits)
}

/// The lowest bits.
#[inline(always)]
pub fn lowest(a: Two, bits: u32) -> Two {
    a.map(|a| a & ((1 << bits) - 1))
}

/// The lower halves of all four.
#[inline(always)]
pub fn pack([a, b]: Two, [c, d]: Two) -> Four {
    [a as u32, b as u32, c as u32, d as u32]
}
