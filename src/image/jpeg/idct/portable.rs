//! Four numbers at once, for every machine; compilers know most of them as one instruction.

/// Four numbers that go through the same steps.
pub type Lanes = [i32; 4];

#[inline(always)]
fn map([a, b, c, d]: Lanes, [e, f, g, h]: Lanes, step: impl Fn(i32, i32) -> i32) -> Lanes {
    [step(a, e), step(b, f), step(c, g), step(d, h)]
}

#[inline(always)]
pub fn add(a: Lanes, b: Lanes) -> Lanes {
    map(a, b, i32::wrapping_add)
}

#[inline(always)]
pub fn sub(a: Lanes, b: Lanes) -> Lanes {
    map(a, b, i32::wrapping_sub)
}

#[inline(always)]
pub fn multiply(a: Lanes, b: Lanes) -> Lanes {
    map(a, b, i32::wrapping_mul)
}

#[inline(always)]
pub fn four(values: [i32; 4]) -> Lanes {
    values
}

#[inline(always)]
pub fn splat(value: i32) -> Lanes {
    [value; 4]
}

#[inline(always)]
pub fn left(a: Lanes, bits: u32) -> Lanes {
    a.map(|a| a << bits)
}

#[inline(always)]
pub fn right(a: Lanes, bits: u32) -> Lanes {
    a.map(|a| a >> bits)
}

#[inline(always)]
pub fn transpose([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    let ([c0, c1, c2, c3], [d0, d1, d2, d3]) = (c, d);
    [
        [a0, b0, c0, d0],
        [a1, b1, c1, d1],
        [a2, b2, c2, d2],
        [a3, b3, c3, d3],
    ]
}

/// The first four numbers and the last four.
#[inline(always)]
pub fn widen([a, b, c, d, e, f, g, h]: [i16; 8]) -> (Lanes, Lanes) {
    ([a, b, c, d].map(i32::from), [e, f, g, h].map(i32::from))
}

/// Eight bytes, from numbers that are cut to 0..=255.
#[inline(always)]
pub fn bytes([a, b, c, d]: Lanes, [e, f, g, h]: Lanes) -> [u8; 8] {
    [a, b, c, d, e, f, g, h].map(|value| value.clamp(0, 255) as u8)
}
