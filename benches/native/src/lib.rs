//! Only here so that cargo finds a crate; the benchmark is in `benches/files.rs`.
