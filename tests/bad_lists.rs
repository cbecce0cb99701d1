//! More than two hundred broken lists of every form, made here: each is refused with its file and line, nothing is
//! written, nothing crashes.
#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use flate2::{Compression, write::GzEncoder};
use presend::digest::FileDigest;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn hex(seed: u32, digits: usize) -> String {
    FileDigest::of(&seed.to_le_bytes()).to_hex()[..digits].to_owned()
}

fn pdq(seed: u32) -> String {
    hex(seed, 64)
}

/// Ways to break a text of hex digits.
fn breaks(hash: &str) -> Vec<(&'static str, String)> {
    vec![
        ("a digit less", hash[1..].to_owned()),
        ("a digit more", format!("{hash}0")),
        ("no hex digit first", format!("g{}", &hash[1..])),
        ("no hex digit last", format!("{}z", &hash[..hash.len() - 1])),
        ("a space within", format!("{} {}", &hash[..10], &hash[11..])),
        ("a letter of two bytes", format!("é{}", &hash[2..])),
        ("0x before it", format!("0x{}", &hash[2..])),
        ("a minus", format!("-{}", &hash[1..])),
        ("half of it", hash[..hash.len() / 2 - 1].to_owned()),
        ("twice", format!("{hash}{hash}")),
    ]
}

/// A broken list: what is wrong, its bytes, the line that must be named, options.
struct Broken {
    what: String,
    bytes: Vec<u8>,
    line: usize,
    options: &'static [&'static str],
}

/// Puts a broken line into its place among sound ones.
fn among(
    head: &str,
    sound: &dyn Fn(u32) -> String,
    broken: &str,
    tail: &str,
    at: usize,
) -> (Vec<u8>, usize) {
    let mut text = head.to_owned();
    for i in 0..at as u32 {
        text += &sound(i);
    }
    let line = text.matches('\n').count() + 1;
    text += broken;
    text += &sound(99);
    text += tail;
    (text.into_bytes(), line)
}

fn all() -> Vec<Broken> {
    let mut all = Vec::new();
    let mut add = |what: String, (bytes, line): (Vec<u8>, usize)| {
        all.push(Broken {
            what,
            bytes,
            line,
            options: &[],
        });
    };
    for (name, hash) in breaks(&pdq(5)) {
        // CSV of three delimiters, the hash in other places.
        for (delimiter, at) in [(',', 0), (',', 3), ('\t', 1), (';', 40)] {
            let sound = |i: u32| format!("{i}{delimiter}{}{delimiter}town\n", pdq(i));
            let head = format!("id{delimiter}pdq{delimiter}label\n");
            let line = format!("7{delimiter}{hash}{delimiter}town\n");
            add(
                format!("CSV {delimiter:?} {at}: {name}"),
                among(&head, &sound, &line, "", at),
            );
        }
        let typed = |i: u32| format!("a,pdq,{},,\n", pdq(i));
        let head = "collab,signal_type,signal_str,category,tags\n";
        add(
            format!("typed CSV: {name}"),
            among(head, &typed, &format!("a,pdq,{hash},,\n"), "", 2),
        );
        let plain = |i: u32| format!("{}\n", pdq(i));
        add(
            format!("bare: {name}"),
            among("", &plain, &format!("{hash}\n"), "", 3),
        );
        let hma = |i: u32| format!("{},{i}000,2020-07-31T18:47:52+0000,x\n", pdq(i));
        add(
            format!("HMA: {name}"),
            among(
                "",
                &hma,
                &format!("{hash},7000,2020-07-31T18:47:52+0000,x\n"),
                "",
                2,
            ),
        );
        let lines = |i: u32| format!("{{\"pdq\": \"{}\"}}\n", pdq(i));
        add(
            format!("JSON lines: {name}"),
            among("", &lines, &format!("{{\"pdq\": \"{hash}\"}}\n"), "", 4),
        );
        let records = |i: u32| {
            format!(
                "  {{\"id\": \"{i}\", \"indicator\": \"{}\", \"type\": \"HASH_PDQ\", \"should_delete\": false}},\n",
                pdq(i)
            )
        };
        let record = format!(
            "  {{\"id\": \"z\", \"indicator\": \"{hash}\", \"type\": \"HASH_PDQ\", \"should_delete\": false}},\n"
        );
        add(
            format!("JSON page: {name}"),
            among(
                "{\"data\": [\n",
                &records,
                &record,
                "  {\"id\": \"e\", \"type\": \"TEXT\", \"indicator\": \"x\"}\n]}",
                3,
            ),
        );
        let stop = |i: u32| {
            format!(
                "{{\"signalType\": \"ImagePDQ\", \"hashValue\": \"{}\", \"hashStatus\": \"Active\"}}\n",
                pdq(i)
            )
        };
        add(
            format!("StopNCII lines: {name}"),
            among(
                "",
                &stop,
                &format!(
                    "{{\"signalType\": \"ImagePDQ\", \"hashValue\": \"{hash}\", \"hashStatus\": \"Active\"}}\n"
                ),
                "",
                2,
            ),
        );
        let entry = |i: u32| {
            format!(
                "<image><id>{i}</id><fingerprints><pdq>{}</pdq></fingerprints></image>\n",
                pdq(i)
            )
        };
        let broken =
            format!("<image><id>z</id><fingerprints><pdq>{hash}</pdq></fingerprints></image>\n");
        add(
            format!("XML: {name}"),
            among(
                "<queryResult><images>\n",
                &entry,
                &broken,
                "</images></queryResult>",
                2,
            ),
        );
    }
    for (kind, digits) in [("md5", 32), ("sha1", 40), ("sha256", 64)] {
        for (name, digest) in breaks(&hex(6, digits)) {
            let sound = |i: u32| format!("{},A1\n", hex(i, digits));
            let head = format!("{kind},classification\n");
            add(
                format!("{kind} column: {name}"),
                among(&head, &sound, &format!("{digest},A1\n"), "", 1),
            );
            let xml = |i: u32| {
                format!(
                    "<image><id>{i}</id><fingerprints><{kind}>{}</{kind}></fingerprints></image>\n",
                    hex(i, digits)
                )
            };
            let broken = format!(
                "<image><id>z</id><fingerprints><{kind}>{digest}</{kind}></fingerprints></image>\n"
            );
            add(
                format!("{kind} in XML: {name}"),
                among(
                    "<queryResult>\n<images>\n",
                    &xml,
                    &broken,
                    "</images></queryResult>",
                    1,
                ),
            );
        }
    }
    let sound = |i: u32| format!("{},100,town\n", pdq(i));
    let head = "pdq,quality,label\n";
    for (what, line) in [
        ("quality 101", format!("{},101,town\n", pdq(5))),
        ("quality -1", format!("{},-1,town\n", pdq(5))),
        ("quality 1.5", format!("{},1.5,town\n", pdq(5))),
        ("quality in words", format!("{},good,town\n", pdq(5))),
        ("label of two words", format!("{},100,two words\n", pdq(5))),
        ("label with a slash", format!("{},100,a/b\n", pdq(5))),
        (
            "label of 65 letters",
            format!("{},100,{}\n", pdq(5), "a".repeat(65)),
        ),
        ("label in another script", format!("{},100,город\n", pdq(5))),
        ("a field less", format!("{},100\n", pdq(5))),
        ("a field more", format!("{},100,town,x\n", pdq(5))),
        ("only commas", ",,\n".into()),
        ("no hash", ",100,town\n".into()),
        ("hash of white space", "   ,100,town\n".into()),
        ("a header again", head.into()),
    ] {
        add(what.into(), among(head, &sound, &line, "", 3));
    }
    let mut bytes = among(head, &sound, "", "", 2).0;
    bytes.extend(b"\xff\xfe\xfd,1,a\n");
    add("no UTF-8".into(), (bytes, 5));
    for (what, text, line) in [
        ("nothing", String::new(), 1),
        ("white space", "  \n\n ".into(), 1),
        ("words", "hello\n".into(), 1),
        ("a header without a hash", "label,colour\nx,y\n".into(), 1),
        (
            "two columns of one name",
            format!("pdq,pdq\n{0},{0}\n", pdq(1)),
            1,
        ),
        (
            "two spellings of one name",
            format!("pdq,PDQ_hash\n{0},{0}\n", pdq(1)),
            1,
        ),
        ("a JSON number", "[1]\n".into(), 1),
        (
            "a JSON null among hashes",
            format!("[\"{}\",\nnull]", hex(1, 32)),
            2,
        ),
        (
            "JSON within JSON",
            format!("[\"{}\",\n[\"{}\"]]", hex(1, 32), hex(2, 32)),
            2,
        ),
        (
            "a record without a hash",
            format!("[{{\"md5\": \"{}\"}},\n\n{{\"note\": \"x\"}}]", hex(1, 32)),
            3,
        ),
        (
            "JSON that ends early",
            format!("[\"{}\",\n\"{}\"", hex(1, 32), hex(2, 32)),
            2,
        ),
        (
            "JSON with a comma too many",
            format!("[\"{}\",\n]", hex(1, 32)),
            2,
        ),
        ("JSON with single quotes", "['a']".into(), 1),
        (
            "two documents on a line",
            format!("{{\"md5\": \"{0}\"}} {{\"md5\": \"{0}\"}}", hex(1, 32)),
            1,
        ),
        (
            "JSON lines, one broken",
            format!(
                "{{\"md5\": \"{0}\"}}\n{{\"md5\": \"{0}\"\n{{\"md5\": \"{0}\"}}\n",
                hex(1, 32)
            ),
            2,
        ),
        (
            "JSON lines, one is a number",
            format!("{{\"md5\": \"{0}\"}}\n17\n", hex(1, 32)),
            2,
        ),
        (
            "a status of nothing",
            "[{\"should_delete\": false}]".into(),
            1,
        ),
        ("other XML", "<html><body/></html>".into(), 1),
        ("XML that ends early", "<queryResult>\n<images>\n".into(), 3),
        (
            "XML whose elements cross",
            "<queryResult>\n<images></queryResult></images>".into(),
            2,
        ),
        (
            "XML without an id",
            format!(
                "<queryResult><images>\n<image><fingerprints><md5>{}</md5></fingerprints></image></images></queryResult>",
                hex(1, 32)
            ),
            2,
        ),
        (
            "XML with a document type",
            "<!DOCTYPE x [<!ENTITY a \"b\">]>\n<queryResult/>".into(),
            1,
        ),
        (
            "PDQ or SHA-256",
            (0..50)
                .map(|i| format!("{}\n{}\n", pdq(i), "0f".repeat(32)))
                .collect(),
            1,
        ),
        (
            "too many labels",
            format!(
                "md5,label\n{}",
                (0..300)
                    .map(|i| format!("{},l{i}\n", hex(i, 32)))
                    .collect::<String>()
            ),
            257,
        ),
    ] {
        add(what.into(), (text.into_bytes(), line));
    }
    let text: String = (0..2000).map(|i| format!("{}\n", hex(i, 32))).collect();
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    add(
        "gzip that ends early".into(),
        (packed[..packed.len() / 2].to_vec(), 0),
    );
    add("gzip of nothing".into(), (packed[..5].to_vec(), 1));
    let mut damaged = packed.clone();
    damaged[packed.len() / 2] ^= 0x55;
    damaged[packed.len() / 2 + 1] ^= 0xff;
    add("damaged gzip".into(), (damaged, 0));
    add("zstd of nothing".into(), (vec![0x28, 0xb5, 0x2f, 0xfd], 1));
    add(
        "zstd of noise".into(),
        ([&[0x28, 0xb5, 0x2f, 0xfd][..], &packed].concat(), 1),
    );
    add(
        "UTF-16".into(),
        (vec![0xff, 0xfe, b'p', 0, b'd', 0, b'q', 0], 1),
    );
    add(
        "a picture".into(),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), 1),
    );
    let open = format!("md5,note\n{},\"never closed\n", hex(1, 32)) + &"x\n".repeat(10);
    add(
        "a quote that is never closed".into(),
        (open.into_bytes(), 0),
    );
    for (format, bytes) in [
        ("json", "md5\n"),
        ("jsonl", "md5\n"),
        ("ncmec-xml", "[]"),
        ("text", "{}"),
    ] {
        let options: &'static [&'static str] = match format {
            "json" => &["--format", "json"],
            "jsonl" => &["--format", "jsonl"],
            "ncmec-xml" => &["--format", "ncmec-xml"],
            _ => &["--format", "text"],
        };
        all.push(Broken {
            what: format!("said to be {format}"),
            bytes: bytes.into(),
            line: 1,
            options,
        });
    }
    all
}

fn presend(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
    command.current_dir(folder);
    command
}

fn build(folder: &Path, list: &str, options: &[&str]) -> Command {
    let mut command = presend(folder);
    let fixed = [
        "set",
        "build",
        "--kind",
        "open",
        "--purpose",
        "demo",
        "--sign",
        "owner.key",
        "--out",
        "set",
        "--list",
        list,
    ];
    command.args(fixed).args(options);
    command
}

#[test]
fn each_broken_list_is_refused_with_file_and_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let made = presend(path)
        .args(["keygen", "--name", "owner.example", "--out", "owner.key"])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let before = fs::read_dir(path).unwrap().count() + 1;
    let all = all();
    assert!(all.len() >= 200, "{}", all.len());
    let mut wrong = Vec::new();
    for (number, broken) in all.iter().enumerate() {
        fs::write(path.join("list.in"), &broken.bytes).unwrap();
        let what = &broken.what;
        let piped = number % 5 == 0;
        let name = if piped { "-" } else { "list.in" };
        let mut command = build(path, name, broken.options);
        if piped {
            command.stdin(Stdio::from(fs::File::open(path.join("list.in")).unwrap()));
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let file = if piped { "standard input" } else { "list.in" };
        let expected = match broken.line {
            // Where a packed file is damaged, what could be unpacked decides.
            0 => format!("presend: {file}: line "),
            line => format!("presend: {file}: line {line}: "),
        };
        let refused = output.status.code() == Some(1)
            && said.contains(&expected)
            && said.contains("nothing was written (bad-list)")
            && !said.contains(&pdq(5)[1..40])
            && fs::read_dir(path).unwrap().count() == before;
        if !refused {
            wrong.push(format!("{what}: expected {expected:?}: {said}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

/// The same lists without what breaks them would have been taken.
#[test]
fn what_is_sound_is_taken_from_a_file_and_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let made = presend(path)
        .args(["keygen", "--name", "owner.example", "--out", "owner.key"])
        .output()
        .unwrap();
    assert!(made.status.success());
    let text: String = (0..10)
        .map(|i| format!("{},{},town\n", pdq(i), hex(i, 32)))
        .collect();
    fs::write(path.join("list.in"), format!("pdq,md5,label\n{text}")).unwrap();
    for name in ["list.in", "-"] {
        let mut command = build(path, name, &["--force"]);
        command.stdin(Stdio::from(fs::File::open(path.join("list.in")).unwrap()));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(
            said.contains("10 hashes, 10 digests (0 SHA-256, 0 SHA-1, 10 MD5)"),
            "{said}"
        );
    }
}
