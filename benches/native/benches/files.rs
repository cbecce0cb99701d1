//! File bytes to hash, natively. `PRESEND_BENCH_INPUTS` lists the files, one a line: name, tab, path.

use criterion::{Criterion, criterion_group, criterion_main};
use presend::image::Limits;
use presend::pdq::jarosz::Turn;
use presend::pdq::luma::Weights;
use presend::pdq::{Hasher, Target};
use presend::signal::PictureSignals;
use std::hint::black_box;
use std::time::Duration;
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};

fn presend_luma(bytes: &[u8]) -> String {
    let jpeg = presend::image::jpeg::Jpeg::open(bytes).expect("sound");
    let (luma, turn) = (Weights::GREY, Turn::default());
    let mut hasher = Hasher::new(jpeg.width(), jpeg.height(), luma, turn, Target::Core);
    jpeg.luma_rows(|row| hasher.push_row(row)).expect("sound");
    hasher.finish().hash.to_hex()
}

fn zune_luma(bytes: &[u8]) -> String {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = decoder.decode().expect("sound");
    let (width, height) = decoder.dimensions().expect("decoded");
    let (luma, turn) = (Weights::GREY, Turn::default());
    let mut hasher = Hasher::new(width as u32, height as u32, luma, turn, Target::Core);
    pixels.chunks_exact(width).for_each(|row| hasher.push_row(row));
    hasher.finish().hash.to_hex()
}

fn image_and_pdqhash(bytes: &[u8]) -> [u8; 32] {
    let picture = image::load_from_memory(bytes).expect("sound").into_rgb8();
    let (width, height) = picture.dimensions();
    let picture = image_of_pdqhash::RgbImage::from_raw(width, height, picture.into_raw());
    let picture = image_of_pdqhash::DynamicImage::ImageRgb8(picture.expect("whole"));
    pdqhash::generate_pdq_full_size(&picture).0
}

fn files(criterion: &mut Criterion) {
    let listed = std::env::var("PRESEND_BENCH_INPUTS").unwrap_or_default();
    for (name, path) in listed.lines().filter_map(|line| line.split_once('\t')) {
        let bytes = std::fs::read(path).expect("the input is there");
        let limits = Limits::default();
        let mut group = criterion.benchmark_group(name);
        group.bench_function("check", |b| {
            b.iter(|| PictureSignals::for_lookup(black_box(&bytes), &limits).expect("sound"));
        });
        group.bench_function("list", |b| {
            b.iter(|| PictureSignals::compute(black_box(&bytes), &limits).expect("sound"));
        });
        if bytes.starts_with(&[0xff, 0xd8]) {
            group.bench_function("luma", |b| b.iter(|| presend_luma(black_box(&bytes))));
            group.bench_function("zune", |b| b.iter(|| zune_luma(black_box(&bytes))));
        }
        group.bench_function("peer", |b| b.iter(|| image_and_pdqhash(black_box(&bytes))));
        group.finish();
    }
}

criterion_group! {
    name = all;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = files
}
criterion_main!(all);
