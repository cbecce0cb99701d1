//! Stage 1: from the samples of a pixel to its luma, 0 to 255.
//!
//! The reference takes `0.299 R + 0.587 G + 0.114 B` in 32-bit float, not rounded, and a grey value
//! as it is. That is linear, as the stages behind it are, so it may be applied to rows that were
//! added up already: 64 times a picture instead of once a row.
//!
//! Source: `pdq/cpp/downscaling/downscaling.cpp`, `fillFloatLumaFromRGB` and
//! `fillFloatLumaFromGrey` of facebook/ThreatExchange.

/// What each sample of a pixel adds to its luma. Alpha adds nothing, as with every reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(&'static [f32]);

impl Weights {
    /// One sample: grey.
    pub const GREY: Self = Self(&[1.0]);
    /// Two samples: grey, alpha.
    pub const GREY_ALPHA: Self = Self(&[1.0, 0.0]);
    /// Three samples: red, green, blue.
    pub const RGB: Self = Self(&[0.299, 0.587, 0.114]);
    /// Four samples: red, green, blue, alpha.
    pub const RGB_ALPHA: Self = Self(&[0.299, 0.587, 0.114, 0.0]);

    /// Samples a pixel, 1 to 4.
    pub fn samples(self) -> usize {
        self.0.len()
    }

    /// Appends the luma of each pixel of a row.
    pub fn apply(self, row: &[f32], luma: &mut Vec<f32>) {
        luma.extend(row.chunks_exact(self.samples()).map(|pixel| {
            let weighted = pixel
                .iter()
                .zip(self.0)
                .map(|(sample, weight)| sample * weight);
            weighted.sum::<f32>()
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luma(weights: Weights, row: &[f32]) -> Vec<f32> {
        let mut luma = Vec::new();
        weights.apply(row, &mut luma);
        luma
    }

    #[test]
    fn weights_and_dropped_alpha() {
        let expected = 0.299f32 * 10.0 + 0.587f32 * 20.0 + 0.114f32 * 30.0;
        let row = [255.0, 0.0, 0.0, 9.0, 10.0, 20.0, 30.0, 255.0];
        assert_eq!(luma(Weights::RGB_ALPHA, &row), [0.299f32 * 255.0, expected]);
        assert_eq!(luma(Weights::RGB, &[10.0, 20.0, 30.0]), [expected]);
    }

    #[test]
    fn grey_is_taken_as_it_is() {
        assert_eq!(luma(Weights::GREY, &[0.0, 200.0]), [0.0, 200.0]);
        assert_eq!(
            luma(Weights::GREY_ALPHA, &[7.0, 200.0, 255.0, 1.0]),
            [7.0, 255.0]
        );
    }
}
