//! From rows of pixels to the views of each frame.

use super::FrameSignal;
use super::view::{Aim, ViewSignal};
use crate::image::{Frame, ImageError, Layout, Picture, RowSink};
use crate::pdq::trim::strips::PixelStrips;
use crate::pdq::trim::{Inner, find};
use crate::pdq::{Hasher, Target, luma::Weights};

/// Hashes the rows of each frame in every view at once; those of a frame with a border around it
/// twice, the second time without the border.
pub(super) struct HashSink {
    target: Target,
    aim: Aim,
    current: Option<(Frame, Pass)>,
    frames: Vec<FrameSignal>,
}

/// What the rows that come are for.
enum Pass {
    /// All views but the trimmed one, and to find out whether there is one.
    Whole(Hasher, Option<PixelStrips>),
    /// The trimmed view; the others are there.
    Trimmed {
        views: Vec<ViewSignal>,
        hasher: Hasher,
        inner: Inner,
        /// The next row.
        y: usize,
    },
}

impl HashSink {
    /// All frames of a picture that are hashed.
    pub fn frames(
        target: Target,
        aim: Aim,
        picture: &Picture<'_>,
    ) -> Result<Vec<FrameSignal>, ImageError> {
        let mut sink = Self::new(target, aim);
        picture.decode(&mut sink)?;
        Ok(sink.finish())
    }

    pub fn new(target: Target, aim: Aim) -> Self {
        Self {
            target,
            aim,
            current: None,
            frames: Vec::new(),
        }
    }

    pub fn finish(mut self) -> Vec<FrameSignal> {
        self.close_frame(false);
        self.frames
    }

    /// Ends the frame; or, where its rows may come again and there is a border around it, begins
    /// the second pass, and says `true`.
    fn close_frame(&mut self, may_come_again: bool) -> bool {
        let Some((frame, pass)) = self.current.take() else {
            return false;
        };
        let orientation = frame.orientation;
        let views = match pass {
            Pass::Whole(hasher, strips) => {
                let size = (frame.width, frame.height);
                let views = self.aim.views(orientation, size, hasher.finish_all());
                let strips = strips.filter(|_| may_come_again).map(PixelStrips::finish);
                if let Some(inner) = strips.as_ref().and_then(find::find) {
                    let turns = self.aim.trimmed_turns(orientation);
                    let (width, height) = (inner.width() as u32, inner.height() as u32);
                    let luma = luma(frame.layout);
                    let pass = Pass::Trimmed {
                        views,
                        hasher: Hasher::with_turns(width, height, luma, &turns, self.target),
                        inner,
                        y: 0,
                    };
                    self.current = Some((frame, pass));
                    return true;
                }
                views
            }
            Pass::Trimmed {
                mut views,
                hasher,
                inner,
                ..
            } => {
                let size = (inner.width() as u32, inner.height() as u32);
                views.extend(self.aim.trimmed(orientation, size, hasher.finish_all()));
                views
            }
        };
        let frame = frame.index;
        self.frames.push(FrameSignal { frame, views });
        false
    }
}

fn luma(layout: Layout) -> Weights {
    match layout {
        Layout::Grey => Weights::GREY,
        Layout::GreyAlpha => Weights::GREY_ALPHA,
        Layout::Rgb => Weights::RGB,
        Layout::RgbAlpha => Weights::RGB_ALPHA,
    }
}

impl RowSink for HashSink {
    fn start(&mut self, frame: Frame) {
        self.close_frame(false);
        let turns = self.aim.turns(frame.orientation);
        let luma = luma(frame.layout);
        let hasher = Hasher::with_turns(frame.width, frame.height, luma, &turns, self.target);
        let strips = match self.target {
            Target::Core => PixelStrips::new(frame.width as usize, frame.height as usize, luma),
            // The tool that is compared with trims nothing.
            Target::Cli512 => None,
        };
        self.current = Some((frame, Pass::Whole(hasher, strips)));
    }

    fn row(&mut self, pixels: &[u8]) {
        match &mut self.current {
            Some((_, Pass::Whole(hasher, strips))) => {
                hasher.push_row(pixels);
                if let Some(strips) = strips {
                    strips.push_row(pixels);
                }
            }
            Some((
                frame,
                Pass::Trimmed {
                    hasher, inner, y, ..
                },
            )) => {
                if inner.rows.contains(y) {
                    let bytes = frame.layout.bytes();
                    let columns = inner.columns.start * bytes..inner.columns.end * bytes;
                    hasher.push_row(pixels.get(columns).unwrap_or_default());
                }
                *y += 1;
            }
            None => {}
        }
    }

    fn again(&mut self) -> bool {
        self.close_frame(true)
    }
}
