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
#[derive(Clone)]
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

/// Which two of the lanes are multiplied: their products fill a register.
trait Half {
    fn multiply(a: Four, b: Four) -> Two;
}

struct Low;
struct High;

impl Half for Low {
    #[inline(always)]
    fn multiply(a: Four, b: Four) -> Two {
        low(a, b)
    }
}

impl Half for High {
    #[inline(always)]
    fn multiply(a: Four, b: Four) -> Two {
        high(a, b)
    }
}

/// The columns of a product of five limbs by five, modulo x^5 = 19; `y19` are the last four of `y`
/// times 19.
#[inline(always)]
fn convolve<H: Half>(x: [Four; 5], y: [Four; 5], y19: [Four; 4]) -> [Two; 5] {
    let m = H::multiply;
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
fn six([a, b, c, d, e, f]: [Two; 6]) -> Two {
    add_wide(sum([a, b, c, d, e]), f)
}

#[inline(always)]
fn times_19_wide(a: Two) -> Two {
    add_wide(add_wide(left_wide(a, 4), left_wide(a, 1)), a)
}

/// The last four times 19.
#[inline(always)]
fn times_19([_, a, b, c, d]: [Four; 5]) -> [Four; 4] {
    let of = splat(19);
    [times(a, of), times(b, of), times(c, of), times(d, of)]
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

#[inline(always)]
fn step(from: &mut Two, to: &mut Two, bits: u32) {
    *to = add_wide(*to, right_wide(*from, bits));
    *from = lowest(*from, bits);
}

/// From columns to limbs: two chains of carries that start half way apart.
#[inline(always)]
fn carry([mut c0, mut c2, mut c4, mut c6, mut c8]: [Two; 5], odd: [Two; 5]) -> [Two; 10] {
    let [mut c1, mut c3, mut c5, mut c7, mut c9] = odd;
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
    c0 = add_wide(c0, times_19_wide(right_wide(c9, 25)));
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

/// Columns for the lower and for the upper half of the lanes.
type Columns = [[Two; 5]; 2];

/// Both halves' columns of one product of five limbs by five. A function of its own: what it works
/// on fits the registers of most machines, and a product takes half the time of one that does all
/// at once (measured 2026-11-25).
#[inline(never)]
fn set_columns(columns: &mut Columns, x: &[Four; 5], y: &[Four; 5]) {
    let y19 = times_19(*y);
    *columns = [convolve::<Low>(*x, *y, y19), convolve::<High>(*x, *y, y19)];
}

fn no_columns() -> Columns {
    [[low(splat(0), splat(0)); 5]; 2]
}

/// Limbs out of E E', O O' and (E + O)(E' + O').
#[inline(always)]
fn combined(ee: [Two; 5], oo: [Two; 5], all: [Two; 5]) -> [Two; 10] {
    let odd = five(all, five(ee, oo, add_wide), sub_wide);
    let [e0, e1, e2, e3, e4] = ee;
    let [o0, o1, o2, o3, o4] = five(oo, oo, add_wide);
    let even = [
        add_wide(e0, times_19_wide(o4)),
        add_wide(e1, o0),
        add_wide(e2, o1),
        add_wide(e3, o2),
        add_wide(e4, o3),
    ];
    carry(even, odd)
}

/// The columns of E^2 + 2 x O^2.
#[inline(always)]
fn even_squares<H: Half>(e: [Four; 5], o: [Four; 5]) -> [Two; 5] {
    let m = H::multiply;
    let (e_2, o_2) = (five(e, e, add), five(o, o, add));
    let [d0, d1, d2, d3, _] = e_2;
    let [q0, q1, q2, q3, _] = five(o_2, o_2, add);
    let [e0, e1, e2, e3, e4] = e;
    let [o0, o1, o2, o3, _] = o;
    let [t0, t1, t2, t3, t4] = o_2;
    let [_, n2, n3, n4] = times_19(o);
    let [_, _, m3, m4] = times_19(e);
    [
        six([
            m(e0, e0),
            m(d1, m4),
            m(d2, m3),
            m(q0, n4),
            m(q1, n3),
            m(t2, n2),
        ]),
        six([
            m(d0, e1),
            m(d2, m4),
            m(e3, m3),
            m(t0, o0),
            m(q1, n4),
            m(q2, n3),
        ]),
        six([
            m(d0, e2),
            m(e1, e1),
            m(d3, m4),
            m(q0, o1),
            m(q2, n4),
            m(t3, n3),
        ]),
        six([
            m(d0, e3),
            m(d1, e2),
            m(e4, m4),
            m(q0, o2),
            m(t1, o1),
            m(q3, n4),
        ]),
        six([
            m(d0, e4),
            m(d1, e3),
            m(e2, e2),
            m(q0, o3),
            m(q1, o2),
            m(t4, n4),
        ]),
    ]
}

/// Limb by limb. Written out: what is put together in a loop is copied around as memory.
#[inline(always)]
fn zip(a: &Field, b: &Field, step: impl Fn(Four, Four) -> Four) -> Field {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = a.0;
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = b.0;
    Field([
        step(a0, b0),
        step(a1, b1),
        step(a2, b2),
        step(a3, b3),
        step(a4, b4),
        step(a5, b5),
        step(a6, b6),
        step(a7, b7),
        step(a8, b8),
        step(a9, b9),
    ])
}

impl Field {
    /// The same number four times.
    #[inline(never)]
    pub fn splat(limbs: &Limbs) -> Self {
        let mut field = Self::zero();
        for (limb, number) in field.0.iter_mut().zip(limbs) {
            *limb = splat(*number);
        }
        field
    }

    /// 0 in all lanes.
    #[inline(always)]
    pub fn zero() -> Self {
        Self([splat(0); 10])
    }

    /// Four numbers side by side.
    #[inline(never)]
    pub fn gather([a, b, c, d]: [&Limbs; 4]) -> Self {
        let mut limbs = [splat(0); 10];
        let pairs = a.iter().zip(b).zip(c.iter().zip(d));
        for (limb, ((a, b), (c, d))) in limbs.iter_mut().zip(pairs) {
            *limb = four([*a, *b, *c, *d]);
        }
        Self(limbs)
    }

    /// The four numbers, each where it belongs.
    #[inline(never)]
    pub fn scatter_to(&self, [a, b, c, d]: [&mut Limbs; 4]) {
        let places = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
        for (limb, ((a, b), (c, d))) in self.0.iter().zip(places) {
            [*a, *b, *c, *d] = array(*limb);
        }
    }

    /// The four numbers.
    pub fn scatter(&self) -> [Limbs; 4] {
        let mut numbers = [ZERO; 4];
        self.scatter_to(numbers.each_mut());
        numbers
    }

    /// One lane's number in all lanes.
    pub fn lane(&self, lane: usize) -> Self {
        let number = self.scatter().get(lane).copied().unwrap_or_default();
        Self::splat(&number)
    }

    /// The sum, as it is.
    #[inline(never)]
    pub fn plus(&self, other: &Self) -> Self {
        zip(self, other, add)
    }

    #[inline(never)]
    pub fn set_minus(&mut self, a: &Self, b: &Self) {
        let raised = zip(a, &Self(FOUR_P.map(splat)), add);
        *self = zip(&raised, b, sub).carried();
    }

    #[inline(never)]
    pub fn minus(&self, other: &Self) -> Self {
        let mut difference = Self::zero();
        difference.set_minus(self, other);
        difference
    }

    #[inline(never)]
    pub fn negative(&self) -> Self {
        Self::zero().minus(self)
    }

    /// One carry for each limb. Takes limbs of 32 bits; what goes over is below 2^7.
    #[inline(always)]
    fn carried(&self) -> Self {
        let limbs = &self.0;
        let [.., last] = *limbs;
        let (even, odd) = (splat((1 << 26) - 1), splat((1 << 25) - 1));
        let kept = zip(
            self,
            &Self([even, odd, even, odd, even, odd, even, odd, even, odd]),
            and,
        );
        let [l0, l1, l2, l3, l4, l5, l6, l7, l8, _] = *limbs;
        let over = Self([
            times(right(last, 25), splat(19)),
            right(l0, 26),
            right(l1, 25),
            right(l2, 26),
            right(l3, 25),
            right(l4, 26),
            right(l5, 25),
            right(l6, 26),
            right(l7, 25),
            right(l8, 26),
        ]);
        zip(&kept, &over, add)
    }

    #[inline(never)]
    pub fn set_mul(&mut self, a: &Self, b: &Self) {
        let ((e, o), (f, p)) = (halves(a.0), halves(b.0));
        let (mut ee, mut oo, mut all) = (no_columns(), no_columns(), no_columns());
        set_columns(&mut ee, &e, &f);
        set_columns(&mut oo, &o, &p);
        set_columns(&mut all, &five(e, o, add), &five(f, p, add));
        let ([ee, ee_high], [oo, oo_high], [all, all_high]) = (ee, oo, all);
        *self = both(combined(ee, oo, all), combined(ee_high, oo_high, all_high));
    }

    #[inline(never)]
    pub fn mul(&self, other: &Self) -> Self {
        let mut product = Self::zero();
        product.set_mul(self, other);
        product
    }

    /// Squared `times` times.
    #[inline(never)]
    pub fn set_squares(&mut self, a: &Self, times: u32) {
        let mut power = Self(a.0);
        for _ in 0..times {
            let (e, o) = halves(power.0);
            let mut odd = no_columns();
            set_columns(&mut odd, &five(e, e, add), &o);
            let [odd, odd_high] = odd;
            let lower = carry(even_squares::<Low>(e, o), odd);
            power = both(lower, carry(even_squares::<High>(e, o), odd_high));
        }
        *self = power;
    }

    #[inline(never)]
    pub fn squares(&self, times: u32) -> Self {
        let mut power = Self::zero();
        power.set_squares(self, times);
        power
    }

    #[inline(always)]
    pub fn square(&self) -> Self {
        self.squares(1)
    }

    /// The one form below p.
    #[inline(never)]
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
    #[inline(never)]
    pub fn is_zero(&self) -> Four {
        let limbs = self.canonical().0;
        equal(limbs.into_iter().fold(splat(0), or), splat(0))
    }

    #[inline(never)]
    pub fn equals(&self, other: &Self) -> Four {
        self.minus(other).is_zero()
    }

    /// All bits of a lane whose number is odd below p: negative, as RFC 9496 says.
    #[inline(never)]
    pub fn is_negative(&self) -> Four {
        let [lowest, ..] = self.canonical().0;
        equal(and(lowest, splat(1)), splat(1))
    }

    /// `yes` in lanes whose mask has ones, `no` where it has none.
    #[inline(never)]
    pub fn choose(mask: Four, yes: &Self, no: &Self) -> Self {
        zip(yes, no, |yes, no| choose(mask, yes, no))
    }

    /// The negative in lanes whose mask has ones.
    #[inline(never)]
    pub fn negative_where(&self, mask: Four) -> Self {
        Self::choose(mask, &self.negative(), self)
    }

    /// The one of the number and its negative that is not negative.
    #[inline(never)]
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
