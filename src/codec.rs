//! Bounded reading and writing of little-endian binary layouts.
//!
//! A [`Reader`] never reads past its slice and never allocates from a number it has read.

/// The bytes ended before the value did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("needed {needed} more bytes, {left} were left")]
pub struct OutOfBytes {
    /// Bytes the value needs.
    pub needed: usize,
    /// Bytes that were left.
    pub left: usize,
}

/// Reads values from the front of a slice.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Bytes not yet read.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next `n` bytes.
    ///
    /// # Errors
    /// [`OutOfBytes`] when fewer than `n` are left.
    pub fn bytes(&mut self, n: usize) -> Result<&'a [u8], OutOfBytes> {
        let Some((head, tail)) = self.rest.split_at_checked(n) else {
            return Err(OutOfBytes {
                needed: n,
                left: self.rest.len(),
            });
        };
        self.rest = tail;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// [`OutOfBytes`] when fewer than `N` are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], OutOfBytes> {
        let left = self.left();
        self.bytes(N)?
            .try_into()
            .map_err(|_| OutOfBytes { needed: N, left })
    }

    /// Little-endian 16 bits.
    ///
    /// # Errors
    /// [`OutOfBytes`] at the end of the slice.
    pub fn u16(&mut self) -> Result<u16, OutOfBytes> {
        self.array().map(u16::from_le_bytes)
    }

    /// Little-endian 32 bits.
    ///
    /// # Errors
    /// [`OutOfBytes`] at the end of the slice.
    pub fn u32(&mut self) -> Result<u32, OutOfBytes> {
        self.array().map(u32::from_le_bytes)
    }
}

/// Appends values to a buffer; the mirror image of [`Reader`].
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// With room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
        }
    }

    /// Appends bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Appends little-endian 16 bits.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Appends little-endian 32 bits.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_in_order_and_stops_at_the_end() {
        let mut reader = Reader::new(&[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(reader.u16(), Ok(0x0201));
        assert_eq!(reader.u32(), Ok(0x0605_0403));
        assert_eq!(reader.u16(), Err(OutOfBytes { needed: 2, left: 1 }));
        assert_eq!(reader.bytes(1), Ok(&[7u8][..]));
        assert_eq!(reader.left(), 0);
    }

    #[test]
    fn writes_what_the_reader_reads() {
        let mut writer = Writer::default();
        writer.u16(0xfffe).u32(7).bytes(b"xyz");
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u16(), Ok(0xfffe));
        assert_eq!(reader.u32(), Ok(7));
        assert_eq!(reader.array(), Ok(*b"xyz"));
    }
}
