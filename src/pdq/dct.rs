//! Stage 4: the 16x16 low frequencies of the 64x64 buffer.
//!
//! Source: `pdq/cpp/hashing/pdqhashing.cpp` (`PDQHashingMetadata`, `dct64To16`) of
//! facebook/ThreatExchange: `B = D A D^T`, `D[i][j] = sqrt(2/64) cos(pi/128 (i+1)(2j+1))`, so
//! frequencies 1 to 16; the constant term is skipped.

use super::{Buffer64, Dct16, LOW, SIDE};

/// `D`, 16 rows of 64, each entry rounded to 32 bits as the reference does.
fn matrix() -> [[f32; SIDE]; LOW] {
    let scale = f64::from((2.0f32 / SIDE as f32).sqrt());
    core::array::from_fn(|i| {
        core::array::from_fn(|j| {
            let angle = core::f64::consts::PI / 2.0 / SIDE as f64 * ((i + 1) * (2 * j + 1)) as f64;
            (scale * angle.cos()) as f32
        })
    })
}

/// Sum of products in ascending order, 32-bit, as the reference adds.
fn dot(a: &[f32; SIDE], b: impl Iterator<Item = f32>) -> f32 {
    a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + x * y)
}

/// Row `i`, column `j` of the result is vertical frequency `i + 1`, horizontal frequency `j + 1`.
pub fn dct16(buffer: &Buffer64) -> Dct16 {
    let d = matrix();
    let t: [[f32; SIDE]; LOW] = d.map(|row| {
        core::array::from_fn(|j| {
            dot(
                &row,
                buffer
                    .iter()
                    .map(|line| line.get(j).copied().unwrap_or(0.0)),
            )
        })
    });
    t.map(|row| d.map(|column| dot(&row, column.into_iter())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_has_no_low_frequencies() {
        let dct = dct16(&[[200.0; SIDE]; SIDE]);
        assert!(dct.as_flattened().iter().all(|c| c.abs() < 0.01));
    }

    #[test]
    fn one_wave_down_is_one_coefficient_in_the_first_column() {
        // cos(pi/128 * 3 * (2y+1)) is vertical frequency 3, with no horizontal frequency: the
        // constant term across is skipped, so a wave in both directions is needed to be seen.
        let wave = |f: usize, n: usize| {
            (core::f64::consts::PI / 128.0 * (f * (2 * n + 1)) as f64).cos() as f32
        };
        let buffer: Buffer64 =
            core::array::from_fn(|y| core::array::from_fn(|x| 100.0 * wave(3, y) * wave(5, x)));
        let dct = dct16(&buffer);
        for (i, row) in dct.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                let expected = if (i, j) == (2, 4) { 3200.0 } else { 0.0 };
                assert!((value - expected).abs() < 0.05, "{i},{j}: {value}");
            }
        }
    }
}
