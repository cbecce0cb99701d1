//! The box passes of the PDQ reference, literally: full-size buffers, 32-bit running sums, in the
//! reference's order. Slow, and the oracle of the linear map in `src/pdq/jarosz.rs`.
//!
//! Follows the description of `box1DFloat` and `jaroszFilterFloat` in
//! `pdq/cpp/downscaling/downscaling.cpp` of facebook/ThreatExchange.

use presend::pdq::Buffer64;
use presend::pdq::jarosz::{sample_index, window};

/// One box pass over a line of `n` values that lie `stride` apart.
fn box_pass(input: &[f32], output: &mut [f32], n: usize, stride: usize, window: usize) {
    let ahead = (window + 2) / 2;
    let behind = window - ahead;
    let mut sum = 0f32;
    let mut count = 0usize;
    for i in 0..ahead.min(n) {
        sum += input[i * stride];
        count += 1;
    }
    for o in 0..n {
        output[o * stride] = sum / count as f32;
        let (enters, leaves) = (o + ahead, o.checked_sub(behind));
        if enters < n {
            sum += input[enters * stride];
            count += 1;
        }
        if let Some(leaves) = leaves {
            sum -= input[leaves * stride];
            count -= 1;
        }
    }
}

/// Blur and sample, as the reference does.
pub fn buffer64(luma: &[f32], width: usize, height: usize) -> Box<Buffer64> {
    let mut a = luma.to_vec();
    let mut b = vec![0f32; luma.len()];
    for _ in 0..2 {
        for y in 0..height {
            box_pass(
                &a[y * width..],
                &mut b[y * width..],
                width,
                1,
                window(width),
            );
        }
        for x in 0..width {
            box_pass(&b[x..], &mut a[x..], height, width, window(height));
        }
    }
    let mut buffer = Box::new([[0f32; 64]; 64]);
    for (i, row) in buffer.iter_mut().enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            *value = a[sample_index(i, height) * width + sample_index(j, width)];
        }
    }
    buffer
}
