//! Numbers modulo p on lanes of 64 bits: five limbs of 51 bits as floating-point numbers, for
//! processors that multiply and add in one step.
//!
//! Everything is written out: what is handed to a function of the library, as `map` is, is compiled
//! for any processor, one call for each instruction.
//!
//! Limbs have signs. The product of two is taken apart exactly: added to a large power of two it is
//! rounded to a multiple of 2^51, the high part, and what multiplying and adding once more leaves is
//! the low part (Emmart, Zheng and Weems, "Faster Modular Exponentiation using Double Precision
//! Floating Point Arithmetic on the GPU", 2018). Both parts stand in the lower bits of a number whose
//! upper bits are known, so that they are summed as integers.
//!
//! # Bounds
//!
//! *Reduced*: limbs between -2^50 - 2^16 and 2^50 + 2^16. A product takes numbers that count as three
//! and one, so that the product of two limbs is below 2^101.6 and its sum with [`HIGH`] stays between
//! 2^103 and 2^104; the low part is at most 2^50. A column sums at most five of each, and its five
//! upper ones are taken 19 times: below 2^59. [`BIAS`] makes it positive.

use super::field::{Field, Limbs};
use fearless_simd::prelude::*;
use fearless_simd::{f64x4, mask64x4, u64x4};
use zeroize::Zeroize;

/// Bits of a limb.
const BITS: u32 = 51;

const LIMB: u64 = (1 << BITS) - 1;

/// 2^`exponent`, exactly.
const fn power(exponent: i64) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// What a product is added to for its high part: numbers from 2^103 to 2^104 are multiples of 2^51.
const HIGH: f64 = 1.5 * power(103);

/// What its low part is added to: numbers from 2^52 to 2^53 are whole.
const LOW: f64 = 1.5 * power(52);

/// 1,024 p and, in each limb, half of a limb that the last step takes off again: above what a column
/// can fall below zero.
const BIAS: [u64; 5] = {
    let half = 1 << (BITS - 1);
    let upper = (LIMB << 10) + half;
    [((LIMB - 18) << 10) + half, upper, upper, upper, upper]
};

/// p.
const P: [u64; 5] = [LIMB - 18, LIMB, LIMB, LIMB, LIMB];

/// Four numbers; limb by limb, the four beside each other.
#[derive(Clone, Copy)]
pub struct Five<S: Simd>([f64x4<S>; 5]);

/// The sums of the high and of the low parts of a column's products.
#[derive(Clone, Copy)]
struct Column<S: Simd> {
    high: u64x4<S>,
    low: u64x4<S>,
}

impl<S: Simd> Column<S> {
    /// The sums of `products`, and `bias`.
    #[inline(always)]
    fn of<const N: usize>(lanes: S, bias: u64, products: [(f64x4<S>, f64x4<S>); N]) -> Self {
        let known = |number: f64| number.to_bits().wrapping_mul(N as u64);
        let mut high = u64x4::splat(lanes, 0_u64.wrapping_sub(known(HIGH)));
        let mut low = u64x4::splat(lanes, bias.wrapping_sub(known(LOW)));
        for (a, b) in products {
            let part = a.mul_add(b, f64x4::splat(lanes, HIGH));
            let rest = a.mul_add(b, f64x4::splat(lanes, HIGH + LOW) - part);
            high += part.bitcast::<u64x4<S>>();
            low += rest.bitcast::<u64x4<S>>();
        }
        Self { high, low }
    }
}

#[inline(always)]
fn times_19<S: Simd>(a: u64x4<S>) -> u64x4<S> {
    (a << 4) + (a << 1) + a
}

/// Moves what `from` has above 51 bits to the next column.
#[inline(always)]
fn up<S: Simd>(from: &mut u64x4<S>, to: &mut u64x4<S>) {
    *to += *from >> BITS;
    *from &= LIMB;
}

/// The limb of a column without its bias; takes columns below 2^52.
#[inline(always)]
fn limb<S: Simd>(column: u64x4<S>) -> f64x4<S> {
    let base = power(52);
    let number: f64x4<S> = (column + base.to_bits()).bitcast();
    number - (base + power(50))
}

/// The multiple of 2^51 nearest to a limb.
#[inline(always)]
fn above<S: Simd>(limb: f64x4<S>) -> f64x4<S> {
    (limb + HIGH) - HIGH
}

/// A limb as an integer, which wraps below 0.
#[inline(always)]
fn integer<S: Simd>(limb: f64x4<S>) -> u64x4<S> {
    (limb + LOW).bitcast::<u64x4<S>>() - LOW.to_bits()
}

/// The lower bits of the sum, and what is above them in `over`.
#[inline(always)]
fn plus_over<S: Simd>(limb: u64x4<S>, over: &mut u64x4<S>) -> u64x4<S> {
    let sum = limb + *over;
    *over = sum >> BITS;
    sum & LIMB
}

/// Limbs out of columns. The lower five have the bias. The order is that in which they are used, so
/// that few are held at once.
#[inline(always)]
fn folded<S: Simd>(
    c4: Column<S>,
    [c5, c6, c7, c8]: [Column<S>; 4],
    [c0, c1, c2, c3]: [Column<S>; 4],
) -> Five<S> {
    let mut l0 = c0.low + times_19(c5.low + c4.high);
    let mut l1 = c1.low + c0.high + times_19(c6.low + c5.high);
    up(&mut l0, &mut l1);
    let mut l2 = c2.low + c1.high + times_19(c7.low + c6.high);
    up(&mut l1, &mut l2);
    let mut l3 = c3.low + c2.high + times_19(c8.low + c7.high);
    up(&mut l2, &mut l3);
    let mut l4 = c4.low + c3.high + times_19(c8.high);
    up(&mut l3, &mut l4);
    l0 += times_19(l4 >> BITS);
    l4 &= LIMB;
    Five([limb(l0), limb(l1), limb(l2), limb(l3), limb(l4)])
}

impl<S: Simd> Five<S> {
    #[inline(always)]
    fn simd(&self) -> S {
        let [limb, ..] = &self.0;
        limb.simd
    }

    #[inline(always)]
    fn product(&self, other: &Self) -> Self {
        let lanes = self.simd();
        let [a0, a1, a2, a3, a4] = self.0;
        let [b0, b1, b2, b3, b4] = other.0;
        let [p0, p1, p2, p3, p4] = BIAS;
        folded(
            Column::of(
                lanes,
                p4,
                [(a0, b4), (a1, b3), (a2, b2), (a3, b1), (a4, b0)],
            ),
            [
                Column::of(lanes, 0, [(a1, b4), (a2, b3), (a3, b2), (a4, b1)]),
                Column::of(lanes, 0, [(a2, b4), (a3, b3), (a4, b2)]),
                Column::of(lanes, 0, [(a3, b4), (a4, b3)]),
                Column::of(lanes, 0, [(a4, b4)]),
            ],
            [
                Column::of(lanes, p0, [(a0, b0)]),
                Column::of(lanes, p1, [(a0, b1), (a1, b0)]),
                Column::of(lanes, p2, [(a0, b2), (a1, b1), (a2, b0)]),
                Column::of(lanes, p3, [(a0, b3), (a1, b2), (a2, b1), (a3, b0)]),
            ],
        )
    }

    #[inline(always)]
    fn squared(&self) -> Self {
        let lanes = self.simd();
        let [a0, a1, a2, a3, a4] = self.0;
        let [d0, d1, d2, d3] = [a0 + a0, a1 + a1, a2 + a2, a3 + a3];
        let [p0, p1, p2, p3, p4] = BIAS;
        folded(
            Column::of(lanes, p4, [(d0, a4), (d1, a3), (a2, a2)]),
            [
                Column::of(lanes, 0, [(d1, a4), (d2, a3)]),
                Column::of(lanes, 0, [(d2, a4), (a3, a3)]),
                Column::of(lanes, 0, [(d3, a4)]),
                Column::of(lanes, 0, [(a4, a4)]),
            ],
            [
                Column::of(lanes, p0, [(a0, a0)]),
                Column::of(lanes, p1, [(d0, a1)]),
                Column::of(lanes, p2, [(d0, a2), (a1, a1)]),
                Column::of(lanes, p3, [(d0, a3), (d1, a2)]),
            ],
        )
    }

    /// One carry for each limb, all at once.
    #[inline(always)]
    fn carried(&self) -> Self {
        let lanes = self.simd();
        let [l0, l1, l2, l3, l4] = self.0;
        let [o0, o1, o2, o3, o4] = [above(l0), above(l1), above(l2), above(l3), above(l4)];
        let one = f64x4::splat(lanes, power(-51));
        Self([
            o4.mul_add(f64x4::splat(lanes, 19.0 * power(-51)), l0 - o0),
            o0.mul_add(one, l1 - o1),
            o1.mul_add(one, l2 - o2),
            o2.mul_add(one, l3 - o3),
            o3.mul_add(one, l4 - o4),
        ])
    }

    /// The one form below p, as integers.
    #[inline(always)]
    fn canonical(&self) -> [u64x4<S>; 5] {
        let lanes = self.simd();
        let [l0, l1, l2, l3, l4] = self.carried().0;
        let [p0, p1, p2, p3, p4] = P;
        // With p added every limb is above 0, and the number between 0 and 2 p.
        let (mut c0, mut c1) = (integer(l0) + p0, integer(l1) + p1);
        let (mut c2, mut c3) = (integer(l2) + p2, integer(l3) + p3);
        let mut c4 = integer(l4) + p4;
        up(&mut c0, &mut c1);
        up(&mut c1, &mut c2);
        up(&mut c2, &mut c3);
        up(&mut c3, &mut c4);
        c0 += times_19(c4 >> BITS);
        c4 &= LIMB;
        // p goes off once where adding 19 reaches 2^255.
        let mut over = u64x4::splat(lanes, 19);
        plus_over(c0, &mut over);
        plus_over(c1, &mut over);
        plus_over(c2, &mut over);
        plus_over(c3, &mut over);
        plus_over(c4, &mut over);
        over = times_19(over);
        [
            plus_over(c0, &mut over),
            plus_over(c1, &mut over),
            plus_over(c2, &mut over),
            plus_over(c3, &mut over),
            plus_over(c4, &mut over),
        ]
    }
}

impl<S: Simd> Field for Five<S> {
    type Lanes = S;
    type Number = [f64; 5];
    type Mask = mask64x4<S>;

    const ZERO: [f64; 5] = [0.0; 5];
    const ONE: [f64; 5] = [1.0, 0.0, 0.0, 0.0, 0.0];

    #[inline(always)]
    fn run<R>(lanes: S, step: impl FnOnce() -> R) -> R {
        lanes.vectorize(step)
    }

    #[inline(always)]
    fn lanes(&self) -> S {
        self.simd()
    }

    #[inline(always)]
    fn constant(lanes: S, limbs: &Limbs) -> Self {
        let (pairs, _) = limbs.as_chunks::<2>();
        let mut pairs = pairs.iter();
        let number = [(); 5].map(|()| {
            let [even, odd] = pairs.next().copied().unwrap_or_default();
            (u64::from(even) + (u64::from(odd) << 26)) as f64
        });
        Self::splat(lanes, &number).carried()
    }

    #[inline(always)]
    fn splat(lanes: S, number: &[f64; 5]) -> Self {
        let [n0, n1, n2, n3, n4] = *number;
        Self([
            f64x4::splat(lanes, n0),
            f64x4::splat(lanes, n1),
            f64x4::splat(lanes, n2),
            f64x4::splat(lanes, n3),
            f64x4::splat(lanes, n4),
        ])
    }

    #[inline(always)]
    fn zero(lanes: S) -> Self {
        Self([f64x4::splat(lanes, 0.0); 5])
    }

    #[inline(always)]
    fn gather(lanes: S, [a, b, c, d]: [&[f64; 5]; 4]) -> Self {
        let [a0, a1, a2, a3, a4] = *a;
        let [b0, b1, b2, b3, b4] = *b;
        let [c0, c1, c2, c3, c4] = *c;
        let [d0, d1, d2, d3, d4] = *d;
        Self([
            f64x4::simd_from(lanes, [a0, b0, c0, d0]),
            f64x4::simd_from(lanes, [a1, b1, c1, d1]),
            f64x4::simd_from(lanes, [a2, b2, c2, d2]),
            f64x4::simd_from(lanes, [a3, b3, c3, d3]),
            f64x4::simd_from(lanes, [a4, b4, c4, d4]),
        ])
    }

    #[inline(always)]
    fn scatter_to(&self, [a, b, c, d]: [&mut [f64; 5]; 4]) {
        let places = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
        for (limb, ((a, b), (c, d))) in self.0.iter().zip(places) {
            [*a, *b, *c, *d] = (*limb).into();
        }
    }

    #[inline(always)]
    fn plus(&self, other: &Self) -> Self {
        let [a0, a1, a2, a3, a4] = self.0;
        let [b0, b1, b2, b3, b4] = other.0;
        Self([a0 + b0, a1 + b1, a2 + b2, a3 + b3, a4 + b4])
    }

    #[inline(always)]
    fn difference(&self, other: &Self) -> Self {
        let [a0, a1, a2, a3, a4] = self.0;
        let [b0, b1, b2, b3, b4] = other.0;
        Self([a0 - b0, a1 - b1, a2 - b2, a3 - b3, a4 - b4])
    }

    #[inline(always)]
    fn minus(&self, other: &Self) -> Self {
        self.difference(other).carried()
    }

    #[inline(always)]
    fn tight(self) -> Self {
        self.carried()
    }

    #[inline(always)]
    fn negative(&self) -> Self {
        Self::zero(self.simd()).difference(self)
    }

    #[inline(always)]
    fn set_mul(&mut self, a: &Self, b: &Self) {
        *self = a.mul(b);
    }

    #[inline(always)]
    fn set_square(&mut self, a: &Self) {
        *self = a.squared();
    }

    #[inline(never)]
    fn mul(&self, other: &Self) -> Self {
        self.simd().vectorize(
            #[inline(always)]
            || {
                align_stack(self.simd());
                self.product(other)
            },
        )
    }

    #[inline(never)]
    fn squares(&self, times: u32) -> Self {
        self.simd().vectorize(
            #[inline(always)]
            || {
                let mut power = *self;
                for _ in 0..times {
                    power = power.squared();
                }
                power
            },
        )
    }

    #[inline(always)]
    fn is_zero(&self) -> mask64x4<S> {
        let [c0, c1, c2, c3, c4] = self.canonical();
        (c0 | c1 | c2 | c3 | c4).simd_eq(0)
    }

    #[inline(always)]
    fn is_negative(&self) -> mask64x4<S> {
        let [lowest, ..] = self.canonical();
        (lowest & 1).simd_eq(1)
    }

    #[inline(always)]
    fn choose(mask: mask64x4<S>, yes: &Self, no: &Self) -> Self {
        let [a0, a1, a2, a3, a4] = yes.0;
        let [b0, b1, b2, b3, b4] = no.0;
        Self([
            mask.select(a0, b0),
            mask.select(a1, b1),
            mask.select(a2, b2),
            mask.select(a3, b3),
            mask.select(a4, b4),
        ])
    }

    #[inline(always)]
    fn take(&mut self, mask: mask64x4<S>, other: &Self) {
        *self = Self::choose(mask, other, self);
    }

    #[inline(always)]
    fn swap(mask: mask64x4<S>, a: &mut Self, b: &mut Self) {
        (*a, *b) = (Self::choose(mask, b, a), Self::choose(mask, a, b));
    }

    #[inline(always)]
    fn from_bytes(lanes: S, numbers: [&[u8; 32]; 4]) -> Self {
        let numbers = numbers.map(|bytes| limbs_of(bytes).map(|limb| limb as f64));
        Self::gather(lanes, numbers.each_ref()).carried()
    }

    #[inline(always)]
    fn to_bytes(&self) -> [[u8; 32]; 4] {
        let mut numbers = [[0; 5]; 4];
        let [a, b, c, d] = &mut numbers;
        let places = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
        for (limb, ((a, b), (c, d))) in self.canonical().into_iter().zip(places) {
            [*a, *b, *c, *d] = limb.into();
        }
        numbers.map(bytes_of)
    }

    #[inline(always)]
    fn places(lanes: S, places: [u32; 4], wanted: u32) -> mask64x4<S> {
        u64x4::simd_from(lanes, places.map(u64::from)).simd_eq(u64::from(wanted))
    }

    #[inline(always)]
    fn or(a: mask64x4<S>, b: mask64x4<S>) -> mask64x4<S> {
        a | b
    }

    #[inline(always)]
    fn bools(mask: mask64x4<S>) -> [bool; 4] {
        let lanes: [i64; 4] = mask.into();
        lanes.map(|lane| lane != 0)
    }
}

/// Makes the stack of the function around it begin at a multiple of 32. What the registers do not hold
/// is written there, and half of it would lie across two lines of the cache: a product takes a third
/// longer then (measured 2026-11-25).
#[inline(always)]
fn align_stack<S: Simd>(lanes: S) {
    core::hint::black_box(&mut f64x4::splat(lanes, 0.0));
}

/// Limbs of 32 bytes.
fn limbs_of(bytes: &[u8; 32]) -> [u64; 5] {
    let (words, _) = bytes.as_chunks::<8>();
    let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
    let [a, b, c, d] = [(); 4].map(|()| words.next().unwrap_or(0));
    [
        a & LIMB,
        (a >> 51 | b << 13) & LIMB,
        (b >> 38 | c << 26) & LIMB,
        (c >> 25 | d << 39) & LIMB,
        (d >> 12) & LIMB,
    ]
}

/// 32 bytes of canonical limbs.
fn bytes_of([a, b, c, d, e]: [u64; 5]) -> [u8; 32] {
    let words = [
        a | b << 51,
        b >> 13 | c << 38,
        c >> 26 | d << 25,
        d >> 39 | e << 12,
    ];
    let mut bytes = [0; 32];
    for (to, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *to = word.to_le_bytes();
    }
    bytes
}

impl<S: Simd> Zeroize for Five<S> {
    fn zeroize(&mut self) {
        *self = Self::zero(self.simd());
        core::hint::black_box(&self.0);
    }
}
