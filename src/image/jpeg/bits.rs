//! Bits of entropy-coded data.
//!
//! Source: ITU-T T.81, F.1.2.3 (byte stuffing) and F.2.2.5.

use super::markers::Markers;

/// Reads bits, the first of them at the top of a 64-bit window.
///
/// Behind the data (a marker or the end of the file) it gives zeros and counts them, so that the
/// loops that decode need no check: [`overrun`](Self::overrun) says afterwards whether any of the
/// zeros was used.
#[derive(Debug, Clone, Copy)]
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    /// Of the next byte that is not in the window yet; never behind a marker.
    position: usize,
    window: u64,
    /// Valid bits of the window.
    count: u32,
    /// Bits that were made up.
    padding: u64,
}

impl<'a> BitReader<'a> {
    pub fn new(bytes: &'a [u8], position: usize) -> Self {
        Self {
            bytes,
            position,
            window: 0,
            count: 0,
            padding: 0,
        }
    }

    /// At least 32 bits, the next one at the top.
    #[inline(always)]
    pub fn window(&mut self) -> u64 {
        if self.count < 32 {
            self.refill();
        }
        self.window
    }

    #[inline(always)]
    pub fn consume(&mut self, bits: u32) {
        self.window <<= bits;
        self.count -= bits;
    }

    /// Takes 0 to 32 bits.
    #[inline(always)]
    pub fn take(&mut self, bits: u32) -> u32 {
        let window = self.window();
        self.consume(bits);
        (window >> 1 >> (63 - bits)) as u32
    }

    /// Whether bits behind the end of the data were used.
    pub fn overrun(&self) -> bool {
        self.padding > u64::from(self.count)
    }

    /// A walk over the markers that begins no further than the one that ends the data.
    pub fn markers(&self) -> Markers<'a> {
        Markers {
            bytes: self.bytes,
            position: self.position,
        }
    }

    #[inline(always)]
    fn refill(&mut self) {
        let ahead = self.bytes.get(self.position..).unwrap_or_default();
        if let Some(word) = ahead.first_chunk::<8>() {
            let word = u64::from_be_bytes(*word);
            if !has_ff(word) {
                self.window |= word >> self.count;
                let bytes = (63 - self.count) >> 3;
                self.position += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        // By value, so that the reader's fields can stay in registers.
        *self = self.refill_bytewise();
    }

    #[cold]
    #[inline(never)]
    fn refill_bytewise(mut self) -> Self {
        while self.count <= 56 {
            let ahead = self.bytes.get(self.position..).unwrap_or_default();
            let byte = match *ahead {
                [0xff, 0x00, ..] => {
                    self.position += 2;
                    0xff
                }
                [0xff, ..] | [] => {
                    self.padding += 8;
                    0
                }
                [byte, ..] => {
                    self.position += 1;
                    byte
                }
            };
            self.window |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }
}

/// Whether any byte of the word is 0xff.
fn has_ff(word: u64) -> bool {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let inverse = !word;
    inverse.wrapping_sub(LOW) & word & (LOW << 7) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffed_bytes_are_dropped_and_the_end_is_counted() {
        let bytes = [
            0x12, 0xff, 0x00, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xff, 0xd9, 1,
        ];
        let mut reader = BitReader::new(&bytes, 0);
        let taken: Vec<u32> = (0..9).map(|_| reader.take(8)).collect();
        assert_eq!(taken, [0x12, 0xff, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0]);
        assert!(reader.overrun());
        assert_eq!(reader.markers().position, 9);
        let mut reader = BitReader::new(&bytes, 0);
        assert_eq!(reader.take(32), 0x12ff_3456);
        assert_eq!(reader.take(32), 0x789a_bcde);
        assert!(!reader.overrun());
        assert_eq!(reader.take(1), 0);
        assert!(reader.overrun());
    }

    #[test]
    fn every_place_of_ff_is_seen() {
        for at in 0..8 {
            assert!(has_ff(0xff << (at * 8)), "{at}");
            assert!(has_ff(0x0101_0101_0101_0101 | 0xff << (at * 8)), "{at}");
        }
        assert!(!has_ff(0) && !has_ff(0x7f80_fe01_00fe_7f80));
    }
}
