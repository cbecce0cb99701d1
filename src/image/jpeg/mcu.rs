//! The order in which the blocks of a scan come, and the restart markers between them.
//!
//! Source: ITU-T T.81, A.2 and E.2.4.

use super::JpegError;
use super::bits::BitReader;
use super::markers::{Frame, Markers, RST0, RST7, Scan, State};

/// One block of every MCU.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Position of its component in the scan.
    pub component: usize,
    /// Whether the component is the one whose blocks are wanted.
    pub wanted: bool,
    /// Blocks of this component from one MCU to the next, across and down.
    across: usize,
    down: usize,
    /// Position inside the MCU.
    column: usize,
    row: usize,
}

/// What a kind of scan does with its blocks.
pub(super) trait Coder {
    /// Decodes one block. `column` and `row` count blocks of its component; those of padding
    /// lie beyond [`Frame::blocks`].
    fn block(
        &mut self,
        bits: &mut BitReader<'_>,
        place: &Place,
        column: usize,
        row: usize,
    ) -> Result<(), JpegError>;
    /// Forgets predictions: a restart interval begins.
    fn restart(&mut self);
    /// All wanted blocks of these rows were decoded, or there are none.
    fn rows_done(&mut self, _first: usize, _count: usize) {}
}

/// How far one scan has been decoded. It can be left after any row and taken up again.
pub(super) struct Walk<'a> {
    bits: BitReader<'a>,
    places: Vec<Place>,
    /// MCUs across and down.
    wide: usize,
    high: usize,
    /// Rows of wanted blocks in one row of MCUs.
    band: usize,
    /// The next row of MCUs.
    y: usize,
    /// MCUs of one restart interval, and those that are left of it.
    interval: usize,
    left: usize,
    next_restart: u8,
}

impl<'a> Walk<'a> {
    /// `markers` stands at the data of the scan.
    pub fn new(
        markers: &Markers<'a>,
        state: &State,
        frame: &Frame,
        scan: &Scan,
        wanted: usize,
    ) -> Result<Self, JpegError> {
        let (places, wide, high) = plan(frame, scan, wanted)?;
        let interval = match state.restart_interval {
            0 => usize::MAX,
            interval => interval,
        };
        Ok(Self {
            bits: BitReader::new(markers.bytes, markers.position),
            band: places.iter().find(|p| p.wanted).map_or(0, |p| p.down),
            places,
            wide,
            high,
            y: 0,
            interval,
            left: interval,
            next_restart: RST0,
        })
    }

    /// Rows of wanted blocks that were decoded.
    pub fn rows_done(&self) -> usize {
        self.y * self.band
    }

    /// Decodes the next row of MCUs; false where there is none.
    pub fn row(&mut self, coder: &mut impl Coder) -> Result<bool, JpegError> {
        if self.y == self.high {
            return Ok(false);
        }
        let mut bits = self.bits;
        for x in 0..self.wide {
            if self.left == 0 {
                bits = self.restart(&bits)?;
                coder.restart();
            }
            self.left -= 1;
            for place in &self.places {
                let column = x * place.across + place.column;
                let row = self.y * place.down + place.row;
                if let Err(error) = coder.block(&mut bits, place, column, row) {
                    // The zeros behind the end may make up a code that does not exist.
                    return Err(if bits.overrun() {
                        JpegError::Truncated
                    } else {
                        error
                    });
                }
            }
        }
        if bits.overrun() {
            return Err(JpegError::Truncated);
        }
        self.bits = bits;
        self.y += 1;
        Ok(true)
    }

    /// Steps over the expected restart marker.
    fn restart(&mut self, bits: &BitReader<'a>) -> Result<BitReader<'a>, JpegError> {
        if bits.overrun() {
            return Err(JpegError::Truncated);
        }
        let mut markers = bits.markers();
        match markers.next_marker()? {
            marker if marker == self.next_restart => {}
            RST0..=RST7 => return Err(JpegError::Malformed("restart markers are out of order")),
            _ => return Err(JpegError::Truncated),
        }
        self.left = self.interval;
        self.next_restart = match self.next_restart {
            RST7 => RST0,
            number => number + 1,
        };
        Ok(BitReader::new(markers.bytes, markers.position))
    }
}

/// Decodes one scan; `markers` stands at its data and is left behind it.
pub(super) fn decode(
    markers: &mut Markers<'_>,
    state: &State,
    frame: &Frame,
    scan: &Scan,
    wanted: usize,
    coder: &mut impl Coder,
) -> Result<(), JpegError> {
    let mut walk = Walk::new(markers, state, frame, scan, wanted)?;
    let mut first = 0;
    while walk.row(coder)? {
        coder.rows_done(first, walk.rows_done() - first);
        first = walk.rows_done();
    }
    *markers = walk.bits.markers();
    Ok(())
}

/// The blocks of one MCU, and the number of MCUs across and down.
fn plan(
    frame: &Frame,
    scan: &Scan,
    wanted: usize,
) -> Result<(Vec<Place>, usize, usize), JpegError> {
    const WRONG: JpegError = JpegError::Malformed("the scan header is wrong");
    let mut places = Vec::new();
    if let [only] = scan.components.as_slice() {
        let component = frame.components.get(only.index).ok_or(WRONG)?;
        let (wide, high) = frame.blocks(component);
        places.push(Place {
            component: 0,
            wanted: only.index == wanted,
            across: 1,
            down: 1,
            column: 0,
            row: 0,
        });
        return Ok((places, wide, high));
    }
    for (position, listed) in scan.components.iter().enumerate() {
        let component = frame.components.get(listed.index).ok_or(WRONG)?;
        for row in 0..component.v {
            for column in 0..component.h {
                places.push(Place {
                    component: position,
                    wanted: listed.index == wanted,
                    across: component.h,
                    down: component.v,
                    column,
                    row,
                });
            }
        }
    }
    if places.len() > 10 {
        return Err(JpegError::Malformed("more than 10 blocks in an MCU"));
    }
    let (h, v) = frame.max_sampling();
    let wide = frame.width.div_ceil(8 * h);
    let high = frame.height.div_ceil(8 * v);
    Ok((places, wide, high))
}
