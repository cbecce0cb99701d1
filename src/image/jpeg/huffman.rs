//! Huffman codes, and the lookup tables that decode them.
//!
//! Source: ITU-T T.81, annexes C and F.2.2.

/// Bits looked at in one step.
const LOOK: u32 = 10;
/// Bits looked at in one step where blocks are only skipped.
const SKIP_LOOK: u32 = 11;

/// Added to the position in a block by the symbol that ends the block. Larger than any run, so
/// that no position behind it can be mistaken for one inside the block.
pub(super) const END_OF_BLOCK: u32 = 128;

/// One Huffman code, as its segment gives it.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// For each length: the first 16-bit window that is beyond the codes of this length.
    limits: [u32; 17],
    /// For each length: what to add to a code to get the position of its symbol.
    offsets: [i32; 17],
    symbols: [u8; 256],
}

impl Code {
    /// `None` for a table that has more codes than there is room for.
    pub fn new(counts: &[u8; 16], listed: &[u8]) -> Option<Self> {
        let mut symbols = [0; 256];
        symbols.get_mut(..listed.len())?.copy_from_slice(listed);
        let mut limits = [0; 17];
        let mut offsets = [0; 17];
        let (mut code, mut position) = (0u32, 0i32);
        let lengths = limits.iter_mut().zip(&mut offsets).zip(0u32..).skip(1);
        for (((limit, offset), length), &count) in lengths.zip(counts) {
            *offset = position - code as i32;
            code += u32::from(count);
            position += i32::from(count);
            if code > 1 << length {
                return None;
            }
            *limit = code << (16 - length);
            code <<= 1;
        }
        Some(Self {
            limits,
            offsets,
            symbols,
        })
    }

    /// Length and symbol of the code that the 16 bits begin with.
    /// It is at least `shortest` bits long.
    fn find(&self, window: u32, shortest: u32) -> Option<(u32, u8)> {
        let lengths = self.limits.iter().zip(&self.offsets).zip(0u32..);
        let lengths = lengths.skip(shortest as usize);
        for ((limit, offset), length) in lengths {
            if window < *limit {
                let position = (window >> (16 - length)) as i32 + offset;
                let symbol = self.symbols.get(usize::try_from(position).ok()?)?;
                return Some((length, *symbol));
            }
        }
        None
    }
}

/// One decoded symbol: how many bits it takes and what it does.
///
/// Packed into four bytes: all bits (code and value), positions to advance, 63 less the bits of the
/// value, bits of the code. Zero stands for "not in the table".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Symbol(u32);

impl Symbol {
    fn new(code: u32, advance: u32, size: u32) -> Self {
        Self((code + size) | advance << 8 | (63 - size) << 16 | code << 24)
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Bits of code and value: at most 31.
    pub fn bits(self) -> u32 {
        self.0 & 0xff
    }

    /// Positions to advance, the coefficient itself included.
    pub fn advance(self) -> u32 {
        self.0 >> 8 & 0xff
    }

    /// Bits of the value: at most 15.
    pub fn size(self) -> u32 {
        63 - self.shift()
    }

    fn shift(self) -> u32 {
        self.0 >> 16 & 0xff
    }

    /// Bits of the code: 1 to 16.
    pub fn code(self) -> u32 {
        self.0 >> 24
    }

    /// The value that follows the code. `window` begins with the code.
    #[inline(always)]
    pub fn value(self, window: u64) -> i32 {
        let window = window << self.code();
        // A leading 0 stands for a negative number, whose bits are inverted: T.81, figure F.12.
        let positive = window as i64 >> 63;
        let magnitude = (window ^ !positive as u64) >> 1 >> self.shift();
        let negative = !positive as i32;
        (magnitude as i32 ^ negative) - negative
    }

    /// The bits that follow the code, as they are.
    #[inline(always)]
    pub fn raw(self, window: u64) -> u32 {
        (window << self.code() >> 1 >> self.shift()) as u32
    }
}

/// What a code's symbols mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The number of bits of a difference.
    Dc,
    /// A run and the number of bits of a coefficient, in a sequential frame.
    Ac,
    /// The same in a progressive frame, where a symbol may end many blocks: its value is the
    /// number of them, less the leading 1.
    Band,
}

impl Meaning {
    fn symbol(self, length: u32, symbol: u8) -> Option<Symbol> {
        let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        Some(match (self, run, size) {
            (Self::Dc, 0, _) => Symbol::new(length, 1, size),
            (Self::Dc, _, _) => return None,
            (_, 15, 0) => Symbol::new(length, 16, 0),
            (Self::Ac, _, 0) => Symbol::new(length, END_OF_BLOCK, 0),
            (Self::Band, _, 0) => Symbol::new(length, END_OF_BLOCK, run),
            _ => Symbol::new(length, run + 1, size),
        })
    }
}

/// Decodes one code.
#[derive(Debug, Clone)]
pub(super) struct Table {
    fast: [Symbol; 1 << LOOK],
    code: Code,
    meaning: Meaning,
}

impl Table {
    pub fn new(code: &Code, meaning: Meaning) -> Box<Self> {
        let mut table = Box::new(Self {
            fast: [Symbol::default(); 1 << LOOK],
            code: code.clone(),
            meaning,
        });
        for (entry, window) in table.fast.iter_mut().zip(0u32..) {
            if let Some((length, symbol)) = code.find(window << (16 - LOOK), 1)
                && length <= LOOK
            {
                *entry = meaning.symbol(length, symbol).unwrap_or_default();
            }
        }
        table
    }

    /// The symbol that the window begins with, `None` where there is no such code.
    #[inline(always)]
    #[allow(
        clippy::indexing_slicing,
        reason = "10 bits index 1024 entries; this is the innermost loop of decoding"
    )]
    pub fn symbol(&self, window: u64) -> Option<Symbol> {
        let symbol = self.fast[(window >> (64 - LOOK)) as usize];
        if symbol.is_none() {
            return self.long(window);
        }
        Some(symbol)
    }

    #[cold]
    #[inline(never)]
    fn long(&self, window: u64) -> Option<Symbol> {
        let (length, symbol) = self.code.find((window >> 48) as u32, LOOK + 1)?;
        self.meaning.symbol(length, symbol)
    }
}

/// Skips AC coefficients, several at a time.
#[derive(Debug, Clone)]
pub(super) struct SkipTable {
    /// Bits of all symbols in the low byte, positions to advance in the high byte.
    several: [u16; 1 << SKIP_LOOK],
    pub one: Box<Table>,
}

impl SkipTable {
    pub fn new(code: &Code) -> Box<Self> {
        let one = Table::new(code, Meaning::Ac);
        let mut table = Box::new(Self {
            several: [0; 1 << SKIP_LOOK],
            one,
        });
        for (entry, window) in table.several.iter_mut().zip(0u64..) {
            let window = window << (64 - SKIP_LOOK);
            let (mut bits, mut advance) = (0, 0);
            while bits < SKIP_LOOK && advance < 48 {
                let symbol = table.one.symbol(window << bits).unwrap_or_default();
                if symbol.is_none() || bits + symbol.code() > SKIP_LOOK {
                    break;
                }
                bits += symbol.bits();
                advance += symbol.advance();
            }
            *entry = (bits | advance << 8) as u16;
        }
        table
    }

    /// Bits and positions of as many symbols as are known from the window; 0 and 0 for none.
    #[inline(always)]
    #[allow(
        clippy::indexing_slicing,
        reason = "11 bits index 2048 entries; this is the innermost loop of decoding"
    )]
    pub fn several(&self, window: u64) -> (u32, u32) {
        let entry = u32::from(self.several[(window >> (64 - SKIP_LOOK)) as usize]);
        (entry & 0xff, entry >> 8)
    }
}
