//! Numbers modulo p the slow way, with nothing in common with the lanes: an oracle.

use sha2::{Digest, Sha512};

/// A number below p = 2^255 - 19, little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub [u64; 4]);

const P: [u64; 4] = [u64::MAX - 18, u64::MAX, u64::MAX, u64::MAX >> 1];

fn sub(a: [u64; 4], b: [u64; 4]) -> ([u64; 4], bool) {
    let mut borrow = false;
    let mut difference = [0; 4];
    for i in 0..4 {
        let (first, one) = a[i].overflowing_sub(b[i]);
        let (second, two) = first.overflowing_sub(u64::from(borrow));
        difference[i] = second;
        borrow = one || two;
    }
    (difference, borrow)
}

impl Number {
    pub const ZERO: Self = Self([0; 4]);

    pub fn small(value: u64) -> Self {
        Self([value, 0, 0, 0])
    }

    /// Of 32 bytes, all bits of them.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let bit = |i: usize| bytes[i / 8] >> (i % 8) & 1 == 1;
        (0..256).rev().fold(Self::ZERO, |sum, i| {
            let twice = sum.plus(sum);
            if bit(i) {
                twice.plus(Self::small(1))
            } else {
                twice
            }
        })
    }

    pub fn to_bytes(self) -> [u8; 32] {
        let bytes = self.0.map(u64::to_le_bytes);
        bytes.as_flattened().try_into().unwrap()
    }

    pub fn plus(self, other: Self) -> Self {
        let (mut sum, mut carry) = ([0; 4], 0);
        for (to, (a, b)) in sum.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            let total = u128::from(a) + u128::from(b) + carry;
            *to = total as u64;
            carry = total >> 64;
        }
        let (less, borrow) = sub(sum, P);
        Self(if borrow { sum } else { less })
    }

    pub fn negative(self) -> Self {
        if self == Self::ZERO {
            self
        } else {
            Self(sub(P, self.0).0)
        }
    }

    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negative())
    }

    pub fn times(self, other: Self) -> Self {
        let bit = |i: usize| other.0[i / 64] >> (i % 64) & 1 == 1;
        (0..255).rev().fold(Self::ZERO, |product, i| {
            let twice = product.plus(product);
            if bit(i) { twice.plus(self) } else { twice }
        })
    }

    /// To the power of p - `less`.
    pub fn power_below_p(self, less: u64) -> Self {
        let (exponent, _) = sub(P, [less, 0, 0, 0]);
        let bit = |i: usize| exponent[i / 64] >> (i % 64) & 1 == 1;
        (0..255).rev().fold(Self::small(1), |power, i| {
            let square = power.times(power);
            if bit(i) { square.times(self) } else { square }
        })
    }

    pub fn is_negative(self) -> bool {
        self.0[0] & 1 == 1
    }
}

/// 64 bytes that look random, a different row for each name.
pub fn bytes(name: &str, i: u64) -> [u8; 64] {
    let hash = Sha512::new()
        .chain_update(name)
        .chain_update(i.to_le_bytes());
    hash.finalize().into()
}

/// 32 of them.
pub fn half(name: &str, i: u64) -> [u8; 32] {
    bytes(name, i).as_chunks().0[0]
}
