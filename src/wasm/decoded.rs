//! A picture that the browser decodes.

use super::convert;
use crate::digest::{DigestKinds, Digests};
use crate::guard::{Source, why_unchecked};
use crate::image::{Frame, ImageError, Layout, Limits, browser};
use crate::policy::UncheckedWhy;
use crate::signal::{DecodedPicture, FrameSignal};
use wasm_bindgen::prelude::*;

/// The digests of a file, and its pixels as they come. What goes wrong on the way is remembered for
/// the verdict: methods that return `false` or nothing want no more pixels.
#[wasm_bindgen]
pub struct Decoded {
    digests: Digests,
    picture: DecodedPicture,
    why: Option<UncheckedWhy>,
}

impl Decoded {
    /// `None` for a file over the limit of bytes, which is not even digested.
    pub(super) fn new(bytes: &[u8], kinds: DigestKinds, limits: &Limits) -> Option<Self> {
        limits.check_bytes(bytes.len() as u64).ok()?;
        let mut decoded = Self {
            digests: Digests::of(bytes, kinds),
            picture: DecodedPicture::new(limits),
            why: None,
        };
        decoded.note(browser::check_claims(bytes, limits));
        Some(decoded)
    }

    pub(super) fn finish(self) -> Finished {
        let frames = self.picture.finish().map_err(|error| why_unchecked(&error));
        Finished {
            digests: self.digests,
            frames: self.why.map_or(frames, Err),
        }
    }

    fn note<T>(&mut self, result: Result<T, ImageError>) -> Option<T> {
        result
            .map_err(|error| self.why.get_or_insert(why_unchecked(&error)))
            .ok()
    }
}

/// What became of it.
pub(super) struct Finished {
    digests: Digests,
    frames: Result<Vec<FrameSignal>, UncheckedWhy>,
}

impl Finished {
    pub(super) fn source(&self) -> Source<'_> {
        Source::Decoded {
            digests: self.digests,
            frames: self.frames.as_deref().map_err(|why| *why),
        }
    }
}

#[wasm_bindgen]
impl Decoded {
    /// Whether nothing went wrong yet.
    #[wasm_bindgen(getter)]
    pub fn sound(&self) -> bool {
        self.why.is_none()
    }

    /// Which of `count` frames of this size to hand in; none where they are over a limit.
    pub fn pick(&mut self, count: u32, width: u32, height: u32) -> Vec<u32> {
        let picked = self.picture.pick(count, width, height);
        self.note(picked).unwrap_or_default()
    }

    /// A frame begins; all its rows follow. `orientation` as in EXIF.
    pub fn start(&mut self, index: u32, width: u32, height: u32, orientation: u8) -> bool {
        let started = self.picture.start(Frame {
            index,
            width,
            height,
            orientation,
            layout: Layout::RgbAlpha,
        });
        self.note(started).is_some()
    }

    /// The next rows, as red, green, blue and alpha.
    pub fn rows(&mut self, pixels: &[u8]) -> bool {
        let taken = self.picture.rows(pixels);
        self.note(taken).is_some()
    }

    /// All rows of the frame were handed in; `true` where they are wanted once more.
    pub fn again(&mut self) -> bool {
        let again = self.picture.again();
        self.note(again).unwrap_or_default()
    }

    /// The browser gave up: an `UncheckedWhy`.
    ///
    /// # Errors
    /// `bad-options`
    pub fn fail(&mut self, why: JsValue) -> Result<(), JsValue> {
        let why = convert::from_js(why)?;
        self.why.get_or_insert(why);
        Ok(())
    }
}
