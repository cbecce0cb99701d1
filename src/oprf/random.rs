//! Random scalars out of 32 bytes that the host gives.
//!
//! Scalar number i is `SHA-512(label || seed || i)` reduced by the group's order. SHA-512 keyed with
//! a secret of 256 bits in front of messages of one length is a pseudorandom function (no longer
//! message is ever hashed, so its extension property gives nothing away), labels keep uses apart,
//! and 512 bits reduced by an order of 253 bits are uniform up to 2^-259. So whoever does not know
//! the seed sees uniform scalars, and a test that knows it sees the same ones again. A seed serves
//! once: [`Seed`] can be neither copied nor looked at, and every use takes it away.

use super::OprfError;
use super::suite::digest;
use core::fmt;
use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

/// 32 fresh bytes of the system's random source, for one use. Wiped when dropped.
pub struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    /// Takes bytes that were never used before and are used nowhere else: two requests from one
    /// seed can be linked, and would tell how their inputs differ.
    ///
    /// # Errors
    /// [`OprfError::NoRandomness`] when all are zero, as a buffer is that nobody filled.
    pub fn new(bytes: [u8; 32]) -> Result<Self, OprfError> {
        let bytes = Zeroizing::new(bytes);
        if *bytes == [0; 32] {
            return Err(OprfError::NoRandomness);
        }
        Ok(Self(bytes))
    }

    pub(super) fn scalars(self, label: Label) -> Scalars {
        Scalars {
            label,
            seed: self.0,
            next: 0,
        }
    }

    #[cfg(feature = "evaluator")]
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(hidden)")
    }
}

/// What scalars are drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// RFC 9497 blinds.
    #[cfg(any(test, feature = "evaluator"))]
    Multiply,
    /// Blinds of the fixed-base way.
    FixedBase,
}

impl Label {
    /// 16 bytes each.
    fn bytes(self) -> &'static [u8; 16] {
        match self {
            #[cfg(any(test, feature = "evaluator"))]
            Self::Multiply => b"presend-blind-v1",
            Self::FixedBase => b"presend-fixed-v1",
        }
    }
}

/// An endless row of scalars, none of them zero.
pub(super) struct Scalars {
    label: Label,
    seed: Zeroizing<[u8; 32]>,
    next: u64,
}

impl Scalars {
    pub(super) fn draw(&mut self) -> Scalar {
        loop {
            let counter = self.next.to_le_bytes();
            let wide = Zeroizing::new(digest(&[self.label.bytes(), &*self.seed, &counter]));
            self.next += 1;
            let scalar = Scalar::from_bytes_mod_order_wide(&wide);
            if scalar != Scalar::ZERO {
                return scalar;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha512};

    fn draw(seed: u8, label: Label) -> [Scalar; 3] {
        let mut scalars = Seed::new([seed; 32]).unwrap().scalars(label);
        core::array::from_fn(|_| scalars.draw())
    }

    #[test]
    fn the_same_seed_and_label_give_the_same_scalars_and_nothing_else_does() {
        let first = draw(1, Label::Multiply);
        assert_eq!(first, draw(1, Label::Multiply));
        for other in [draw(2, Label::Multiply), draw(1, Label::FixedBase)] {
            assert!(first.iter().all(|scalar| !other.contains(scalar)));
        }
        assert_ne!(first[0], first[1]);
        assert_ne!(first[1], first[2]);
    }

    #[test]
    fn a_scalar_is_sha512_of_label_seed_and_counter() {
        let mut message = b"presend-fixed-v1".to_vec();
        message.extend([9; 32]);
        message.extend([1, 0, 0, 0, 0, 0, 0, 0]);
        let wide: [u8; 64] = Sha512::digest(&message).into();
        let expected = Scalar::from_bytes_mod_order_wide(&wide);
        assert_eq!(draw(9, Label::FixedBase)[1], expected);
    }

    #[test]
    fn a_seed_of_zeros_is_refused_and_none_is_shown() {
        assert_eq!(Seed::new([0; 32]).unwrap_err(), OprfError::NoRandomness);
        let seed = Seed::new([0xab; 32]).unwrap();
        assert_eq!(format!("{seed:?}"), "Seed(hidden)");
    }
}
