//! Pictures of trees: a forest, a winter evening.

use crate::canvas::{
    ALL, ASPECT, Canvas, Dice, around, below, block, clouds, disc, gradient, hex, mix, noise,
    polygon, shade, smooth,
};
use crate::props::{pine, sky_clouds, sun, windows};

/// Tall trees in mist, a path, light from the left.
pub fn forest(c: &mut Canvas) {
    c.cover(|x, y| {
        let light = smooth(1.0, 0.0, (x - 0.52).hypot((y - 0.25) * 0.9) * 1.25);
        mix(hex(0x6f9384), hex(0xfdf6d3), light)
    });
    let mut dice = Dice(500);
    for layer in 0..4_u32 {
        let near = layer as f32 / 3.0;
        let bark = mix(hex(0x9fb8a4), hex(0x33413a), near);
        for i in 0..[17, 12, 9, 6][layer as usize] {
            let x = (i as f32 + dice.roll()) * ASPECT / [17.0, 12.0, 9.0, 6.0][layer as usize];
            if layer > 1 && (x - 0.64).abs() < 0.15 + 0.06 * near {
                continue;
            }
            let (r, foot) = (
                0.006 + 0.030 * near * near + 0.006 * dice.roll(),
                0.66 + 0.24 * near,
            );
            let lean = dice.between(-0.02, 0.02);
            let trunk = move |px: f32, y: f32| {
                (px - x - lean * y).abs()
                    - r * (0.8 + 0.3 * y + 1.6 * smooth(foot - 0.07, foot + 0.02, y))
            };
            c.fill((x - 0.16, 0.0, x + 0.16, foot), trunk, |px, y| {
                let side = (px - x - lean * y) / r;
                let lit = if x < 0.6 { side } else { -side };
                shade(
                    bark,
                    0.95 + 0.22 * lit + 0.55 * (noise(px * 190.0, y * 22.0, i) - 0.5),
                )
            });
        }
        let crown = 0.30 - 0.13 * near;
        c.lay((0.0, 0.0, ASPECT, 0.6), |x, y| {
            let leaves = clouds(
                x * (9.0 - 3.5 * near),
                y * (9.0 - 3.5 * near),
                5,
                520 + layer,
            );
            let opening = smooth(0.42, 0.08, (x - 0.58).abs()) * 0.22;
            let cover = smooth(0.02, -0.02, y - crown - (leaves - 0.5) * 0.55 + opening);
            let tone = mix(hex(0xaac4a0), hex(0x3f5f43), near);
            (
                shade(
                    tone,
                    0.65 + 0.8 * clouds(x * 38.0, y * 38.0, 3, 530 + layer),
                ),
                cover * (0.55 + 0.4 * near),
            )
        });
        let floor = 0.64 + 0.10 * near;
        c.lay(ALL, |x, y| {
            let line = floor + 0.05 * (clouds(x * 4.0, 0.0, 4, 540 + layer) - 0.5);
            let fern = clouds(x * 30.0, y * 26.0, 4, 550 + layer);
            let ground = mix(hex(0xc2cf9c), hex(0x4a5f38), near * 0.75 + (y - line) * 0.5);
            (
                shade(ground, 0.55 + 0.9 * fern),
                smooth(0.0, 0.015, y - line + (fern - 0.5) * 0.05) * 0.92,
            )
        });
    }
    c.lay((0.0, 0.6, ASPECT, 1.0), |x, y| {
        let t = (y - 0.66) / 0.34;
        let middle = 0.60 + 0.10 * (t * 4.0).sin() * (0.25 + t * 0.5);
        let edge = (x - middle).abs() - 0.012 - 0.20 * t.max(0.0).powf(1.4)
            + 0.05 * t * (clouds(x * 18.0, y * 18.0, 3, 561) - 0.5);
        let dapple = smooth(0.45, 0.62, clouds(x * 9.0, y * 16.0, 3, 562));
        (
            mix(hex(0xa88f68), hex(0xf0dcae), dapple),
            smooth(0.008, -0.008, edge) * smooth(0.0, 0.05, t) * 0.95,
        )
    });
    c.lay(ALL, |x, y| {
        let along = (x - 0.30) * 0.80 - y * 0.42;
        let shaft = smooth(0.50, 0.66, noise(along * 17.0 + 40.0, 0.0, 570));
        (
            hex(0xfff7d2),
            shaft * 0.34 * smooth(0.95, 0.25, y) * smooth(0.85, 0.35, (x - 0.66).abs() + 0.2),
        )
    });
}

/// A cottage with lit windows in fresh snow.
pub fn winter(c: &mut Canvas) {
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0x4a5f8f)),
                (0.3, hex(0x9a9cc0)),
                (0.55, hex(0xf0c8bd)),
            ],
            y,
        )
    });
    sky_clouds(c, 0.0, 0.45, 0.4, hex(0xd8c0d0), 701);
    sun(c, 0.22, 0.17, 0.045, hex(0xf7efd8), 0.7);
    for (i, base) in [0.44_f32, 0.52].into_iter().enumerate() {
        let line = move |x: f32| {
            base - 0.12 * (clouds(x * 2.3 + i as f32 * 5.0, 0.0, 4, 702 + i as u32) - 0.4)
        };
        c.fill(ALL, below(line), |x, y| {
            mix(
                mix(hex(0x9aa5c4), hex(0xc3c8dc), i as f32),
                hex(0xeae6ee),
                smooth(
                    0.0,
                    0.16,
                    y - line(x) + 0.08 * clouds(x * 20.0, y * 20.0, 3, 703),
                ),
            )
        });
        let mut dice = Dice(710 + i as u32);
        for t in 0..34 {
            let x = dice.between(-0.02, ASPECT);
            pine(
                c,
                x,
                line(x) + dice.between(0.0, 0.06),
                dice.between(0.05, 0.09) * (1.0 + i as f32 * 0.6),
                mix(hex(0x6f83a0), hex(0x4f6a7a), i as f32),
                720 + t,
            );
        }
    }
    for (i, base) in [0.64_f32, 0.74, 0.87].into_iter().enumerate() {
        let drift =
            move |x: f32| base + 0.035 * (x * (3.0 + i as f32) + 2.2 + i as f32 * 2.0).sin();
        c.fill(ALL, below(drift), move |x, y| {
            let depth = y - drift(x);
            let hollow = clouds(x * 5.0 + depth * 6.0, y * 11.0, 4, 730 + i as u32) - 0.5;
            let crust = noise(x * 240.0, y * 160.0, 736) - 0.5;
            shade(
                mix(
                    hex(0xfffaf6),
                    hex(0xc4cde4),
                    smooth(0.0, 0.15, depth) + hollow * 0.5,
                ),
                1.0 + crust * 0.05,
            )
        });
    }
    let (left, right, eaves, foot) = (0.66, 1.00, 0.53, 0.71);
    c.fill(ALL, block(left, eaves, right, foot, 0.0), |x, y| {
        let log = (y * 62.0).fract();
        shade(
            hex(0x8a5f47),
            0.72 + 0.4 * (log * std::f32::consts::PI).sin()
                + 0.2 * (noise(x * 40.0, y * 200.0, 731) - 0.5),
        )
    });
    c.fill(ALL, block(0.885, 0.335, 0.925, 0.46, 0.0), |x, y| {
        shade(
            hex(0x8f6a66),
            if (y * 90.0).fract() < 0.2 {
                1.2
            } else {
                0.9 + 0.1 * (x * 300.0).sin()
            },
        )
    });
    c.fill(ALL, block(0.878, 0.325, 0.932, 0.345, 0.006), |_, _| {
        hex(0xfbf8f6)
    });
    c.fill(
        ALL,
        polygon([
            (left - 0.045, eaves + 0.02),
            (left + 0.055, 0.385),
            (right - 0.055, 0.385),
            (right + 0.045, eaves + 0.02),
        ]),
        |x, y| {
            shade(
                hex(0xf4f2f8),
                1.0 - 0.10 * clouds(x * 12.0, y * 24.0, 3, 732)
                    - 0.25 * smooth(eaves - 0.01, eaves + 0.02, y),
            )
        },
    );
    for x in [0.70, 0.79, 0.925] {
        windows(c, (x - 0.036, 0.565, x + 0.036, 0.645), 1, 1, 1.0, 733);
        c.glow(x, 0.605, 0.12, hex(0xffd88a), 0.5);
    }
    c.fill(ALL, block(0.842, 0.59, 0.882, foot, 0.004), |_, _| {
        hex(0x9a3f3f)
    });
    c.lay(ALL, |x, y| {
        let smoke = clouds(x * 14.0 - y * 3.0, y * 9.0, 4, 734) - 0.5;
        let wide = 0.012 + (0.33 - y).max(0.0) * 0.22;
        let off = (x - 0.905 - (0.33 - y) * 0.35 - 0.12 * smoke * (0.33 - y).max(0.0) * 6.0).abs();
        (
            hex(0xe8e0ea),
            if y < 0.33 {
                smooth(wide, 0.0, off) * smooth(0.0, 0.3, y) * 0.6
            } else {
                0.0
            },
        )
    });
    c.lay((0.0, 0.7, ASPECT, 1.0), |x, y| {
        let t = (y - 0.71) / 0.29;
        let edge = (x - 0.862 + 0.36 * t * t).abs() - 0.02 - 0.055 * t;
        (
            shade(hex(0xb9bfd8), 0.9 + 0.3 * noise(x * 60.0, y * 60.0, 735)),
            smooth(0.012, -0.012, edge) * smooth(0.0, 0.04, t) * 0.8,
        )
    });
    for (x, base, h) in [
        (0.08, 0.88, 0.52),
        (0.25, 0.82, 0.34),
        (1.22, 0.90, 0.58),
        (1.09, 0.80, 0.30),
        (0.42, 0.76, 0.22),
    ] {
        pine(c, x, base, h, hex(0x3f6670), 740 + (x * 40.0) as u32);
        c.lay((x - h * 0.3, base - h, x + h * 0.3, base), |px, y| {
            let t = (y - base) / h + 1.0;
            let inside = smooth(
                0.0,
                -0.008,
                (px - x).abs() - h * 0.19 * t * (0.62 + 0.45 * (t * 7.0).fract()),
            );
            (
                hex(0xf7f8fc),
                inside
                    * smooth(
                        0.62,
                        0.2,
                        (t * 7.0).fract() + 0.5 * (noise(px * 90.0, y * 90.0, 750) - 0.5),
                    )
                    * 0.85,
            )
        });
    }
    let mut dice = Dice(760);
    for _ in 0..260 {
        let (x, y, r) = (
            dice.between(0.0, ASPECT),
            dice.roll(),
            dice.between(0.0012, 0.0042),
        );
        c.fill(around(x, y, r, r), disc(x, y, r), |_, _| hex(0xffffff));
    }
}
