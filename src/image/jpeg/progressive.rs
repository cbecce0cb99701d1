//! Progressive scans: all of one component's at the same time, band by band; others are stepped
//! over.
//!
//! Every scan visits the blocks in the same order, and what it says of a block depends on nothing
//! but the earlier scans of that block. So each scan gets a reader of its own, and the readers
//! advance together: all scans of the first rows of blocks, then of the next. The coefficients of
//! one band are all that is kept, where decoding scan by scan needs those of the whole picture.
//!
//! Source: ITU-T T.81, annex G.

use super::band::{first, refine};
use super::baseline::NO_TABLE;
use super::bits::BitReader;
use super::block::{Block, BlockSink};
use super::huffman::{Meaning, Table};
use super::markers::{Markers, RST0, RST7, Scan, State, Stop};
use super::mcu::{Coder, Place, Walk};
use super::{Jpeg, JpegError, Quant};

const BAD_CODE: JpegError = JpegError::Malformed("a Huffman code that is not in the table");

/// Most scans that are read. Encoders make about ten; each costs a visit to every block, however
/// few bytes it has, and a few kilobytes of tables.
const MAX_SCANS: usize = 100;

/// Memory for one block in the band.
pub(super) const BYTES_PER_BLOCK: u64 = 64 * 2 + 8;

/// Coefficients of some rows of blocks, as far as they are known.
struct Band {
    wide: usize,
    first: usize,
    blocks: Vec<Block>,
    /// For each block: which AC coefficients, in zigzag order, are not zero.
    nonzero: Vec<u64>,
}

impl Band {
    /// `None` for padding.
    #[inline(always)]
    fn get(&mut self, column: usize, row: usize) -> Option<(&mut [i16; 64], &mut u64)> {
        if column >= self.wide {
            return None;
        }
        let index = (row - self.first) * self.wide + column;
        let block = self.blocks.get_mut(index)?.as_flattened_mut();
        Some((block.first_chunk_mut()?, self.nonzero.get_mut(index)?))
    }

    /// Gives out the rows before `end`, and begins again there.
    fn emit(&mut self, end: usize, sink: &mut impl BlockSink) {
        let blocks = self.blocks.chunks_exact(self.wide.max(1));
        let nonzero = self.nonzero.chunks_exact(self.wide.max(1));
        for ((blocks, nonzero), row) in blocks.zip(nonzero).zip(self.first..end) {
            for (column, (block, nonzero)) in blocks.iter().zip(nonzero).enumerate() {
                if let ([[dc, ..], ..], 0) = (block, *nonzero) {
                    sink.flat(column, row, *dc);
                } else {
                    sink.block(column, row, block);
                }
            }
            sink.band_done(row, 1);
        }
        self.first = end;
        self.blocks.fill([[0; 8]; 8]);
        self.nonzero.fill(0);
    }
}

/// How far each coefficient of one component has come: the lowest bit that is known.
type Progress = [Option<u32>; 64];

pub(super) fn decode(
    jpeg: &Jpeg<'_>,
    wanted: usize,
    sink: &mut impl BlockSink,
) -> Result<(), JpegError> {
    let component = jpeg.frame.components.get(wanted);
    let component = component.ok_or(JpegError::NotLuma)?;
    let (mut passes, quant) = survey(jpeg, wanted)?;
    let (wide, high) = jpeg.frame.blocks(component);
    let mut band = Band {
        wide,
        first: 0,
        blocks: vec![[[0; 8]; 8]; wide * component.v],
        nonzero: vec![0; wide * component.v],
    };
    sink.quant(&quant);
    while band.first < high {
        let end = (band.first + component.v).min(high);
        for pass in &mut passes {
            pass.advance(end, &mut band)?;
        }
        band.emit(end, sink);
    }
    if passes.iter().any(Pass::is_unfinished) {
        return Err(JpegError::Malformed("a run beyond the last block"));
    }
    Ok(())
}

/// Walks over the whole file: where the component's scans begin, and what they are decoded with.
fn survey<'a>(jpeg: &Jpeg<'a>, wanted: usize) -> Result<(Vec<Pass<'a>>, Quant), JpegError> {
    let (mut markers, mut state) = (jpeg.markers, jpeg.state.clone());
    let mut progress: [Progress; 4] = [[None; 64]; 4];
    let mut passes = Vec::new();
    let mut quant = None;
    let mut scan = jpeg.first.clone();
    for _ in 0..MAX_SCANS {
        note(&mut progress, &scan)?;
        if scan.components.iter().any(|c| c.index == wanted) {
            if quant.is_none() {
                quant = Some(jpeg.quant(&state, wanted)?);
            }
            passes.push(Pass {
                walk: Walk::new(&markers, &state, &jpeg.frame, &scan, wanted)?,
                kind: Kind::new(&state, &scan)?,
                low: scan.low,
            });
        }
        skip(&mut markers)?;
        match markers.advance(&mut state)? {
            Stop::Scan(next) => scan = next,
            Stop::End => {
                let complete = |p: &Progress| p.iter().all(|low| *low == Some(0));
                let mut components = progress.iter().take(jpeg.frame.components.len());
                let quant = quant.filter(|_| components.all(complete));
                return Ok((passes, quant.ok_or(JpegError::Truncated)?));
            }
        }
    }
    Err(JpegError::Unsupported("a JPEG of so many scans"))
}

/// One scan of the component.
struct Pass<'a> {
    walk: Walk<'a>,
    kind: Kind,
    low: u32,
}

/// What a scan brings, and what is carried from block to block.
enum Kind {
    DcFirst {
        /// By position in the scan.
        tables: Vec<Box<Table>>,
        prediction: i32,
    },
    DcRefine,
    Ac {
        table: Box<Table>,
        start: u32,
        end: u32,
        /// Blocks from here on that have no new coefficients.
        blocks_left: u32,
        refine: bool,
    },
}

impl Kind {
    fn new(state: &State, scan: &Scan) -> Result<Self, JpegError> {
        Ok(match (scan.start, scan.high) {
            (0, 0) => {
                let tables = scan.components.iter().map(|component| {
                    let code = state.dc.get(component.dc).and_then(Option::as_ref);
                    Ok(Table::new(code.ok_or(NO_TABLE)?, Meaning::Dc))
                });
                Self::DcFirst {
                    tables: tables.collect::<Result<_, JpegError>>()?,
                    prediction: 0,
                }
            }
            (0, _) => Self::DcRefine,
            (start, high) => {
                let number = scan.components.first().map_or(0, |c| c.ac);
                let code = state.ac.get(number).and_then(Option::as_ref);
                Self::Ac {
                    table: Table::new(code.ok_or(NO_TABLE)?, Meaning::Band),
                    start: start as u32,
                    end: scan.end as u32,
                    blocks_left: 0,
                    refine: high > 0,
                }
            }
        })
    }
}

impl Pass<'_> {
    /// Decodes the rows before `end`.
    fn advance(&mut self, end: usize, band: &mut Band) -> Result<(), JpegError> {
        let (walk, low) = (&mut self.walk, self.low);
        match &mut self.kind {
            Kind::DcFirst { tables, prediction } => {
                let mut coder = DcFirst {
                    band,
                    tables,
                    prediction,
                    low,
                };
                while walk.rows_done() < end && walk.row(&mut coder)? {}
            }
            Kind::DcRefine => {
                let mut coder = DcRefine { band, low };
                while walk.rows_done() < end && walk.row(&mut coder)? {}
            }
            Kind::Ac {
                table,
                start,
                end: last,
                blocks_left,
                refine,
            } => {
                let mut coder = Ac {
                    band,
                    table,
                    range: (*start, *last),
                    low,
                    blocks_left,
                    refine: *refine,
                };
                while walk.rows_done() < end && walk.row(&mut coder)? {}
            }
        }
        Ok(())
    }

    /// Whether it has said something of blocks that do not exist.
    fn is_unfinished(&self) -> bool {
        matches!(
            self.kind,
            Kind::Ac {
                blocks_left: 1..,
                ..
            }
        )
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

struct DcFirst<'a> {
    band: &'a mut Band,
    tables: &'a [Box<Table>],
    prediction: &'a mut i32,
    low: u32,
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
        if place.wanted {
            *self.prediction = self.prediction.wrapping_add(symbol.value(window));
            if let Some(([dc, ..], _)) = self.band.get(column, row) {
                *dc = (*self.prediction << self.low) as i16;
            }
        }
        Ok(())
    }

    fn restart(&mut self) {
        *self.prediction = 0;
    }
}

struct DcRefine<'a> {
    band: &'a mut Band,
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
        if place.wanted
            && let Some(([dc, ..], _)) = self.band.get(column, row)
        {
            *dc |= bit as i16;
        }
        Ok(())
    }

    fn restart(&mut self) {}
}

struct Ac<'a> {
    band: &'a mut Band,
    table: &'a Table,
    range: (u32, u32),
    low: u32,
    blocks_left: &'a mut u32,
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
        if !self.refine && *self.blocks_left > 0 {
            *self.blocks_left -= 1;
            return Ok(());
        }
        // Scans of one component have no blocks of padding.
        let Some((block, nonzero)) = self.band.get(column, row) else {
            return Ok(());
        };
        let (table, band, left) = (self.table, self.range, &mut *self.blocks_left);
        if self.refine {
            refine(bits, table, band, self.low, left, block, nonzero)
        } else {
            first(bits, table, band, self.low, left, block, nonzero)
        }
    }

    fn restart(&mut self) {
        *self.blocks_left = 0;
    }
}
