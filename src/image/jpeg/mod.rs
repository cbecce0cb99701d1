//! From the bytes of a JPEG file to the coefficients of its luma, or to its pixels, for hashing.
//!
//! For checks no pixels are made: the filter of PDQ is linear, and so is the cosine transform, so that the
//! coefficients can be reduced directly (`pdq::blocks`). Chroma is stepped over. What is left of
//! decoding a JPEG file is its entropy coding. For lists there are [pixels](Jpeg::pixels), those
//! that most decoders make.
//!
//! Memory beside the file: a few kilobytes of tables a scan; for a progressive file the luma
//! coefficients of a few rows of blocks (see [`Jpeg::memory`]). Nothing is allocated by
//! [`Jpeg::open`] that the file asks for.
//!
//! Source: ITU-T T.81.

mod band;
mod baseline;
mod bits;
mod block;
mod error;
mod huffman;
mod idct;
mod luma;
mod markers;
mod mcu;
mod pixels;
mod plane;
mod progressive;

pub use block::{Block, BlockSink, MAX_BAND, Quant};
pub use error::JpegError;
pub use pixels::Pixels;

use markers::{Frame, Markers, Scan, State, Stop};

/// A JPEG file whose header was read.
#[derive(Debug, Clone)]
pub struct Jpeg<'a> {
    markers: Markers<'a>,
    state: State,
    frame: Frame,
    first: Scan,
}

impl<'a> Jpeg<'a> {
    /// Reads up to the first scan.
    ///
    /// # Errors
    /// Any [`JpegError`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, JpegError> {
        let mut markers = Markers::open(bytes)?;
        let mut state = State::default();
        let Stop::Scan(first) = markers.advance(&mut state)? else {
            return Err(JpegError::Malformed("no picture before the end marker"));
        };
        let frame = state.frame.clone();
        let frame = frame.ok_or(JpegError::Malformed("a scan without a frame"))?;
        Ok(Self {
            markers,
            state,
            frame,
            first,
        })
    }

    /// Width in pixels, 1 to 65535.
    pub fn width(&self) -> u32 {
        self.frame.width as u32
    }

    /// Height in pixels, 1 to 65535.
    pub fn height(&self) -> u32 {
        self.frame.height as u32
    }

    /// EXIF orientation 1..=8; 1 where there is none.
    pub fn orientation(&self) -> u8 {
        self.state.orientation.unwrap_or(1)
    }

    /// Whether the frame comes in several passes.
    pub fn is_progressive(&self) -> bool {
        self.frame.progressive
    }

    /// Bytes that [`decode`](Self::decode) keeps for coefficients.
    pub fn memory(&self) -> u64 {
        let Some(luma) = self.frame.components.first() else {
            return 0;
        };
        let (wide, _) = self.frame.blocks(luma);
        match self.frame.progressive {
            true => (wide as u64) * (luma.v as u64) * progressive::BYTES_PER_BLOCK,
            false => 0,
        }
    }

    /// Whether the first component is the luma of the picture, at its full size.
    pub fn has_luma(&self) -> bool {
        let full_size = self
            .frame
            .components
            .first()
            .is_some_and(|luma| (luma.h, luma.v) == self.frame.max_sampling());
        let named = |names: [u8; 3]| self.frame.components.iter().map(|c| c.id).eq(names);
        full_size
            && match (self.frame.components.len(), self.state.adobe) {
                (1, _) | (3, Some(1)) => true,
                (3, None) => self.state.jfif || named([1, 2, 3]),
                _ => false,
            }
    }

    /// Decodes all blocks of luma into the sink.
    ///
    /// # Errors
    /// Any [`JpegError`]; the sink is then to be thrown away. [`JpegError::NotLuma`] comes before
    /// the sink was given anything.
    pub fn decode(&self, sink: &mut impl BlockSink) -> Result<(), JpegError> {
        if !self.has_luma() {
            return Err(JpegError::NotLuma);
        }
        self.run(0, sink)
    }

    /// Decodes everything into nothing, to see whether the picture is complete.
    ///
    /// # Errors
    /// Any [`JpegError`] but [`JpegError::NotLuma`].
    pub fn check(&self) -> Result<(), JpegError> {
        struct Nothing;
        impl BlockSink for Nothing {
            fn quant(&mut self, _: &Quant) {}
            fn block(&mut self, _: usize, _: usize, _: &Block) {}
            fn flat(&mut self, _: usize, _: usize, _: i16) {}
            fn band_done(&mut self, _: usize, _: usize) {}
        }
        self.run(0, &mut Nothing)
    }

    /// Decodes all blocks of one component into the sink.
    fn run(&self, wanted: usize, sink: &mut impl BlockSink) -> Result<(), JpegError> {
        if self.frame.progressive {
            progressive::decode(self, wanted, sink)
        } else {
            self.sequential(wanted, sink)
        }
    }

    fn sequential(&self, wanted: usize, sink: &mut impl BlockSink) -> Result<(), JpegError> {
        let (mut markers, mut state) = (self.markers, self.state.clone());
        let mut scan = self.first.clone();
        let mut seen = [false; 4];
        loop {
            for component in &scan.components {
                match seen.get_mut(component.index) {
                    Some(seen @ false) => *seen = true,
                    _ => return Err(JpegError::Malformed("a component comes twice")),
                }
            }
            if scan.components.iter().any(|c| c.index == wanted) {
                sink.quant(&self.quant(&state, wanted)?);
            }
            let mut coder = baseline::Baseline::new(&state, &scan, wanted, sink)?;
            let frame = &self.frame;
            mcu::decode(&mut markers, &state, frame, &scan, wanted, &mut coder)?;
            let complete = seen.iter().take(self.frame.components.len()).all(|s| *s);
            match markers.advance(&mut state) {
                Ok(Stop::Scan(next)) => scan = next,
                Ok(Stop::End) if complete => return Ok(()),
                Ok(Stop::End) => return Err(JpegError::Truncated),
                // Some cameras leave the end marker out; every block was there.
                Err(JpegError::Truncated) if complete => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// The quantisation table of a component.
    fn quant(&self, state: &State, component: usize) -> Result<Quant, JpegError> {
        let number = self.frame.components.get(component).map_or(0, |c| c.quant);
        let table = state.quant.get(number).and_then(Option::as_ref);
        let table = table.ok_or(JpegError::Malformed("a missing quantisation table"))?;
        Ok(block::quant(table))
    }
}
