//! A small painter: a float canvas, soft-edged shapes, and noise computed from fixed seeds (nothing is drawn by lot).
//!
//! Coordinates: `x` runs from 0 to 4/3, `y` from 0 (top) to 1 (bottom), so shapes keep their form at any size.

use image::{Rgb, RgbImage};

/// Width over height of every picture.
pub const ASPECT: f32 = 4.0 / 3.0;

/// Red, green, blue, each 0 to 1, as stored (no linear light: these are illustrations).
pub type Colour = [f32; 3];

/// `0xRRGGBB` as a colour.
pub fn hex(code: u32) -> Colour {
    [16, 8, 0].map(|shift| ((code >> shift) & 255) as f32 / 255.0)
}

/// From `a` (t = 0) to `b` (t = 1).
pub fn mix(a: Colour, b: Colour, t: f32) -> Colour {
    let t = t.clamp(0.0, 1.0);
    let [ar, ag, ab] = a;
    let [br, bg, bb] = b;
    [ar + (br - ar) * t, ag + (bg - ag) * t, ab + (bb - ab) * t]
}

/// Brighter (over 1) or darker (under 1).
pub fn shade(colour: Colour, factor: f32) -> Colour {
    colour.map(|c| (c * factor).clamp(0.0, 1.0))
}

/// A colour from a list of (position, colour), positions rising.
pub fn gradient(stops: &[(f32, Colour)], at: f32) -> Colour {
    let mut below = stops.first().copied().unwrap_or((0.0, [0.0; 3]));
    for &(position, colour) in stops {
        if at < position {
            return mix(
                below.1,
                colour,
                (at - below.0) / (position - below.0).max(1e-6),
            );
        }
        below = (position, colour);
    }
    below.1
}

/// 0 below `from`, 1 above `to`, smooth in between.
pub fn smooth(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn lattice(x: i32, y: i32, seed: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1)
        ^ (y as u32).wrapping_mul(0x85EB_CA77)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    ((h ^ (h >> 15)) >> 8) as f32 / 16_777_216.0
}

/// Smooth value noise, 0 to 1.
pub fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (ix, iy) = (x.floor(), y.floor());
    let (fx, fy) = (smooth(0.0, 1.0, x - ix), smooth(0.0, 1.0, y - iy));
    let at = |dx: i32, dy: i32| lattice(ix as i32 + dx, iy as i32 + dy, seed);
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
    let bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
    top + (bottom - top) * fy
}

/// Noise at several scales, 0 to 1, around 0.5.
pub fn clouds(x: f32, y: f32, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut weight, mut total, mut scale) = (0.0, 0.5, 0.0, 1.0);
    for octave in 0..octaves {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(octave));
        total += weight;
        weight *= 0.5;
        scale *= 2.03;
    }
    sum / total
}

/// A fixed sequence of numbers from 0 to 1: the same seed, the same picture.
pub struct Dice(pub u32);

impl Dice {
    pub fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(1);
        lattice(self.0 as i32, 7, 0x51ED)
    }

    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.roll()
    }
}

/// Distance to a disc, squeezed by `(rx, ry)`. Like every shape here: negative inside.
pub fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32) -> impl Fn(f32, f32) -> f32 {
    move |x, y| {
        let (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
        (dx.hypot(dy) - 1.0) * rx.min(ry)
    }
}

pub fn disc(cx: f32, cy: f32, r: f32) -> impl Fn(f32, f32) -> f32 {
    ellipse(cx, cy, r, r)
}

/// A rectangle with rounded corners.
pub fn block(left: f32, top: f32, right: f32, bottom: f32, round: f32) -> impl Fn(f32, f32) -> f32 {
    let (cx, cy) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let (hw, hh) = ((right - left) / 2.0 - round, (bottom - top) / 2.0 - round);
    move |x, y| {
        let (dx, dy) = ((x - cx).abs() - hw, (y - cy).abs() - hh);
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - round
    }
}

/// A line with round ends, `r` thick on each side.
pub fn stroke(x0: f32, y0: f32, x1: f32, y1: f32, r: f32) -> impl Fn(f32, f32) -> f32 {
    move |x, y| segment(x, y, (x0, y0), (x1, y1)) - r
}

fn segment(x: f32, y: f32, (x0, y0): (f32, f32), (x1, y1): (f32, f32)) -> f32 {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let t = (((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
    (x - x0 - t * dx).hypot(y - y0 - t * dy)
}

/// A closed polygon.
pub fn polygon<const N: usize>(points: [(f32, f32); N]) -> impl Fn(f32, f32) -> f32 {
    move |x, y| {
        let (mut nearest, mut inside) = (f32::MAX, false);
        for (&a, &b) in points.iter().zip(points.iter().cycle().skip(1)) {
            nearest = nearest.min(segment(x, y, a, b));
            if (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                inside = !inside;
            }
        }
        if inside { -nearest } else { nearest }
    }
}

/// Everything below the line `height(x)`.
pub fn below(height: impl Fn(f32) -> f32) -> impl Fn(f32, f32) -> f32 {
    move |x, y| height(x) - y
}

/// The part of the picture a shape can touch: left, top, right, bottom.
pub type Area = (f32, f32, f32, f32);

/// The whole picture.
pub const ALL: Area = (0.0, 0.0, ASPECT, 1.0);

/// The area around a point.
pub fn around(cx: f32, cy: f32, rx: f32, ry: f32) -> Area {
    (cx - rx, cy - ry, cx + rx, cy + ry)
}

pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    pub fn new(height: usize) -> Self {
        let width = (height as f32 * ASPECT).round() as usize;
        Self {
            width,
            height,
            pixels: vec![[0.0; 3]; width * height],
        }
    }

    /// Lays `(colour, cover 0 to 1)` over what is there, for each pixel of `area`.
    pub fn lay(&mut self, area: Area, paint: impl Fn(f32, f32) -> (Colour, f32)) {
        let scale = self.height as f32;
        let bound = |value: f32, limit: usize| ((value * scale).max(0.0) as usize).min(limit);
        let (left, right) = (
            bound(area.0, self.width),
            bound(area.2 + 2.0 / scale, self.width),
        );
        let (top, bottom) = (
            bound(area.1, self.height),
            bound(area.3 + 2.0 / scale, self.height),
        );
        for (row, line) in self
            .pixels
            .chunks_exact_mut(self.width)
            .enumerate()
            .take(bottom)
            .skip(top)
        {
            let y = (row as f32 + 0.5) / scale;
            for (column, pixel) in line.iter_mut().enumerate().take(right).skip(left) {
                let (colour, cover) = paint((column as f32 + 0.5) / scale, y);
                *pixel = mix(*pixel, colour, cover);
            }
        }
    }

    /// Paints every pixel.
    pub fn cover(&mut self, paint: impl Fn(f32, f32) -> Colour) {
        self.lay(ALL, |x, y| (paint(x, y), 1.0));
    }

    /// Fills a shape, with an edge one pixel soft.
    pub fn fill(
        &mut self,
        area: Area,
        shape: impl Fn(f32, f32) -> f32,
        paint: impl Fn(f32, f32) -> Colour,
    ) {
        let scale = self.height as f32;
        self.lay(area, |x, y| {
            let cover = (0.5 - shape(x, y) * scale).clamp(0.0, 1.0);
            if cover > 0.0 {
                (paint(x, y), cover)
            } else {
                ([0.0; 3], 0.0)
            }
        });
    }

    /// A light that fades outwards.
    pub fn glow(&mut self, cx: f32, cy: f32, r: f32, colour: Colour, strength: f32) {
        self.lay(around(cx, cy, r, r), |x, y| {
            let fade = 1.0 - ((x - cx).hypot(y - cy) / r).min(1.0);
            (colour, strength * fade * fade)
        });
    }

    /// The colour at a point (the nearest pixel).
    pub fn at(&self, x: f32, y: f32) -> Colour {
        let column = ((x * self.height as f32) as usize).min(self.width - 1);
        let row = ((y * self.height as f32) as usize).min(self.height - 1);
        self.pixels
            .get(row * self.width + column)
            .copied()
            .unwrap_or([0.0; 3])
    }

    /// Turns everything below `shore` into water that mirrors what is above it.
    pub fn mirror(
        &mut self,
        shore: f32,
        water: impl Fn(f32, f32) -> Colour,
        tint: f32,
        waves: f32,
    ) {
        let above = Self {
            width: self.width,
            height: self.height,
            pixels: self.pixels.clone(),
        };
        self.lay((0.0, shore, ASPECT, 1.0), |x, y| {
            if y < shore {
                return ([0.0; 3], 0.0);
            }
            let depth = y - shore;
            let grain = 26.0 / (0.12 + depth);
            let swing = noise(x * 9.0, y * grain, 91) - 0.5
                + 0.5 * (noise(x * 31.0, y * grain * 2.0, 92) - 0.5);
            let seen = above.at(
                x + swing * waves * (0.16 + depth * 0.8),
                (shore - depth * 0.94 - swing.abs() * waves * 0.35).max(0.0),
            );
            let glint = smooth(0.28, 0.5, swing) * 0.16;
            (
                mix(
                    mix(seen, water(x, y), tint + depth * 0.35),
                    hex(0xffffff),
                    glint,
                ),
                1.0,
            )
        });
    }

    /// The last touch: paper grain and slightly darker corners.
    pub fn finish(mut self, seed: u32) -> RgbImage {
        self.lay(ALL, |x, y| {
            let grain = noise(x * 420.0, y * 420.0, seed) - 0.5;
            let wash = clouds(x * 5.0, y * 5.0, 3, seed ^ 0x77) - 0.5;
            let light = grain * 0.05 + wash * 0.10;
            if light > 0.0 {
                (hex(0xfff6e8), light)
            } else {
                (hex(0x1c1830), -light)
            }
        });
        let corner = |x: f32, y: f32| ((x / ASPECT - 0.5).hypot(y - 0.5) - 0.45).max(0.0);
        self.lay(ALL, |x, y| (hex(0x1d1a33), corner(x, y) * 0.55));
        let byte = |c: f32| (c.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        RgbImage::from_fn(self.width as u32, self.height as u32, |column, row| {
            let pixel = self.pixels.get(row as usize * self.width + column as usize);
            Rgb(pixel.copied().unwrap_or([0.0; 3]).map(byte))
        })
    }
}
