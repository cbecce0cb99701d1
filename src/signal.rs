//! Signals: everything that is looked up about one picture file.

use crate::image::jpeg::{Block, BlockSink, Quant};
use crate::image::{self, Format, Frame, ImageError, Layout, Limits, Picture, RowSink};
use crate::pdq::blocks::{self, BlockDownsampler};
use crate::pdq::{self, Hasher, MIN_QUALITY, MIN_SIDE, Pdq, Target, jarosz::Turn, luma::Weights};

/// Which reading of the pixels a hash belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// The pixels as the file stores them; what every PDQ reference hashes.
    Stored,
    /// The pixels as a viewer shows them, where EXIF says that they are stored turned.
    Upright,
}

impl View {
    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Upright => "upright",
        }
    }
}

/// One view of one frame, hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewSignal {
    /// Which view.
    pub view: View,
    /// Width of this view in pixels.
    pub width: u32,
    /// Height of this view in pixels.
    pub height: u32,
    /// Hash, quality, margins.
    pub pdq: Pdq,
}

impl ViewSignal {
    /// Of a picture that is stored as `width` by `height` pixels.
    fn new(view: View, turn: Turn, width: u32, height: u32, pdq: Pdq) -> Self {
        let (width, height) = match turn.transpose {
            true => (height, width),
            false => (width, height),
        };
        Self {
            view,
            width,
            height,
            pdq,
        }
    }

    /// Whether the hash says enough to be matched: quality 50 or more.
    pub fn is_usable(&self) -> bool {
        self.pdq.quality >= MIN_QUALITY
    }
}

/// One frame that was hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameSignal {
    /// Position in the file, from 0.
    pub frame: u32,
    /// The stored view and, where it differs, the upright one.
    pub views: Vec<ViewSignal>,
}

/// What was found in the pixels of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureSignals {
    /// The format, by content.
    pub format: Format,
    /// EXIF orientation 1..=8; of a TIFF with several pages that of the first.
    pub orientation: u8,
    /// Frames in the file; those beyond the budget are not hashed.
    pub frame_count: u32,
    /// The hashed frames, in the order of the file.
    pub frames: Vec<FrameSignal>,
}

impl PictureSignals {
    /// Decodes and hashes.
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn compute(bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        Self::compute_for(Target::Core, bytes, limits)
    }

    /// Decodes and hashes for looking up: as [`compute`](Self::compute), but the luma of a JPEG
    /// goes from its coefficients straight to the hash, without pixels, in a small part of the
    /// time and memory. Its hash may be a few bits away from that of the decoded pixels (at most
    /// 4 on the reference pictures), because pixels are rounded and cut to 0..=255 and luma is
    /// then made from red, green and blue. Lists are made with [`compute`](Self::compute).
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn for_lookup(bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        let picture = Picture::open(bytes, limits)?;
        let large_enough = picture.width.min(picture.height) as usize >= MIN_SIDE;
        let Some(coefficients) = picture.coefficients().filter(|_| large_enough) else {
            return Self::from_pixels(Target::Core, &picture);
        };
        let (width, height) = (picture.width as usize, picture.height as usize);
        let views = views(picture.orientation);
        let turns: Vec<Turn> = views.iter().map(|(_, turn)| *turn).collect();
        let mut sink = LumaBlocks(BlockDownsampler::new(width, height, &turns));
        coefficients.decode(&mut sink)?;
        let hashed = views.into_iter().zip(pdq::from_blocks(sink.0));
        let views = hashed.map(|((view, turn), pdq)| {
            ViewSignal::new(view, turn, picture.width, picture.height, pdq)
        });
        Ok(Self {
            format: picture.format,
            orientation: picture.orientation,
            frame_count: picture.frame_count,
            frames: vec![FrameSignal {
                frame: 0,
                views: views.collect(),
            }],
        })
    }

    /// Decodes and hashes as another implementation would; only for comparing with its hashes.
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn compute_for(target: Target, bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        Self::from_pixels(target, &Picture::open(bytes, limits)?)
    }

    fn from_pixels(target: Target, picture: &Picture<'_>) -> Result<Self, ImageError> {
        let mut sink = HashSink {
            target,
            current: None,
            frames: Vec::new(),
        };
        picture.decode(&mut sink)?;
        sink.close_frame();
        Ok(Self {
            format: picture.format,
            orientation: picture.orientation,
            frame_count: picture.frame_count,
            frames: sink.frames,
        })
    }

    /// All views of all frames whose hash says enough to be matched.
    pub fn usable_views(&self) -> impl Iterator<Item = &ViewSignal> {
        self.frames
            .iter()
            .flat_map(|frame| &frame.views)
            .filter(|view| view.is_usable())
    }
}

/// The views of a picture with this EXIF orientation, and how each is turned.
fn views(orientation: u8) -> Vec<(View, Turn)> {
    let upright = Turn::from_exif(orientation);
    let mut views = vec![(View::Stored, Turn::default())];
    if upright != Turn::default() {
        views.push((View::Upright, upright));
    }
    views
}

const _: () = assert!(image::jpeg::MAX_BAND <= blocks::MAX_BAND);

/// Hands the blocks of a JPEG to the hash: the two know nothing of each other.
struct LumaBlocks(BlockDownsampler);

impl BlockSink for LumaBlocks {
    fn quant(&mut self, quant: &Quant) {
        self.0.quant(quant);
    }

    #[inline(always)]
    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.0.block(column, row, block);
    }

    #[inline(always)]
    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.0.flat(column, row, dc);
    }

    fn band_done(&mut self, first: usize, count: usize) {
        self.0.band_done(first, count);
    }
}

/// Hashes the rows of each frame in every view at once.
struct HashSink {
    target: Target,
    current: Option<OpenFrame>,
    frames: Vec<FrameSignal>,
}

struct OpenFrame {
    frame: Frame,
    hashers: Vec<(View, Turn, Hasher)>,
}

impl HashSink {
    fn close_frame(&mut self) {
        let Some(OpenFrame { frame, hashers }) = self.current.take() else {
            return;
        };
        let views = hashers.into_iter().map(|(view, turn, hasher)| {
            ViewSignal::new(view, turn, frame.width, frame.height, hasher.finish())
        });
        self.frames.push(FrameSignal {
            frame: frame.index,
            views: views.collect(),
        });
    }
}

impl RowSink for HashSink {
    fn start(&mut self, frame: Frame) {
        self.close_frame();
        let luma = match frame.layout {
            Layout::Grey => Weights::GREY,
            Layout::GreyAlpha => Weights::GREY_ALPHA,
            Layout::Rgb => Weights::RGB,
            Layout::RgbAlpha => Weights::RGB_ALPHA,
        };
        let hashers = views(frame.orientation).into_iter().map(|(view, turn)| {
            let hasher = Hasher::new(frame.width, frame.height, luma, turn, self.target);
            (view, turn, hasher)
        });
        let hashers = hashers.collect();
        self.current = Some(OpenFrame { frame, hashers });
    }

    fn row(&mut self, pixels: &[u8]) {
        let Some(open) = &mut self.current else {
            return;
        };
        for (_, _, hasher) in &mut open.hashers {
            hasher.push_row(pixels);
        }
    }
}
