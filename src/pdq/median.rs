//! Stage 5: the median of the 256 coefficients and the hash.
//!
//! Source: `pdq/cpp/hashing/pdqhashing.cpp` (`pdqBuffer16x16ToBits`) and `torben.cpp` of
//! facebook/ThreatExchange. Torben's method yields the lower median, element 127 of the sorted 256.

use super::Dct16;
use crate::hash256::PdqHash;

/// The lower median: the 128th smallest of the 256 coefficients.
pub fn lower_median(dct: &Dct16) -> f32 {
    let mut sorted = [0f32; 256];
    sorted.copy_from_slice(dct.as_flattened());
    let (_, median, _) = sorted.select_nth_unstable_by(127, f32::total_cmp);
    *median
}

/// Bit `16 i + j` is set where coefficient `[i][j]` is strictly greater than the median, so 128
/// bits are set unless coefficients tie with it.
pub fn hash(dct: &Dct16, median: f32) -> PdqHash {
    let mut bits = [false; 256];
    for (bit, coefficient) in bits.iter_mut().zip(dct.as_flattened()) {
        *bit = *coefficient > median;
    }
    PdqHash::from_bits(&bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_of_the_two_middle_values() {
        let mut dct: Dct16 =
            core::array::from_fn(|i| core::array::from_fn(|j| (255 - 16 * i - j) as f32));
        assert_eq!(lower_median(&dct), 127.0);
        assert_eq!(hash(&dct, 127.0).count_ones(), 128);
        dct[0][0] = 127.0;
        assert_eq!(lower_median(&dct), 127.0);
        assert_eq!(
            hash(&dct, 127.0).count_ones(),
            127,
            "ties with the median are not set"
        );
    }

    #[test]
    fn equal_coefficients_give_the_zero_hash() {
        let dct: Dct16 = [[3.5; 16]; 16];
        assert_eq!(hash(&dct, lower_median(&dct)), PdqHash::default());
    }
}
