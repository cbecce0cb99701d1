//! All pixels of a JPEG: grey, or red, green and blue.
//!
//! Each component is decoded in a pass of its own over the file, so that their samples are all the
//! memory there is: half of what the pixels would take.
//!
//! Source: T.871 for the conversion from YCbCr; Adobe technical note 5116 for CMYK, which is stored
//! inverted; `jdapimin.c` of the Independent JPEG Group's library for files that do not say.

use super::plane::Plane;
use super::{Jpeg, JpegError};

/// How the components of a file make up a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Color {
    Grey,
    Rgb,
    YCbCr,
    Cmyk,
    Ycck,
}

impl Jpeg<'_> {
    fn color(&self) -> Result<Color, JpegError> {
        let ids: Vec<u8> = self.frame.components.iter().map(|c| c.id).collect();
        Ok(match (ids.as_slice(), self.state.adobe) {
            ([_], _) => Color::Grey,
            ([_, _, _], _) if self.state.jfif => Color::YCbCr,
            ([_, _, _], Some(0)) | (b"RGB", None) => Color::Rgb,
            ([_, _, _], _) => Color::YCbCr,
            ([_, _, _, _], None | Some(0)) => Color::Cmyk,
            ([_, _, _, _], _) => Color::Ycck,
            _ => return Err(JpegError::Unsupported("a JPEG of two components")),
        })
    }

    /// Whether the pixels are grey: one byte each. Otherwise they have three, red, green, blue.
    pub fn is_grey(&self) -> bool {
        self.frame.components.len() == 1
    }

    /// Bytes that [`pixels`](Self::pixels) keeps: the samples of all components, and for a
    /// progressive file what [`memory`](Self::memory) says.
    pub fn pixel_memory(&self) -> u64 {
        let samples = self.frame.components.iter().map(|component| {
            let (wide, high) = self.frame.blocks(component);
            wide as u64 * high as u64 * 64
        });
        samples.sum::<u64>() + self.memory()
    }

    /// Decodes the samples of all components.
    ///
    /// # Errors
    /// Any [`JpegError`] but [`JpegError::NotLuma`].
    pub fn pixels(&self) -> Result<Pixels, JpegError> {
        let color = self.color()?;
        // Before memory is taken for what the file claims.
        self.check()?;
        let mut planes = Vec::with_capacity(self.frame.components.len());
        for (index, component) in self.frame.components.iter().enumerate() {
            let mut plane = Plane::new(&self.frame, component);
            self.run(index, &mut plane)?;
            planes.push((plane, Vec::new()));
        }
        Ok(Pixels {
            color,
            planes,
            width: self.frame.width,
            height: self.frame.height,
        })
    }
}

/// All samples of a picture, at the sizes of its components.
pub struct Pixels {
    color: Color,
    /// Each with its row at the size of the picture.
    planes: Vec<(Plane, Vec<u8>)>,
    width: usize,
    height: usize,
}

impl Pixels {
    /// Gives out all rows from the top.
    pub fn rows(&mut self, mut take: impl FnMut(&[u8])) {
        let mut pixels = vec![[0; 3]; self.width];
        for y in 0..self.height {
            for (plane, row) in &mut self.planes {
                plane.upsampled(y, row);
            }
            match (self.color, self.planes.as_slice()) {
                (Color::Grey, [(_, grey)]) => {
                    take(grey.get(..self.width).unwrap_or_default());
                    continue;
                }
                (Color::Rgb, [(_, r), (_, g), (_, b)]) => merge(&mut pixels, r, g, b, |p| p),
                (Color::YCbCr, [(_, y), (_, cb), (_, cr)]) => merge(&mut pixels, y, cb, cr, rgb),
                (Color::Cmyk, [(_, c), (_, m), (_, y), (_, k)]) => {
                    merge(&mut pixels, c, m, y, |p| p);
                    darken(&mut pixels, k);
                }
                (Color::Ycck, [(_, y), (_, cb), (_, cr), (_, k)]) => {
                    merge(&mut pixels, y, cb, cr, |p| {
                        rgb(p).map(|sample| 255 - sample)
                    });
                    darken(&mut pixels, k);
                }
                _ => {}
            }
            take(pixels.as_flattened());
        }
    }
}

#[inline(always)]
fn merge(
    pixels: &mut [[u8; 3]],
    first: &[u8],
    second: &[u8],
    third: &[u8],
    convert: impl Fn([u8; 3]) -> [u8; 3],
) {
    for (((pixel, a), b), c) in pixels.iter_mut().zip(first).zip(second).zip(third) {
        *pixel = convert([*a, *b, *c]);
    }
}

/// With 16 bits behind the point.
#[inline(always)]
fn rgb([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let half = 1 << 15;
    [
        y + ((91_881 * cr + half) >> 16),
        y + ((half - 22_554 * cb - 46_802 * cr) >> 16),
        y + ((116_130 * cb + half) >> 16),
    ]
    .map(|sample| sample.clamp(0, 255) as u8)
}

/// Multiplies with black, as a share of 255, rounded.
fn darken(pixels: &mut [[u8; 3]], black: &[u8]) {
    for (pixel, black) in pixels.iter_mut().zip(black) {
        *pixel = pixel.map(|sample| ((u32::from(sample) * u32::from(*black) + 127) / 255) as u8);
    }
}
