//! Signals: everything that is looked up about one picture file.

use crate::image::{Format, Frame, ImageError, Layout, Limits, Picture, RowSink};
use crate::pdq::{Hasher, MIN_QUALITY, Pdq, Target, jarosz::Turn, luma::Weights};

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
    /// EXIF orientation 1..=8.
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

    /// Decodes and hashes as another implementation would; only for comparing with its hashes.
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn compute_for(target: Target, bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        let picture = Picture::open(bytes, limits)?;
        let mut sink = HashSink {
            target,
            orientation: picture.orientation,
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

/// Hashes the rows of each frame in every view at once.
struct HashSink {
    target: Target,
    orientation: u8,
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
            let (width, height) = match turn.transpose {
                true => (frame.height, frame.width),
                false => (frame.width, frame.height),
            };
            ViewSignal {
                view,
                width,
                height,
                pdq: hasher.finish(),
            }
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
        let hasher = |view, turn| {
            let hasher = Hasher::new(frame.width, frame.height, luma, turn, self.target);
            (view, turn, hasher)
        };
        let mut hashers = vec![hasher(View::Stored, Turn::default())];
        let upright = Turn::from_exif(self.orientation);
        if upright != Turn::default() {
            hashers.push(hasher(View::Upright, upright));
        }
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
