//! Pictures of open water: a lake, a lighthouse.

use crate::canvas::{
    ALL, ASPECT, Canvas, Colour, Dice, below, block, clouds, gradient, hex, mix, noise, polygon,
    shade, smooth,
};
use crate::props::{birds, meadow, pine, sky_clouds, windows};

/// Snow peaks in still water, with pines on the near bank.
pub fn lake(c: &mut Canvas) {
    let shore = 0.55;
    c.cover(|_, y| {
        gradient(
            &[
                (0.0, hex(0x5f9ac4)),
                (0.3, hex(0xa9cfe0)),
                (0.55, hex(0xeef0e4)),
            ],
            y,
        )
    });
    sky_clouds(c, 0.03, 0.4, 0.42, hex(0xffffff), 23);
    let peak = |x: f32, at: f32, top: f32, slope: f32| top + (x - at).abs() * slope;
    let crags = |x: f32, k: f32, seed: u32| (clouds(x * k, 3.0, 5, seed) - 0.5) * 0.13;
    let far = |x: f32| {
        peak(x, 0.16, 0.22, 0.62)
            .min(peak(x, 0.98, 0.24, 0.55))
            .min(peak(x, 1.34, 0.2, 0.7))
            + crags(x, 7.0, 31)
    };
    let near = |x: f32| {
        peak(x, 0.55, 0.09, 0.86)
            .min(peak(x, 0.80, 0.25, 0.8))
            .min(peak(x, 0.33, 0.3, 0.8))
            + crags(x, 9.0, 32)
    };
    let rock = |x: f32, y: f32, top: f32, at: f32, cool: Colour, seed: u32| {
        let side = if x < at { 1.0 } else { -1.0 };
        let rib = clouds((x - side * (y - top) * 0.75) * 17.0, y * 4.0, 5, seed) - 0.5;
        let fine = clouds(x * 60.0 - side * y * 40.0, y * 26.0, 3, seed ^ 2) - 0.5;
        let lit = smooth(-0.07, 0.07, (at - x) * 0.5 + rib * 0.55 + fine * 0.16);
        let snow = smooth(
            -0.04,
            0.05,
            0.20 - (y - top) * 0.9 - rib * 0.55 - fine * 0.30,
        );
        let stone = mix(shade(cool, 0.72), shade(cool, 1.12), lit);
        mix(stone, mix(hex(0xa9bdd6), hex(0xfffdf6), lit), snow)
    };
    c.fill(ALL, below(far), |x, y| {
        mix(
            rock(
                x,
                y,
                far(x),
                if x < 0.6 { 0.16 } else { 0.98 },
                hex(0x8398b0),
                34,
            ),
            hex(0xdfe9ee),
            0.35,
        )
    });
    c.fill(ALL, below(near), |x, y| {
        rock(x, y, near(x), 0.55, hex(0x6d7f93), 35)
    });
    let wood = |x: f32| 0.505 - 0.05 * clouds(x * 4.0, 0.0, 3, 36);
    c.fill(ALL, below(wood), |x, y| {
        shade(
            hex(0x4d7567),
            0.9 + 0.5 * (noise(x * 120.0, y * 30.0, 6) - 0.5),
        )
    });
    let mut dice = Dice(70);
    for i in 0..60 {
        let x = dice.between(-0.02, ASPECT + 0.02);
        pine(
            c,
            x,
            shore - 0.004,
            dice.between(0.05, 0.10),
            mix(hex(0x3f6a5a), hex(0x6b8f6a), dice.roll()),
            300 + i,
        );
    }
    c.mirror(
        shore,
        |_, y| mix(hex(0x8db6c4), hex(0x2f6a86), (y - shore) * 2.4),
        0.16,
        0.045,
    );
    meadow(
        c,
        |x| 0.90 + 0.12 * smooth(0.25, 0.75, x) - 0.02 * noise(x * 9.0, 1.0, 3),
        hex(0x6f8a52),
        hex(0x9aa96a),
        41,
    );
    for (x, base, height) in [
        (0.03, 0.97, 0.42),
        (0.16, 0.99, 0.56),
        (0.29, 1.0, 0.34),
        (1.28, 1.02, 0.50),
        (1.18, 1.04, 0.30),
    ] {
        pine(c, x, base, height, hex(0x2f5a4c), (x * 100.0) as u32);
    }
}

/// A lighthouse above the surf on a windy evening.
pub fn lighthouse(c: &mut Canvas) {
    c.cover(|x, y| {
        gradient(
            &[
                (0.0, hex(0x35527a)),
                (0.28, hex(0x7f95b0)),
                (0.46, hex(0xe8c4a8)),
                (0.6, hex(0xf6dcb4)),
            ],
            y + 0.1 * (x - 0.6),
        )
    });
    sky_clouds(c, 0.0, 0.55, 0.75, hex(0xf0d3c0), 51);
    c.lay(ALL, |x, y| {
        let (dx, dy) = (0.93 - x, y - 0.185);
        let beam = smooth(0.12, 0.0, (dy + dx * 0.10).abs() / dx.max(0.01)) * smooth(0.0, 0.1, dx);
        (hex(0xfff3c9), beam * 0.55 * smooth(1.2, 0.0, dx))
    });
    let sea = 0.56;
    c.lay((0.0, sea, ASPECT, 1.0), |x, y| {
        let depth = y - sea;
        let far = (depth + 0.03).ln();
        let swell = clouds(
            x * 4.0 / (depth + 0.25) + far * 2.0,
            far * 11.0 + 2.0 * noise(x * 5.0, far * 3.0, 59),
            5,
            52,
        );
        let lace = clouds(x * 46.0, y * 90.0, 3, 60);
        let foam =
            smooth(0.60, 0.72, swell + 0.30 * (lace - 0.5)) * smooth(0.01, 0.1, depth) * 0.75;
        let surf = smooth(0.11, 0.0, 0.70 - x - 0.16 * depth + 0.16 * (lace - 0.5))
            * smooth(0.06, 0.12, depth);
        let water = mix(hex(0x8fa9b5), hex(0x1f4a63), depth * 2.6);
        let sparkle = smooth(0.35, 0.0, (x - 0.35).abs()) * smooth(0.25, 0.0, depth) * 0.5;
        (
            mix(
                mix(shade(water, 0.7 + 0.6 * swell), hex(0xffe2b8), sparkle),
                hex(0xf3f6f2),
                foam.max(surf * smooth(0.35, 0.6, lace)),
            ),
            smooth(-0.001, 0.001, depth),
        )
    });
    let cliff =
        |x: f32| 0.60 - 0.04 * smooth(0.8, 1.1, x) + 0.03 * (clouds(x * 16.0, 0.0, 4, 53) - 0.5);
    let edge = |y: f32| 0.715 - 0.10 * (y - 0.6) - 0.07 * (clouds(y * 9.0, 1.0, 4, 59) - 0.5);
    c.fill(
        ALL,
        |x, y| (cliff(x) - y).max((edge(y) - x) * 0.8),
        |x, y| {
            let (u, v) = (
                x * 15.0 + 1.6 * noise(x * 9.0, y * 9.0, 61),
                y * 8.0 + x * 3.0,
            );
            let face = noise(u.floor() * 3.1 + 0.5, v.floor() * 2.3 + 0.5, 62);
            let crack = smooth(0.10, 0.03, u.fract().min(v.fract() * 2.0));
            let grain = clouds(x * 40.0, y * 50.0, 3, 54) - 0.5;
            let stone = mix(hex(0x77675f), hex(0xc7ab8e), face + grain * 0.6);
            let lit = shade(
                stone,
                1.0 - 0.20 * crack + 0.2 * smooth(0.10, 0.0, x - edge(y)),
            );
            mix(lit, shade(lit, 0.5), smooth(0.72, 1.02, y))
        },
    );
    let turf = |x: f32| cliff(x) + 0.035 + 0.03 * noise(x * 30.0, 0.0, 55);
    c.fill(
        ALL,
        |x, y| {
            (cliff(x) - 0.006 - y)
                .max(y - turf(x))
                .max((edge(y) - 0.006 - x) * 0.8)
        },
        |x, y| {
            shade(
                mix(hex(0x7d8f4e), hex(0x57703f), (y - cliff(x)) * 18.0),
                0.85 + 0.4 * noise(x * 130.0, y * 60.0, 56),
            )
        },
    );
    let (foot, top) = (0.585, 0.235);
    let half = |y: f32| 0.040 + 0.020 * (y - top) / (foot - top);
    c.fill(
        ALL,
        |x, y| ((x - 0.95).abs() - half(y)).max(top - y).max(y - foot),
        |x, y| {
            let side = (x - 0.95) / half(y);
            let band = ((y - top) / (foot - top) * 5.0) as u32 % 2 == 1;
            shade(
                if band { hex(0xc4564b) } else { hex(0xfbf3e4) },
                0.93 - 0.36 * side - 0.22 * side * side,
            )
        },
    );
    c.fill(
        ALL,
        block(0.895, top - 0.012, 1.005, top + 0.006, 0.004),
        |_, _| hex(0x3d4152),
    );
    c.fill(
        ALL,
        block(0.925, top - 0.07, 0.975, top - 0.012, 0.004),
        |x, _| shade(hex(0xffe9a8), 1.1 - (x - 0.93).abs() * 4.0),
    );
    for x in [0.926, 0.942, 0.958, 0.974] {
        c.fill(
            ALL,
            block(x - 0.002, top - 0.07, x + 0.002, top - 0.012, 0.0),
            |_, _| hex(0x3d4152),
        );
    }
    c.fill(
        ALL,
        polygon([
            (0.915, top - 0.068),
            (0.95, top - 0.115),
            (0.985, top - 0.068),
        ]),
        |_, _| hex(0xa8433c),
    );
    c.glow(0.95, top - 0.04, 0.17, hex(0xfff0b8), 0.9);
    for (y, s) in [(0.33, 0.008), (0.47, 0.009)] {
        c.fill(
            ALL,
            block(0.945 - s, y - s * 1.5, 0.945 + s, y + s * 1.5, s * 0.9),
            |_, _| hex(0x3b4558),
        );
    }
    c.fill(ALL, block(1.05, 0.49, 1.22, 0.58, 0.0), |x, _| {
        shade(hex(0xf4ead8), 1.05 - (x - 1.05) * 1.2)
    });
    c.fill(
        ALL,
        polygon([(1.035, 0.495), (1.075, 0.43), (1.20, 0.43), (1.235, 0.495)]),
        |_, y| shade(hex(0x9a4f48), 1.0 + 0.14 * (y * 420.0).sin()),
    );
    c.fill(ALL, block(1.17, 0.40, 1.19, 0.45, 0.0), |_, _| {
        hex(0x7d5a55)
    });
    windows(c, (1.06, 0.50, 1.20, 0.565), 4, 1, 0.7, 57);
    birds(c, 0.42, 0.30, 9, hex(0x2f3d55), 58);
}
