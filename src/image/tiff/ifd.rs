//! The directories of a TIFF file, read where they lie: nothing is copied.
//!
//! Source: TIFF Revision 6.0, section 2.

/// How numbers are laid out in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `II`
    Little,
    /// `MM`
    Big,
}

impl Order {
    pub(super) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    pub(super) fn bytes(self, number: u16) -> [u8; 2] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }

    pub(super) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }
}

/// A file that ends too early, or says something that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Broken {
    #[error("the bytes end too early")]
    Short,
    #[error("{0}")]
    Rule(&'static str),
}

/// More entries than any real directory has (chosen in November 2026; real ones have below 100),
/// so that many overlapping directories take no time.
const MAX_ENTRIES: u16 = 1024;

/// One directory: what describes one page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directory<'a> {
    bytes: &'a [u8],
    order: Order,
    entries: &'a [[u8; 12]],
    /// Where the next one begins, 0 for none.
    pub(super) next: u32,
}

impl<'a> Directory<'a> {
    /// The directory at `offset` from the beginning of the file.
    pub(super) fn read(bytes: &'a [u8], order: Order, offset: u32) -> Result<Self, Broken> {
        let at = bytes.get(offset as usize..).ok_or(Broken::Short)?;
        let (count, rest) = at.split_first_chunk::<2>().ok_or(Broken::Short)?;
        let count = order.u16(*count);
        if count > MAX_ENTRIES {
            return Err(Broken::Rule("a directory has more than 1024 entries"));
        }
        let (entries, rest) = rest
            .split_at_checked(usize::from(count) * 12)
            .ok_or(Broken::Short)?;
        let next = rest.first_chunk::<4>().ok_or(Broken::Short)?;
        Ok(Self {
            bytes,
            order,
            entries: entries.as_chunks::<12>().0,
            next: order.u32(*next),
        })
    }

    /// The values of a tag; `None` where the directory does not have it.
    pub(super) fn find(&self, tag: u16) -> Result<Option<Values<'a>>, Broken> {
        let entry = self
            .entries
            .iter()
            .find(|[a, b, ..]| self.order.u16([*a, *b]) == tag);
        let Some(entry) = entry else { return Ok(None) };
        let [_, _, kind0, kind1, c0, c1, c2, c3, inside @ ..] = entry;
        let size = match self.order.u16([*kind0, *kind1]) {
            1 => 1,
            3 => 2,
            4 => 4,
            _ => return Err(Broken::Rule("a number has a type that is none")),
        };
        let count = self.order.u32([*c0, *c1, *c2, *c3]) as usize;
        let length = count.checked_mul(size).ok_or(Broken::Short)?;
        let bytes = match inside.get(..length) {
            Some(bytes) => bytes,
            None => {
                let from = self.bytes.get(self.order.u32(*inside) as usize..);
                let values = from.and_then(|from| from.get(..length));
                values.ok_or(Broken::Short)?
            }
        };
        Ok(Some(Values {
            bytes,
            size,
            order: self.order,
        }))
    }

    /// The first value of a tag, or what holds without it.
    pub(super) fn number(&self, tag: u16, default: u32) -> Result<u32, Broken> {
        Ok(self
            .find(tag)?
            .and_then(|values| values.get(0))
            .unwrap_or(default))
    }
}

/// Unsigned numbers of 8, 16 or 32 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'a> {
    bytes: &'a [u8],
    size: usize,
    order: Order,
}

impl Values<'_> {
    pub(super) fn len(&self) -> usize {
        self.bytes.len() / self.size.max(1)
    }

    pub(super) fn get(&self, index: usize) -> Option<u32> {
        let from = index.checked_mul(self.size)?;
        match self.bytes.get(from..)?.get(..self.size)? {
            [a] => Some(u32::from(*a)),
            [a, b] => Some(u32::from(self.order.u16([*a, *b]))),
            [a, b, c, d] => Some(self.order.u32([*a, *b, *c, *d])),
            _ => None,
        }
    }

    pub(super) fn all(&self, expected: u32) -> bool {
        (0..self.len()).all(|i| self.get(i) == Some(expected))
    }
}
