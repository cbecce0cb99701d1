//! Progressive scans: luma is collected, chroma is skipped.
//!
//! Source: ITU-T T.81, annex G.

use super::band::{first, refine};
use super::baseline::NO_TABLE;
use super::bits::BitReader;
use super::block::{Block, BlockSink};
use super::huffman::{Meaning, Table};
use super::markers::{Markers, RST0, RST7, Scan, State, Stop};
use super::mcu::{self, Coder, Place};
use super::{Jpeg, JpegError};

const BAD_CODE: JpegError = JpegError::Malformed("a Huffman code that is not in the table");

/// Most scans that are read. Encoders make about ten; each costs a visit to every block, however
/// few bytes it has.
const MAX_SCANS: usize = 100;

/// Memory for one block of luma.
pub(super) const BYTES_PER_BLOCK: u64 = 64 * 2 + 8;

/// Coefficients of luma, as far as they are known.
struct Store {
    wide: usize,
    blocks: Vec<Block>,
    /// For each block: which AC coefficients, in zigzag order, are not zero.
    nonzero: Vec<u64>,
}

impl Store {
    fn get(&mut self, column: usize, row: usize) -> Option<(&mut [i16; 64], &mut u64)> {
        if column >= self.wide {
            return None;
        }
        let index = row * self.wide + column;
        let block = self.blocks.get_mut(index)?.as_flattened_mut();
        Some((block.first_chunk_mut()?, self.nonzero.get_mut(index)?))
    }
}

/// How far each coefficient of one component has come: the lowest bit that is known.
type Progress = [Option<u32>; 64];

pub(super) fn decode(jpeg: &Jpeg<'_>, sink: &mut impl BlockSink) -> Result<(), JpegError> {
    let (mut markers, mut state) = (jpeg.markers, jpeg.state.clone());
    let frame = &jpeg.frame;
    let luma = frame.components.first().ok_or(JpegError::NotLuma)?;
    let (wide, high) = frame.blocks(luma);
    let mut store = Store {
        wide,
        blocks: vec![[[0; 8]; 8]; wide * high],
        nonzero: vec![0; wide * high],
    };
    let mut progress: [Progress; 4] = [[None; 64]; 4];
    let mut quant = None;
    let mut scan = jpeg.first.clone();
    let mut scans = 0;
    loop {
        scans += 1;
        if scans > MAX_SCANS {
            return Err(JpegError::Unsupported("a JPEG of so many scans"));
        }
        note(&mut progress, &scan)?;
        let has_luma = scan.components.first().is_some_and(|c| c.index == 0);
        if has_luma && quant.is_none() {
            quant = Some(jpeg.quant(&state)?);
        }
        if has_luma {
            let (low, end) = (scan.low, scan.end as u32);
            match (scan.start, scan.high) {
                (0, 0) => {
                    let mut coder = DcFirst::new(&state, &scan, &mut store)?;
                    mcu::decode(&mut markers, &state, frame, &scan, &mut coder)?;
                }
                (0, _) => {
                    let mut coder = DcRefine {
                        store: &mut store,
                        low,
                    };
                    mcu::decode(&mut markers, &state, frame, &scan, &mut coder)?;
                }
                (start, high) => {
                    let mut coder = Ac {
                        store: &mut store,
                        table: ac_table(&state, &scan)?,
                        start: start as u32,
                        end,
                        low,
                        blocks_left: 0,
                        refine: high > 0,
                    };
                    mcu::decode(&mut markers, &state, frame, &scan, &mut coder)?;
                    if coder.blocks_left > 0 {
                        return Err(JpegError::Malformed("a run beyond the last block"));
                    }
                }
            }
        } else {
            skip(&mut markers)?;
        }
        match markers.advance(&mut state)? {
            Stop::Scan(next) => scan = next,
            Stop::End => break,
        }
    }
    let complete = |p: &Progress| p.iter().all(|low| *low == Some(0));
    let quant = quant.ok_or(JpegError::Truncated)?;
    if !progress.iter().take(frame.components.len()).all(complete) {
        return Err(JpegError::Truncated);
    }
    emit(&store, &quant, sink);
    Ok(())
}

fn emit(store: &Store, quant: &super::Quant, sink: &mut impl BlockSink) {
    sink.quant(quant);
    let blocks = store.blocks.chunks_exact(store.wide.max(1));
    let nonzero = store.nonzero.chunks_exact(store.wide.max(1));
    for (row, (blocks, nonzero)) in blocks.zip(nonzero).enumerate() {
        for (column, (block, nonzero)) in blocks.iter().zip(nonzero).enumerate() {
            if *nonzero == 0 {
                sink.flat(
                    column,
                    row,
                    block.as_flattened().first().copied().unwrap_or(0),
                );
            } else {
                sink.block(column, row, block);
            }
        }
        sink.band_done(row, 1);
    }
}

/// Notes what the scan brings; each bit of a coefficient may come once, from the highest down.
fn note(progress: &mut [Progress; 4], scan: &Scan) -> Result<(), JpegError> {
    const WRONG: JpegError = JpegError::Malformed("scans do not follow from one another");
    for component in &scan.components {
        let all = progress.get_mut(component.index).ok_or(WRONG)?;
        if scan.start > 0 && all.first().is_none_or(Option::is_none) {
            return Err(WRONG);
        }
        let band = all.get_mut(scan.start..=scan.end).ok_or(WRONG)?;
        for known in band {
            let expected = (scan.high > 0).then_some(scan.high);
            if *known != expected {
                return Err(WRONG);
            }
            *known = Some(scan.low);
        }
    }
    Ok(())
}

/// Steps over the data of a scan without decoding it.
fn skip(markers: &mut Markers<'_>) -> Result<(), JpegError> {
    loop {
        if !matches!(markers.next_marker()?, RST0..=RST7) {
            // Let the walk over the markers find it again.
            markers.position -= 2;
            return Ok(());
        }
    }
}

fn ac_table(state: &State, scan: &Scan) -> Result<Box<Table>, JpegError> {
    let number = scan.components.first().map_or(0, |c| c.ac);
    let code = state.ac.get(number).and_then(Option::as_ref);
    Ok(Table::new(code.ok_or(NO_TABLE)?, Meaning::Band))
}

struct DcFirst<'a> {
    store: &'a mut Store,
    /// By position in the scan.
    tables: Vec<Box<Table>>,
    prediction: i32,
    low: u32,
}

impl<'a> DcFirst<'a> {
    fn new(state: &State, scan: &Scan, store: &'a mut Store) -> Result<Self, JpegError> {
        let tables = scan.components.iter().map(|component| {
            let code = state.dc.get(component.dc).and_then(Option::as_ref);
            Ok(Table::new(code.ok_or(NO_TABLE)?, Meaning::Dc))
        });
        Ok(Self {
            store,
            tables: tables.collect::<Result<_, JpegError>>()?,
            prediction: 0,
            low: scan.low,
        })
    }
}

impl Coder for DcFirst<'_> {
    #[inline(always)]
    fn block(
        &mut self,
        bits: &mut BitReader<'_>,
        place: &Place,
        column: usize,
        row: usize,
    ) -> Result<(), JpegError> {
        let window = bits.window();
        let table = self.tables.get(place.component).ok_or(NO_TABLE)?;
        let symbol = table.symbol(window).ok_or(BAD_CODE)?;
        bits.consume(symbol.bits());
        if place.luma {
            self.prediction = self.prediction.wrapping_add(symbol.value(window));
            if let Some(([dc, ..], _)) = self.store.get(column, row) {
                *dc = (self.prediction << self.low) as i16;
            }
        }
        Ok(())
    }

    fn restart(&mut self) {
        self.prediction = 0;
    }
}

struct DcRefine<'a> {
    store: &'a mut Store,
    low: u32,
}

impl Coder for DcRefine<'_> {
    #[inline(always)]
    fn block(
        &mut self,
        bits: &mut BitReader<'_>,
        place: &Place,
        column: usize,
        row: usize,
    ) -> Result<(), JpegError> {
        let bit = bits.take(1) << self.low;
        if place.luma
            && let Some(([dc, ..], _)) = self.store.get(column, row)
        {
            *dc |= bit as i16;
        }
        Ok(())
    }

    fn restart(&mut self) {}
}

struct Ac<'a> {
    store: &'a mut Store,
    table: Box<Table>,
    start: u32,
    end: u32,
    low: u32,
    /// Blocks from here on that have no new coefficients.
    blocks_left: u32,
    refine: bool,
}

impl Coder for Ac<'_> {
    #[inline(always)]
    fn block(
        &mut self,
        bits: &mut BitReader<'_>,
        _place: &Place,
        column: usize,
        row: usize,
    ) -> Result<(), JpegError> {
        if !self.refine && self.blocks_left > 0 {
            self.blocks_left -= 1;
            return Ok(());
        }
        // Scans of one component have no blocks of padding.
        let Some((block, nonzero)) = self.store.get(column, row) else {
            return Ok(());
        };
        let (table, band, left) = (&self.table, (self.start, self.end), &mut self.blocks_left);
        if self.refine {
            refine(bits, table, band, self.low, left, block, nonzero)
        } else {
            first(bits, table, band, self.low, left, block, nonzero)
        }
    }

    fn restart(&mut self) {
        self.blocks_left = 0;
    }
}
