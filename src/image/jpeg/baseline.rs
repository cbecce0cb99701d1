//! Sequential scans.
//!
//! Source: ITU-T T.81, F.2.2.

use super::JpegError;
use super::bits::BitReader;
use super::block::{Block, BlockSink, ZIGZAG};
use super::huffman::{END_OF_BLOCK, Meaning, SkipTable, Table};
use super::markers::{Scan, State};
use super::mcu::{Coder, Place};

const BAD_CODE: JpegError = JpegError::Malformed("a Huffman code that is not in the table");
const TOO_MANY: JpegError = JpegError::Malformed("a block of more than 64 coefficients");
pub(super) const NO_TABLE: JpegError = JpegError::Malformed("a scan without its Huffman table");

/// Decodes a sequential scan: one component into the sink, anything else into nothing.
pub(super) struct Baseline<'a, S> {
    sink: &'a mut S,
    wanted: Option<(Box<Table>, Box<Table>)>,
    /// By position in the scan.
    others: Vec<Option<(Box<Table>, Box<SkipTable>)>>,
    prediction: i32,
}

impl<'a, S: BlockSink> Baseline<'a, S> {
    pub fn new(
        state: &State,
        scan: &Scan,
        wanted: usize,
        sink: &'a mut S,
    ) -> Result<Self, JpegError> {
        let mut tables = None;
        let mut others = Vec::with_capacity(scan.components.len());
        for component in &scan.components {
            let dc = state.dc.get(component.dc).and_then(Option::as_ref);
            let ac = state.ac.get(component.ac).and_then(Option::as_ref);
            let (dc, ac) = dc.zip(ac).ok_or(NO_TABLE)?;
            let dc = Table::new(dc, Meaning::Dc);
            if component.index == wanted {
                tables = Some((dc, Table::new(ac, Meaning::Ac)));
                others.push(None);
            } else {
                others.push(Some((dc, SkipTable::new(ac))));
            }
        }
        Ok(Self {
            sink,
            wanted: tables,
            others,
            prediction: 0,
        })
    }
}

impl<S: BlockSink> Coder for Baseline<'_, S> {
    #[inline(always)]
    fn block(
        &mut self,
        bits: &mut BitReader<'_>,
        place: &Place,
        column: usize,
        row: usize,
    ) -> Result<(), JpegError> {
        if !place.wanted {
            let tables = self.others.get(place.component).and_then(Option::as_ref);
            let (dc, ac) = tables.ok_or(NO_TABLE)?;
            return skip(bits, dc, ac);
        }
        let (dc, ac) = self.wanted.as_ref().ok_or(NO_TABLE)?;
        let mut block = [[0; 8]; 8];
        let flat = decode(bits, dc, ac, &mut self.prediction, &mut block)?;
        if flat {
            self.sink.flat(column, row, self.prediction as i16);
        } else {
            self.sink.block(column, row, &block);
        }
        Ok(())
    }

    fn restart(&mut self) {
        self.prediction = 0;
    }

    fn rows_done(&mut self, first: usize, count: usize) {
        if count > 0 {
            self.sink.band_done(first, count);
        }
    }
}

/// Decodes one block; true if it has no AC coefficients.
#[inline(always)]
#[allow(
    clippy::indexing_slicing,
    reason = "8-bit indices into 256 entries, 6-bit ones into 64; the innermost loop of decoding"
)]
fn decode(
    reader: &mut BitReader<'_>,
    dc: &Table,
    ac: &Table,
    prediction: &mut i32,
    block: &mut Block,
) -> Result<bool, JpegError> {
    // A local copy, which can live in registers.
    let mut bits = *reader;
    let block = block.as_flattened_mut();
    let window = bits.window();
    let symbol = dc.symbol(window).ok_or(BAD_CODE)?;
    bits.consume(symbol.bits());
    *prediction = prediction.wrapping_add(symbol.value(window));
    block[0] = *prediction as i16;
    // Position of the last coefficient.
    let mut last = 0;
    while last < 63 {
        let window = bits.window();
        let Some(symbol) = ac.symbol(window) else {
            *reader = bits;
            return Err(BAD_CODE);
        };
        bits.consume(symbol.bits());
        last += symbol.advance();
        block[usize::from(ZIGZAG[usize::from(last as u8)] & 63)] = symbol.value(window) as i16;
    }
    *reader = bits;
    if last > 63 && last < END_OF_BLOCK {
        return Err(TOO_MANY);
    }
    Ok(last == END_OF_BLOCK)
}

/// Steps over one block.
#[inline(always)]
fn skip(reader: &mut BitReader<'_>, dc: &Table, ac: &SkipTable) -> Result<(), JpegError> {
    let mut bits = *reader;
    let window = bits.window();
    bits.consume(dc.symbol(window).ok_or(BAD_CODE)?.bits());
    let mut k = 1;
    loop {
        let window = bits.window();
        let (several, advance) = ac.several(window);
        let behind = k + advance;
        // Past the end, some of the symbols may belong to the next block.
        let inside = behind <= 64 || (END_OF_BLOCK < behind && behind < END_OF_BLOCK + 64);
        if several != 0 && inside {
            bits.consume(several);
            k = behind;
        } else {
            let Some(symbol) = ac.one.symbol(window) else {
                *reader = bits;
                return Err(BAD_CODE);
            };
            bits.consume(symbol.bits());
            k += symbol.advance();
        }
        if k >= 64 {
            break;
        }
    }
    *reader = bits;
    if k > 64 && k < END_OF_BLOCK {
        return Err(TOO_MANY);
    }
    Ok(())
}
