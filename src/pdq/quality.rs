//! Stage 6: how much there is to see in a picture, 0 to 100.
//!
//! Source: `pdq/cpp/hashing/pdqhashing.cpp` (`pdqImageDomainQualityMetric`) of
//! facebook/ThreatExchange: gradients of the 64x64 buffer, each quantised by truncation.

use super::{Buffer64, SIDE};

/// `min(100, sum of |trunc((u - v) * 100 / 255)| over all vertical and horizontal neighbours, divided by 90)`,
/// the division being an integer one.
pub fn quality(buffer: &Buffer64) -> u8 {
    let step = |u: f32, v: f32| (((u - v) * 100.0) / 255.0) as i32;
    let pixels = buffer.as_flattened();
    let below = pixels.get(SIDE..).unwrap_or_default();
    let vertical = pixels
        .iter()
        .zip(below)
        .map(|(u, v)| step(*u, *v).unsigned_abs());
    let horizontal = buffer.iter().flat_map(|row| {
        row.array_windows()
            .map(|[u, v]| step(*u, *v).unsigned_abs())
    });
    let sum: u32 = vertical.chain(horizontal).sum();
    u8::try_from((sum / 90).min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_picture_has_none_and_noise_has_all() {
        assert_eq!(quality(&[[77.0; SIDE]; SIDE]), 0);
        let board: Buffer64 =
            core::array::from_fn(|y| core::array::from_fn(|x| ((x + y) % 2 * 255) as f32));
        assert_eq!(quality(&board), 100);
    }

    #[test]
    fn each_step_is_cut_to_whole_percents_of_the_grey_range() {
        // One vertical edge of 25.5 grey levels: 10 % in each of 64 rows; 640 / 90 = 7.
        let edge = |low: f32| -> Buffer64 {
            core::array::from_fn(|_| core::array::from_fn(|x| if x < 30 { 0.0 } else { low }))
        };
        assert_eq!(quality(&edge(25.51)), 7);
        // Just below 10 % is cut to 9 %: 576 / 90 = 6. Steps below 1 % count for nothing.
        assert_eq!(quality(&edge(25.49)), 6);
        assert_eq!(quality(&edge(2.5)), 0);
    }
}
