//! Stage 8: how far each coefficient lies from deciding the other way.

use super::Dct16;

/// The 256 signed margins `coefficient - median`, in the order of the hash bits: bit `k` of the
/// hash is set exactly where margin `k` is greater than 0.
///
/// Unit: that of the coefficients (grey levels times 32). The smaller the absolute margin, the
/// likelier an edit of the picture flips that bit.
pub fn margins(dct: &Dct16, median: f32) -> [f32; 256] {
    let mut margins = [0f32; 256];
    for (margin, coefficient) in margins.iter_mut().zip(dct.as_flattened()) {
        *margin = coefficient - median;
    }
    margins
}
