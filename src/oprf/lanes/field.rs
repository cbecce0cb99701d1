//! Numbers modulo p = 2^255 - 19, four at once.
//!
//! A number is ten limbs of 26 and 25 bits by turns, as in curve25519-dalek's backend for 32 bits.
//! Products are in [`super::product`].
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
//! With even limbs E and odd limbs O, 19 (E' + O') stays below 2^31.9 then and no column of a product
//! reaches 2^63. The lanes of the tests (`portable`) add with overflow checks.

use super::ops::{Four, add, and, array, choose, equal, four, or, right, splat, sub, times};
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
    pub fn mul(&self, other: &Self) -> Self {
        let mut product = Self::zero();
        product.set_mul(self, other);
        product
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
