//! Things that more than one picture needs: clouds, trees, birds, boats, windows.

use crate::canvas::{
    ALL, ASPECT, Canvas, Colour, Dice, around, block, clouds, disc, hex, mix, noise, polygon,
    shade, smooth, stroke,
};

/// Drifting clouds between two heights.
pub fn sky_clouds(c: &mut Canvas, top: f32, bottom: f32, amount: f32, colour: Colour, seed: u32) {
    c.lay((0.0, top, ASPECT, bottom), |x, y| {
        let bend = clouds(x * 3.0, y * 7.0, 3, seed ^ 9) - 0.5;
        let density = clouds(x * 2.2 + bend, y * 8.0 + bend * 2.0, 5, seed);
        let fade = smooth(top, top + 0.12, y) * (1.0 - smooth(bottom - 0.15, bottom, y));
        let cover = smooth(0.62 - amount * 0.25, 0.80 - amount * 0.2, density) * fade;
        let under = clouds(x * 2.2 + bend, (y + 0.02) * 8.0 + bend * 2.0, 5, seed);
        (
            mix(
                colour,
                shade(colour, 0.84),
                smooth(0.0, 0.14, density - under + 0.07),
            ),
            cover * 0.9,
        )
    });
}

/// A sun or moon with its halo.
pub fn sun(c: &mut Canvas, x: f32, y: f32, r: f32, colour: Colour, halo: f32) {
    c.glow(x, y, r * 9.0, colour, 0.35 * halo);
    c.glow(x, y, r * 3.2, colour, 0.55 * halo);
    c.fill(around(x, y, r, r), disc(x, y, r), |_, py| {
        mix(hex(0xfffbe8), colour, smooth(y - r, y + r, py))
    });
}

/// A conifer, lit from the left.
pub fn pine(c: &mut Canvas, x: f32, base: f32, height: f32, colour: Colour, seed: u32) {
    let tiers = 7.0;
    let half = move |px: f32, y: f32| {
        let t = ((y - base) / height + 1.0).clamp(0.0, 1.0);
        let step = (t * tiers).fract();
        let ragged = noise(px * 60.0 / height, y * 90.0 / height, seed) - 0.5;
        height * 0.21 * (t * (0.62 + 0.45 * step) + ragged * 0.16 * t)
    };
    let shape = move |px: f32, y: f32| {
        ((px - x).abs() - half(px, y))
            .max(base - height - y)
            .max(y - base)
    };
    c.fill(
        around(x, base, height * 0.02, height * 0.09),
        block(
            x - height * 0.015,
            base - height * 0.05,
            x + height * 0.015,
            base + height * 0.07,
            0.0,
        ),
        |_, _| shade(colour, 0.6),
    );
    c.fill(
        (x - height * 0.3, base - height, x + height * 0.3, base),
        shape,
        |px, y| {
            let t = (y - base) / height + 1.0;
            let lit = 0.78 + 0.34 * (1.0 - (t * tiers).fract()) - (px - x) / height * 1.1;
            shade(
                colour,
                lit + 0.25 * (noise(px * 160.0, y * 160.0, seed) - 0.5),
            )
        },
    );
}

/// A broad-leaved tree: a crown of leaves on a short trunk.
pub fn tree(c: &mut Canvas, x: f32, base: f32, height: f32, colour: Colour, seed: u32) {
    let (cy, r) = (base - height * 0.62, height * 0.38);
    c.fill(
        around(x, base, height * 0.06, height * 0.4),
        stroke(x, base, x, cy, height * 0.028),
        |_, _| hex(0x5b4636),
    );
    let crown = move |px: f32, y: f32| {
        let lumps = clouds((px + 3.0) * 5.5 / height, y * 5.5 / height, 3, seed) - 0.5;
        (px - x).hypot((y - cy) * 0.95) - r * (1.0 + 0.55 * lumps)
    };
    c.fill(around(x, cy, r * 1.4, r * 1.4), crown, |px, y| {
        let side = ((px - x) + (y - cy)) / r;
        let leaves = clouds(px * 11.0 / height, y * 11.0 / height, 3, seed ^ 5) - 0.5;
        shade(colour, 1.02 - 0.24 * side + 0.75 * leaves)
    });
}

/// A flock, seen from far away.
pub fn birds(c: &mut Canvas, x: f32, y: f32, count: u32, colour: Colour, seed: u32) {
    let mut dice = Dice(seed);
    for _ in 0..count {
        let (bx, by, s) = (
            x + dice.between(-0.13, 0.13),
            y + dice.between(-0.06, 0.06),
            dice.between(0.008, 0.016),
        );
        let area = around(bx, by, s * 1.5, s * 1.5);
        c.fill(
            area,
            stroke(bx, by, bx - s, by - s * 0.55, 0.0013),
            |_, _| colour,
        );
        c.fill(
            area,
            stroke(bx, by, bx + s, by - s * 0.45, 0.0013),
            |_, _| colour,
        );
    }
}

/// A sailing boat; `y` is its water line.
pub fn boat(c: &mut Canvas, x: f32, y: f32, s: f32, hull: Colour, sail: Option<Colour>) {
    let area = around(x, y - s * 0.5, s * 1.4, s * 1.7);
    c.lay(around(x, y + s * 0.35, s * 1.1, s * 0.5), |px, py| {
        let wobble = (noise(px * 40.0, py * 160.0, 3) - 0.5) * s * 0.3;
        let inside =
            smooth(s * 0.95, s * 0.75, (px - x + wobble).abs()) * smooth(y + s * 0.85, y, py);
        (shade(hull, 0.55), if py > y { inside * 0.55 } else { 0.0 })
    });
    c.fill(area, stroke(x, y, x, y - s * 1.75, s * 0.022), |_, _| {
        hex(0x4a3a33)
    });
    if let Some(cloth) = sail {
        let paint = move |px: f32, py: f32| {
            shade(
                cloth,
                1.10 - (px - x).abs() / s * 0.22 - 0.04 * ((py - y) / s * 9.0).sin(),
            )
        };
        c.fill(
            area,
            polygon([
                (x + s * 0.05, y - s * 1.7),
                (x + s * 0.82, y - s * 0.32),
                (x + s * 0.05, y - s * 0.28),
            ]),
            paint,
        );
        c.fill(
            area,
            polygon([
                (x - s * 0.05, y - s * 1.5),
                (x - s * 0.05, y - s * 0.28),
                (x - s * 0.7, y - s * 0.3),
            ]),
            move |px, py| shade(paint(px, py), 0.9),
        );
    } else {
        c.fill(
            area,
            stroke(x, y - s * 0.42, x + s * 0.75, y - s * 0.40, s * 0.05),
            |_, _| hex(0xd9cfc0),
        );
    }
    let deck = y - s * 0.17;
    c.fill(
        area,
        polygon([
            (x - s * 0.85, deck - s * 0.05),
            (x + s * 0.95, deck - s * 0.09),
            (x + s * 0.66, y + s * 0.07),
            (x - s * 0.62, y + s * 0.07),
        ]),
        move |_, py| {
            if py < deck + s * 0.015 {
                hex(0xf3e7d3)
            } else {
                shade(hull, 1.1 - (py - deck) / s * 1.6)
            }
        },
    );
}

/// Rows of windows on a wall; `lit` of them (0 to 1) with a lamp behind.
pub fn windows(
    c: &mut Canvas,
    wall: (f32, f32, f32, f32),
    across: u32,
    down: u32,
    lit: f32,
    seed: u32,
) {
    let (left, top, right, bottom) = wall;
    let (w, h) = ((right - left) / across as f32, (bottom - top) / down as f32);
    let mut dice = Dice(seed);
    for row in 0..down {
        for column in 0..across {
            let (x, y) = (
                left + w * (column as f32 + 0.5),
                top + h * (row as f32 + 0.5),
            );
            let (hw, hh) = (w * 0.27, h * 0.33);
            let glass = if dice.roll() < lit {
                mix(hex(0xffd98a), hex(0xfff0c4), dice.roll())
            } else {
                mix(hex(0x53657c), hex(0x7d92a6), dice.roll())
            };
            c.fill(
                around(x, y, hw * 1.3, hh * 1.3),
                block(
                    x - hw * 1.2,
                    y - hh * 1.12,
                    x + hw * 1.2,
                    y + hh * 1.12,
                    0.001,
                ),
                |_, _| hex(0xf6efe4),
            );
            c.fill(
                around(x, y, hw, hh),
                block(x - hw, y - hh, x + hw, y + hh, 0.0),
                |_, py| shade(glass, 1.05 - (py - y) / hh * 0.12),
            );
            c.fill(
                around(x, y, hw, hh),
                block(x - hw * 0.07, y - hh, x + hw * 0.07, y + hh, 0.0),
                |_, _| hex(0xf6efe4),
            );
            c.fill(
                around(x, y, hw, hh),
                block(x - hw, y - hh * 0.30, x + hw, y - hh * 0.18, 0.0),
                |_, _| hex(0xf6efe4),
            );
        }
    }
}

/// Grass or heath: short strokes of light and shade over everything under a line.
pub fn meadow(c: &mut Canvas, line: impl Fn(f32) -> f32, near: Colour, far: Colour, seed: u32) {
    c.lay(ALL, |x, y| {
        let depth = y - line(x);
        if depth < -0.002 {
            return (near, 0.0);
        }
        let ground = mix(far, near, depth * 3.2);
        let patch = clouds(x * 6.0, y * 14.0, 4, seed) - 0.5;
        let blades = noise(x * 210.0, y * 46.0, seed ^ 3) - 0.5;
        (
            shade(
                ground,
                1.0 + patch * 0.7 + blades * 0.22 * smooth(0.0, 0.1, depth),
            ),
            smooth(-0.001, 0.001, depth),
        )
    });
}
