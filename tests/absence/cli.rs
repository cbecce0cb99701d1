//! `presend set prove-absent` and `verify-absent` as people run them.

use super::support;
use super::world::*;
use presend::guard::absent::{Options, Transcript};
use presend::matchset::build::{SetOptions, build_open, read_csv};
use presend::matchset::{MatchSet, Mirror, Purpose, TrustPolicy};
use presend::oprf::{EvaluatorKey, Request, Seed};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc::{Receiver, channel};
use tempfile::TempDir;

fn presend(folder: &Path, args: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_presend"))
        .current_dir(folder)
        .args(args.split(' '))
        .output()
        .unwrap()
}

/// Standard output and standard error of a run that succeeds.
fn succeeds(folder: &Path, args: &str) -> (String, String) {
    let output = presend(folder, args);
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{args}: {err}");
    (out, err)
}

/// The code of a run that fails with exit code 1 and prints no results.
fn fails(folder: &Path, args: &str) -> String {
    let output = presend(folder, args);
    assert_eq!(output.status.code(), Some(1), "{args}");
    assert!(output.stdout.is_empty(), "{args}");
    let said = String::from_utf8(output.stderr).unwrap();
    let code = said.trim_end().rsplit_once('(').unwrap().1;
    code.trim_end_matches(')').to_owned()
}

/// Sets of three kinds that hold [`OTHER`], and not [`PICTURE`].
fn workshop() -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    for name in [PICTURE, OTHER, "flat-colour.png", "bad-pdf.jpg"] {
        fs::write(path.join(name), support::image(name)).unwrap();
    }
    fs::write(path.join("list.csv"), list(&[OTHER])).unwrap();
    succeeds(path, "keygen --out owner.key --name owner.example");
    succeeds(path, "keygen --out stranger.key --name owner.example");
    succeeds(path, "evaluator-keygen --out evaluator.key");
    succeeds(path, "evaluator-keygen --out other.key");
    for (kind, key) in [
        ("open", ""),
        ("private-local", " --evaluator-key evaluator.key"),
        ("private-mirror", " --evaluator-key evaluator.key"),
    ] {
        let build = format!(
            "set build --kind {kind} --list list.csv --sign owner.key --purpose demo --out {kind}{key}"
        );
        succeeds(path, &build);
    }
    folder
}

fn prove(kind: &str, picture: &str, more: &str) -> String {
    let key = match kind {
        "open" => "",
        _ => " --evaluator-key evaluator.key",
    };
    format!(
        "set prove-absent {picture} --set {kind} --trust owner.pub --out {kind}.absent{key}{more}"
    )
}

fn verify(kind: &str, more: &str) -> String {
    format!("set verify-absent {kind}.absent --set {kind} --trust owner.pub{more}")
}

#[test]
fn shown_by_one_and_checked_by_another() {
    let folder = workshop();
    let path = folder.path();
    for kind in ["open", "private-local", "private-mirror"] {
        let (out, said) = succeeds(path, &prove(kind, PICTURE, ""));
        assert_eq!(out, "");
        let views = if kind == "open" { "8 views" } else { "1 view" };
        let expected =
            format!(": {views} of the picture, edition 1 update 0 of demo.owner.example");
        assert!(said.contains(&expected), "{said}");
        assert_eq!(said.contains("the 512 tokens"), kind != "open", "{said}");
        // Whoever checks has no key, and of a mirror's set the roots only.
        fs::rename(path.join("evaluator.key"), path.join("away.key")).unwrap();
        if kind == "private-mirror" {
            fs::remove_file(path.join(kind).join("index.bin")).unwrap();
        }
        let (out, said) = succeeds(path, &verify(kind, " --picture shapes.png"));
        let lines: Vec<&str> = out.lines().collect();
        assert!(
            lines[0].starts_with("absent: not in demo.owner.example, edition 1 update 0 (demo)")
        );
        assert_eq!(
            lines[1],
            "the views are those of the picture that was given"
        );
        assert!(
            lines[2].starts_with("the edition is valid now, until "),
            "{out}"
        );
        assert_eq!((lines.len(), said.as_str()), (3, ""));
        assert_eq!(fails(path, &verify(kind, "")), "needs-picture");
        assert_eq!(
            fails(path, &verify(kind, " --picture exif-orientation-6.jpg")),
            "other-picture"
        );
        fs::rename(path.join("away.key"), path.join("evaluator.key")).unwrap();
    }
    succeeds(
        path,
        &prove("private-local", PICTURE, " --publish-hashes --force"),
    );
    let (out, _) = succeeds(path, &verify("private-local", ""));
    assert!(out.contains("the picture was NOT compared"), "{out}");
    let (out, _) = succeeds(path, &verify("private-local", " --json"));
    let said: Value = serde_json::from_str(&out).unwrap();
    let fields = ["absent", "pictureCompared", "validNow"].map(|name| said[name].as_bool());
    assert_eq!(fields, [Some(true), Some(false), Some(true)]);
    assert_eq!(
        (&said["epoch"], &said["update"], &said["views"]),
        (&1.into(), &0.into(), &1.into())
    );
}

#[test]
fn nothing_is_written_where_nothing_can_be_shown() {
    let folder = workshop();
    let path = folder.path();
    for kind in ["open", "private-local", "private-mirror"] {
        let refused = presend(path, &prove(kind, OTHER, ""));
        assert_eq!(refused.status.code(), Some(1));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(
            said.contains("(not-absent)") && !said.contains("unlabelled"),
            "{said}"
        );
        assert_eq!(
            fails(path, &prove(kind, "flat-colour.png", "")),
            "too-plain"
        );
        assert_eq!(fails(path, &prove(kind, "bad-pdf.jpg", "")), "not-an-image");
        assert!(!path.join(format!("{kind}.absent")).exists(), "{kind}");
    }
    let with = |more: &str| {
        format!("set prove-absent shapes.png --set private-local --out x.absent --trust {more}")
    };
    assert_eq!(fails(path, &with("owner.pub")), "missing-key");
    let other = with("owner.pub --evaluator-key other.key");
    assert_eq!(fails(path, &other), "wrong-evaluator-key");
    let nobody = with("owner.pub --evaluator http://127.0.0.1:9/");
    assert_eq!(fails(path, &nobody), "no-answer");
    let stranger = with("stranger.pub --evaluator-key evaluator.key");
    assert_eq!(fails(path, &stranger), "untrusted-set");
    assert!(!path.join("x.absent").exists());

    succeeds(path, &prove("private-local", PICTURE, ""));
    assert_eq!(
        fails(path, &prove("private-local", PICTURE, "")),
        "already-exists"
    );
    let stranger = "set verify-absent private-local.absent --set private-local --trust stranger.pub --picture shapes.png";
    assert_eq!(fails(path, stranger), "untrusted-set");
    let two = verify("private-local", " --picture shapes.png --required 2");
    assert_eq!(fails(path, &two), "untrusted-set");
    let moved = "set verify-absent private-local.absent --set private-mirror --trust owner.pub --picture shapes.png";
    assert_eq!(fails(path, moved), "transcript-of-other-manifest");
    let transcript = path.join("private-local.absent");
    for bad in [&b"no transcript"[..], &[0xff, 0xfe], &[b'a'; 3 << 20]] {
        fs::write(&transcript, bad).unwrap();
        assert_eq!(fails(path, &verify("private-local", "")), "bad-transcript");
    }
}

/// An edition that has ended cannot be asked about any more; what was shown of it still holds.
#[test]
fn after_the_end_of_the_edition_it_is_said_so() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join(PICTURE), support::image(PICTURE)).unwrap();
    let made = 1_700_000_000;
    let options = SetOptions {
        id: "ended".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: made - 1,
        not_after: made + 1,
    };
    let entries = read_csv(list(&[]).as_bytes()).unwrap();
    let built = build_open(&entries, &options, &owner()).unwrap();
    let set = MatchSet::open(built.manifest.as_bytes(), &built.index, &trust(), made).unwrap();
    let options = Options {
        made,
        publish: false,
        randomness: &[1; 32],
    };
    let transcript = Transcript::make(&set, &subject(PICTURE), &options, |_, _| {
        Err::<Vec<u8>, _>(presend::guard::absent::AbsentError::NeedsPicture)
    });
    fs::create_dir(path.join("open")).unwrap();
    for (name, bytes) in [
        ("open/manifest.txt", built.manifest.as_bytes()),
        ("open/index.bin", &built.index),
        ("owner.pub", built.keys.as_bytes()),
        ("open.absent", transcript.unwrap().to_text().as_bytes()),
    ] {
        fs::write(path.join(name), bytes).unwrap();
    }
    let (out, _) = succeeds(path, &verify("open", " --picture shapes.png"));
    let last = out.lines().last().unwrap();
    let expected = "the edition is not valid now (2023-11-14T22:13:19Z to 2023-11-14T22:13:21Z): this says nothing about a later one";
    assert_eq!(last, expected);
    let (out, _) = succeeds(path, &verify("open", " --picture shapes.png --json"));
    let said: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(said["validNow"], false);
    assert_eq!(
        fails(path, &prove("open", PICTURE, " --force")),
        "expired-set"
    );
}

/// Somebody on the network who answers each POST with `answer` of its body; gives the lengths of
/// what was asked.
fn answering(answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) -> (String, Receiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim_end().to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            sender.send(length).unwrap();
            let answer = answer(&body);
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                answer.len()
            );
            let stream = reader.get_mut();
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&answer).unwrap();
        }
    });
    (address, asked)
}

#[test]
fn others_are_asked_over_the_network_as_in_any_check() {
    let folder = workshop();
    let path = folder.path();
    let text = fs::read_to_string(path.join("evaluator.key")).unwrap();
    let key = EvaluatorKey::from_secret_text(&text).unwrap();
    let read = |name: &str| fs::read(path.join("private-mirror").join(name)).unwrap();
    let keys = fs::read_to_string(path.join("owner.pub")).unwrap();
    let trust = TrustPolicy::any_of(vec![keys.trim().parse().unwrap()]);
    let (manifest, index) = (read("manifest.txt"), read("index.bin"));
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let mirror = Mirror::open(&manifest, &index, &trust, now).unwrap();
    let (evaluator, asked) = answering(move |body| {
        let request = Request::from_bytes(body).unwrap();
        let seed = Seed::new([3; 32]).unwrap();
        key.blind_evaluate(&request, seed).unwrap().to_bytes()
    });
    let (buckets, fetched) = answering(move |body| mirror.answer(body).unwrap());
    fs::remove_file(path.join("private-mirror/index.bin")).unwrap();
    let prove = |picture: &str, more: &str| {
        format!(
            "set prove-absent {picture} --set private-mirror --trust owner.pub --out private-mirror.absent --evaluator {evaluator}{more}"
        )
    };
    let mirrored = format!(" --mirror {buckets}");
    succeeds(path, &prove(PICTURE, &mirrored));
    succeeds(path, &verify("private-mirror", " --picture shapes.png"));
    // Of a picture that matches, others learn as little.
    let listed = format!("{mirrored} --force");
    assert_eq!(fails(path, &prove(OTHER, &listed)), "not-absent");
    assert_eq!(fails(path, &prove(PICTURE, " --force")), "no-answer");
    let lengths = |asked: &Receiver<usize>| asked.try_iter().collect::<Vec<_>>();
    assert_eq!(lengths(&asked), [20 + 32 * 512; 3]);
    assert_eq!(lengths(&fetched), [20 + 4 * 512; 2]);
}
