//! Pictures from a seed, each another one: landscapes, nights, rooms, things on a plain ground,
//! foliage, patterns. Shapes and noise; none is a photograph.

use image::{Rgb, RgbImage};

/// Red, green, blue, each 0 to 255.
pub type Colour = [f32; 3];

/// A fixed sequence of numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        dice.roll();
        dice
    }

    /// 0 to 1.
    pub fn roll(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / 16_777_216.0
    }

    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.roll()
    }

    /// 0 to `n - 1`.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.roll() * n as f32) as usize).min(n - 1)
    }

    pub fn colour(&mut self, low: f32, high: f32) -> Colour {
        [(); 3].map(|()| self.between(low, high))
    }
}

fn lattice(x: i32, y: i32, seed: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1)
        ^ (y as u32).wrapping_mul(0x85EB_CA77)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    ((h ^ (h >> 15)) >> 8) as f32 / 16_777_216.0
}

fn smooth(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (ix, iy) = (x.floor(), y.floor());
    let (fx, fy) = (smooth(0.0, 1.0, x - ix), smooth(0.0, 1.0, y - iy));
    let at = |dx: i32, dy: i32| lattice(ix as i32 + dx, iy as i32 + dy, seed);
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
    let bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
    top + (bottom - top) * fy
}

/// Noise at several scales, around 0.
fn clouds(x: f32, y: f32, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut weight, mut scale) = (0.0, 0.5, 1.0);
    for octave in 0..octaves {
        sum += weight * (noise(x * scale, y * scale, seed.wrapping_add(octave)) - 0.5);
        weight *= 0.55;
        scale *= 2.07;
    }
    sum
}

fn mix(a: Colour, b: Colour, t: f32) -> Colour {
    let t = t.clamp(0.0, 1.0);
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * t)
}

/// What lies in front, as a cover of 0 to 1 and a colour.
struct Thing {
    shape: usize,
    at: (f32, f32),
    size: (f32, f32),
    turn: f32,
    colours: [Colour; 2],
    grain: (f32, u32),
}

impl Thing {
    fn new(dice: &mut Dice, size: (f32, f32), light: (f32, f32)) -> Self {
        Self {
            shape: dice.below(4),
            at: (dice.between(-0.1, 1.4), dice.between(0.0, 1.0)),
            size: (
                dice.between(size.0, size.1),
                dice.between(size.0, size.1) * dice.between(0.6, 1.3),
            ),
            turn: dice.between(0.0, 6.3),
            colours: [dice.colour(light.0, light.1), dice.colour(light.0, light.1)],
            grain: (dice.between(0.0, 0.8), dice.below(1 << 20) as u32),
        }
    }

    fn lay(&self, x: f32, y: f32, below: Colour) -> Colour {
        let (dx, dy) = (x - self.at.0, y - self.at.1);
        let reach = self.size.0.max(self.size.1) * 1.5;
        if dx.abs() > reach || dy.abs() > reach {
            return below;
        }
        let (sin, cos) = self.turn.sin_cos();
        let (u, v) = (
            (dx * cos + dy * sin) / self.size.0,
            (dy * cos - dx * sin) / self.size.1,
        );
        let outside = match self.shape {
            0 => u.hypot(v) - 1.0,
            1 => u.abs().max(v.abs()) - 0.9,
            2 => u.abs() + v.abs() - 1.1,
            _ => u.hypot(v) - 0.8 - 0.2 * (v.atan2(u) * 5.0).sin(),
        };
        let cover = smooth(0.01, -0.01, outside);
        if cover == 0.0 {
            return below;
        }
        let grain = 1.0 + self.grain.0 * clouds(u * 5.0, v * 5.0, 3, self.grain.1);
        let light = 0.75 + 0.35 * smooth(0.9, -0.9, u * 0.7 + v);
        let colour = mix(self.colours[0], self.colours[1], 0.5 + u * 0.5);
        mix(below, colour.map(|c| c * grain * light), cover)
    }
}

/// Rows of hills, each with its own skyline.
struct Ridge {
    height: f32,
    rough: f32,
    scale: f32,
    colour: Colour,
    seed: u32,
}

/// Kinds of pictures.
pub const KINDS: usize = 8;

/// The picture of a seed, about 0.25 megapixels.
pub fn picture(seed: u64) -> RgbImage {
    let mut dice = Dice::new(seed);
    let aspects = [(4, 3), (3, 4), (16, 9), (1, 1), (3, 2), (9, 16)];
    let (w, h) = aspects[dice.below(aspects.len())];
    let area = dice.between(200_000.0, 320_000.0);
    let unit = (area / (w * h) as f32).sqrt();
    let (width, height) = ((w as f32 * unit) as u32, (h as f32 * unit) as u32);
    let kind = (seed % KINDS as u64) as usize;
    let salt = dice.below(1 << 24) as u32;
    let (light, count, size, things_light) = match kind {
        1 => ((0.0, 40.0), 14, (0.02, 0.2), (20.0, 255.0)),
        2 => ((60.0, 220.0), 16, (0.05, 0.45), (20.0, 240.0)),
        3 => ((225.0, 255.0), 6, (0.1, 0.4), (10.0, 200.0)),
        4 => ((20.0, 160.0), 30, (0.03, 0.25), (10.0, 180.0)),
        6 => ((0.0, 14.0), 7, (0.08, 0.4), (40.0, 250.0)),
        _ => ((90.0, 240.0), 9, (0.04, 0.3), (10.0, 250.0)),
    };
    let ground = [dice.colour(light.0, light.1), dice.colour(light.0, light.1)];
    let slope = dice.between(-0.4, 0.4);
    let cloudy = dice.between(20.0, 90.0);
    let ridges: Vec<Ridge> = (0..2 + dice.below(3))
        .map(|i| Ridge {
            height: 0.35 + 0.17 * i as f32 + dice.between(-0.05, 0.05),
            rough: dice.between(0.1, 0.35),
            scale: dice.between(1.5, 6.0),
            colour: match kind {
                1 => dice.colour(3.0, 50.0),
                _ => dice.colour(20.0, 190.0),
            },
            seed: salt.wrapping_add(977 * i as u32),
        })
        .collect();
    let things: Vec<Thing> = (0..count)
        .map(|_| {
            let mut thing = Thing::new(&mut dice, size, things_light);
            if kind == 3 || kind == 6 {
                // In the middle of the ground, mostly.
                thing.at.0 = 0.2 + thing.at.0 * 0.6;
                thing.at.1 = 0.2 + thing.at.1 * 0.6;
            }
            thing
        })
        .collect();
    let waves: [f32; 6] = [(); 6].map(|()| dice.between(3.0, 40.0));
    let (grain, vignette) = (dice.between(0.0, 9.0), dice.between(0.0, 0.5));
    let step = 1.33 / width.max(height) as f32;
    let (middle_x, middle_y) = (width as f32 * step / 2.0, height as f32 * step / 2.0);
    RgbImage::from_fn(width, height, |px, py| {
        let (x, y) = (px as f32 * step, py as f32 * step);
        let mut colour = mix(ground[0], ground[1], y + slope * x);
        match kind {
            0 | 1 | 7 => {
                let cover = clouds(x * 4.0, y * 9.0, 4, salt) * cloudy;
                colour = colour.map(|c| c + cover.max(-10.0) * (light.1 / 200.0));
                for ridge in &ridges {
                    let skyline =
                        ridge.height + ridge.rough * clouds(x * ridge.scale, 0.0, 4, ridge.seed);
                    if y > skyline {
                        let texture = clouds(x * 22.0, y * 31.0, 4, ridge.seed);
                        colour = ridge.colour.map(|c| c * (1.0 + 0.9 * texture));
                    }
                }
            }
            2 => {
                let texture = clouds(x * 14.0, y * 14.0, 3, salt) * 0.2;
                let wall = (x * waves[0] * 0.3).floor() + (y * waves[1] * 0.2).floor();
                colour = colour.map(|c| c * (1.0 + texture + 0.06 * (wall % 3.0)));
            }
            4 => {
                let leaves =
                    clouds(x * 30.0, y * 30.0, 4, salt) + clouds(x * 5.0, y * 5.0, 2, salt);
                colour = colour.map(|c| c * (1.0 + 1.3 * leaves));
            }
            5 => {
                let wave =
                    (x * waves[0] + y * waves[1]).sin() + (x * waves[2] - y * waves[3]).sin();
                let fold = clouds(x * 3.0, y * 3.0, 3, salt) * 3.0;
                colour = mix(
                    ground[0],
                    ground[1].map(|c| c * 0.3),
                    0.5 + 0.3 * (wave + fold),
                );
            }
            _ => {}
        }
        for thing in &things {
            colour = thing.lay(x, y, colour);
        }
        // What a lens and a sensor add, but for drawings on a plain ground.
        if kind != 3 {
            let corner = (x - middle_x).hypot(y - middle_y);
            let speck = lattice(px as i32, py as i32, salt) - 0.5;
            let factor = 1.0 - vignette * corner * corner;
            colour = colour.map(|c| c * factor + speck * grain);
        }
        Rgb(colour.map(|c| c.round().clamp(0.0, 255.0) as u8))
    })
}
