//! The lists that people have: every form gives the same entries, every broken one is refused with its line.
#![cfg(feature = "builder")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use flate2::{Compression, write::GzEncoder};
use presend::digest::{DigestKind, FileDigest};
use presend::matchset::build::{
    FileReport, Format, ImportOptions, Importer, Kind64, List, ListError, SetOptions, SignerKey,
    WordOrder, build_open,
};
use presend::matchset::note::VerifierKey;
use presend::matchset::{MatchSet, Purpose, TrustPolicy};
use std::io::Write;

/// A hash with 128 ones, as pictures have.
fn pdq(seed: u32) -> String {
    let mut bits = [false; 256];
    let noise =
        (0u8..).flat_map(|i| FileDigest::of(&[&seed.to_le_bytes()[..], &[i]].concat()).to_bytes());
    for at in noise.take(20_000) {
        let at = usize::from(at);
        let ones = bits.iter().filter(|bit| **bit).count();
        if ones == 128 {
            break;
        }
        bits[at] = true;
    }
    presend::hash256::PdqHash::from_bits(&bits).to_hex()
}

fn sha256(seed: u32) -> String {
    FileDigest::of(&seed.to_be_bytes()).to_hex()
}

fn sha1(seed: u32) -> String {
    sha256(seed + 7)[..40].to_owned()
}

fn md5(seed: u32) -> String {
    sha256(seed + 9)[..32].to_owned()
}

fn import_with(text: &[u8], options: ImportOptions) -> Result<(List, FileReport), ListError> {
    let mut importer = Importer::new(options);
    let report = importer.read(text)?;
    Ok((importer.finish()?, report))
}

fn import(text: impl AsRef<[u8]>) -> Result<(List, FileReport), ListError> {
    import_with(text.as_ref(), ImportOptions::default())
}

/// An open set of the list, as bytes: what is in it, in one order.
fn index(list: List) -> Vec<u8> {
    let options = SetOptions {
        id: "lists".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 1_000,
        not_after: 2_000,
    };
    let owner = SignerKey::from_seed("lists.example", &[3; 32]).unwrap();
    build_open(list, &options, &owner).unwrap().index
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Zstandard without any compression: a frame of raw blocks, as RFC 8878 describes it.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0b1000_0000 | 0b10_0000];
    out.extend((bytes.len() as u32).to_le_bytes());
    let blocks: Vec<&[u8]> = bytes.chunks(1000).collect();
    for (number, block) in blocks.iter().enumerate() {
        let last = u32::from(number + 1 == blocks.len());
        let head = (block.len() as u32) << 3 | last;
        out.extend(&head.to_le_bytes()[..3]);
        out.extend(*block);
    }
    out
}

/// The same entries in every form that can say them.
fn forms() -> Vec<(&'static str, Format, String)> {
    let n = 5;
    let lines = |line: &dyn Fn(u32) -> String| (0..n).map(line).collect::<String>();
    let records = |record: &dyn Fn(u32) -> String| {
        let records: Vec<String> = (0..n).map(record).collect();
        records.join(",\n  ")
    };
    vec![
        (
            "own CSV",
            Format::Text,
            format!(
                "pdq,quality,label\n{}",
                lines(&|i| format!("{},100,\n", pdq(i)))
            ),
        ),
        (
            "own CSV, CRLF and quotes",
            Format::Text,
            format!(
                "\"pdq\",\"note\"\r\n{}",
                lines(&|i| format!("\"{}\",\"a, \"\"b\"\"\"\r\n", pdq(i)))
            ),
        ),
        (
            "byte order mark, tabs, upper case",
            Format::Text,
            format!(
                "\u{feff}PDQ Hash\tid\n{}",
                lines(&|i| format!("{}\t{i}\n", pdq(i).to_uppercase()))
            ),
        ),
        (
            "HMA CSV",
            Format::Text,
            lines(&|i| {
                format!(
                    "{},{},2020-07-31T18:47:52+0000,media_type_photo disputed\n",
                    pdq(i),
                    2_880_742_865_368_386u64 + u64::from(i)
                )
            }),
        ),
        (
            "output of the pdq tools",
            Format::Text,
            lines(&|i| format!("{},{},a/b {i}.jpg\n", pdq(i), 50 + i)),
        ),
        (
            "python-threatexchange CSV",
            Format::Text,
            format!(
                "collab,signal_type,signal_str,category,tags\n{}",
                lines(&|i| format!("Sample Signals,pdq,{},,\n", pdq(i)))
            ),
        ),
        (
            "python-threatexchange file exchange",
            Format::Text,
            lines(&|i| format!("pdq {}\n", pdq(i))),
        ),
        (
            "FilePath,Hash",
            Format::Text,
            format!(
                "FilePath,Hash\n{}",
                lines(&|i| format!("x{i}.jpg,{}\n", pdq(i)))
            ),
        ),
        (
            "ThreatExchange updates",
            Format::Json,
            format!(
                "{{\"data\": [\n  {}],\n \"paging\": {{}}}}",
                records(&|i| format!(
                    "{{\"id\": \"{i}\", \"indicator\": \"{}\", \"type\": \"HASH_PDQ\", \"should_delete\": false, \"descriptors\": {{\"data\": []}}}}",
                    pdq(i)
                ))
            ),
        ),
        (
            "ThreatExchange descriptors, JSON lines",
            Format::JsonLines,
            lines(&|i| {
                format!(
                    "{{\"id\": \"{i}\", \"raw_indicator\": \"{}\", \"type\": \"HASH_PDQ\", \"status\": \"MALICIOUS\", \"tags\": null}}\n",
                    pdq(i)
                )
            }),
        ),
        (
            "StopNCII",
            Format::Json,
            format!(
                "{{\"count\": 5, \"hasMoreRecords\": false, \"hashRecords\": [{}]}}",
                records(&|i| format!(
                    "{{\"lastModtimestamp\": 1, \"signalType\": \"ImagePDQ\", \"hashValue\": \"{}\", \"hashStatus\": \"Active\", \"caseNumbers\": {{\"a\": \"Active\"}}, \"CSPFeedbacks\": []}}",
                    pdq(i)
                ))
            ),
        ),
        (
            "JSON records",
            Format::Json,
            format!(
                "[\n  {}\n]\n",
                records(&|i| format!("{{\"pdq\": \"{}\", \"quality\": 77}}", pdq(i)))
            ),
        ),
        (
            "JSON records, lines, signals within",
            Format::JsonLines,
            lines(&|i| {
                format!(
                    "{{\"id\": {i}, \"signals\": {{\"pdq\": \"{}\"}}}}\n",
                    pdq(i)
                )
            }),
        ),
        (
            "NCMEC XML",
            Format::Ncmec,
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<queryResult xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\">\n<images count=\"5\" maxTimestamp=\"2017-10-24T15:10:00Z\">\n{}</images></queryResult>",
                lines(&|i| format!(
                    "<image><member id=\"42\">M</member><timestamp>2017-10-24T15:00:00Z</timestamp><id>i{i}</id><fingerprints><pdq>{}</pdq></fingerprints></image>\n",
                    pdq(i)
                ))
            ),
        ),
    ]
}

#[test]
fn every_form_gives_the_same_entries_packed_or_not() {
    let expected = index(import(forms()[0].2.as_bytes()).unwrap().0);
    assert_eq!(expected.len(), 16 + 33 * 5);
    for (name, format, text) in forms() {
        for (packed, bytes) in [
            ("", text.clone().into_bytes()),
            ("gzip", gzip(text.as_bytes())),
            (
                "gzip, two members",
                [gzip(&text.as_bytes()[..40]), gzip(&text.as_bytes()[40..])].concat(),
            ),
            ("zstd", zstd(text.as_bytes())),
            (
                "zstd, two frames",
                [zstd(&text.as_bytes()[..40]), zstd(&text.as_bytes()[40..])].concat(),
            ),
        ] {
            let read = import(&bytes);
            let (list, report) = read.unwrap_or_else(|e| panic!("{name} {packed}: {e}"));
            assert_eq!(report.format, format, "{name}");
            assert_eq!((report.records, report.hashes), (5, 5), "{name} {packed}");
            assert!(index(list) == expected, "{name} {packed}");
        }
    }
}

#[test]
fn digests_of_three_kinds_by_column_by_type_and_by_length() {
    let csv = format!(
        "id,classification,MD5,SHA-1,sha_256,pdna,PDQ\n1,A1,{},{},{},xx,{}\n2,B2,{},,,,\n",
        md5(1),
        sha1(1),
        sha256(1),
        pdq(1),
        md5(2)
    );
    let (list, report) = import(&csv).unwrap();
    assert_eq!(report.digests, [1, 1, 2]);
    assert_eq!(report.hashes, 1);
    assert_eq!(report.columns_passed_over, [6]);
    let expected = index(list);
    assert_eq!(&expected[..8], b"PDQOPEN2");
    let json = format!(
        "[{{\"classification\": \"A1\", \"md5\": \"{}\", \"sha1\": \"{}\", \"sha256\": \"{}\", \"pdq\": \"{}\"}},\n{{\"category\": \"B2\", \"type\": \"HASH_MD5\", \"indicator\": \"{}\"}}]",
        md5(1),
        sha1(1),
        sha256(1),
        pdq(1),
        md5(2)
    );
    assert!(index(import(&json).unwrap().0) == expected);
    let bare: String = (0..40)
        .map(|i| format!("{}\n{}\n{}\n", md5(i), sha1(i), sha256(i)))
        .collect();
    let (_, report) = import(&bare).unwrap();
    assert_eq!((report.hashes, report.digests), (0, [40, 40, 40]));
    // Pictures and films, of which PhotoDNA and the like are passed over.
    let xml = format!(
        "<queryResult><images count=\"2\"><image><member id=\"1\">M</member><id>a</id><classification>A1</classification>\
         <fingerprints><md5>{}</md5><sha1>{}</sha1><pdna>xx</pdna></fingerprints></image>\
         <deletedImage><member id=\"1\"/><id>b</id></deletedImage></images>\
         <videos><video><id>c</id><fingerprints><md5>{}</md5><tmk-pdqf rel=\"self\" href=\"/x\"/></fingerprints></video>\
         <video><id>d</id><fingerprints><videntifier>x</videntifier></fingerprints></video></videos></queryResult>",
        md5(1),
        sha1(1),
        md5(2)
    );
    let (list, report) = import(xml).unwrap();
    assert_eq!((report.records, report.gone, report.other), (4, 1, 1));
    assert_eq!(report.digests, [0, 1, 2]);
    assert_eq!(list.digests(DigestKind::Md5), 2);
}

#[test]
fn what_is_gone_is_gone_whatever_comes_first() {
    let record = |hash: &str, status: &str| {
        format!(
            "{{\"signalType\": \"ImagePDQ\", \"hashValue\": \"{hash}\", \"hashStatus\": \"{status}\"}}\n"
        )
    };
    let text =
        record(&pdq(1), "Active") + &record(&pdq(2), "Active") + &record(&pdq(1), "Withdrawn");
    let (list, report) = import(&text).unwrap();
    assert_eq!((list.hashes(), report.gone), (1, 1));
    // The same over two files.
    let mut importer = Importer::new(ImportOptions::default());
    importer
        .read((record(&pdq(1), "Active") + &record(&pdq(2), "Active")).as_bytes())
        .unwrap();
    importer
        .read(record(&pdq(1), "Deleted").as_bytes())
        .unwrap();
    assert_eq!(importer.finish().unwrap().hashes(), 1);
    // Of an entry of NCMEC's the latest counts, also where it comes first.
    let entry = |kind: &str, time: &str, hash: &str| {
        format!(
            "<{kind}><member id=\"1\"/><timestamp>{time}</timestamp><id>a</id><fingerprints><md5>{hash}</md5></fingerprints></{kind}>"
        )
    };
    let page = |entries: String| format!("<queryResult><images>{entries}</images></queryResult>");
    let old = entry("image", "2019-11-24T15:10:00Z", &md5(1));
    let gone = entry("deletedImage", "2019-11-25T15:10:00Z", &md5(1));
    for (entries, left) in [(old.clone() + &gone, 0), (gone.clone() + &old, 0), (old, 1)] {
        let (list, _) = import(page(entries)).unwrap();
        assert_eq!(list.digests(DigestKind::Md5), left);
    }
    // Somebody says that it is none.
    let text = format!(
        "signal_type,signal_str,category\npdq,{},POSITIVE_CLASS\npdq,{},NEGATIVE_CLASS\nvideo_tmk_pdqf,xx,POSITIVE_CLASS\n",
        pdq(1),
        pdq(2)
    );
    let (list, report) = import(&text).unwrap();
    assert_eq!((list.hashes(), report.other), (1, 2));
}

/// Hashes of painted pictures: a ramp, and patches with soft edges, hashed as everything is.
fn painted(count: u32) -> Vec<String> {
    let picture = |seed: u32| {
        let noise: Vec<f32> = (0u8..8)
            .flat_map(|i| FileDigest::of(&[&seed.to_le_bytes()[..], &[i]].concat()).to_bytes())
            .map(|byte| f32::from(byte) / 255.0)
            .collect();
        let mut buffer = [[0f32; 64]; 64];
        for (y, row) in buffer.iter_mut().enumerate() {
            for (x, place) in row.iter_mut().enumerate() {
                let (x, y) = (x as f32 / 64.0, y as f32 / 64.0);
                let mut value = 160.0 * ((noise[0] - 0.5) * x + (noise[1] - 0.5) * y);
                for patch in noise[2..].chunks_exact(6).take(40) {
                    let [a, b, w, h, tone, turn] = patch.try_into().unwrap();
                    let (dx, dy) = (x - a * 1.4 + 0.2, y - b * 1.4 + 0.2);
                    let (dx, dy) = (dx + dy * (turn - 0.5), dy - dx * (turn - 0.5));
                    let inside = (dx / (w * w + 0.03)).abs().max((dy / (h * h + 0.03)).abs());
                    value += 120.0 * (tone - 0.5) * (4.0 * (1.0 - inside)).clamp(0.0, 1.0);
                }
                *place = value + 128.0;
            }
        }
        presend::pdq::Pdq::from_buffer(&buffer).hash.to_hex()
    };
    (0..count).map(picture).collect()
}

fn turned(hash: &str) -> String {
    let words: Vec<&str> = (0..16).map(|i| &hash[4 * i..4 * i + 4]).collect();
    words.into_iter().rev().collect()
}

#[test]
fn the_order_of_words_is_told_by_the_list_or_asked_for() {
    let hashes = painted(900);
    let text: String = hashes.iter().map(|hash| format!("{hash}\n")).collect();
    let other: String = hashes
        .iter()
        .map(|hash| format!("{}\n", turned(hash)))
        .collect();
    let (list, report) = import(&text).unwrap();
    assert!(!report.reversed);
    let expected = index(list);
    let (list, report) = import(&other).unwrap();
    assert!(report.reversed);
    assert!(index(list) == expected);
    // Few hashes do not tell, nor do those of no pictures.
    let few: String = hashes
        .iter()
        .take(20)
        .map(|hash| format!("{hash}\n"))
        .collect();
    let odd: String = (0..900).map(|i| format!("{}\n", pdq(i))).collect();
    for text in [&few, &odd] {
        let refused = import(text).unwrap_err();
        assert!(refused.reason.contains("--word-order"), "{refused}");
        for (order, turn) in [(WordOrder::Standard, false), (WordOrder::Reversed, true)] {
            let options = ImportOptions {
                word_order: order,
                ..ImportOptions::default()
            };
            let (_, report) = import_with(text.as_bytes(), options).unwrap();
            assert_eq!(report.reversed, turn);
        }
    }
    // A column that says pdq is believed, unless the hashes clearly say otherwise.
    assert!(!import(format!("pdq\n{odd}")).unwrap().1.reversed);
    let refused = import(format!("pdq\n{other}")).unwrap_err();
    assert!(refused.reason.contains("look reversed"), "{refused}");
}

#[test]
fn sixty_four_digits_that_may_be_either_are_refused() {
    let mixed: String = (0..50)
        .map(|i| format!("{}\n{}\n", pdq(i), sha256(i)))
        .collect();
    let refused = import(&mixed).unwrap_err();
    assert!(refused.reason.contains("--hash-kind"), "{refused}");
    assert!(import(pdq(1)).is_err(), "one line says nothing");
    for (kind, expected) in [(Kind64::Pdq, (100, 0)), (Kind64::Sha256, (0, 100))] {
        let options = ImportOptions {
            kind64: kind,
            word_order: WordOrder::Standard,
            ..ImportOptions::default()
        };
        let (_, report) = import_with(mixed.as_bytes(), options).unwrap();
        assert_eq!((report.hashes, report.digests[0]), expected);
    }
}

#[test]
fn broken_records_may_be_passed_over_and_are_counted() {
    let text = format!(
        "pdq,label\n{},a\nzz,a\n{},two words\n{},a\n",
        pdq(1),
        pdq(2),
        pdq(3)
    );
    let with = |skip_bad| {
        import_with(
            text.as_bytes(),
            ImportOptions {
                skip_bad,
                ..ImportOptions::default()
            },
        )
    };
    assert_eq!(with(0).unwrap_err().line, 3);
    let refused = with(1).unwrap_err();
    assert_eq!(refused.line, 4);
    assert!(
        refused.reason.ends_with("2 broken records so far"),
        "{refused}"
    );
    let (list, report) = with(2).unwrap();
    assert_eq!((list.hashes(), report.skipped_count), (2, 2));
    let lines: Vec<u64> = report
        .skipped
        .iter()
        .map(|skipped| skipped.error.line)
        .collect();
    assert_eq!(lines, [3, 4]);
    // All files together.
    let mut importer = Importer::new(ImportOptions {
        skip_bad: 3,
        ..ImportOptions::default()
    });
    importer.read(text.as_bytes()).unwrap();
    assert!(importer.read(text.as_bytes()).is_err());
}

#[test]
fn an_owner_s_label_goes_before_those_of_the_list() {
    let text = format!(
        "\n  \nhash,category\n{},Category A\n{},NEGATIVE_CLASS\n \n{},\n",
        md5(1),
        md5(2),
        md5(3)
    );
    assert_eq!(import(&text).unwrap_err().line, 4);
    let options = ImportOptions {
        label: Some("hotline".into()),
        ..ImportOptions::default()
    };
    let (list, report) = import_with(text.as_bytes(), options).unwrap();
    assert_eq!((report.digests, report.other), ([0, 0, 2], 1));
    let own = format!("md5,label\n{},hotline\n{},hotline\n", md5(1), md5(3));
    assert!(index(list) == index(import(&own).unwrap().0));
}

/// Lines keep their numbers over the borders of what is read at a time and shared out.
#[test]
fn large_lists_keep_their_lines() {
    let mut text = String::from("label,note,pdq\n");
    let line = format!("a,\"x, y\",{}\n", pdq(1));
    while text.len() < 36 << 20 {
        text += &line;
    }
    let lines = text.lines().count() as u64;
    let (list, report) = import(&text).unwrap();
    assert_eq!((list.hashes(), report.records), (lines - 1, lines - 1));
    for at in [1 << 20, 16 << 20, 33 << 20] {
        let start = text[..at].rfind('\n').unwrap() + 1;
        let mut broken = text.clone();
        broken.replace_range(start + 10..start + 14, "zzzz");
        let expected = text[..start].lines().count() as u64 + 1;
        assert_eq!(import(&broken).unwrap_err().line, expected, "{at}");
    }
}

/// Exact digests of every kind are found in an open set, of the file and no other.
#[test]
fn a_file_is_found_by_each_kind_of_digest() {
    use presend::digest::{DigestKinds, Digests};
    let owner = SignerKey::from_seed("lists.example", &[3; 32]).unwrap();
    let key: VerifierKey = owner.verifier().to_string().parse().unwrap();
    for kind in DigestKind::ALL {
        let mut list = List::default();
        let digest = |bytes: &[u8]| Digests::of(bytes, DigestKinds::ALL).get(kind).unwrap();
        list.add_digest(kind, &digest(b"listed"), Some("file"))
            .unwrap();
        list.add_digest(kind, &digest(b"listed too"), None).unwrap();
        let options = SetOptions {
            id: "lists".into(),
            epoch: 1,
            purpose: Purpose::Demo,
            previous: None,
            not_before: 1_000,
            not_after: 2_000,
        };
        let built = build_open(list, &options, &owner).unwrap();
        let trust = TrustPolicy::any_of(vec![key.clone()]);
        let set = MatchSet::open(built.manifest.as_bytes(), &built.index, &trust, 1_500).unwrap();
        let kinds = set.manifest().digest_kinds;
        assert_eq!(kinds, DigestKinds::NONE.with(kind));
        let find = |bytes: &[u8]| {
            set.find_digest(Digests::of(bytes, kinds))
                .map(|m| m.label.to_owned())
        };
        assert_eq!(find(b"listed").as_deref(), Some("file"));
        assert_eq!(find(b"listed too").as_deref(), Some("unlabelled"));
        assert_eq!(find(b"another"), None);
        assert_eq!(
            built.manifest.contains("digest-kinds"),
            kind != DigestKind::Sha256
        );
    }
}
