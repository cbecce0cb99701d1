//! Pictures from town: a table with fruit, the city at night.

use crate::canvas::{
    ALL, ASPECT, Canvas, Colour, Dice, around, below, block, clouds, disc, ellipse, gradient, hex,
    mix, noise, polygon, shade, smooth, stroke,
};

fn fruit(c: &mut Canvas, x: f32, y: f32, r: f32, skin: Colour, blush: Colour, seed: u32) {
    c.lay(
        around(x + r * 0.25, y + r * 0.92, r * 1.6, r * 0.5),
        |px, py| {
            let d = ((px - x - r * 0.25) / 1.35).hypot((py - y - r * 0.92) * 3.2) / r;
            (hex(0x3a2f3a), 0.45 * smooth(1.0, 0.2, d))
        },
    );
    c.fill(around(x, y, r, r), ellipse(x, y, r, r * 0.95), |px, py| {
        let (dx, dy) = ((px - x) / r, (py - y) / r);
        let light = 1.02 - 0.42 * (dx * 0.75 + dy * 0.66) - 0.38 * (dx * dx + dy * dy);
        let fleck = noise(px * 150.0 / (r * 8.0), py * 60.0 / (r * 8.0), seed);
        let colour = mix(
            skin,
            blush,
            smooth(-0.5, 0.6, dx * 0.7 - dy * 0.3 + (fleck - 0.5) * 0.9),
        );
        mix(
            shade(colour, light + 0.22),
            hex(0xfffaf0),
            0.75 * smooth(0.30, 0.04, (dx + 0.36).hypot(dy + 0.42)),
        )
    });
    if r > 0.05 {
        c.fill(
            around(x, y - r, r, r),
            stroke(x, y - r * 0.80, x + r * 0.10, y - r * 1.15, r * 0.045),
            |_, _| hex(0x5a4433),
        );
    }
}

/// Fruit, a jug and a bowl on a checked cloth.
pub fn still_life(c: &mut Canvas) {
    c.cover(|x, y| {
        let light = smooth(1.1, 0.1, (x - 0.25).hypot(y - 0.15));
        let plaster = clouds(x * 5.0, y * 5.0, 5, 801) - 0.5;
        shade(
            mix(hex(0x6f7f86), hex(0xdfd8c4), light),
            1.0 + plaster * 0.28,
        )
    });
    let frame = block(0.93, 0.07, 1.23, 0.40, 0.004);
    c.fill(ALL, frame, |x, y| {
        shade(hex(0x8a6a4a), 0.9 + 0.3 * noise(x * 30.0, y * 200.0, 802))
    });
    c.fill(ALL, block(0.955, 0.095, 1.205, 0.375, 0.0), |x, y| {
        let hill = 0.29 - 0.05 * (x * 13.0).sin();
        if y < hill {
            mix(hex(0xb8d0d8), hex(0xf6e6c8), (y - 0.1) * 5.0)
        } else {
            shade(
                hex(0x8fa46a),
                0.8 + 0.5 * clouds(x * 40.0, y * 40.0, 3, 803),
            )
        }
    });
    let edge = 0.58;
    c.lay((0.0, edge, ASPECT, 1.0), |x, y| {
        let depth = y - edge + 0.18;
        let (u, v) = ((x - 0.66) / depth * 1.75, 1.0 / depth * 1.35);
        let fold = 0.07 * (x * 9.0 + y * 5.0).sin();
        let (a, b) = ((u + fold).floor() as i32 & 1, (v + fold).floor() as i32 & 1);
        let weave = noise(x * 330.0, y * 330.0, 804) - 0.5;
        let cloth = match a + b {
            0 => hex(0xf7f1e6),
            1 => hex(0xc9a6a0),
            _ => hex(0xa15f62),
        };
        let light = 1.06 - 0.42 * smooth(0.1, 1.3, x) + 0.6 * fold;
        (
            shade(cloth, light + weave * 0.10),
            smooth(-0.001, 0.001, y - edge),
        )
    });
    let (jx, foot, neck) = (0.30, 0.75, 0.22);
    let half = move |y: f32| {
        let t = (y - neck) / (foot - neck);
        0.055
            + 0.085
                * (t * 1.25 - 0.12)
                    .clamp(0.0, 1.0)
                    .mul_add(std::f32::consts::PI, 0.0)
                    .sin()
                    .max(0.0)
            + 0.02 * smooth(0.10, 0.0, t)
    };
    c.lay(around(jx + 0.16, foot, 0.30, 0.06), |x, y| {
        (
            hex(0x3a2f3a),
            0.5 * smooth(
                1.0,
                0.1,
                ((x - jx - 0.12) / 0.26).hypot((y - foot + 0.005) / 0.05),
            ),
        )
    });
    c.fill(
        ALL,
        move |x, y| ((x - jx - 0.13).hypot((y - 0.40) * 0.8) - 0.085).abs() - 0.013,
        |x, _| shade(hex(0x5f86a0), 1.1 - (x - jx) * 1.6),
    );
    c.fill(
        ALL,
        move |x, y| ((x - jx).abs() - half(y)).max(neck - y).max(y - foot),
        move |x, y| {
            let side = (x - jx) / half(y);
            let glaze = if y > 0.50 {
                hex(0xe8dcc4)
            } else {
                hex(0x6d95ad)
            };
            let ring = smooth(0.006, 0.0, (y - 0.50).abs()) + smooth(0.004, 0.0, (y - 0.30).abs());
            let body = mix(glaze, hex(0x3f5f7a), ring * 0.8);
            mix(
                shade(
                    body,
                    0.98 - 0.42 * side - 0.18 * side * side
                        + 0.1 * (noise(x * 60.0, y * 60.0, 805) - 0.5),
                ),
                hex(0xffffff),
                0.6 * smooth(0.16, 0.0, (side + 0.5).abs()) * smooth(0.12, 0.0, (y - 0.42).abs()),
            )
        },
    );
    c.fill(ALL, ellipse(jx, neck, 0.074, 0.018), |_, _| hex(0x3f5a6c));
    let bx = 0.80;
    c.lay(around(bx + 0.1, 0.80, 0.42, 0.08), |x, y| {
        (
            hex(0x3a2f3a),
            0.5 * smooth(1.0, 0.1, ((x - bx - 0.07) / 0.36).hypot((y - 0.80) / 0.06)),
        )
    });
    for (x, y, r, skin, blush) in [
        (0.66, 0.53, 0.085, 0xe8b14a, 0xd9773f),
        (0.80, 0.46, 0.092, 0xd9a03a, 0xc8503f),
        (0.95, 0.53, 0.088, 0xb8c060, 0xd0654a),
        (0.74, 0.585, 0.085, 0xd2603f, 0x9f2f35),
        (0.885, 0.585, 0.086, 0xf0a84a, 0xe07f35),
    ] {
        fruit(c, x, y, r, hex(skin), hex(blush), (x * 900.0) as u32);
    }
    let bowl = move |x: f32, y: f32| ellipse(bx, 0.60, 0.265, 0.205)(x, y).max(0.615 - y);
    c.fill(ALL, bowl, move |x, y| {
        let side = (x - bx) / 0.265;
        let turn = (side / (1.0 - ((y - 0.60) / 0.205).powi(2)).max(0.05).sqrt())
            .clamp(-1.0, 1.0)
            .asin();
        let leaf = ((turn * 8.0).sin().abs() * 0.030 - (y - 0.695).abs()) / 0.006;
        let line =
            smooth(0.005, 0.003, (y - 0.632).abs()) + smooth(0.004, 0.002, (y - 0.752).abs());
        let glaze = mix(
            hex(0xf4eee0),
            hex(0x3f6f95),
            smooth(0.0, 1.0, leaf) * smooth(-0.9, 0.2, (turn * 16.0).cos()) + line,
        );
        shade(glaze, 0.98 - 0.36 * side - 0.9 * (y - 0.62))
    });
    fruit(c, 0.53, 0.82, 0.085, hex(0xc9403f), hex(0x8f2430), 5);
    fruit(c, 1.12, 0.80, 0.080, hex(0xf2c24f), hex(0xe08a3a), 6);
    let mut dice = Dice(820);
    for row in 0..7_u32 {
        let wide = [3, 5, 6, 6, 5, 3, 2][row as usize];
        for i in 0..wide {
            let x = 0.27
                + 0.040 * (i as f32 - (wide - 1) as f32 / 2.0)
                + 0.016 * row as f32
                + dice.between(-0.008, 0.008);
            let y = 0.842 + 0.014 * row as f32 + dice.between(-0.006, 0.006);
            fruit(
                c,
                x,
                y,
                0.026,
                mix(hex(0x7f5590), hex(0x9f7098), dice.roll()),
                hex(0x44305c),
                row * 7 + i,
            );
        }
    }
    c.fill(
        ALL,
        polygon([(0.60, 0.935), (0.93, 0.885), (0.935, 0.893), (0.61, 0.948)]),
        |_, y| shade(hex(0xdfe4e6), 0.9 + (0.93 - y) * 4.0),
    );
    c.fill(ALL, stroke(0.935, 0.888, 1.06, 0.868, 0.012), |x, y| {
        shade(hex(0x7a5238), 0.85 + 0.4 * noise(x * 90.0, y * 300.0, 806))
    });
}

/// A river city after dark.
pub fn city(c: &mut Canvas) {
    let bank = 0.70;
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0x141c3f)),
                (0.35, hex(0x35407a)),
                (0.58, hex(0x8a6a9a)),
                (0.72, hex(0xe8a890)),
            ],
            y,
        )
    });
    let mut dice = Dice(900);
    for _ in 0..220 {
        let (x, y, r) = (
            dice.between(0.0, ASPECT),
            dice.roll() * 0.42,
            dice.between(0.0006, 0.0019),
        );
        c.fill(around(x, y, r, r), disc(x, y, r), |_, _| {
            mix(hex(0xfff6d8), hex(0xbfd0ff), x)
        });
    }
    c.glow(0.28, 0.17, 0.30, hex(0xf6ecd0), 0.35);
    let (whole, bite) = (disc(0.28, 0.17, 0.06), disc(0.252, 0.152, 0.056));
    c.fill(
        ALL,
        move |x, y| whole(x, y).max(-bite(x, y)),
        |_, y| mix(hex(0xfffbe8), hex(0xf0dfb0), (y - 0.11) * 8.0),
    );
    for layer in 0..3_u32 {
        let near = layer as f32 / 2.0;
        let mut x = -0.03;
        while x < ASPECT {
            let w = dice.between(0.05, 0.10) * (0.8 + 0.35 * near);
            let centre = 1.0 - ((x + w / 2.0) / ASPECT - 0.62).abs() * 1.35;
            let top = bank
                - (0.10 + 0.34 * centre.max(0.0) * dice.between(0.45, 1.0)) * (1.12 - 0.42 * near);
            let wall = mix(
                mix(hex(0x7f6f9f), hex(0x232a4f), 0.25 + near * 0.75),
                hex(0x4a3f70),
                dice.roll() * 0.4,
            );
            c.fill(
                (x, top, x + w, bank),
                block(x, top, x + w, bank, 0.0),
                |px, y| shade(wall, 1.12 - 0.35 * (px - x) / w + 0.25 * (bank - y)),
            );
            match (dice.roll() * 4.0) as u32 {
                0 => c.fill(
                    ALL,
                    polygon([(x, top), (x + w / 2.0, top - w * 0.7), (x + w, top)]),
                    |_, _| shade(wall, 0.9),
                ),
                1 => c.fill(
                    ALL,
                    stroke(x + w / 2.0, top, x + w / 2.0, top - 0.07, 0.0018),
                    |_, _| wall,
                ),
                2 => c.fill(
                    ALL,
                    block(x + w * 0.2, top - 0.02, x + w * 0.7, top, 0.0),
                    |_, _| shade(wall, 0.85),
                ),
                _ => c.fill(ALL, ellipse(x + w / 2.0, top, w / 2.0, w * 0.35), |_, _| {
                    shade(wall, 0.95)
                }),
            }
            let (columns, rows) = ((w / 0.0155) as u32, ((bank - top) / 0.024) as u32);
            for row in 0..rows {
                for column in 0..columns {
                    let (wx, wy) = (
                        x + w * (column as f32 + 0.5) / columns as f32,
                        top + 0.016 + row as f32 * 0.0235,
                    );
                    let lamp = dice.roll();
                    if lamp < 0.40 && wy < bank - 0.012 {
                        let glass = mix(hex(0xffc978), hex(0xfff0c0), dice.roll());
                        c.fill(
                            around(wx, wy, 0.01, 0.01),
                            block(wx - 0.0042, wy - 0.0062, wx + 0.0042, wy + 0.0062, 0.0008),
                            |_, _| mix(wall, glass, 0.35 + 0.6 * near),
                        );
                    }
                }
            }
            x += w + dice.between(0.0, 0.012);
        }
        c.lay((0.0, 0.3, ASPECT, bank), |_, y| {
            (hex(0xc890a0), smooth(0.35, bank, y) * 0.22 * (1.0 - near))
        });
    }
    c.fill(
        ALL,
        below(|x| bank - 0.022 - 0.012 * clouds(x * 22.0, 0.0, 3, 903)),
        |x, y| shade(hex(0x1f2a3f), 0.8 + 0.6 * noise(x * 80.0, y * 80.0, 904)),
    );
    for i in 0..18 {
        let x = 0.03 + i as f32 * 0.076;
        c.fill(ALL, disc(x, bank - 0.026, 0.0045), |_, _| hex(0xfff1c8));
        c.glow(x, bank - 0.026, 0.035, hex(0xffd890), 0.8);
    }
    c.mirror(
        bank,
        |_, y| mix(hex(0x3a3f6f), hex(0x10183a), (y - bank) * 3.0),
        0.10,
        0.20,
    );
    let deck = |x: f32| 0.742 + 0.05 * (x - 0.1) - 0.06 * smooth(0.0, 0.7, x) * smooth(1.4, 0.7, x);
    let arch = |x: f32| {
        let span = ((x + 0.02) / 0.27).fract() - 0.5;
        deck(x) + 0.028 + 0.11 * (1.0 - (1.0 - (span * 2.15).powi(2)).max(0.0).sqrt())
    };
    c.fill(
        ALL,
        |x, y| (deck(x) - y).max(y - arch(x).min(deck(x) + 0.16)),
        |x, y| {
            let row = (y * 95.0).floor();
            let joint = (y * 95.0).fract() < 0.15 || (x * 42.0 + row * 0.5).fract() < 0.07;
            shade(
                hex(0x8a7a86),
                if joint {
                    0.7
                } else {
                    0.85 + 0.3 * noise(x * 42.0, row, 905)
                } - 2.0 * (y - deck(x)),
            )
        },
    );
    c.fill(
        ALL,
        |x, y| (deck(x) - 0.012 - y).max(y - deck(x)),
        |_, _| hex(0xa893a0),
    );
    for i in 0..11 {
        let x = 0.06 + i as f32 * 0.123;
        let y = deck(x);
        c.fill(ALL, stroke(x, y, x, y - 0.062, 0.0022), |_, _| {
            hex(0x2a2a3f)
        });
        c.fill(ALL, disc(x, y - 0.066, 0.0075), |_, _| hex(0xfff4d0));
        c.glow(x, y - 0.066, 0.06, hex(0xffdf9a), 0.8);
    }
}
