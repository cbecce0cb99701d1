//! Stage 1: a row of pixels to a row of luma.
//!
//! Source: `pdq/cpp/downscaling/downscaling.cpp`, `fillFloatLumaFromRGB` and
//! `fillFloatLumaFromGrey` of facebook/ThreatExchange.

/// Appends one luma value a pixel: `0.299 R + 0.587 G + 0.114 B` in 32-bit float, left to right,
/// not rounded.
///
/// `pixels` holds `channels` bytes a pixel, of which the first three are red, green and blue;
/// anything behind them (alpha) is dropped, as every reference does.
pub fn from_rgb(pixels: &[u8], channels: usize, luma: &mut Vec<f32>) {
    luma.extend(
        pixels
            .chunks_exact(channels.max(3))
            .map(|pixel| match *pixel {
                [r, g, b, ..] => 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b),
                _ => 0.0,
            }),
    );
}

/// Appends one luma value a pixel: the grey value itself, as the references take it.
///
/// `pixels` holds `channels` bytes a pixel, of which the first is grey.
pub fn from_grey(pixels: &[u8], channels: usize, luma: &mut Vec<f32>) {
    luma.extend(
        pixels
            .iter()
            .step_by(channels.max(1))
            .map(|grey| f32::from(*grey)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_dropped_alpha() {
        let mut luma = Vec::new();
        from_rgb(&[255, 0, 0, 9, 0, 255, 0, 0, 10, 20, 30, 255], 4, &mut luma);
        let expected = 0.299f32 * 10.0 + 0.587f32 * 20.0 + 0.114f32 * 30.0;
        assert_eq!(luma, [0.299f32 * 255.0, 0.587f32 * 255.0, expected]);
    }

    #[test]
    fn grey_is_taken_as_it_is() {
        let mut luma = Vec::new();
        from_grey(&[0, 200, 255, 1], 2, &mut luma);
        assert_eq!(luma, [0.0, 255.0]);
    }
}
