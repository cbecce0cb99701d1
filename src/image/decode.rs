//! From file bytes to rows of pixels, through the `image` crate, or to the coefficients of a JPEG's
//! luma. JPEG ([`super::jpeg`]) and TIFF have readers of their own.
//!
//! Memory beside the file itself, for pixels: the decoded frame; for JPEG the samples of its
//! components ([`Jpeg::pixel_memory`]); for animations the canvas, the frame and the composed
//! frame. For coefficients: [`Jpeg::memory`].

use super::jpeg::{BlockSink, Jpeg, JpegError};
#[cfg(feature = "tiff")]
use super::tiff::Tiff;
use super::{Format, ImageError, Limits, claims, format, frames, webp};
use ::image::codecs::{bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use ::image::{AnimationDecoder, ColorType, ImageDecoder};
use std::io::{Cursor, ErrorKind};

/// What the bytes of a pixel are, 8 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Grey.
    Grey,
    /// Grey, alpha.
    GreyAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, alpha.
    RgbAlpha,
}

impl Layout {
    /// Bytes a pixel.
    pub fn bytes(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::RgbAlpha => 4,
        }
    }
}

/// What is known of a frame before its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Position in the file, from 0.
    pub index: u32,
    /// Stored width in pixels.
    pub width: u32,
    /// Stored height in pixels.
    pub height: u32,
    /// EXIF orientation 1..=8; the pages of a TIFF may each have their own.
    pub orientation: u8,
    /// What the bytes of its pixels are.
    pub layout: Layout,
}

/// Takes decoded rows.
pub trait RowSink {
    /// A frame begins; `height` rows follow.
    fn start(&mut self, frame: Frame);
    /// The next row from the top, `width` pixels of 8 bits a channel.
    fn row(&mut self, pixels: &[u8]);
    /// The frame is complete. Where this says `true`, all its rows come once more.
    fn again(&mut self) -> bool {
        false
    }
}

/// A file whose header was read and whose sizes are within the limits; nothing is decoded yet.
pub struct Picture<'a> {
    bytes: &'a [u8],
    limits: Limits,
    jpeg: Option<Jpeg<'a>>,
    #[cfg(feature = "tiff")]
    tiff: Option<Tiff<'a>>,
    /// Bytes of memory that decoding to pixels takes.
    pixel_memory: u64,
    /// The format, by content.
    pub format: Format,
    /// Stored width in pixels.
    pub width: u32,
    /// Stored height in pixels.
    pub height: u32,
    /// EXIF orientation 1..=8; 1 where there is none.
    pub orientation: u8,
    /// Frames in the file.
    pub frame_count: u32,
}

type Source<'a> = Cursor<&'a [u8]>;

impl<'a> Picture<'a> {
    /// Reads the header and checks all sizes.
    ///
    /// # Errors
    /// Any [`ImageError`]; none of them after an allocation that the file asked for.
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ImageError> {
        limits.check_bytes(bytes.len() as u64)?;
        match format::sniff(bytes)? {
            Format::Jpeg => Self::open_jpeg(bytes, limits),
            #[cfg(feature = "tiff")]
            Format::Tiff => Self::open_tiff(bytes, limits),
            format => Self::open_other(format, bytes, limits),
        }
    }

    fn open_jpeg(bytes: &'a [u8], limits: &Limits) -> Result<Self, ImageError> {
        let jpeg = Jpeg::open(bytes)?;
        let (width, height) = (jpeg.width(), jpeg.height());
        limits.check_size(width, height)?;
        Ok(Self {
            bytes,
            limits: *limits,
            pixel_memory: jpeg.pixel_memory(),
            format: Format::Jpeg,
            width,
            height,
            orientation: jpeg.orientation(),
            frame_count: 1,
            jpeg: Some(jpeg),
            #[cfg(feature = "tiff")]
            tiff: None,
        })
    }

    #[cfg(feature = "tiff")]
    fn open_tiff(bytes: &'a [u8], limits: &Limits) -> Result<Self, ImageError> {
        let tiff = Tiff::open(bytes, limits)?;
        let (width, height, orientation) = tiff.first();
        Ok(Self {
            bytes,
            limits: *limits,
            jpeg: None,
            pixel_memory: tiff.memory(),
            format: Format::Tiff,
            width,
            height,
            orientation,
            frame_count: tiff.page_count(),
            tiff: Some(tiff),
        })
    }

    fn open_other(format: Format, bytes: &'a [u8], limits: &Limits) -> Result<Self, ImageError> {
        // Sizes are checked before the rest of the file is walked over, so that a file that lies
        // about its size is called too large rather than truncated.
        match format {
            Format::WebP => webp::survey(bytes, limits)?,
            format => claims::survey(format, bytes, limits)?,
        }
        let decoder = still(format, bytes, limits);
        let mut decoder = decoder.map_err(|error| refusal(format, limits, error))?;
        let (width, height) = decoder.dimensions();
        limits.check_size(width, height)?;
        let frame_count = frames::count(format, bytes)?;
        let pixels = u64::from(width) * u64::from(height);
        limits.check_frames(frame_count, pixels.saturating_mul(u64::from(frame_count)))?;
        let mut pixel_memory = decoder.total_bytes();
        if frame_count > 1 {
            pixel_memory = pixel_memory.max(pixels * 4 * 3);
        }
        Ok(Self {
            bytes,
            limits: *limits,
            jpeg: None,
            #[cfg(feature = "tiff")]
            tiff: None,
            pixel_memory,
            format,
            width,
            height,
            orientation: decoder.orientation().map_or(1, |turn| turn.to_exif()),
            frame_count,
        })
    }

    /// The luma of a JPEG as coefficients, where its first component is luma: no pixels, a small
    /// part of the work and of the memory. `None` for every other file.
    pub fn coefficients(&self) -> Option<Coefficients<'_, 'a>> {
        let jpeg = self.jpeg.as_ref().filter(|jpeg| jpeg.has_luma())?;
        Some(Coefficients {
            jpeg,
            limits: &self.limits,
        })
    }

    /// Decodes the frames that are to be hashed (see [`frames::pick`]) into the sink.
    ///
    /// # Errors
    /// [`ImageError::TooMuchMemory`] before anything is decoded; [`ImageError::Truncated`] and
    /// [`ImageError::Malformed`], where the sink may have taken rows that are to be thrown away.
    pub fn decode(&self, sink: &mut dyn RowSink) -> Result<(), ImageError> {
        self.limits.check_memory(self.pixel_memory)?;
        if let Some(jpeg) = &self.jpeg {
            return self.jpeg(jpeg, sink);
        }
        #[cfg(feature = "tiff")]
        if let Some(tiff) = &self.tiff {
            let picked = frames::pick(self.frame_count, self.limits.max_hashed_frames);
            return tiff.decode(&picked, sink);
        }
        let first = || still(self.format, self.bytes, &self.limits);
        let decoded = match (self.format, self.frame_count) {
            // Where the first frame of a GIF is transparent, the crate composes it on black; as a
            // still picture it keeps its colours, as all others do.
            (Format::Gif, 2..) => first()
                .and_then(|d| self.still(d, sink))
                .and_then(|()| gif(self.bytes, &self.limits))
                .and_then(|d| self.animation(1, d.into_frames().skip(1), sink)),
            (Format::WebP, 2..) => WebPDecoder::new(Cursor::new(self.bytes))
                .and_then(|d| self.animation(0, d.into_frames(), sink)),
            (Format::Png, 2..) if frames::begins_with_still(self.bytes) => first()
                .and_then(|d| self.still(d, sink))
                .and_then(|()| png(self.bytes, &self.limits)?.apng())
                .and_then(|d| self.animation(1, d.into_frames(), sink)),
            (Format::Png, 2..) => png(self.bytes, &self.limits)
                .and_then(|d| d.apng())
                .and_then(|d| self.animation(0, d.into_frames(), sink)),
            _ => first().and_then(|d| self.still(d, sink)),
        };
        decoded.map_err(|error| refusal(self.format, &self.limits, error))
    }

    fn jpeg(&self, jpeg: &Jpeg<'_>, sink: &mut dyn RowSink) -> Result<(), ImageError> {
        let layout = match jpeg.is_grey() {
            true => Layout::Grey,
            false => Layout::Rgb,
        };
        sink.start(self.frame(0, layout));
        let mut pixels = jpeg.pixels()?;
        loop {
            pixels.rows(|row| sink.row(row));
            if !sink.again() {
                return Ok(());
            }
        }
    }

    fn still(
        &self,
        decoder: Box<dyn ImageDecoder + 'a>,
        sink: &mut dyn RowSink,
    ) -> ::image::ImageResult<()> {
        use ColorType::{L8, L16, La8, La16, Rgb8, Rgb16, Rgba16};
        let color = decoder.color_type();
        let layout = match color {
            L8 | L16 => Layout::Grey,
            La8 | La16 => Layout::GreyAlpha,
            Rgb8 | Rgb16 => Layout::Rgb,
            _ => Layout::RgbAlpha,
        };
        let sixteen_bits = matches!(color, L16 | La16 | Rgb16 | Rgba16);
        let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).unwrap_or(usize::MAX)];
        decoder.read_image(&mut pixels)?;
        if sixteen_bits {
            // The crate stores 16-bit samples in native order; the high byte is hashed.
            pixels = pixels
                .as_chunks::<2>()
                .0
                .iter()
                .map(|sample| u16::from_ne_bytes(*sample).to_be_bytes()[0])
                .collect();
        }
        self.emit(0, layout, &pixels, sink);
        Ok(())
    }

    /// The frames from the one numbered `first`.
    fn animation(
        &self,
        first: u32,
        frames: impl Iterator<Item = ::image::ImageResult<::image::Frame>>,
        sink: &mut dyn RowSink,
    ) -> ::image::ImageResult<()> {
        let picked = frames::pick(self.frame_count, self.limits.max_hashed_frames);
        let mut decoded = first;
        for (index, frame) in (first..self.frame_count).zip(frames) {
            let pixels = frame?.into_buffer();
            decoded += 1;
            if picked.contains(&index) {
                self.emit(index, Layout::RgbAlpha, &pixels, sink);
            }
        }
        if decoded < self.frame_count {
            // The last frame is one of those that are to be hashed.
            return Err(::image::ImageError::IoError(
                ErrorKind::UnexpectedEof.into(),
            ));
        }
        Ok(())
    }

    fn frame(&self, index: u32, layout: Layout) -> Frame {
        Frame {
            index,
            width: self.width,
            height: self.height,
            orientation: self.orientation,
            layout,
        }
    }

    fn emit(&self, index: u32, layout: Layout, pixels: &[u8], sink: &mut dyn RowSink) {
        sink.start(self.frame(index, layout));
        let stride = self.width as usize * layout.bytes();
        loop {
            for row in pixels.chunks_exact(stride.max(1)) {
                sink.row(row);
            }
            if !sink.again() {
                return;
            }
        }
    }
}

/// A JPEG whose luma can be had as coefficients.
pub struct Coefficients<'p, 'a> {
    jpeg: &'p Jpeg<'a>,
    limits: &'p Limits,
}

impl Coefficients<'_, '_> {
    /// Decodes all blocks of luma into the sink.
    ///
    /// # Errors
    /// [`ImageError::TooMuchMemory`] before anything is decoded; [`ImageError::Truncated`] and
    /// [`ImageError::Malformed`], after which the sink is to be thrown away.
    pub fn decode(&self, sink: &mut impl BlockSink) -> Result<(), ImageError> {
        self.limits.check_memory(self.jpeg.memory())?;
        Ok(self.jpeg.decode(sink)?)
    }
}

impl From<JpegError> for ImageError {
    fn from(error: JpegError) -> Self {
        let format = Format::Jpeg;
        match error {
            JpegError::Truncated => Self::Truncated { format },
            JpegError::Unsupported(what) => Self::UnsupportedFormat { format: what },
            JpegError::Malformed(_) | JpegError::NotLuma => Self::Malformed {
                format,
                source: Box::new(error),
            },
        }
    }
}

/// A decoder for the picture, or for the first frame of an animation.
fn still<'a>(
    format: Format,
    bytes: &'a [u8],
    limits: &Limits,
) -> ::image::ImageResult<Box<dyn ImageDecoder + 'a>> {
    Ok(match format {
        Format::Png => Box::new(png(bytes, limits)?),
        Format::Gif => Box::new(gif(bytes, limits)?),
        Format::WebP => Box::new(WebPDecoder::new(Cursor::new(bytes))?),
        // JPEG and TIFF have readers of their own.
        _ => Box::new(BmpDecoder::new(Cursor::new(bytes))?),
    })
}

/// A decoder that inflates metadata, which is not used, to 8 MiB at most (chosen in November 2026:
/// the largest profiles in use have four).
fn png<'a>(bytes: &'a [u8], limits: &Limits) -> ::image::ImageResult<PngDecoder<Source<'a>>> {
    let mut metadata = inner_limits(limits);
    metadata.max_alloc = Some((8 << 20) + 2 * bytes.len() as u64);
    let mut decoder = PngDecoder::with_limits(Cursor::new(bytes), metadata)?;
    decoder.set_limits(inner_limits(limits))?;
    Ok(decoder)
}

/// A decoder that refuses frames larger than the limits; they may be larger than the picture.
fn gif<'a>(bytes: &'a [u8], limits: &Limits) -> ::image::ImageResult<GifDecoder<Source<'a>>> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes))?;
    decoder.set_limits(inner_limits(limits))?;
    Ok(decoder)
}

/// Our limit on memory as the crate's own limit, for what only its decoders see.
fn inner_limits(limits: &Limits) -> ::image::Limits {
    let mut inner = ::image::Limits::no_limits();
    inner.max_alloc = Some(limits.max_memory);
    inner
}

/// The decoder's error in our words.
fn refusal(format: Format, limits: &Limits, error: ::image::ImageError) -> ImageError {
    match error {
        ::image::ImageError::Limits(_) => ImageError::TooMuchMemory {
            limit: limits.max_memory,
        },
        ::image::ImageError::IoError(io) if io.kind() == ErrorKind::UnexpectedEof => {
            ImageError::Truncated { format }
        }
        other => ImageError::Malformed {
            format,
            source: Box::new(other),
        },
    }
}
