//! Scalars in windows of a few bits, each between minus and plus half of what it could hold.

use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

/// Windows of `bits` (3 to 8) bits that a scalar has. A scalar is below 2^253, so that the last one
/// holds what is carried into it.
pub const fn windows(bits: u32) -> u32 {
    253_u32.div_ceil(bits)
}

/// The scalar's digits, from the lowest: each from -2^(bits - 1) to 2^(bits - 1) - 1, and their sum
/// weighted with powers of 2^bits is the scalar. In constant time.
#[inline(never)]
pub fn digits(scalar: &Scalar, bits: u32) -> Zeroizing<Vec<i8>> {
    let bytes = scalar.as_bytes();
    let mut carried = 0;
    let digits = (0..windows(bits)).map(|window| {
        let (byte, shift) = ((window * bits / 8) as usize, window * bits % 8);
        let at = |byte: usize| u32::from(bytes.get(byte).copied().unwrap_or(0));
        let pair = at(byte) | at(byte + 1) << 8;
        let digit = (pair >> shift & ((1 << bits) - 1)) + carried;
        carried = (digit + (1 << (bits - 1))) >> bits;
        digit.wrapping_sub(carried << bits) as i8
    });
    Zeroizing::new(digits.collect())
}

/// The magnitudes of digits, and for each the number 1 where it is negative, else 0.
#[inline(always)]
pub fn signs(digits: [i8; 4]) -> ([u32; 4], [u32; 4]) {
    let magnitudes = digits.map(|digit| u32::from(digit.unsigned_abs()));
    let negative = digits.map(|digit| u32::from(digit as u8 >> 7));
    (magnitudes, negative)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_give_the_scalar_again_and_keep_their_bounds() {
        let wide = |seed: u8| Scalar::from_bytes_mod_order_wide(&[seed; 64]);
        let scalars = (0..=255).map(wide).chain([-Scalar::ONE]);
        for scalar in scalars {
            for bits in 3..=8 {
                let half = 1 << (bits - 1);
                let base = Scalar::from(1_u64 << bits);
                let digits = digits(&scalar, bits);
                let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
                    assert!((-half..half).contains(&i32::from(*digit)));
                    let magnitude = Scalar::from(digit.unsigned_abs());
                    sum * base + if *digit < 0 { -magnitude } else { magnitude }
                });
                assert_eq!(sum, scalar, "{bits} bits");
            }
        }
    }
}
