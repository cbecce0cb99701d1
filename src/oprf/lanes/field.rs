//! What the group above asks of numbers modulo p = 2^255 - 19, four at once.
//!
//! # Bounds
//!
//! Results are *reduced* but those of [`Field::plus`] and [`Field::difference`], which count as much as
//! both operands together, and of [`Field::negative`] and [`Field::choose`], which count as their
//! operands. Functions take:
//!
//! | function | operands |
//! |---|---|
//! | `mul`, `set_mul` | a sum of at most three, and a number that is reduced or [`Field::tight`] |
//! | `squares`, `set_square` | a number that is reduced or tight |
//! | `plus` | whatever the caller of the result may be given |
//! | `difference`, `minus`, and all that is built on them | sums of at most two |
//! | `tight`, `negative`, `to_bytes`, masks | a sum of at most two |

use zeroize::Zeroize;

/// How constants are written: ten limbs of 26 and 25 bits by turns, as in curve25519-dalek's backend
/// for 32 bits.
pub type Limbs = [u32; 10];

#[cfg(any(test, target_arch = "wasm32"))]
pub const ZERO: Limbs = [0; 10];
pub const ONE: Limbs = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// Four numbers, in constant time.
pub trait Field: Clone + Zeroize {
    /// Proof that the machine has the instructions.
    type Lanes: Copy;
    /// One number out of the lanes, reduced.
    type Number: Copy + Zeroize;
    /// All bits or none for each lane.
    type Mask: Copy;

    const ZERO: Self::Number;
    const ONE: Self::Number;

    /// Runs a step of many operations where the compiler may use the instructions.
    fn run<R>(lanes: Self::Lanes, step: impl FnOnce() -> R) -> R;
    fn lanes(&self) -> Self::Lanes;

    /// The same constant four times.
    fn constant(lanes: Self::Lanes, limbs: &Limbs) -> Self;
    /// The same number four times.
    fn splat(lanes: Self::Lanes, number: &Self::Number) -> Self;
    /// 0 in all lanes.
    fn zero(lanes: Self::Lanes) -> Self;
    /// Four numbers side by side.
    fn gather(lanes: Self::Lanes, numbers: [&Self::Number; 4]) -> Self;
    /// The four numbers, each where it belongs; of reduced numbers.
    fn scatter_to(&self, numbers: [&mut Self::Number; 4]);

    /// The sum, as it is.
    fn plus(&self, other: &Self) -> Self;
    /// The difference, which may count as much as a sum.
    fn difference(&self, other: &Self) -> Self;
    /// The difference, reduced.
    fn minus(&self, other: &Self) -> Self;
    /// The same number, reduced where a product needs that.
    fn tight(self) -> Self;
    fn negative(&self) -> Self;
    /// Becomes the product. Part of a larger step.
    fn set_mul(&mut self, a: &Self, b: &Self);
    /// Becomes the square. Part of a larger step.
    fn set_square(&mut self, a: &Self);
    fn mul(&self, other: &Self) -> Self;
    fn squares(&self, times: u32) -> Self;

    /// The lanes whose number is 0.
    fn is_zero(&self) -> Self::Mask;
    /// The lanes whose number is odd below p: negative, as RFC 9496 says.
    fn is_negative(&self) -> Self::Mask;
    /// `yes` in lanes whose mask has ones, `no` where it has none.
    fn choose(mask: Self::Mask, yes: &Self, no: &Self) -> Self;

    /// Becomes `other` in lanes whose mask has ones.
    fn take(&mut self, mask: Self::Mask, other: &Self);
    /// Both change places in lanes whose mask has ones.
    fn swap(mask: Self::Mask, a: &mut Self, b: &mut Self);

    /// Numbers out of 32 bytes each, little-endian; the last bit is left out.
    fn from_bytes(lanes: Self::Lanes, numbers: [&[u8; 32]; 4]) -> Self;
    /// 32 bytes each, little-endian, below p.
    fn to_bytes(&self) -> [[u8; 32]; 4];

    /// The lanes whose place holds `wanted`.
    fn places(lanes: Self::Lanes, places: [u32; 4], wanted: u32) -> Self::Mask;
    fn or(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Public masks, in variable time.
    fn bools(mask: Self::Mask) -> [bool; 4];

    #[inline(always)]
    fn square(&self) -> Self {
        self.squares(1)
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn equals(&self, other: &Self) -> Self::Mask {
        self.minus(other).is_zero()
    }

    /// The negative in lanes whose mask has ones.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn negative_where(&self, mask: Self::Mask) -> Self {
        Self::choose(mask, &self.negative(), self)
    }

    /// The one of the number and its negative that is not negative.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn absolute(&self) -> Self {
        self.negative_where(self.is_negative())
    }

    /// The four numbers.
    fn scatter(&self) -> [Self::Number; 4] {
        let mut numbers = [Self::ZERO; 4];
        self.scatter_to(numbers.each_mut());
        numbers
    }

    /// One lane's number in all lanes.
    fn lane(&self, lane: usize) -> Self {
        let number = self.scatter().get(lane).copied().unwrap_or(Self::ZERO);
        Self::splat(self.lanes(), &number)
    }
}
