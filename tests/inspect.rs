//! `presend set inspect`: what the page of text and the report say, against sums made here.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

use presend::digest::FileDigest;
use presend::hash256::PdqHash;
use presend::matchset::build::{PrivateOptions, SetOptions, SignerKey, build_private, read_csv};
use presend::matchset::{Purpose, probe::Params};
use presend::oprf::EvaluatorKey;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn presend(folder: &Path, args: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_presend"))
        .current_dir(folder)
        .args(args.split(' '))
        .output()
        .unwrap()
}

fn succeeds(folder: &Path, args: &str) -> String {
    let output = presend(folder, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn fails(folder: &Path, args: &str) -> String {
    let output = presend(folder, args);
    assert_eq!(output.status.code(), Some(1), "{args}");
    String::from_utf8(output.stderr).unwrap()
}

/// 128 bits of a hash, each for itself.
fn hash(seed: u64) -> PdqHash {
    let mut order: Vec<(FileDigest, usize)> = (0..256u64)
        .map(|bit| {
            let name = [seed.to_le_bytes(), bit.to_le_bytes()].concat();
            (FileDigest::of(&name), bit as usize)
        })
        .collect();
    order.sort_unstable();
    let mut bits = [false; 256];
    for (_, bit) in &order[..128] {
        bits[*bit] = true;
    }
    PdqHash::from_bits(&bits)
}

/// A copy with so many pairs of bits exchanged, which still has 128 ones; the first of them is
/// number `from`.
fn near(hash: PdqHash, from: usize, pairs: usize) -> PdqHash {
    let mut bits: [bool; 256] = core::array::from_fn(|bit| hash.bit(bit));
    for value in [true, false] {
        let places: Vec<usize> = (0..256).filter(|bit| hash.bit(*bit) == value).collect();
        places
            .iter()
            .skip(from)
            .take(pairs)
            .for_each(|bit| bits[*bit] = !value);
    }
    PdqHash::from_bits(&bits)
}

const LABELS: [&str; 3] = ["town", "harbour", "field"];

/// 60 hashes and two near-duplicates of the first, two digests, one hash of low quality, and dates.
fn hashes() -> Vec<PdqHash> {
    let mut hashes: Vec<PdqHash> = (0..60).map(hash).collect();
    hashes.extend([near(hash(0), 0, 5), near(hash(0), 0, 25)]);
    hashes
}

fn digests() -> [String; 2] {
    [b"one", b"two"].map(|bytes| FileDigest::of(bytes).to_hex())
}

/// The list with these columns behind `pdq,sha256,quality,label`.
fn list(dated: bool) -> String {
    let mut lines = vec!["pdq,sha256,quality,label".to_owned()];
    for (place, hash) in hashes().iter().enumerate() {
        let label = LABELS[usize::from(place >= 20) + usize::from(place >= 50)];
        lines.push(format!("{},,{},{label}", hash.to_hex(), 60 + place % 40));
    }
    lines.extend(digests().map(|digest| format!(",{digest},,town")));
    lines.push(format!("{},,49,field", hash(999).to_hex()));
    // The same hash again counts once.
    lines.push(format!("{},,100,town", hash(1).to_hex()));
    if dated {
        for (place, line) in lines.iter_mut().enumerate() {
            *line += &match place {
                0 => ",date".to_owned(),
                1..=30 => format!(",2026-{:02}-17", 1 + place % 2),
                31 => ",soon".to_owned(),
                _ => ",2026-05".to_owned(),
            };
        }
    }
    lines.join("\n") + "\n"
}

fn workshop() -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("list.csv"), list(false)).unwrap();
    fs::write(path.join("dated.csv"), list(true)).unwrap();
    succeeds(path, "keygen --out owner.key --name owner.example");
    succeeds(path, "evaluator-keygen --out evaluator.key");
    for (kind, key) in [
        ("open", ""),
        ("private-local", " --evaluator-key evaluator.key"),
    ] {
        let build = format!(
            "set build --kind {kind} --list list.csv --sign owner.key --purpose demo --out {kind}{key}"
        );
        succeeds(path, &build);
    }
    folder
}

fn report(folder: &Path, args: &str) -> String {
    let said = succeeds(
        folder,
        &format!("set inspect {args} --html report.html --force"),
    );
    assert_eq!(said, "");
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    assert_nothing_secret(&page);
    page
}

/// No hash and no digest; and a page loads and runs nothing.
fn assert_nothing_secret(text: &str) {
    let longest = text
        .split(|c: char| !c.is_ascii_hexdigit())
        .map(str::len)
        .max();
    assert!(longest.unwrap_or(0) <= 16, "a key's id is the longest");
    for word in [
        "http://", "https://", "<script", "src=", "url(", "@import", "<link",
    ] {
        assert!(!text.contains(word), "{word}");
    }
}

/// The cells of a table, by its caption, row by row.
fn table(page: &str, caption: &str) -> Vec<Vec<String>> {
    let start = page.find(&format!("<caption>{caption}</caption>"));
    let start = start.unwrap_or_else(|| panic!("no table {caption}"));
    let body = page[start..].split("<tbody>").nth(1).unwrap();
    let body = body.split("</tbody>").next().unwrap();
    let cells = |row: &str| -> Vec<String> {
        row.split("</t")
            .filter_map(|cell| Some(cell.rsplit_once('>')?.1.trim().to_owned()))
            .filter(|cell| !cell.is_empty())
            .collect()
    };
    body.split("<tr>").skip(1).map(cells).collect()
}

fn strings(row: &[&str]) -> Vec<String> {
    row.iter().copied().map(str::to_owned).collect()
}

#[test]
fn the_report_counts_what_is_there() {
    let folder = workshop();
    let path = folder.path();
    for (set, from) in [
        ("open", "From the set."),
        (
            "private-local",
            "From the list that was given, not the set.",
        ),
    ] {
        let page = report(path, &format!("{set} --list dated.csv"));
        assert!(page.contains(from), "{set}");
        let labels = table(&page, "Entries by label");
        let expected = [
            ["field", "12", "0"],
            ["harbour", "30", "0"],
            ["town", "20", "2"],
        ];
        assert_eq!(labels, expected.map(|row| strings(&row)), "{set}");
        let months = table(&page, "Entries by month and label");
        let expected = [
            ["2026-01", "0", "5", "10"],
            ["2026-02", "0", "5", "10"],
            ["2026-03", "0", "0", "0"],
            ["2026-04", "0", "0", "0"],
            ["2026-05", "13", "19", "3"],
        ];
        assert_eq!(months, expected.map(|row| strings(&row)), "{set}");
        assert!(page.contains("Lines of the list; 1 have no date."));

        let quality = table(&page, "Lines by quality");
        assert_eq!(quality.len(), 21);
        assert_eq!(quality[9], ["45 to 49", "1"]);
        assert_eq!(quality[12], ["60 to 64", "10"]);
        assert_eq!(quality[20], ["100", "1"]);
        assert!(page.contains("1 of 64 lines are below 50"), "{set}");

        let hashes = hashes();
        let balance = table(&page, "Share of hashes in which a bit is set, in per cent");
        for (bit, cell) in balance.iter().flat_map(|row| &row[1..]).enumerate() {
            let set = hashes.iter().filter(|hash| hash.bit(bit)).count();
            assert_eq!(
                *cell,
                format!("{:.0}", set as f64 / 62.0 * 100.0),
                "bit {bit}"
            );
        }
        assert_eq!(
            table(&page, "Hashes by number of ones"),
            [strings(&["128", "62"])]
        );
        let distances = table(&page, "Pairs by distance");
        let mut expected = vec![0u64; 17];
        for (place, a) in hashes.iter().enumerate() {
            for b in &hashes[place + 1..] {
                expected[a.distance(*b) as usize / 16] += 1;
            }
        }
        // 10 bits, 40 and 50 bits apart
        assert_eq!((expected[0], expected[2], expected[3]), (1, 1, 1));
        for (row, expected) in distances.iter().zip(&expected) {
            assert_eq!(row[1].replace(',', ""), expected.to_string(), "{}", row[0]);
        }
        assert!(
            page.contains("All 1,891 pairs: median 128, 1 within 31 bits"),
            "{set}"
        );
        assert!(page.contains("3 within 62"), "{set}");
        assert!(
            page.contains("Nothing unusual in what can be seen here."),
            "{set}"
        );
    }
}

#[test]
fn the_page_of_text_says_the_same() {
    let folder = workshop();
    let path = folder.path();
    let text = succeeds(path, "set inspect private-local --list dated.csv");
    assert_nothing_secret(&text);
    for line in [
        "entries    62 PDQ hashes, 2 SHA-256 digests",
        "check      512 probes of 28 bits in 9 tables, 2 must agree",
        "by label   (from the list that was given, not the set)",
        "           town                        20 hashes         2 digests ######################",
        "           2026-05                     35 lines ##############################",
        "           1 lines have no date",
        "list       62 distinct hashes to be listed, the set says 62",
        "quality    median 75 of 100; 1 of 64 lines below 50, which are left out",
        "hashes     62 distinct in the list; 0 have not 128 ones",
        "distances  of all 1,891 pairs: median 128, least 10; 1 within 31 bits, 3 within 62",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    let text = succeeds(path, "set inspect open");
    assert!(text.contains("by label   (from the set)"), "{text}");
    assert!(
        !text.contains("quality") && !text.contains("by month"),
        "{text}"
    );
    assert!(
        text.contains("recall     every entry within 31 bits"),
        "{text}"
    );
    let text = succeeds(path, "set inspect private-local");
    assert!(
        text.contains("cannot be read; --list LIST counts"),
        "{text}"
    );
    assert!(!text.contains("by label"), "{text}");
}

#[test]
fn the_json_is_the_manifest_as_before() {
    let folder = workshop();
    let path = folder.path();
    let said = succeeds(path, "set inspect --json private-local");
    let said: Value = serde_json::from_str(&said).unwrap();
    let keys: Vec<&String> = said.as_object().unwrap().keys().collect();
    let expected = "id epoch update segments segmentBytes kind purpose owners signers labels entries digests \
        indexBytes bytesPerEntry indexSha256 indexMatches previous notBefore notAfter validNow private commitments";
    assert!(
        keys.iter().copied().eq(expected.split_whitespace()),
        "{keys:?}"
    );
    assert_eq!(
        (&said["entries"], &said["private"]["probes"]),
        (&62.into(), &512.into())
    );
    let both = presend(path, "set inspect --json private-local --html x.html");
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn sums_over_few_hashes_are_not_shown() {
    let folder = workshop();
    let path = folder.path();
    for (count, shown) in [(49, false), (50, true)] {
        let lines: Vec<String> = (0..count).map(|seed| hash(seed).to_hex()).collect();
        fs::write(path.join("few.csv"), format!("pdq\n{}\n", lines.join("\n"))).unwrap();
        let page = report(path, "private-local --list few.csv");
        assert_eq!(
            page.contains("Share of hashes in which a bit is set"),
            shown
        );
        assert_eq!(page.contains("Pairs by distance"), shown);
        assert_eq!(page.contains("Fewer than 50 hashes"), !shown);
        let text = succeeds(path, "set inspect private-local --list few.csv");
        assert_eq!(text.contains("balance"), shown, "{text}");
    }
}

#[test]
fn what_an_owner_should_look_at() {
    let folder = workshop();
    let path = folder.path();
    let look = |args: &str| -> Vec<String> {
        let text = succeeds(path, &format!("set inspect {args}"));
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("look at    "));
        lines.map(str::to_owned).collect()
    };
    assert!(look("open --list list.csv").is_empty());
    // Another list than the one that the set was built of.
    let other = list(false).replace(&hash(3).to_hex(), &hash(70).to_hex());
    fs::write(path.join("other.csv"), other).unwrap();
    let different =
        "the list is not what the set holds: 1 hashes in the set only, 1 in the list only";
    assert_eq!(look("open --list other.csv"), [different]);
    let shorter = list(false).replace(&format!("{},,63,town\n", hash(3).to_hex()), "");
    fs::write(path.join("shorter.csv"), shorter).unwrap();
    let fewer = "the list has 61 hashes to be listed, the set says 62";
    assert_eq!(look("private-local --list shorter.csv"), [fewer]);
    // Copies of one picture, and hashes that are none.
    let copies = (0..60).map(|n| near(hash(0), n, 3).to_hex());
    let odd = [[0xff; 32], [0; 32]].map(|bytes| PdqHash::from_bytes(&bytes).to_hex());
    let lines: Vec<String> = copies.chain(odd).collect();
    fs::write(path.join("odd.csv"), format!("pdq\n{}\n", lines.join("\n"))).unwrap();
    succeeds(
        path,
        "set build --kind open --list odd.csv --sign owner.key --purpose demo --out odd --not-after 2031-01-01",
    );
    let found = look("odd");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[0].starts_with("2 hashes have not 128 ones"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("bits are set in 1.6 % to 98.4 %"),
        "{found:?}"
    );
    assert!(
        found[2].starts_with("the edition lives for more than a year"),
        "{found:?}"
    );
    // A damaged index is not counted.
    let index = path.join("open/index.bin");
    let mut bytes = fs::read(&index).unwrap();
    bytes[20] ^= 1;
    fs::write(&index, bytes).unwrap();
    assert_eq!(look("open"), ["the index is not the one that was signed"]);
    let text = succeeds(path, "set inspect open");
    assert!(
        text.contains("DIGEST DOES NOT FIT") && text.contains("were not counted"),
        "{text}"
    );
    let page = report(path, "open");
    assert!(page.contains("IS NOT the one that the manifest names"));
    assert!(page.contains("<li>the index is not the one that was signed</li>"));
}

#[test]
fn chance_recall_and_cost_are_those_of_the_parameters() {
    let folder = workshop();
    let path = folder.path();
    let page = report(path, "private-local");
    let cost = table(&page, "Size and cost");
    let index = fs::metadata(path.join("private-local/index.bin"))
        .unwrap()
        .len();
    let each = format!("{:.1} B", index as f64 / 64.0);
    let expected = [
        [
            "a device downloads, once",
            &format!("{:.1} kB", index as f64 / 1e3),
        ],
        ["index, an entry", &each],
        ["a check, to the evaluator", "16.4 kB"],
        ["a check, from the evaluator", "16.5 kB"],
        ["a check, one core of the evaluator", "21 ms"],
    ];
    assert_eq!(cost, expected.map(|row| strings(&row)));
    // 2^18 / 2 * 8/9 pairs; 62 entries at 2^-56 each, and noise: 40 bits of which 3 of 16 labels count.
    let pairs = 131_072.0 * 8.0 / 9.0;
    let often = pairs * (62.0 / 2f64.powi(56) + 3.0 / 16.0 / 2f64.powi(40));
    let chance = table(&page, "False matches by chance");
    assert_eq!(chance.len(), 5);
    assert_eq!(
        chance[0],
        [
            "standard",
            &format!("{:.0} million", 1.0 / often / 1e6),
            "this set"
        ]
    );
    // strict: 2048 probes of 48 bits, and noise of 36 bits
    let often = 2048.0 * (62.0 / 2f64.powi(48) + 3.0 / 16.0 / 2f64.powi(36));
    let strict = chance.iter().find(|row| row[0] == "strict").unwrap();
    assert_eq!(
        strict[1],
        format!("{:.0} million", (1.0 / often / 1e7).round() * 10.0)
    );
    let recall = table(&page, "Recall by distance");
    assert_eq!(recall.len(), 16, "even distances");
    let number = |text: &str| text.replace(',', "").parse::<f64>().unwrap();
    for row in &recall {
        let share = number(&row[2]) / number(&row[1]);
        assert_eq!(row[3], format!("{share:.4}"), "{row:?}");
    }
    let sum = |from: usize, column: usize| -> f64 {
        let rows = recall.iter().filter(|row| number(&row[0]) >= from as f64);
        rows.map(|row| number(&row[column])).sum()
    };
    // DESIGN.md, of twice as many pictures: .9984 in all, .947 of those 25 to 31 bits away
    assert!((sum(0, 2) / sum(0, 1) - 0.9984).abs() < 0.001);
    assert!((sum(25, 2) / sum(25, 1) - 0.947).abs() < 0.03);

    // Parameters of no profile were not measured.
    let key = EvaluatorKey::derive(&[7; 32], b"tests/inspect.rs").unwrap();
    let private = PrivateOptions {
        mirror: false,
        key: &key,
        params: Params::new(20, 8, 256, 2, Params::SEED).unwrap(),
        progress: &|_, _| {},
    };
    let options = SetOptions {
        id: "own".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 1_760_000_000,
        not_after: 1_760_000_000 + 360 * 86_400,
    };
    let entries = read_csv(list(false).as_bytes()).unwrap();
    let signer = SignerKey::from_seed("owner.example", &[1; 32]).unwrap();
    let built = build_private(&entries, &options, &signer, &private).unwrap();
    fs::create_dir(path.join("own")).unwrap();
    fs::write(path.join("own/manifest.txt"), built.manifest).unwrap();
    fs::write(path.join("own/index.bin"), built.index).unwrap();
    let text = succeeds(path, "set inspect own");
    assert!(
        text.contains("recall     not measured for these parameters"),
        "{text}"
    );
    let page = report(path, "own");
    assert!(page.contains("were not measured") && page.contains("this set"));
}

/// Other forms than CSV, and other digests, through the importer.
#[test]
fn lists_of_every_form_are_counted() {
    let folder = workshop();
    let path = folder.path();
    let hashes: Vec<String> = (0..60).map(|seed| hash(seed).to_hex()).collect();
    let twice = [hashes.join("\n"), hashes[..5].join("\n")].join("\n");
    fs::write(path.join("bare.txt"), twice + "\n").unwrap();
    let how = "--word-order standard --hash-kind pdq";
    let text = succeeds(
        path,
        &format!("set inspect private-local --list bare.txt {how}"),
    );
    assert!(
        text.contains("\nhashes     60 distinct in the list; 0 have not 128 ones\n"),
        "{text}"
    );
    assert!(text.contains("\nlook at    the list has 60 hashes to be listed, the set says 62\n"));
    assert!(
        !text.contains("\nquality"),
        "the importer does not keep it: {text}"
    );
    let md5 = "900150983cd24fb0d6963f7d28e17f72";
    let mut list: Vec<String> = hashes.iter().map(|hash| format!("{hash},,a")).collect();
    list.push(format!(",{md5},b"));
    fs::write(
        path.join("md5.csv"),
        format!("pdq,md5,label\n{}\n", list.join("\n")),
    )
    .unwrap();
    succeeds(
        path,
        "set build --kind open --list md5.csv --word-order standard --sign owner.key --purpose demo --out md5",
    );
    let page = report(path, "md5 --list md5.csv --word-order standard");
    assert!(page.contains("60 PDQ hashes, 1 digests (md5)"), "{page}");
    let expected = [["a", "60", "0"], ["b", "0", "1"]];
    assert_eq!(
        table(&page, "Entries by label"),
        expected.map(|row| strings(&row))
    );
    assert!(page.contains("Nothing unusual in what can be seen here."));
    let text = succeeds(
        path,
        "set inspect private-local --list md5.csv --word-order standard",
    );
    assert!(
        text.contains("b                            0 hashes         1 digests"),
        "{text}"
    );
}

#[test]
fn lists_and_files_that_are_not_taken() {
    let folder = workshop();
    let path = folder.path();
    succeeds(path, "set inspect open --html one.html");
    assert!(fails(path, "set inspect open --html one.html").contains("(already-exists)"));
    let broken = list(true).replacen(&hash(4).to_hex(), "xyz", 1);
    fs::write(path.join("broken.csv"), broken).unwrap();
    let said = fails(path, "set inspect open --list broken.csv --html two.html");
    assert!(
        said.contains("line 6: pdq") && said.contains("(bad-list)"),
        "{said}"
    );
    assert!(!path.join("two.html").exists());
    assert!(fails(path, "set inspect open --list nowhere.csv").contains("(unreadable)"));
}
