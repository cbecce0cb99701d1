//! The log of editions with the command: keeping, proving, witnessing.
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

use log_house::House;
use std::path::Path;

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

/// An edition takes as many owners as the words say; a receipt takes one of them.
#[test]
fn who_must_sign_an_entry_is_said_in_words() {
    let house = House::new();
    let keys = "--sign log.key --trust owner.pub --trust other.pub --trust log.pub";
    let append = |what: &str, words: &str| {
        format!("log append log {what} {keys} --trust-policy \"{words}\"")
    };
    let two = "2 of owner, other";
    house.fails(&append("set", two), "untrusted-set", 1);
    house.fails(&append("set", "log"), "untrusted-set", 1);
    house.fails(&append("set", "3 of owner, other"), "bad-trust-policy", 1);
    house.works("set sign set --sign owner.key --owner other.example");
    house.fails(&append("set", two), "untrusted-set", 1);
    house.works("set cosign set --sign other.key --trust owner.pub");
    assert_eq!(house.works(&append("set", two)), "set: entry 0\n");

    // The key of this edition is deleted by one owner.
    house.works("evaluator-keygen --out evaluator.key");
    let list = house.list(3);
    house.works(&format!(
        "set build --kind private-local --list {list} --sign owner.key --purpose demo --id private \
         --evaluator-key evaluator.key --out private"
    ));
    house.works(&append("private", "owner"));
    let retire = "set retire-key --evaluator-key evaluator.key --set private --out gone.txt";
    house.works(&format!("{retire} --sign owner.key"));
    house.fails(&append("gone.txt", "2 of other, log"), "untrusted-set", 1);
    assert_eq!(house.works(&append("gone.txt", two)), "gone.txt: entry 2\n");
}

#[test]
fn witnesses_are_counted_in_words() {
    let house = House::new();
    house.append("log", "set");
    for name in ["town", "hills", "sea"] {
        house.works(&format!(
            "keygen --witness --out {name}.key --name {name}.example"
        ));
    }
    let cosign = |name: &str| {
        house.works(&format!(
            "log cosign log --key log.pub --sign {name}.key --state {name}.seen --out {name}.txt"
        ));
        house.works(&format!(
            "log checkpoint log --key log.pub --witness {name}.pub --add {name}.txt"
        ));
    };
    cosign("town");
    let keys = |option: &str| {
        ["town", "hills", "sea"]
            .map(|name| format!("{option} {name}.pub"))
            .join(" ")
    };
    let verify = |words: &str| {
        let keys = keys("--witness");
        format!("log verify log --key log.pub {keys} --witness-policy \"{words}\"")
    };
    let watch = |words: &str| {
        house.watch(&format!(
            "{} --witness-policy \"{words}\"",
            keys("--witness")
        ))
    };
    let set = |words: &str| {
        let keys = keys("--log-witness");
        format!(
            "set verify set --trust owner.pub --log-key log.pub {keys} --log-policy \"{words}\""
        )
    };
    let three = |words: &str| [verify(words), watch(words), set(words)];
    house.works("log prove log set --key log.pub");
    for line in three("2 of town, hills, sea") {
        house.fails(&line, "untrusted-log", 1);
    }
    for line in three("any of town, hills, sea") {
        house.works(&line);
    }
    cosign("sea");
    house.works("log prove log set --key log.pub");
    for line in three("2 of town, hills, sea") {
        house.works(&line);
    }
    // Two have cosigned, but not these two: a number would have taken them.
    for line in three("2 of town, hills").into_iter().chain(three("hills")) {
        house.fails(&line, "untrusted-log", 1);
    }
    let line = format!(
        "log verify log --key log.pub {} --required 2",
        keys("--witness")
    );
    assert!(house.works(&line).ends_with("; 2 witnesses\n"));
    for line in three("2 of town, harbour") {
        house.fails(&line, "bad-trust-policy", 1);
    }
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
