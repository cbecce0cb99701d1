//! Numbers modulo p on lanes of 32 bits: ten limbs of 26 and 25 bits by turns, as in curve25519-dalek's
//! backend for 32 bits. Products are in [`super::product`].
//!
//! *Reduced*: even limbs below 2^26 + 2^10, odd limbs below 2^25 + 2^16. Products take a sum of at most
//! three and of at most two, squares a sum of at most two: with even limbs E and odd limbs O,
//! 19 (E' + O') stays below 2^31.9 then and no column of a product reaches 2^63. The lanes of the tests
//! (`portable`) add with overflow checks.

use super::field::{Field, Limbs, ONE, ZERO};
use super::ops::{Four, add, and, array, choose, equal, four, or, right, splat, sub, times};
use zeroize::Zeroize;

/// Four numbers; limb by limb, the four beside each other.
#[derive(Clone)]
pub struct Ten(pub [Four; 10]);

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

/// Limb by limb. Written out: what is put together in a loop is copied around as memory.
#[inline(always)]
fn zip(a: &Ten, b: &Ten, step: impl Fn(Four, Four) -> Four) -> Ten {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = a.0;
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = b.0;
    Ten([
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

impl Ten {
    #[inline(never)]
    fn set_minus(&mut self, a: &Self, b: &Self) {
        let raised = zip(a, &Self(FOUR_P.map(splat)), add);
        *self = zip(&raised, b, sub).once_carried();
    }

    /// One carry for each limb. Takes limbs of 32 bits; what goes over is below 2^7.
    #[inline(always)]
    fn once_carried(&self) -> Self {
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

    /// The one form below p.
    #[inline(never)]
    fn canonical(&self) -> Self {
        let mut limbs = self.once_carried().0;
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
}

impl Field for Ten {
    type Lanes = ();
    type Number = Limbs;
    type Mask = Four;

    const ZERO: Limbs = ZERO;
    const ONE: Limbs = ONE;

    #[inline(always)]
    fn run<R>((): (), step: impl FnOnce() -> R) -> R {
        step()
    }

    #[inline(always)]
    fn lanes(&self) {}

    #[inline(never)]
    fn splat((): (), number: &Limbs) -> Self {
        let mut field = Self::zero(());
        for (limb, number) in field.0.iter_mut().zip(number) {
            *limb = splat(*number);
        }
        field
    }

    #[inline(always)]
    fn constant((): (), limbs: &Limbs) -> Self {
        Self::splat((), limbs)
    }

    #[inline(always)]
    fn zero((): ()) -> Self {
        Self([splat(0); 10])
    }

    #[inline(never)]
    fn gather((): (), [a, b, c, d]: [&Limbs; 4]) -> Self {
        let mut limbs = [splat(0); 10];
        let pairs = a.iter().zip(b).zip(c.iter().zip(d));
        for (limb, ((a, b), (c, d))) in limbs.iter_mut().zip(pairs) {
            *limb = four([*a, *b, *c, *d]);
        }
        Self(limbs)
    }

    #[inline(never)]
    fn scatter_to(&self, [a, b, c, d]: [&mut Limbs; 4]) {
        let places = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
        for (limb, ((a, b), (c, d))) in self.0.iter().zip(places) {
            [*a, *b, *c, *d] = array(*limb);
        }
    }

    #[inline(never)]
    fn plus(&self, other: &Self) -> Self {
        zip(self, other, add)
    }

    #[inline(always)]
    fn difference(&self, other: &Self) -> Self {
        self.minus(other)
    }

    #[inline(never)]
    fn minus(&self, other: &Self) -> Self {
        let mut difference = Self::zero(());
        difference.set_minus(self, other);
        difference
    }

    #[inline(always)]
    fn tight(self) -> Self {
        self
    }

    #[inline(never)]
    fn negative(&self) -> Self {
        Self::zero(()).minus(self)
    }

    #[inline(always)]
    fn set_mul(&mut self, a: &Self, b: &Self) {
        self.set_product(a, b);
    }

    #[inline(always)]
    fn set_square(&mut self, a: &Self) {
        self.set_power(a, 1);
    }

    #[inline(never)]
    fn mul(&self, other: &Self) -> Self {
        let mut product = Self::zero(());
        product.set_mul(self, other);
        product
    }

    #[inline(never)]
    fn squares(&self, times: u32) -> Self {
        let mut power = Self::zero(());
        power.set_power(self, times);
        power
    }

    #[inline(never)]
    fn is_zero(&self) -> Four {
        let limbs = self.canonical().0;
        equal(limbs.into_iter().fold(splat(0), or), splat(0))
    }

    #[inline(never)]
    fn is_negative(&self) -> Four {
        let [lowest, ..] = self.canonical().0;
        equal(and(lowest, splat(1)), splat(1))
    }

    #[inline(never)]
    fn choose(mask: Four, yes: &Self, no: &Self) -> Self {
        zip(yes, no, |yes, no| choose(mask, yes, no))
    }

    #[inline(always)]
    fn take(&mut self, mask: Four, other: &Self) {
        for (to, from) in self.0.iter_mut().zip(&other.0) {
            *to = choose(mask, *from, *to);
        }
    }

    #[inline(always)]
    fn swap(mask: Four, a: &mut Self, b: &mut Self) {
        for (a, b) in a.0.iter_mut().zip(&mut b.0) {
            (*a, *b) = (choose(mask, *b, *a), choose(mask, *a, *b));
        }
    }

    fn from_bytes((): (), numbers: [&[u8; 32]; 4]) -> Self {
        let numbers = numbers.map(limbs_of);
        Self::gather((), numbers.each_ref())
    }

    fn to_bytes(&self) -> [[u8; 32]; 4] {
        self.canonical().scatter().map(|limbs| bytes_of(&limbs))
    }

    #[inline(always)]
    fn places((): (), places: [u32; 4], wanted: u32) -> Four {
        equal(four(places), splat(wanted))
    }

    #[inline(always)]
    fn or(a: Four, b: Four) -> Four {
        or(a, b)
    }

    fn bools(mask: Four) -> [bool; 4] {
        array(mask).map(|lane| lane != 0)
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

impl Zeroize for Ten {
    fn zeroize(&mut self) {
        self.0 = [splat(0); 10];
        core::hint::black_box(&self.0);
    }
}
