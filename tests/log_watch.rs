//! A monitor of a log: what it reports, and what it takes for a broken promise.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

#[path = "support/log_house.rs"]
mod log_house;

use log_house::{House, served};

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
