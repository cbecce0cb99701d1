//! x
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use presend::pdq::luma::Weights;
use presend::pdq::trim::{find, strips::PixelStrips};
fn main() {
    for file in std::env::args().skip(1) {
        let p = image::open(&file).unwrap().into_rgb8();
        let (w, h) = p.dimensions();
        let mut s = PixelStrips::new(w as usize, h as usize, Weights::RGB).unwrap();
        for r in p.as_raw().chunks_exact(w as usize * 3) {
            s.push_row(r);
        }
        let s = s.finish();
        println!("{file} {w}x{h} {:?}", find::find(&s));
        if std::env::var_os("LINES").is_some() {
            for (n, l, k) in [
                ("row", &s.rows, h as usize),
                ("col", &s.columns, w as usize),
            ] {
                for y in (0..k.min(60)).chain((k - 60)..k) {
                    let m: Vec<String> = (0..64)
                        .step_by(3)
                        .map(|p| l.mean(y, p).to_string())
                        .collect();
                    println!("{n} {y}: {}", m.join(" "));
                }
            }
        }
    }
}
