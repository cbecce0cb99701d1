//! Numbers modulo p = 2^255 - 19, four at once.
//!
//! A number is ten limbs of 26 and 25 bits by turns, as in curve25519-dalek's backend for 32 bits.
//! With x = 2^51, the five even limbs E and the five odd limbs O are polynomials in x, the number is
//! E + 2^26 O, and x^5 = 19. So one product takes three products of five limbs by five (Karatsuba):
//!
//! ```text
//! even limbs: E E' + 2 x O O'        odd limbs: (E + O)(E' + O') - E E' - O O'
//! ```
//!
//! # Bounds
//!
//! *Reduced*: even limbs below 2^26 + 2^10, odd limbs below 2^25 + 2^16. All functions give reduced
//! numbers but [`Field::plus`], which gives the sum of two as it is. They take:
//!
//! | function | operands |
//! |---|---|
//! | `plus` | whatever the caller of the result may be given |
//! | `mul` | a sum of at most three reduced numbers, and of at most two |
//! | `square`, `minus`, `negative`, `canonical`, and all that is built on them | sums of at most two |
//!
//! Then 19 (E' + O') stays below 2^31.9 and no column of a product reaches 2^63. The lanes of the
//! tests (`portable`) add with overflow checks.

use super::ops::{
    Four, Two, add, add_wide, and, array, choose, equal, four, high, left_wide, low, lowest, or,
    pack, right, right_wide, splat, sub, sub_wide, times,
};
use zeroize::Zeroize;

/// Limbs of one number.
pub type Limbs = [u32; 10];

/// Four numbers; limb by limb, the four beside each other.
#[derive(Clone, Copy)]
pub struct Field(pub [Four; 10]);

/// Bits of the limbs.
const BITS: [u32; 10] = [26, 25, 26, 25, 26, 25, 26, 25, 26, 25];

/// 4 p: above every sum of two.
const FOUR_P: Limbs = [
    (1 << 28) - 76,
    (1 << 27) - 4,
    (1 << 28) - 4,
    (1 << 27) - 4,
    (1 << 28) - 4,
    (1 << 27) - 4,
    (1 << 28) - 4,
    (1 << 27) - 4,
    (1 << 28) - 4,
    (1 << 27) - 4,
];

const fn small(value: u32) -> Limbs {
    [value, 0, 0, 0, 0, 0, 0, 0, 0, 0]
}

pub const ZERO: Limbs = small(0);
pub const ONE: Limbs = small(1);

/// The columns of a product of five limbs by five, modulo x^5 = 19; `y19` are the last four of `y`
/// times 19.
#[inline(always)]
fn convolve(x: [Four; 5], y: [Four; 5], y19: [Four; 4], m: impl Fn(Four, Four) -> Two) -> [Two; 5] {
    let [x0, x1, x2, x3, x4] = x;
    let [y0, y1, y2, y3, y4] = y;
    let [n1, n2, n3, n4] = y19;
    [
        sum([m(x0, y0), m(x1, n4), m(x2, n3), m(x3, n2), m(x4, n1)]),
        sum([m(x0, y1), m(x1, y0), m(x2, n4), m(x3, n3), m(x4, n2)]),
        sum([m(x0, y2), m(x1, y1), m(x2, y0), m(x3, n4), m(x4, n3)]),
        sum([m(x0, y3), m(x1, y2), m(x2, y1), m(x3, y0), m(x4, n4)]),
        sum([m(x0, y4), m(x1, y3), m(x2, y2), m(x3, y1), m(x4, y0)]),
    ]
}

#[inline(always)]
fn sum([a, b, c, d, e]: [Two; 5]) -> Two {
    add_wide(add_wide(add_wide(add_wide(a, b), c), d), e)
}

#[inline(always)]
fn times_19(a: Two) -> Two {
    add_wide(add_wide(left_wide(a, 4), left_wide(a, 1)), a)
}

#[inline(always)]
fn nineteen_fold([_, a, b, c, d]: [Four; 5]) -> [Four; 4] {
    [a, b, c, d].map(|limb| times(limb, splat(19)))
}

#[inline(always)]
fn five<T>([a, b, c, d, e]: [T; 5], [f, g, h, i, j]: [T; 5], step: fn(T, T) -> T) -> [T; 5] {
    [step(a, f), step(b, g), step(c, h), step(d, i), step(e, j)]
}

/// Even and odd limbs.
#[inline(always)]
fn halves([e0, o0, e1, o1, e2, o2, e3, o3, e4, o4]: [Four; 10]) -> ([Four; 5], [Four; 5]) {
    ([e0, e1, e2, e3, e4], [o0, o1, o2, o3, o4])
}

/// From columns to limbs: two chains of carries that start half way apart.
#[inline(always)]
fn carry([mut c0, mut c2, mut c4, mut c6, mut c8]: [Two; 5], odd: [Two; 5]) -> [Two; 10] {
    let [mut c1, mut c3, mut c5, mut c7, mut c9] = odd;
    let step = |from: &mut Two, to: &mut Two, bits: u32| {
        *to = add_wide(*to, right_wide(*from, bits));
        *from = lowest(*from, bits);
    };
    step(&mut c0, &mut c1, 26);
    step(&mut c4, &mut c5, 26);
    step(&mut c1, &mut c2, 25);
    step(&mut c5, &mut c6, 25);
    step(&mut c2, &mut c3, 26);
    step(&mut c6, &mut c7, 26);
    step(&mut c3, &mut c4, 25);
    step(&mut c7, &mut c8, 25);
    step(&mut c4, &mut c5, 26);
    step(&mut c8, &mut c9, 26);
    c0 = add_wide(c0, times_19(right_wide(c9, 25)));
    c9 = lowest(c9, 25);
    step(&mut c0, &mut c1, 26);
    [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9]
}

/// Both halves of the lanes, one after the other.
#[inline(always)]
fn both(low: [Two; 10], high: [Two; 10]) -> Field {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = low;
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = high;
    Field([
        pack(a0, b0),
        pack(a1, b1),
        pack(a2, b2),
        pack(a3, b3),
        pack(a4, b4),
        pack(a5, b5),
        pack(a6, b6),
        pack(a7, b7),
        pack(a8, b8),
        pack(a9, b9),
    ])
}

impl Field {
    /// The same number four times.
    #[inline(always)]
    pub fn splat(limbs: &Limbs) -> Self {
        Self(limbs.map(splat))
    }

    /// Four numbers side by side.
    pub fn gather([a, b, c, d]: [&Limbs; 4]) -> Self {
        let mut limbs = [splat(0); 10];
        let pairs = a.iter().zip(b).zip(c.iter().zip(d));
        for (limb, ((a, b), (c, d))) in limbs.iter_mut().zip(pairs) {
            *limb = four([*a, *b, *c, *d]);
        }
        Self(limbs)
    }

    /// The four numbers.
    pub fn scatter(&self) -> [Limbs; 4] {
        let mut numbers = [ZERO; 4];
        let [a, b, c, d] = &mut numbers;
        let places = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
        for (limb, ((a, b), (c, d))) in self.0.iter().zip(places) {
            [*a, *b, *c, *d] = array(*limb);
        }
        numbers
    }

    /// One lane's number in all lanes.
    pub fn lane(&self, lane: usize) -> Self {
        Self(
            self.0
                .map(|limb| splat(array(limb).get(lane).copied().unwrap_or(0))),
        )
    }

    /// The sum, as it is.
    #[inline(always)]
    pub fn plus(&self, other: &Self) -> Self {
        let mut limbs = self.0;
        for (limb, other) in limbs.iter_mut().zip(other.0) {
            *limb = add(*limb, other);
        }
        Self(limbs)
    }

    #[inline(never)]
    pub fn minus(&self, other: &Self) -> Self {
        let mut limbs = self.0;
        for (limb, (other, bias)) in limbs.iter_mut().zip(other.0.into_iter().zip(FOUR_P)) {
            *limb = sub(add(*limb, splat(bias)), other);
        }
        Self(limbs).carried()
    }

    pub fn negative(&self) -> Self {
        Self::splat(&ZERO).minus(self)
    }

    /// One carry for each limb. Takes limbs of 32 bits; what goes over is below 2^7.
    #[inline(always)]
    fn carried(&self) -> Self {
        let mut limbs = self.0;
        let [.., last] = limbs;
        let mut over = times(right(last, 25), splat(19));
        for (limb, bits) in limbs.iter_mut().zip(BITS) {
            let next = right(*limb, bits);
            *limb = add(and(*limb, splat((1 << bits) - 1)), over);
            over = next;
        }
        Self(limbs)
    }

    #[inline(never)]
    pub fn mul(&self, other: &Self) -> Self {
        let ((e, o), (f, p)) = (halves(self.0), halves(other.0));
        let (s, t) = (five(e, o, add), five(f, p, add));
        let (f19, p19, t19) = (nineteen_fold(f), nineteen_fold(p), nineteen_fold(t));
        let half = |m: fn(Four, Four) -> Two| {
            let ee = convolve(e, f, f19, m);
            let oo = convolve(o, p, p19, m);
            let all = convolve(s, t, t19, m);
            let odd = five(all, five(ee, oo, add_wide), sub_wide);
            let [e0, e1, e2, e3, e4] = ee;
            let [o0, o1, o2, o3, o4] = oo.map(|column| left_wide(column, 1));
            let even = [
                add_wide(e0, times_19(o4)),
                add_wide(e1, o0),
                add_wide(e2, o1),
                add_wide(e3, o2),
                add_wide(e4, o3),
            ];
            carry(even, odd)
        };
        both(half(low), half(high))
    }

    #[inline(never)]
    pub fn square(&self) -> Self {
        let (e, o) = halves(self.0);
        let twice = |limb| add(limb, limb);
        let (e_2, o_2) = (e.map(twice), o.map(twice));
        let [d0, d1, d2, d3, _] = e_2;
        let [q0, q1, q2, q3, _] = o_2.map(twice);
        let [e0, e1, e2, e3, e4] = e;
        let [o0, o1, o2, o3, _] = o;
        let [t0, t1, t2, t3, t4] = o_2;
        let o19 = nineteen_fold(o);
        let [_, n2, n3, n4] = o19;
        let [m3, m4] = [e3, e4].map(|limb| times(limb, splat(19)));
        let half = |m: fn(Four, Four) -> Two| {
            // E^2 + 2 x O^2
            let even = [
                add_wide(
                    sum([m(e0, e0), m(d1, m4), m(d2, m3), m(q0, n4), m(q1, n3)]),
                    m(t2, n2),
                ),
                add_wide(
                    sum([m(d0, e1), m(d2, m4), m(e3, m3), m(t0, o0), m(q1, n4)]),
                    m(q2, n3),
                ),
                add_wide(
                    sum([m(d0, e2), m(e1, e1), m(d3, m4), m(q0, o1), m(q2, n4)]),
                    m(t3, n3),
                ),
                add_wide(
                    sum([m(d0, e3), m(d1, e2), m(e4, m4), m(q0, o2), m(t1, o1)]),
                    m(q3, n4),
                ),
                add_wide(
                    sum([m(d0, e4), m(d1, e3), m(e2, e2), m(q0, o3), m(q1, o2)]),
                    m(t4, n4),
                ),
            ];
            carry(even, convolve(e_2, o, o19, m))
        };
        both(half(low), half(high))
    }

    /// Squared `times` times.
    pub fn squares(&self, times: u32) -> Self {
        (0..times).fold(*self, |power, _| power.square())
    }

    /// The one form below p.
    pub fn canonical(&self) -> Self {
        let mut limbs = self.carried().0;
        // Below 2 p now: p goes off once where adding 19 reaches 2^255.
        let mut over = splat(19);
        for (limb, bits) in limbs.iter().zip(BITS) {
            over = right(add(*limb, over), bits);
        }
        over = times(over, splat(19));
        for (limb, bits) in limbs.iter_mut().zip(BITS) {
            let sum = add(*limb, over);
            *limb = and(sum, splat((1 << bits) - 1));
            over = right(sum, bits);
        }
        Self(limbs)
    }

    /// All bits of a lane whose number is zero.
    pub fn is_zero(&self) -> Four {
        let limbs = self.canonical().0;
        equal(limbs.into_iter().fold(splat(0), or), splat(0))
    }

    pub fn equals(&self, other: &Self) -> Four {
        self.minus(other).is_zero()
    }

    /// All bits of a lane whose number is odd below p: negative, as RFC 9496 says.
    pub fn is_negative(&self) -> Four {
        let [lowest, ..] = self.canonical().0;
        equal(and(lowest, splat(1)), splat(1))
    }

    /// `yes` in lanes whose mask has ones, `no` where it has none.
    #[inline(always)]
    pub fn choose(mask: Four, yes: &Self, no: &Self) -> Self {
        let mut limbs = no.0;
        for (limb, yes) in limbs.iter_mut().zip(yes.0) {
            *limb = choose(mask, yes, *limb);
        }
        Self(limbs)
    }

    /// The negative in lanes whose mask has ones.
    pub fn negative_where(&self, mask: Four) -> Self {
        Self::choose(mask, &self.negative(), self)
    }

    /// The one of the number and its negative that is not negative.
    pub fn absolute(&self) -> Self {
        self.negative_where(self.is_negative())
    }

    /// Numbers out of 32 bytes each, little-endian; the last bit is left out.
    pub fn from_bytes(numbers: [&[u8; 32]; 4]) -> Self {
        let numbers = numbers.map(limbs_of);
        Self::gather(numbers.each_ref())
    }

    /// 32 bytes each, little-endian, below p.
    pub fn to_bytes(&self) -> [[u8; 32]; 4] {
        self.canonical().scatter().map(|limbs| bytes_of(&limbs))
    }
}

/// Limbs of 32 bytes.
fn limbs_of(bytes: &[u8; 32]) -> Limbs {
    let mut bytes = bytes.iter();
    let (mut bits, mut count) = (0u64, 0);
    BITS.map(|wanted| {
        while count < wanted {
            bits |= u64::from(bytes.next().copied().unwrap_or(0)) << count;
            count += 8;
        }
        let limb = bits & ((1 << wanted) - 1);
        bits >>= wanted;
        count -= wanted;
        limb as u32
    })
}

/// 32 bytes of canonical limbs.
fn bytes_of(limbs: &Limbs) -> [u8; 32] {
    let mut limbs = limbs.iter().zip(BITS);
    let (mut bits, mut count) = (0u64, 0);
    [0; 32].map(|_: u8| {
        if count < 8 {
            let (limb, wanted) = limbs.next().unwrap_or((&0, 8));
            bits |= u64::from(*limb) << count;
            count += wanted;
        }
        let byte = bits as u8;
        bits >>= 8;
        count -= 8;
        byte
    })
}

impl Zeroize for Field {
    fn zeroize(&mut self) {
        self.0 = [splat(0); 10];
        core::hint::black_box(&self.0);
    }
}
