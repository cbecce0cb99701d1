//! Pictures of open land: hills, balloons, tulips.

use crate::canvas::{
    ALL, ASPECT, Canvas, Dice, around, below, block, clouds, disc, ellipse, gradient, hex, mix,
    noise, polygon, shade, smooth, stroke,
};
use crate::props::{birds, sky_clouds, sun, tree, windows};

/// Ridge behind ridge under a morning sun.
pub fn hills(c: &mut Canvas) {
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0xf2b8a0)),
                (0.25, hex(0xfbd9b5)),
                (0.5, hex(0xfff1d0)),
            ],
            y,
        )
    });
    sky_clouds(c, 0.0, 0.4, 0.5, hex(0xfff4e6), 71);
    sun(c, 0.45, 0.27, 0.085, hex(0xffd27a), 0.9);
    let ridges = [
        (0.36, 0xd9b9b4, 2.1),
        (0.43, 0xb6a8ae, 1.7),
        (0.50, 0x8f9c9f, 2.6),
        (0.58, 0x6f8f80, 1.5),
        (0.67, 0x7fa06a, 1.9),
    ];
    for (i, &(base, colour, k)) in ridges.iter().enumerate() {
        let seed = 80 + i as u32 * 7;
        let line =
            move |x: f32| base - 0.16 * (clouds(x * k + i as f32 * 3.7, 0.5, 5, seed) - 0.42);
        let next = hex(ridges.get(i + 1).map_or(0xb9c47a, |r| r.1));
        c.fill(ALL, below(line), |x, y| {
            let depth = y - line(x);
            let slope = clouds(x * 7.0 + y * 4.0, y * 9.0, 4, seed ^ 1) - 0.5;
            mix(
                shade(hex(colour), 0.93 + slope * 0.5),
                mix(next, hex(0xfff1d8), 0.45),
                smooth(0.02, 0.2, depth),
            )
        });
        let mut dice = Dice(seed);
        for t in 0..(i as u32 * 9) {
            let x = dice.between(0.0, ASPECT);
            let base = line(x) + dice.between(0.0, 0.05) + 0.006;
            tree(
                c,
                x,
                base,
                0.012 + 0.011 * i as f32,
                mix(shade(hex(colour), 0.75), hex(0x55734a), 0.3),
                seed + t,
            );
        }
    }
    let fields =
        |x: f32| 0.74 + 0.05 * (x * 2.2 + 0.4).sin() + 0.02 * (clouds(x * 4.0, 0.0, 3, 130) - 0.5);
    c.fill(ALL, below(fields), |x, y| {
        let depth = y - fields(x);
        let plough = ((x - 0.72) / (0.18 + depth) * 9.0 + 0.6 * (depth * 14.0).sin()).sin();
        let strip = clouds((x - 0.7) / (0.3 + depth) * 1.4, 2.0, 2, 131);
        let crop = gradient(
            &[
                (0.35, hex(0x88a053)),
                (0.5, hex(0xd3c069)),
                (0.65, hex(0xa3b45f)),
            ],
            strip,
        );
        shade(
            mix(hex(0xe8dc9a), crop, smooth(0.0, 0.1, depth)),
            0.92 + 0.13 * plough + 0.3 * (noise(x * 150.0, y * 80.0, 132) - 0.5),
        )
    });
    for (x, base, h) in [
        (0.12, 0.86, 0.24),
        (0.22, 0.83, 0.15),
        (1.20, 0.90, 0.30),
        (1.08, 0.85, 0.16),
        (0.64, 0.79, 0.08),
    ] {
        tree(c, x, base, h, hex(0x5f8049), 140 + (x * 50.0) as u32);
    }
    birds(c, 0.85, 0.2, 8, hex(0x7a6470), 9);
}

/// Hot-air balloons over a patchwork of fields.
pub fn balloons(c: &mut Canvas) {
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0x7fb4d8)),
                (0.4, hex(0xc9e2ea)),
                (0.62, hex(0xf9ecd4)),
            ],
            y,
        )
    });
    sky_clouds(c, 0.02, 0.6, 0.72, hex(0xffffff), 601);
    let horizon =
        |x: f32| 0.70 - 0.03 * (x * 3.1).sin() - 0.03 * (clouds(x * 3.0, 0.0, 3, 602) - 0.5);
    c.fill(
        ALL,
        below(|x| horizon(x) - 0.035 - 0.05 * noise(x * 3.5, 0.0, 603)),
        |_, _| hex(0x9dbac0),
    );
    c.fill(ALL, below(horizon), |x, y| {
        let depth = (y - horizon(x) + 0.015).max(0.004);
        let (u, v) = (
            (x - 0.66) / (depth + 0.11) * 0.85 + 0.35 * depth,
            (depth + 0.03).ln() * 1.9,
        );
        let warp = noise(u * 0.8, v * 0.8, 604) * 0.7;
        let (cu, cv) = ((u + warp).floor(), (v - warp).floor());
        let (fu, fv) = ((u + warp).fract().abs(), (v - warp - cv).abs());
        let kind = (noise(cu * 7.3 + 0.5, cv * 5.1 + 0.5, 605) * 5.99) as usize;
        let crop = hex([0x9db85f, 0xe0c868, 0x7fa55a, 0xc9b277, 0xb4c878, 0xd8a860][kind.min(5)]);
        let rows = if kind.is_multiple_of(2) {
            (u * 46.0).sin()
        } else {
            (v * 60.0).sin()
        };
        let hedge = smooth(0.07, 0.03, fu.min(fv)) * smooth(0.01, 0.08, depth);
        let soil = shade(
            crop,
            0.95 + 0.09 * rows + 0.22 * (noise(x * 120.0, y * 200.0, 606) - 0.5),
        );
        mix(
            mix(hex(0xd5dcc0), soil, smooth(0.0, 0.09, depth)),
            hex(0x4f7346),
            hedge,
        )
    });
    let mut dice = Dice(610);
    for i in 0..26 {
        let (x, depth) = (dice.between(0.0, ASPECT), dice.roll() * dice.roll());
        tree(
            c,
            x,
            horizon(x) + 0.02 + depth * 0.26,
            0.022 + depth * 0.10,
            hex(0x5c8550),
            620 + i,
        );
    }
    let balloons = [
        (1.02, 0.20, 0.060, [0xe7b04f, 0xf8efd9, 0x5f8fa8]),
        (0.10, 0.40, 0.055, [0x8f6fa0, 0xf5dcc8, 0xd97f6a]),
        (1.20, 0.47, 0.078, [0xd9645a, 0xf6d98a, 0x3f7f8f]),
        (0.80, 0.47, 0.042, [0x4f8f7a, 0xf4ead0, 0xe09a55]),
        (0.47, 0.31, 0.205, [0xd9564a, 0xf9ecd2, 0xefb04f]),
    ];
    for (cx, cy, r, colours) in balloons {
        let foot = cy + r * 1.30;
        let hull = move |x: f32, y: f32| {
            let t = ((y - cy) / (foot - cy)).clamp(0.0, 1.0);
            let half = if y < cy {
                (r * r - (y - cy) * (y - cy)).max(0.0).sqrt()
            } else {
                r * (1.0 - 0.86 * t.powf(1.65))
            };
            ((x - cx).abs() - half).max(cy - r - y).max(y - foot)
        };
        for side in [-1.0, 1.0] {
            c.fill(
                around(cx, foot, r, r),
                stroke(
                    cx + side * r * 0.13,
                    foot,
                    cx + side * r * 0.09,
                    foot + r * 0.32,
                    r * 0.008 + 0.0004,
                ),
                |_, _| hex(0x6b5a4a),
            );
        }
        c.fill(around(cx, cy, r * 1.1, r * 1.4), hull, |x, y| {
            let t = ((y - cy) / (foot - cy)).clamp(0.0, 1.0);
            let half = if y < cy {
                (r * r - (y - cy) * (y - cy)).max(1e-6).sqrt()
            } else {
                r * (1.0 - 0.86 * t.powf(1.65))
            };
            let turn = ((x - cx) / half.max(1e-4)).clamp(-1.0, 1.0).asin();
            let gore = ((turn / std::f32::consts::PI + 0.5) * 9.0) as usize;
            let belt = ((y - cy) / r - 0.22).abs() < 0.13;
            let cloth = hex(colours[if belt { 2 } else { gore % 2 }]);
            let seam = ((turn / std::f32::consts::PI + 0.5) * 9.0).fract();
            let puff = 0.12 * (seam * std::f32::consts::PI).sin();
            shade(
                cloth,
                0.90 + puff - 0.30 * turn.sin() - 0.18 * ((y - cy) / r).max(0.0),
            )
        });
        c.fill(
            around(cx, foot, r, r),
            block(
                cx - r * 0.11,
                foot + r * 0.30,
                cx + r * 0.11,
                foot + r * 0.46,
                r * 0.03,
            ),
            |_, y| {
                shade(
                    hex(0x9a6f45),
                    0.9 + 0.3 * (y * 900.0 * 0.06 / r).sin() * 0.4,
                )
            },
        );
    }
}

/// A windmill behind rows of tulips.
pub fn tulips(c: &mut Canvas) {
    c.cover(|_, y| gradient(&[(0.0, hex(0x8fb8e0)), (0.5, hex(0xf3ead9))], y));
    sky_clouds(c, 0.0, 0.5, 0.8, hex(0xfffaf2), 651);
    let horizon = 0.52;
    c.fill(
        ALL,
        below(|x| horizon - 0.025 - 0.03 * clouds(x * 9.0, 0.0, 4, 652)),
        |x, y| shade(hex(0x7f9f88), 0.8 + 0.4 * noise(x * 90.0, y * 60.0, 653)),
    );
    c.lay((0.0, horizon, ASPECT, 1.0), |x, y| {
        let depth = (y - horizon).max(0.002);
        let lane = (x - 1.02) / (depth + 0.012) * 0.62 + 0.1;
        let row = lane.floor();
        let across = lane - row;
        let bed = hex([0xd9485a, 0xf4b53f, 0xf3e6ee, 0xe07aa0, 0x8a5aa8, 0xf07f4f]
            [(row.rem_euclid(6.0)) as usize]);
        let (u, v) = (lane * 9.0, (depth + 0.05).ln() * 30.0);
        let (cu, cv) = ((u + (v.floor() * 0.37)).floor(), v.floor());
        let jitter = |k: f32| noise(cu * 3.7 + k, cv * 5.3 + k, 654) - 0.5;
        let (du, dv) = (
            u + v.floor() * 0.37 - cu - 0.5 + 0.3 * jitter(0.5),
            v - cv - 0.42 + 0.3 * jitter(9.5),
        );
        let head = smooth(0.50, 0.40, (du * 1.15).hypot(dv * 0.95));
        let leaf = shade(hex(0x4f7f48), 0.65 + 0.7 * noise(u * 5.0, v * 2.0, 655));
        let flower = shade(
            bed,
            1.04 + 0.35 * jitter(4.5) - 0.30 * dv - 0.16 * smooth(0.10, 0.0, du.abs()),
        );
        let heads = mix(leaf, flower, head);
        let spot = noise(x * 150.0, y * 110.0, 656);
        let path = smooth(0.06, 0.03, across.min(1.0 - across));
        (
            mix(heads, shade(hex(0x6f5a48), 0.8 + 0.4 * spot), path),
            smooth(0.0, 0.002, y - horizon),
        )
    });
    for (i, x) in [0.06, 0.14, 0.66, 0.72, 1.24, 1.31].into_iter().enumerate() {
        tree(
            c,
            x,
            horizon + 0.006,
            0.10 + 0.02 * (i % 3) as f32,
            hex(0x6d9560),
            660 + i as u32,
        );
    }
    let (mx, base, cap) = (0.40, horizon + 0.01, 0.235);
    let half = move |y: f32| 0.052 + 0.052 * (y - cap) / (base - cap);
    c.fill(
        ALL,
        move |x, y| ((x - mx).abs() - half(y)).max(cap - y).max(y - base),
        move |x, y| {
            let side = (x - mx) / half(y);
            let boards = if (y * 74.0).fract() < 0.14 { 0.84 } else { 1.0 };
            shade(
                if y > base - 0.075 {
                    hex(0xa8685a)
                } else {
                    hex(0x7f6a58)
                },
                (1.05 - 0.34 * side) * boards,
            )
        },
    );
    c.fill(
        ALL,
        move |x, y| ellipse(mx, cap, 0.062, 0.062)(x, y).max(y - cap - 0.012),
        |x, _| shade(hex(0x4f4a50), 1.15 - (x - mx) * 6.0),
    );
    c.fill(
        ALL,
        block(mx - 0.115, 0.405, mx + 0.115, 0.417, 0.002),
        |_, _| hex(0xf0e6d2),
    );
    windows(c, (mx - 0.02, 0.30, mx + 0.02, 0.39), 1, 1, 0.0, 670);
    c.fill(
        ALL,
        block(mx - 0.018, base - 0.062, mx + 0.018, base, 0.004),
        |_, _| hex(0x3f6a5a),
    );
    for quarter in 0..4 {
        let angle = 0.46 + quarter as f32 * std::f32::consts::FRAC_PI_2;
        let (dx, dy) = (angle.cos(), angle.sin());
        let hub = cap - 0.005;
        c.fill(
            ALL,
            stroke(mx, hub, mx + dx * 0.235, hub + dy * 0.235, 0.0035),
            |_, _| hex(0x5a4636),
        );
        let corner =
            |along: f32, out: f32| (mx + dx * along - dy * out, hub + dy * along + dx * out);
        let cloth = polygon([
            corner(0.05, 0.003),
            corner(0.232, 0.003),
            corner(0.232, 0.045),
            corner(0.05, 0.045),
        ]);
        c.fill(ALL, cloth, move |x, y| {
            let along = (x - mx) * dx + (y - hub) * dy;
            let out = (y - hub) * dx - (x - mx) * dy;
            if (along * 60.0).fract() < 0.16 || (out * 66.0).fract() < 0.13 {
                hex(0x6b5442)
            } else {
                hex(0xf7efe0)
            }
        });
    }
    c.fill(ALL, disc(mx, cap - 0.005, 0.010), |_, _| hex(0x4a3a2f));
    birds(c, 0.95, 0.17, 6, hex(0x5f6f85), 12);
}
