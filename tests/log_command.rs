//! The log of editions with the command: keeping, proving, witnessing, watching.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct House {
    folder: tempfile::TempDir,
}

impl House {
    /// Keys of an owner, a log and a witness; an empty log; a set with one edition.
    fn new() -> Self {
        let house = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for name in ["owner", "log", "other"] {
            house.works(&format!("keygen --out {name}.key --name {name}.example"));
        }
        house.works("keygen --witness --out witness.key --name witness.example");
        house.works("log init log --sign log.key");
        house.build("set", 2, "");
        house
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
        command.current_dir(self.folder.path());
        command.args(line.split_whitespace()).output().unwrap()
    }

    fn works(&self, line: &str) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{line}: {text}{error}");
        text
    }

    /// Fails with this code of its own, and this exit code.
    fn fails(&self, line: &str, code: &str, exit: i32) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.ends_with(&format!(" ({code})\n")), "{line}: {error}");
        assert_eq!(output.status.code(), Some(exit), "{line}: {error}");
        error
    }

    fn list(&self, digests: u32) -> &'static str {
        let lines = (0..digests).map(|i| format!("{i:08x}{:056}\n", 0));
        let text = format!("sha256\n{}", lines.collect::<String>());
        std::fs::write(self.at("list.csv"), text).unwrap();
        "list.csv"
    }

    /// An edition, of the set `set` unless `more` says otherwise.
    fn build(&self, out: &str, digests: u32, more: &str) {
        let list = self.list(digests);
        let id = if more.contains("--id") {
            ""
        } else {
            "--id set"
        };
        self.works(&format!(
            "set build --kind open --list {list} --sign owner.key --purpose demo {id} --out {out} {more}"
        ));
    }

    fn update(&self, set: &str, digests: u32) {
        let list = self.list(digests);
        self.works(&format!("set update {set} --list {list} --sign owner.key"));
    }

    fn append(&self, log: &str, what: &str) -> String {
        self.works(&format!(
            "log append {log} {what} --sign log.key --trust owner.pub"
        ))
    }

    /// A log of three editions of one set.
    fn grown() -> Self {
        let house = Self::new();
        house.append("log", "set");
        for digests in [5, 4] {
            house.update("set", digests);
            house.append("log", "set");
        }
        house
    }

    fn copy(&self, from: &str, to: &str) {
        copy(&self.at(from), &self.at(to));
    }

    fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.at(folder), &self.at(folder), &mut found);
        found
    }

    fn watch(&self, more: &str) -> String {
        format!("log watch log --key log.pub --state seen --once {more}")
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => std::fs::write(to, std::fs::read(entry.path()).unwrap()).unwrap(),
        }
    }
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(root, &path, found),
            false => {
                let name = path.strip_prefix(root).unwrap().to_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
}

/// Serves a folder over HTTP until the test ends; gives its address.
fn served(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            let mut header = String::new();
            while reader.read_line(&mut header).unwrap() > 2 {
                header.clear();
            }
            let path = line
                .split(' ')
                .nth(1)
                .unwrap_or("/")
                .trim_start_matches('/');
            let (status, body) = match std::fs::read(folder.join(path)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // Whoever asked may be gone.
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}

#[test]
fn a_log_grows_by_editions_and_refuses_what_does_not_follow() {
    let house = House::new();
    let empty = std::fs::read_to_string(house.at("log/checkpoint")).unwrap();
    assert!(empty.starts_with("log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"));
    house.fails("log init log --sign log.key", "already-exists", 1);
    assert_eq!(house.append("log", "set"), "set: entry 0\n");
    assert_eq!(house.append("log", "set"), "set: entry 0 already\n");
    let first = std::fs::read(house.at("set/manifest.txt")).unwrap();
    std::fs::write(house.at("first.txt"), &first).unwrap();

    // What no owner signed, and what another key would sign.
    let append = "log append log set --sign log.key --trust other.pub";
    house.fails(append, "untrusted-set", 1);
    let append = "log append log set --sign other.key --trust owner.pub";
    house.fails(append, "untrusted-log", 1);

    // An edition that skips one, one that is no newer, one of a history of its own.
    house.update("set", 5);
    house.copy("set", "skipped");
    house.update("skipped", 6);
    let append = |what: &str| format!("log append log {what} --sign log.key --trust owner.pub");
    let before = house.files("log");
    house.fails(&append("skipped"), "wrong-previous", 1);
    house.append("log", "set");
    house.build("rival", 3, "--force");
    house.fails(&append("rival"), "not-newer", 1);
    house.build("rival", 3, "--epoch 2 --force");
    house.fails(&append("rival"), "wrong-previous", 1);
    house.build("next", 3, "--id set --epoch 2 --previous set/manifest.txt");
    // Refused as a whole: the first one would have been fine.
    house.fails(&append("next rival"), "not-newer", 1);
    let after = house.files("log");
    for (path, bytes) in &before {
        let stays = path != Path::new("checkpoint");
        assert!(!stays || after[path] == *bytes, "{path:?} was changed");
    }
    let text = house.append("log", "next first.txt");
    assert_eq!(text, "next: entry 2\nfirst.txt: entry 0 already\n");
}

#[test]
fn the_whole_log_is_verified() {
    let house = House::grown();
    std::fs::write(house.at("noise.txt"), "neither\n\n\u{2014} a AAAAAAA=\n").unwrap();
    let append = "log append log noise.txt --sign log.key --trust owner.pub";
    house.fails(append, "untrusted-set", 1);
    let text = house.works("log verify log --key log.pub");
    assert_eq!(
        text,
        "verified: log.example, 3 entries: 3 editions of 1 sets, 0 receipts; 0 witnesses\n"
    );
    house.fails("log verify log --key other.pub", "untrusted-log", 1);
    house.fails("log verify nowhere --key log.pub", "no-log", 1);
}

/// The same entries make the same files, in one go or one by one, but for partial tiles on the way.
#[test]
fn the_same_entries_make_the_same_log() {
    let house = House::new();
    house.works("log init again --sign log.key");
    let mut names = Vec::new();
    for (i, digests) in [5, 4, 9].into_iter().enumerate() {
        let name = format!("m{i}.txt");
        std::fs::copy(house.at("set/manifest.txt"), house.at(&name)).unwrap();
        house.append("log", &name);
        names.push(name);
        house.update("set", digests);
    }
    house.append("again", &names.join(" "));
    let (one, other) = (house.files("log"), house.files("again"));
    for (path, bytes) in &other {
        assert_eq!(one[path], *bytes, "{path:?}");
    }
    assert_eq!(other.len(), 4, "{:?}", other.keys());
    assert!(
        one.contains_key(Path::new("tile/0/000.p/2")),
        "{:?}",
        one.keys()
    );
    assert_eq!(other[Path::new("tile/0/000.p/3")].len(), 96);
}

#[test]
fn a_device_sees_that_a_set_is_in_the_log_and_that_the_log_goes_on() {
    let house = House::new();
    let verify = "set verify set --trust owner.pub --log-key log.pub --log-state device";
    house.fails(verify, "bad-log-proof", 1);
    house.fails("log prove log set --key log.pub", "not-in-log", 1);
    house.append("log", "set");
    house.works("log prove log set --key log.pub");
    house.works(verify);
    let remembered = || std::fs::read_to_string(house.at("device")).unwrap();
    assert!(remembered().starts_with("log.example\n1\n"));

    // The log is forked here: from now on two logs are signed with one key.
    house.copy("log", "fork");
    house.copy("set", "victim");
    house.update("set", 5);
    house.append("log", "set");
    house.works("log prove log set --key log.pub");
    let proof = std::fs::read_to_string(house.at("set/set.tlog-proof")).unwrap();
    assert!(
        proof.starts_with("c2sp.org/tlog-proof@v1\nindex 1\n"),
        "{proof}"
    );
    house.works(verify);
    assert!(remembered().starts_with("log.example\n2\n"));

    // A larger fork, whose inclusion proofs are all right.
    for digests in [7, 8] {
        house.update("victim", digests);
        house.append("fork", "victim");
    }
    house.works("log prove fork victim --key log.pub");
    let forked = verify.replace("verify set", "verify victim");
    house.works(&forked.replace("--log-state device", "--log-state fresh"));
    house.fails(&forked, "log-forked", 1);
    assert!(
        remembered().starts_with("log.example\n2\n"),
        "nothing is forgotten"
    );
    // The same device, without the tiles: nothing is proven.
    std::fs::remove_dir_all(house.at("victim/log")).unwrap();
    house.fails(&forked, "log-incomplete", 1);
    // An edition that the log does not hold.
    house.update("set", 6);
    house.fails(verify, "not-in-log", 1);

    // `check` asks for the same.
    let check =
        "check list.csv --set victim --trust owner.pub --log-key log.pub --log-state device";
    house.fails(check, "log-incomplete", 1);
    let check = "check list.csv --set victim --trust owner.pub --log-key log.pub";
    assert!(house.works(check).starts_with("list.csv: unchecked"));
    house.fails(&check.replace("log.pub", "other.pub"), "untrusted-log", 1);
}

#[test]
fn witnesses_cosign_what_continues_and_nothing_else() {
    let house = House::new();
    house.append("log", "set");
    let cosign = "log cosign log --key log.pub --sign witness.key --state seen --out line.txt";
    house.works(cosign);
    let add = "log checkpoint log --key log.pub --witness witness.pub --add line.txt";
    let shown = house.works(add);
    assert!(
        shown.contains("\ncosigned by witness.example, 20"),
        "{shown}"
    );
    house.works("log verify log --key log.pub --witness witness.pub");
    house.works("log prove log set --key log.pub");
    let verify = "set verify set --trust owner.pub --log-key log.pub --log-witness witness.pub";
    house.works(verify);

    house.copy("log", "fork");
    house.update("set", 5);
    house.append("log", "set");
    let verify_log = "log verify log --key log.pub --witness witness.pub";
    house.fails(verify_log, "untrusted-log", 1);
    // A signature line is of one checkpoint and of no other.
    house.fails(add, "bad-signature", 1);
    house.works("log prove log set --key log.pub");
    house.fails(verify, "untrusted-log", 1);
    house.works(cosign);
    house.works(add);
    house.works(add);
    let note = std::fs::read_to_string(house.at("log/checkpoint")).unwrap();
    assert_eq!(note.matches("\u{2014} witness.example ").count(), 1);
    house.works("log prove log set --key log.pub");
    house.works(verify);
    let stranger = "log checkpoint log --key log.pub --witness line.txt --add line.txt";
    house.fails(stranger, "bad-key", 1);

    // An old copy, then a fork: the witness signs neither.
    let line = std::fs::read(house.at("line.txt")).unwrap();
    house.fails(
        &cosign.replace("cosign log", "cosign fork"),
        "log-rolled-back",
        1,
    );
    house.update("set", 6);
    house.copy("set", "other-set");
    house.build("rival", 9, "--id rival");
    house.append("fork", "rival");
    let error = house.fails(
        &cosign.replace("cosign log", "cosign fork"),
        "log-equivocation",
        3,
    );
    assert!(error.contains("EQUIVOCATION"), "{error}");
    assert_eq!(std::fs::read(house.at("line.txt")).unwrap(), line);
}

#[test]
fn a_monitor_reports_every_edition_and_its_changes() {
    let house = House::new();
    house.append("log", "set");
    let text = house.works(&house.watch(""));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(
        lines[0].starts_with(
            "entry 0: set, epoch 1, demo, owners owner.example: 0 hashes (+0), 2 digests (+2), 82 bytes; until 20"
        ),
        "{text}"
    );
    assert_eq!(
        lines[1],
        "log.example: 1 entries, 0 seen before; 0 witnesses"
    );
    assert_eq!(house.works(&house.watch("")), "", "nothing is new");

    for digests in [5, 4] {
        house.update("set", digests);
        house.append("log", "set");
    }
    let text = house.works(&house.watch("--json"));
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    let told = |line: &serde_json::Value| {
        let names = [
            "entry",
            "update",
            "digests",
            "digestsChange",
            "downloadBytesChange",
        ];
        names.map(|name| line[name].as_i64().unwrap())
    };
    assert_eq!(told(&lines[0]), [1, 1, 5, 3, 16 + 3 * 33]);
    assert_eq!(told(&lines[1]), [2, 2, 4, -1, 16 + 33]);
    assert_eq!(lines[1]["owners"], serde_json::json!(["owner.example"]));
    assert_eq!(lines[2]["event"], "checkpoint");
    assert_eq!(
        (&lines[2]["size"], &lines[2]["seen"]),
        (&3.into(), &1.into())
    );
}

/// The same findings from a folder and over HTTP.
#[test]
fn a_monitor_finds_what_is_broken() {
    let house = House::grown();
    let good = house.files("log");
    let restore = || {
        std::fs::remove_dir_all(house.at("log")).unwrap();
        for (path, bytes) in &good {
            let path = house.at("log").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    };
    let address = served(house.at("log"));
    let remote = format!("log watch {address} --key log.pub --state seen-remote --once");
    let finds = |code: &str| {
        house.fails(&house.watch(""), code, 1);
        house.fails(&remote, code, 1);
        house.fails("log verify log --key log.pub", code, 1);
        house.fails(&format!("log verify {address} --key log.pub"), code, 1);
        restore();
    };
    let change = |path: &str, change: fn(&mut Vec<u8>)| {
        let path = house.at(path);
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(path, bytes).unwrap();
    };
    let tile = "log/tile/0/000.p/3";
    change(tile, |bytes| bytes[40] ^= 1);
    finds("log-broken");
    change(tile, |bytes| bytes.truncate(95));
    finds("log-broken");
    change(tile, |bytes| bytes.truncate(64));
    finds("log-broken");
    change(tile, |bytes| bytes.push(0));
    finds("log-broken");
    std::fs::remove_file(house.at(tile)).unwrap();
    finds("log-incomplete");
    let bundle = "log/tile/entries/000.p/3";
    std::fs::remove_file(house.at(bundle)).unwrap();
    finds("log-incomplete");
    change(bundle, |bytes| bytes[100] ^= 1);
    finds("log-broken");
    change(bundle, |bytes| bytes.truncate(bytes.len() - 1));
    finds("log-broken");
    change("log/checkpoint", |bytes| bytes[14] ^= 1);
    finds("bad-signature");
    std::fs::remove_file(house.at("log/checkpoint")).unwrap();
    finds("no-log");
    let folder = house.works(&house.watch(""));
    assert_eq!(house.works(&remote), folder);
    assert_eq!(folder.lines().count(), 4);
    let nobody = "log watch http://127.0.0.1:9 --key log.pub --state none --once";
    house.fails(nobody, "log-unreachable", 1);
}

#[test]
fn a_monitor_tells_an_old_copy_from_a_log_that_says_two_things() {
    let house = House::grown();
    house.copy("log", "three");
    let address = served(house.at("log"));
    let remote = format!("log watch {address} --key log.pub --state seen-remote --once");
    house.works(&house.watch(""));
    house.works(&remote);
    let become_ = |name: &str| {
        std::fs::remove_dir_all(house.at("log")).unwrap();
        house.copy(name, "log");
    };
    let evidence = || {
        let names = std::fs::read_dir(house.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name.contains("equivocation")).collect();
        names.sort();
        names
    };

    // An honest copy that lags behind: no evidence of anything.
    house.works("log init two --sign log.key");
    house.build("fresh", 2, "");
    house.append("two", "fresh");
    become_("two");
    house.fails(&house.watch(""), "log-rolled-back", 1);
    house.fails(&remote, "log-rolled-back", 1);
    assert!(evidence().is_empty());

    // Smaller, but another one; as large; larger: each is a second story.
    house.works("log init rival --sign log.key");
    house.build("rival-set", 7, "");
    for (size, digests) in [(1u64, 0), (2, 9), (3, 10), (4, 11)] {
        if digests > 0 {
            house.update("rival-set", digests);
        }
        house.append("rival", "rival-set");
        become_("rival");
        let error = house.fails(&house.watch(""), "log-equivocation", 3);
        assert!(
            error.contains(&format!("of 3 and of {size} entries")),
            "{error}"
        );
        house.fails(&remote, "log-equivocation", 3);
        let found = evidence();
        assert_eq!(found.len(), 2 * size as usize, "{found:?}");
    }
    let name = evidence().remove(0);
    let text = std::fs::read_to_string(house.at(&name)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let key = std::fs::read_to_string(house.at("log.pub")).unwrap();
    let key = key.parse().unwrap();
    let mut sizes = ["seen", "found"].map(|which| {
        let note = value[which].as_str().unwrap();
        let note = presend::matchset::note::Note::parse(note.as_bytes()).unwrap();
        assert_eq!(
            note.verify(std::slice::from_ref(&key)),
            Ok(1),
            "both are signed"
        );
        note.text.lines().nth(1).unwrap().to_owned()
    });
    assert_eq!(sizes[0], "3");
    sizes.sort();
    assert_ne!(sizes[0], "");

    // What somebody else was given counts as well: here a proof from the rival log.
    become_("three");
    house.works("log prove rival rival-set --key log.pub");
    house.works(&house.watch(""));
    let behind = house.watch("--against rival-set/set.tlog-proof");
    house.fails(&behind, "log-behind", 1);
    house.works("log prove log set --key log.pub");
    house.works(&house.watch("--against set/set.tlog-proof --against log/checkpoint"));
    std::fs::copy(house.at("two/checkpoint"), house.at("told.txt")).unwrap();
    house.works(&house.watch("--against told.txt"));
    house.works("log init told --sign log.key");
    house.append("told", "rival-set");
    house.fails(
        &house.watch("--against told/checkpoint"),
        "log-equivocation",
        3,
    );
}

#[test]
fn a_monitor_sees_a_chain_that_does_not_hold_together() {
    use presend::matchset::build::SignerKey;
    use presend::matchset::log::{Checkpoint, Tree, entry_bundles};
    let house = House::grown();
    // A log that was made with other software, which let a second history in.
    let entries = |paths: &[&str]| -> Vec<Vec<u8>> {
        let texts = paths.iter().map(|path| {
            let note = std::fs::read_to_string(house.at(path)).unwrap();
            (note.split("\n\n").next().unwrap().to_owned() + "\n").into_bytes()
        });
        texts.collect()
    };
    house.build("rival", 7, "--epoch 3");
    let entries = entries(&["set/manifest.txt", "rival/manifest.txt"]);
    let key = std::fs::read_to_string(house.at("log.key")).unwrap();
    let key = SignerKey::parse(&key).unwrap();
    let tree = Tree::of(&entries);
    std::fs::remove_dir_all(house.at("log")).unwrap();
    for (path, bytes) in tree
        .tiles()
        .into_iter()
        .chain(entry_bundles(&entries).unwrap())
    {
        let path = house.at("log").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let checkpoint = Checkpoint {
        origin: "log.example".into(),
        size: 2,
        root: tree.root_at(2).unwrap(),
    };
    std::fs::write(house.at("log/checkpoint"), key.sign(&checkpoint.to_text())).unwrap();
    let error = house.fails(&house.watch(""), "wrong-previous", 1);
    assert!(error.contains("entry 1: "), "{error}");
    house.fails("log verify log --key log.pub", "wrong-previous", 1);
}

#[test]
fn a_receipt_of_a_deleted_key_is_an_entry() {
    let house = House::new();
    house.works("evaluator-keygen --out first.key");
    house.works("evaluator-keygen --out second.key");
    let build = |out: &str, more: &str| {
        let list = house.list(3);
        house.works(&format!(
            "set build --kind private-local --list {list} --sign owner.key --purpose demo --id private --out {out} {more}"
        ));
    };
    build("one", "--evaluator-key first.key");
    build(
        "two",
        "--epoch 2 --previous one/manifest.txt --evaluator-key second.key",
    );
    let retire =
        "set retire-key --evaluator-key first.key --set one --sign owner.key --out gone.txt";
    house.works(retire);
    let append = |what: &str| format!("log append log {what} --sign log.key --trust owner.pub");
    house.fails(&append("gone.txt"), "unknown-key", 1);
    house.works(&append("one two gone.txt"));
    let text = house.works(&house.watch("--trust owner.pub"));
    let line = text.lines().nth(2).unwrap();
    assert!(
        line.starts_with("entry 2: private, epoch 1: its evaluator's key was deleted 20"),
        "{text}"
    );
    assert!(
        house
            .works("log verify log --key log.pub")
            .contains("2 editions of 1 sets, 1 receipts")
    );
    std::fs::remove_file(house.at("seen")).unwrap();
    house.fails(&house.watch("--trust other.pub"), "untrusted-set", 1);
    // Another receipt for the same key is none.
    let receipt = std::fs::read_to_string(house.at("gone.txt")).unwrap();
    let key = std::fs::read_to_string(house.at("owner.key")).unwrap();
    let key = presend::matchset::build::SignerKey::parse(&key).unwrap();
    let text = receipt.split("\n\n").next().unwrap().to_owned() + "\n";
    let again = |text: String| std::fs::write(house.at("again.txt"), key.sign(&text)).unwrap();
    let year = text.split("retired: ").nth(1).unwrap()[..4].to_owned();
    again(text.replacen(&format!("retired: {year}"), "retired: 2031", 1));
    house.fails(&append("again.txt"), "retired-twice", 1);
    again(text.replacen("epoch: 1", "epoch: 2", 1));
    house.fails(&append("again.txt"), "unknown-key", 1);
    again(text.replacen("epoch: 1", "epoch: 01", 1));
    house.fails(&append("again.txt"), "bad-log-entry", 1);
}
