//! Pictures with a waterfront: a harbour, houses on a canal.

use crate::canvas::{
    ALL, ASPECT, Canvas, Dice, below, block, disc, gradient, hex, mix, noise, polygon, shade,
    smooth, stroke,
};
use crate::props::{birds, boat, sky_clouds, sun, tree, windows};

/// A quay with coloured houses at dusk, boats in front.
pub fn harbour(c: &mut Canvas) {
    let shore = 0.56;
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0x6d7fae)),
                (0.22, hex(0xa89fc4)),
                (0.40, hex(0xf0bfae)),
                (0.56, hex(0xffdfae)),
            ],
            y,
        )
    });
    sky_clouds(c, 0.02, 0.5, 0.55, hex(0xf7c9bd), 11);
    sun(c, 1.07, 0.45, 0.05, hex(0xffe3a0), 1.0);
    let headland = |x: f32| {
        0.53 - 0.11 * smooth(0.55, 1.0, x) * smooth(1.36, 1.05, x) - 0.02 * noise(x * 14.0, 0.0, 5)
    };
    c.fill(ALL, below(headland), |x, y| {
        mix(hex(0x8d7f9f), hex(0xb99aa4), (y - headland(x)) * 6.0)
    });
    let mut dice = Dice(40);
    let walls = [
        0xd98c7a, 0xe9c98f, 0x9fb7b3, 0xc98f9a, 0xf0dcc0, 0x8fa6bf, 0xd9a35f, 0xb9c4a0,
    ];
    let mut x = -0.02;
    for (i, &wall) in walls.iter().enumerate() {
        let (w, top) = (dice.between(0.085, 0.115), dice.between(0.25, 0.36));
        let colour = mix(hex(wall), hex(0xf3b49c), 0.12);
        c.fill(ALL, block(x, top, x + w, shore, 0.0), |px, y| {
            shade(
                colour,
                0.80 + 0.28 * (px - x) / w + 0.1 * (noise(px * 90.0, y * 90.0, 4) - 0.5),
            )
        });
        let roof = polygon([
            (x - 0.006, top),
            (x + w / 2.0, top - dice.between(0.05, 0.09)),
            (x + w + 0.006, top),
        ]);
        c.fill(ALL, roof, |_, y| {
            shade(hex(0x7d4f4c), 0.9 + 0.25 * ((y * 260.0).sin() * 0.5))
        });
        windows(
            c,
            (x + 0.006, top + 0.012, x + w - 0.006, shore - 0.05),
            2 + (i as u32 % 2),
            3,
            0.45,
            60 + i as u32,
        );
        let door = x + w * dice.between(0.3, 0.6);
        c.fill(
            ALL,
            block(door, shore - 0.045, door + 0.022, shore, 0.002),
            |_, _| hex(0x4f4658),
        );
        x += w;
    }
    c.fill(
        ALL,
        block(-0.1, shore - 0.012, x + 0.09, shore + 0.002, 0.0),
        |px, _| shade(hex(0x8b7a78), 0.9 + 0.2 * noise(px * 60.0, 0.0, 2)),
    );
    c.mirror(
        shore,
        |_, y| mix(hex(0x8f86a8), hex(0x3f4f76), (y - shore) * 2.2),
        0.22,
        0.10,
    );
    for (bx, by, s, hull, sail) in [
        (0.93, 0.60, 0.055, 0x6d4a55, None),
        (0.17, 0.66, 0.10, 0x3f5f7f, None),
        (0.47, 0.72, 0.13, 0xb5534a, None),
        (1.13, 0.70, 0.15, 0x2f4a63, Some(0xf5e3cc)),
        (0.80, 0.86, 0.17, 0x46705f, None),
    ] {
        boat(c, bx, by, s, hex(hull), sail.map(hex));
    }
    birds(c, 0.98, 0.16, 7, hex(0x5f5a78), 8);
}

/// A row of narrow gabled houses on a canal.
pub fn houses(c: &mut Canvas) {
    let street = 0.70;
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0x9cc4dc)),
                (0.45, hex(0xe3eee9)),
                (0.7, hex(0xf8ead2)),
            ],
            y,
        )
    });
    sky_clouds(c, 0.0, 0.4, 0.6, hex(0xffffff), 61);
    let mut dice = Dice(200);
    let walls = [
        0xa8635a, 0xe6b87a, 0x6f8f94, 0xc77f66, 0xece0c8, 0x7a5f63, 0x9fb08a, 0xd8a08e,
    ];
    let w = ASPECT / walls.len() as f32;
    for (i, &code) in walls.iter().enumerate() {
        let (left, right) = (i as f32 * w, (i as f32 + 1.0) * w);
        let (mid, eaves) = ((left + right) / 2.0, dice.between(0.20, 0.31));
        let wall = hex(code);
        let brick = move |x: f32, y: f32| {
            let row = (y * 110.0).floor();
            let joint = (y * 110.0).fract() < 0.16 || (x * 60.0 + row * 0.5).fract() < 0.09;
            shade(
                wall,
                if joint {
                    1.12
                } else {
                    0.90 + 0.2 * noise(x * 60.0, row, 7)
                },
            )
        };
        let gable: Box<dyn Fn(f32, f32) -> f32> = match i % 4 {
            0 => Box::new(polygon([
                (left, eaves),
                (mid, eaves - 0.14),
                (right, eaves),
            ])),
            1 => Box::new(move |x, y| {
                let level = ((x - mid).abs() / (w / 2.0) * 4.0).floor() / 4.0;
                (eaves - 0.14 + level * 0.14 - y)
                    .max(y - eaves - 0.01)
                    .max((x - mid).abs() - w / 2.0)
            }),
            2 => Box::new(move |x, y| {
                let t = ((eaves - y) / 0.14).clamp(0.0, 1.0);
                ((x - mid).abs() - w * (0.5 - 0.27 * smooth(0.0, 0.55, t) - 0.06 * t))
                    .max(eaves - 0.14 - y)
                    .max(y - eaves - 0.01)
            }),
            _ => Box::new(polygon([
                (left, eaves),
                (left + w * 0.22, eaves - 0.08),
                (right - w * 0.22, eaves - 0.08),
                (right, eaves),
            ])),
        };
        c.fill(ALL, |x, y| gable(x, y) - 0.006, |_, _| hex(0xf7efe0));
        c.fill(ALL, gable, brick);
        c.fill(ALL, block(left, eaves, right, street, 0.0), brick);
        c.fill(
            ALL,
            block(left, eaves - 0.004, right, eaves + 0.006, 0.0),
            |_, _| hex(0xf7efe0),
        );
        c.fill(ALL, disc(mid, eaves - 0.045, 0.017), |_, _| hex(0xf7efe0));
        c.fill(ALL, disc(mid, eaves - 0.045, 0.012), |_, _| hex(0x53657c));
        windows(
            c,
            (left + 0.010, eaves + 0.02, right - 0.010, street - 0.11),
            3,
            3,
            0.12,
            210 + i as u32,
        );
        let (door, shop) = (left + w * 0.15, i % 2 == 0);
        c.fill(
            ALL,
            block(door, street - 0.085, door + 0.036, street, 0.003),
            |_, _| hex([0x2f5a55, 0x6b2f3a, 0x2f4470, 0x5a4a2f][i % 4]),
        );
        c.fill(
            ALL,
            block(
                door + 0.05,
                street - 0.08,
                right - 0.016,
                street - 0.022,
                0.0,
            ),
            |_, y| mix(hex(0xf9e2b0), hex(0x6c7f8c), (street - y) * 9.0 - 0.1),
        );
        if shop {
            let awning = polygon([
                (door + 0.045, street - 0.095),
                (right - 0.012, street - 0.095),
                (right - 0.004, street - 0.062),
                (door + 0.038, street - 0.062),
            ]);
            c.fill(ALL, awning, |x, _| {
                if (((x - door) * 75.0) as u32).is_multiple_of(2) {
                    hex(0xf8f0e2)
                } else {
                    shade(wall, 1.15)
                }
            });
        }
        c.fill(
            ALL,
            block(right - 0.0015, eaves, right + 0.0015, street, 0.0),
            |_, _| shade(wall, 0.55),
        );
    }
    for (i, x) in [0.17, 0.50, 0.84, 1.17].into_iter().enumerate() {
        tree(
            c,
            x,
            street + 0.01,
            0.25,
            hex([0x7f9a55, 0x93a555, 0x6f9060, 0xa8a556][i]),
            230 + i as u32,
        );
    }
    c.fill(
        ALL,
        block(-0.1, street, 1.5, street + 0.035, 0.0),
        |x, y| shade(hex(0xb8aa98), 0.85 + 0.3 * noise(x * 80.0, y * 200.0, 8)),
    );
    c.mirror(
        street + 0.035,
        |_, y| mix(hex(0x7f9a93), hex(0x35574f), (y - street) * 3.0),
        0.28,
        0.09,
    );
    for x in [0.33, 0.67, 1.0] {
        c.fill(
            ALL,
            stroke(x, street + 0.02, x, street - 0.10, 0.003),
            |_, _| hex(0x35393f),
        );
        c.fill(ALL, disc(x, street - 0.108, 0.011), |_, _| hex(0xfff2cf));
    }
    boat(c, 0.42, 0.84, 0.12, hex(0x7a3f3a), None);
    boat(c, 1.06, 0.90, 0.14, hex(0x35566b), None);
}
