//! From rows of pixels to the views of each frame.

use super::FrameSignal;
use super::view::Aim;
use crate::image::{Frame, ImageError, Layout, Picture, RowSink};
use crate::pdq::{Hasher, Target, luma::Weights};

/// Hashes the rows of each frame in every view at once.
pub(super) struct HashSink {
    target: Target,
    aim: Aim,
    current: Option<(Frame, Hasher)>,
    frames: Vec<FrameSignal>,
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
        self.close_frame();
        self.frames
    }

    fn close_frame(&mut self) {
        if let Some((frame, hasher)) = self.current.take() {
            let size = (frame.width, frame.height);
            self.frames.push(FrameSignal {
                frame: frame.index,
                views: self.aim.views(frame.orientation, size, hasher.finish_all()),
            });
        }
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
        self.close_frame();
        let turns = self.aim.turns(frame.orientation);
        let luma = luma(frame.layout);
        let hasher = Hasher::with_turns(frame.width, frame.height, luma, &turns, self.target);
        self.current = Some((frame, hasher));
    }

    fn row(&mut self, pixels: &[u8]) {
        if let Some((_, hasher)) = &mut self.current {
            hasher.push_row(pixels);
        }
    }
}
