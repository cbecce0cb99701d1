//! One block of a progressive scan of AC coefficients.
//!
//! Source: ITU-T T.81, G.1.2.2, G.1.2.3 and G.2.

use super::JpegError;
use super::bits::BitReader;
use super::block::ZIGZAG;
use super::huffman::{END_OF_BLOCK, Symbol, Table};

const BAD_CODE: JpegError = JpegError::Malformed("a Huffman code that is not in the table");
const TOO_MANY: JpegError = JpegError::Malformed("a run beyond the end of its band");

/// Blocks that an end-of-band symbol stands for.
fn end_of_band(symbol: Symbol, window: u64) -> u32 {
    (1 << symbol.size()) + symbol.raw(window)
}

/// Decodes the coefficients `start..=end` of one block, less their `low` lowest bits.
#[inline(always)]
#[allow(
    clippy::indexing_slicing,
    reason = "8-bit indices into 256 entries, 6-bit ones into 64; the innermost loop of decoding"
)]
pub(super) fn first(
    reader: &mut BitReader<'_>,
    table: &Table,
    (start, end): (u32, u32),
    low: u32,
    blocks_left: &mut u32,
    block: &mut [i16; 64],
    nonzero: &mut u64,
) -> Result<(), JpegError> {
    let mut bits = *reader;
    let mut found = 0;
    let mut k = start;
    while k <= end {
        let window = bits.window();
        let Some(symbol) = table.symbol(window) else {
            *reader = bits;
            return Err(BAD_CODE);
        };
        bits.consume(symbol.bits());
        if symbol.advance() >= END_OF_BLOCK {
            *blocks_left = end_of_band(symbol, window) - 1;
            break;
        }
        k += symbol.advance();
        if k > end + 1 {
            *reader = bits;
            return Err(TOO_MANY);
        }
        let value = (symbol.value(window) << low) as i16;
        block[usize::from(ZIGZAG[usize::from((k - 1) as u8)] & 63)] = value;
        found |= u64::from(value != 0) << (k - 1);
    }
    *nonzero |= found;
    *reader = bits;
    Ok(())
}

/// The bits from `from` up to, but without, `to`; both at most 64.
fn range(from: u32, to: u32) -> u64 {
    let below = |n: u32| if n >= 64 { u64::MAX } else { (1 << n) - 1 };
    below(to) & !below(from)
}

/// Adds the bit `low` to the coefficients `start..=end` of one block.
#[inline(always)]
pub(super) fn refine(
    reader: &mut BitReader<'_>,
    table: &Table,
    (start, end): (u32, u32),
    low: u32,
    blocks_left: &mut u32,
    block: &mut [i16; 64],
    nonzero: &mut u64,
) -> Result<(), JpegError> {
    let mut bits = *reader;
    // What was not zero before this scan; only that has correction bits.
    let mut which = *nonzero & range(start, end + 1);
    let mut k = start;
    while *blocks_left == 0 && k <= end {
        let window = bits.window();
        let Some(symbol) = table.symbol(window) else {
            *reader = bits;
            return Err(BAD_CODE);
        };
        bits.consume(symbol.bits());
        if symbol.advance() >= END_OF_BLOCK {
            *blocks_left = end_of_band(symbol, window);
            break;
        }
        if symbol.size() > 1 {
            *reader = bits;
            return Err(JpegError::Malformed("a correction of more than one bit"));
        }
        // The place of the new coefficient: behind so many that were zero before.
        let mut place = k + symbol.advance() - 1;
        while which != 0 && which.trailing_zeros() <= place {
            correct(&mut bits, which.trailing_zeros(), low, block);
            which &= which - 1;
            place += 1;
        }
        if place > end {
            *reader = bits;
            return Err(TOO_MANY);
        }
        // After a run of 16 there is none: its size and its value are 0, and so is what it takes
        // the place of.
        set(block, place, |_| (symbol.value(window) << low) as i16);
        *nonzero |= u64::from(symbol.size()) << place;
        k = place + 1;
    }
    if *blocks_left > 0 {
        *blocks_left -= 1;
        while which != 0 {
            correct(&mut bits, which.trailing_zeros(), low, block);
            which &= which - 1;
        }
    }
    *reader = bits;
    Ok(())
}

/// Reads one bit: whether the coefficient grows by the bit of this scan.
#[inline(always)]
fn correct(bits: &mut BitReader<'_>, place: u32, low: u32, block: &mut [i16; 64]) {
    // Without a branch: the bits are as good as random.
    let step = ((bits.window() >> 63) << low) as i16;
    bits.consume(1);
    set(block, place, |known| {
        known.wrapping_add((known >> 15 | 1).wrapping_mul(step))
    });
}

#[inline(always)]
#[allow(
    clippy::indexing_slicing,
    reason = "a 6-bit index into 64 entries; the innermost loop of decoding"
)]
fn set(block: &mut [i16; 64], place: u32, change: impl Fn(i16) -> i16) {
    let place = ZIGZAG[usize::from(place as u8)] & 63;
    let coefficient = &mut block[usize::from(place)];
    *coefficient = change(*coefficient);
}
