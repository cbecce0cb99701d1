//! Several owners of one set: who signed what, commitments, and policies in words.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

use presend::digest::DigestKind;
use presend::matchset::build::{List, SignerKey, read_csv};
use presend::matchset::note::VerifierKey;
use presend::matchset::{CommitmentKey, Manifest, NotOpened, SingleOpening, TrustPolicy};
use std::path::Path;
use std::process::{Command, Output};

fn presend(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
    let (line, words) = line.split_once(" --- ").unwrap_or((line, ""));
    command.current_dir(folder).args(line.split(' '));
    if !words.is_empty() {
        command.args(["--trust-policy", words]);
    }
    command.output().unwrap()
}

struct House(tempfile::TempDir);

impl House {
    fn new() -> Self {
        let house = Self(tempfile::tempdir().unwrap());
        for name in ["iwf", "ncmec", "self", "other"] {
            house.works(&format!("keygen --out {name}.key --name {name}.example"));
        }
        house.list("iwf.csv", 0..3);
        house.list("ncmec.csv", 2..7);
        house.list("all.csv", 0..7);
        house.works("set build --kind open --list all.csv --sign iwf.key --purpose demo --out set");
        house
    }

    fn list(&self, name: &str, items: std::ops::Range<u32>) {
        let lines = items.map(|i| format!("{},{}\n", item(i, "a"), item(i, "b")));
        let text = format!("pdq,sha256\n{}", lines.collect::<String>());
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn works(&self, line: &str) -> String {
        let output = presend(self.0.path(), line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn fails(&self, line: &str, code: &str) -> String {
        let output = presend(self.0.path(), line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.ends_with(&format!(" ({code})\n")), "{line}: {error}");
        assert_eq!(output.status.code(), Some(1));
        error
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    fn manifest(&self) -> Manifest {
        let text = self.read("set/manifest.txt");
        Manifest::parse(&(text.split("\n\n").next().unwrap().to_owned() + "\n")).unwrap()
    }
}

/// What the command says on standard error.
fn words(house: &House, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
    let output = command.current_dir(house.0.path()).args(words).output();
    String::from_utf8(output.unwrap().stderr).unwrap()
}

/// 64 hex digits with 128 ones, far from each other.
fn item(i: u32, salt: &str) -> String {
    let digest = presend::digest::FileDigest::of(format!("{salt}{i}").as_bytes()).to_hex();
    let half = &digest[..32];
    let inverse = half.chars().map(|c| 15 - c.to_digit(16).unwrap());
    half.to_owned() + &inverse.map(|d| format!("{d:x}")).collect::<String>()
}

#[test]
fn two_owners_commit_sign_and_see_what_the_other_signed() {
    let house = House::new();
    for name in ["iwf", "ncmec"] {
        house.works(&format!(
            "set commit --list {name}.csv --key {name}.commitment-key --owner {name}.example --out {name}.commitment"
        ));
    }
    let before = house.manifest();
    assert_eq!(before.commitments, []);
    let sign =
        "set sign set --sign iwf.key --commitment ncmec.commitment --commitment iwf.commitment";
    house.fails(sign, "unknown-owner");
    let spaced = words(
        &house,
        &[
            "set",
            "sign",
            "set",
            "--sign",
            "iwf.key",
            "--owner",
            "two words",
        ],
    );
    assert!(spaced.ends_with(" (bad-name)\n"), "{spaced}");
    house.fails("set sign set --sign ncmec.key", "untrusted-set");
    let sign = sign.replace("--sign iwf.key", "--sign iwf.key --owner ncmec.example");
    house.works(&sign);
    let manifest = house.manifest();
    assert_eq!(manifest.owners, ["iwf.example", "ncmec.example"]);
    let owners = manifest
        .commitments
        .iter()
        .map(|c| (c.owner.as_str(), c.items));
    assert_eq!(
        owners.collect::<Vec<_>>(),
        [("iwf.example", 6), ("ncmec.example", 10)]
    );
    let line = house.read("ncmec.commitment");
    assert!(house.read("set/manifest.txt").contains(&line), "{line}");
    let said = "iwf.example to 6 items, ncmec.example to 10 items";
    let text = house.works("set inspect set");
    assert!(text.contains(&format!("\ncommitted  {said}\n")), "{text}");
    house.works("set inspect set --html report.html");
    let row = format!("<dt>Committed</dt><dd>{said}</dd>");
    assert!(house.read("report.html").contains(&row));
    let json: serde_json::Value =
        serde_json::from_str(&house.works("set inspect set --json")).unwrap();
    let root = line.trim().rsplit(' ').next().unwrap();
    assert_eq!(
        json["commitments"][1],
        serde_json::json!({ "owner": "ncmec.example", "items": 10, "root": root })
    );

    // The second owner looks, and signs only what holds its own commitment.
    let cosign = "set cosign set --sign ncmec.key --trust iwf.pub --list ncmec.csv --commitment-key ncmec.commitment-key";
    house.fails(&cosign.replace("ncmec.csv", "iwf.csv"), "wrong-commitment");
    house.fails(
        &cosign.replace("ncmec.commitment-key", "iwf.commitment-key"),
        "wrong-commitment",
    );
    let both = "set verify set --trust iwf.pub --trust ncmec.pub --required 2";
    let shown = house.works(&format!("{cosign} --dry-run"));
    house.fails(both, "untrusted-set");
    for line in [
        "purpose     demo\n",
        "owners      iwf.example, ncmec.example\n",
        "holds       7 hashes, 7 digests\n",
        "follows     no earlier edition\n",
        "commitment  ncmec.example: 10 items, ",
        "\nindex-sha256: ",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let signers = "set signers set --trust iwf.pub --trust ncmec.pub";
    let output = presend(house.0.path(), signers);
    assert_eq!(output.status.code(), Some(1), "one owner has not signed");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("\niwf.example: signed this text, 20"),
        "{text}"
    );
    assert!(text.contains("\nncmec.example: has not signed\n"), "{text}");
    assert!(
        text.ends_with("ncmec.example: an owner, who has not signed this text\n"),
        "{text}"
    );
    assert_eq!(house.works(cosign), shown);
    house.works(both);
    let text = house.works(signers);
    assert!(
        text.contains("\nncmec.example: signed this text, 20"),
        "{text}"
    );
    let beside = house.works("set signers set");
    assert_eq!(beside, text, "the keys lie beside the set");

    // The builder changes the text afterwards: whoever signed before sees what is different.
    house.works("set sign set --sign iwf.key --owner self.example");
    house.fails(both, "untrusted-set");
    let output = presend(house.0.path(), &format!("{signers} --json"));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let ncmec = &value["signers"][1];
    assert_eq!(ncmec["signed"], false);
    assert_eq!(ncmec["sawThisText"], false);
    assert_eq!(
        ncmec["theirs"],
        serde_json::json!(["owners: iwf.example ncmec.example"])
    );
    let here = serde_json::json!(["owners: iwf.example ncmec.example self.example"]);
    assert_eq!(ncmec["here"], here);
    assert_eq!(
        value["waitingFor"],
        serde_json::json!(["ncmec.example", "self.example"])
    );
    let shown = house.works(&format!("{cosign} --dry-run"));
    let told = "since you signed last:\n  - owners: iwf.example ncmec.example\n  + owners: iwf.example ncmec.example self.example\n";
    assert!(shown.contains(told), "{shown}");

    // A word of when and what that somebody else wrote.
    let path = std::fs::read_dir(house.0.path().join("set/signed")).unwrap();
    for path in path {
        let path = path.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("entries: 7", "entries: 8", 1)).unwrap();
    }
    house.fails(signers, "bad-signature");
    // An update has another list: nobody's commitment is left.
    house.list("all.csv", 0..8);
    house.works("set update set --list all.csv --sign iwf.key");
    assert_eq!(house.manifest().commitments, []);
    let text = house.works("set inspect set");
    assert!(text.contains("\ncommitted  no owner\n"), "{text}");
}

#[test]
fn an_auditor_is_shown_a_whole_list_or_one_item() {
    let house = House::new();
    let commit = "set commit --list ncmec.csv --key key --owner ncmec.example";
    house.works(&format!("{commit} --out ncmec.commitment"));
    house.works("set sign set --sign iwf.key --owner ncmec.example --commitment ncmec.commitment");
    let text = house.works("set inspect set");
    let said = "\ncommitted  ncmec.example to 10 items; not iwf.example\n";
    assert!(text.contains(said), "{text}");
    let verify = "set verify-commit set --trust iwf.pub --owner ncmec.example";
    let text = house.works(&format!("{verify} --list ncmec.csv --key key"));
    assert_eq!(
        text,
        "verified: ncmec.example committed to this list, 10 items\nthe set finds all of them\n"
    );
    house.fails(
        &format!("{verify} --list iwf.csv --key key"),
        "wrong-commitment",
    );
    house.fails(
        &format!(
            "{} --list ncmec.csv --key key",
            verify.replace("ncmec.e", "iwf.e")
        ),
        "no-commitment",
    );
    house.fails(
        &format!(
            "{} --list ncmec.csv --key key",
            verify.replace("iwf.pub", "other.pub")
        ),
        "untrusted-set",
    );
    let open = |what: &str| format!("{commit} --open {what} --opening opening");
    house.fails(&open(&format!("pdq:{}", item(0, "a"))), "not-in-list");
    house.fails(&open(&format!("sha256:{}", item(2, "a"))), "not-in-list");
    house.fails(&open("pdq:12"), "bad-item");
    house.works(&open(&format!("pdq:{}", item(2, "a"))));
    let one = format!("{verify} --opening opening");
    let expected = format!(
        "verified: pdq {} is among the 10 items that ncmec.example committed to\n",
        item(2, "a")
    );
    assert_eq!(house.works(&one), expected);
    let opening = house.read("opening");
    for other in (3..7)
        .map(|i| item(i, "a"))
        .chain((2..7).map(|i| item(i, "b")))
    {
        assert!(!opening.contains(&other), "another item is shown");
    }
    let changed = |from: &str, to: &str| {
        let text = opening.replacen(from, to, 1);
        assert_ne!(text, opening);
        std::fs::write(house.0.path().join("opening"), text).unwrap();
    };
    changed(&item(2, "a"), &item(3, "a"));
    house.fails(&one, "wrong-commitment");
    changed("pdq", "sha256");
    house.fails(&one, "wrong-commitment");
    changed("opening v1", "opening v2");
    house.fails(&one, "bad-opening");
    // What was committed to and is not in the set.
    house.list("more.csv", 2..9);
    house.works("set commit --list more.csv --key key --owner ncmec.example --out more.commitment");
    house.works("set sign set --sign iwf.key --commitment more.commitment");
    house.fails(&format!("{verify} --list more.csv --key key"), "not-in-set");
}

/// The tree of a commitment, by the rule in FORMAT.md and nothing of the library.
#[test]
fn a_commitment_is_what_the_format_says() {
    use hmac_by_hand::hmac;
    use sha2::{Digest, Sha256};
    let sha = |parts: &[&[u8]]| -> [u8; 32] { Sha256::digest(parts.concat()).into() };
    let bytes = |hex: &str| -> Vec<u8> {
        (0..32)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
            .collect()
    };
    let low = format!("{},49,\n", item(9, "a"));
    let text = format!(
        "pdq,quality,sha256\n{},50,{}\n{low}{},,{}\n",
        item(0, "a"),
        item(0, "b"),
        item(0, "a"),
        item(1, "b")
    );
    let list = read_csv(text.as_bytes()).unwrap();
    let key = CommitmentKey::new(&[7; 32]).unwrap();
    let committed = key.commit(&list).unwrap();
    let commitment = committed.commitment("owner.example");
    let items = [(1u8, item(0, "a")), (2, item(0, "b")), (2, item(1, "b"))];
    let leaves = items.map(|(kind, hex)| {
        let salt = hmac(
            &[7; 32],
            &[b"presend commitment v1", &[kind][..], &bytes(&hex)].concat(),
        );
        sha(&[&[0], &salt, &[kind], &bytes(&hex)])
    });
    let mut leaves = leaves;
    leaves.sort();
    let [a, b, c] = leaves;
    let root = sha(&[&[1], &sha(&[&[1], &a, &b]), &c]);
    assert_eq!(commitment.items, 3);
    assert_eq!(commitment.root.to_bytes(), root);
    let mut backwards = list.clone();
    backwards.reverse();
    assert_eq!(
        key.commit(&backwards).unwrap().commitment("owner.example"),
        commitment
    );
    // Another key, another root: it says nothing about the list without the key.
    let other = CommitmentKey::new(&[8; 32]).unwrap();
    assert_ne!(
        other
            .commit(&list)
            .unwrap()
            .commitment("owner.example")
            .root,
        commitment.root
    );
    assert!(CommitmentKey::new(&[0; 32]).is_err());
    assert_eq!(key.commit(&list[1..2]).unwrap_err().code(), "cannot-build");
    let secret = key.to_secret_text();
    let read = CommitmentKey::from_secret_text(&secret).unwrap();
    assert_eq!(
        read.commit(&list).unwrap().commitment("owner.example"),
        commitment
    );
    let opened = committed.open("sha256", &item(1, "b")).unwrap();
    assert!(opened.verifies(&commitment));
    assert_eq!(
        SingleOpening::parse(&opened.to_text()),
        Some(opened.clone())
    );
    let shown = format!("{key:?} {committed:?} {opened:?}");
    assert!(!shown.contains(&item(1, "b")[..8]), "{shown}");
    for (kind, text, code) in [
        ("sha256", item(5, "b"), "not-in-list"),
        ("pdq", item(1, "b"), "not-in-list"),
        ("md5", item(1, "b"), "bad-item"),
        ("sha256", item(1, "b").to_uppercase(), "bad-item"),
        ("crc32", item(1, "b"), "bad-item"),
    ] {
        let opened = committed.open(kind, &text);
        assert_eq!(opened.map_err(NotOpened::code), Err(code), "{kind}");
    }
}

/// The weaker digests are items too, with zeros behind them and a kind of their own.
#[test]
fn commitments_hold_digests_of_all_kinds() {
    use hmac_by_hand::hmac;
    use sha2::{Digest, Sha256};
    let sha = |parts: &[&[u8]]| -> [u8; 32] { Sha256::digest(parts.concat()).into() };
    let key = CommitmentKey::new(&[7; 32]).unwrap();
    let value: [u8; 32] = core::array::from_fn(|i| i as u8 + 1);
    let mut roots = Vec::new();
    for (number, kind, name) in [
        (2u8, DigestKind::Sha256, "sha256"),
        (3, DigestKind::Sha1, "sha1"),
        (4, DigestKind::Md5, "md5"),
    ] {
        let mut list = List::default();
        list.add_digest(kind, &value, Some("x")).unwrap();
        let committed = key.commit(&list).unwrap();
        let commitment = committed.commitment("owner.example");
        let mut item = value;
        item[kind.length()..].fill(0);
        let salt = hmac(
            &[7; 32],
            &[b"presend commitment v1", &[number][..], &item].concat(),
        );
        let root = sha(&[&[0], &salt, &[number], &item]);
        assert_eq!((commitment.items, commitment.root.to_bytes()), (1, root));
        let hex: String = value[..kind.length()]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let opened = committed.open(name, &hex).unwrap();
        let read = SingleOpening::parse(&opened.to_text()).unwrap();
        assert!(read.verifies(&commitment));
        assert_eq!(read.item(), (name, hex));
        roots.push(root);
    }
    roots.dedup();
    assert_eq!(roots.len(), 3);
}

mod hmac_by_hand {
    use sha2::{Digest, Sha256};

    /// RFC 2104.
    pub fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
        let pad = |byte: u8| {
            let mut block = [byte; 64];
            for (b, k) in block.iter_mut().zip(key) {
                *b ^= k;
            }
            block
        };
        let inner = Sha256::digest([&pad(0x36)[..], message].concat());
        Sha256::digest([&pad(0x5c)[..], &inner].concat()).into()
    }
}

/// One table for this parser and the page's (`www/src/trust-words.ts`).
#[test]
fn trust_policies_in_words() {
    let table: serde_json::Value =
        serde_json::from_str(include_str!("vectors/trust-policies.presend.json")).unwrap();
    let keys: Vec<VerifierKey> = table["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key.as_str().unwrap().parse().unwrap())
        .collect();
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() >= 20, "{}", cases.len());
    for case in cases {
        let words = case["words"].as_str().unwrap();
        let read = TrustPolicy::worded(words, &keys);
        match case.get("required") {
            Some(required) => {
                let read = read.unwrap_or_else(|error| panic!("{words}: {error}"));
                let places = read.keys.iter();
                let places = places.map(|key| keys.iter().position(|k| k == key).unwrap());
                let places = places.collect::<Vec<_>>();
                assert_eq!(serde_json::json!(places), case["keys"], "{words}");
                assert_eq!(read.required as u64, required.as_u64().unwrap(), "{words}");
            }
            None => {
                let error = read.expect_err(words);
                assert_eq!(error.code(), "bad-trust-policy");
                let says = case["says"].as_str().unwrap();
                assert!(error.to_string().contains(says), "{words}: {error}");
            }
        }
    }
}

#[test]
fn a_host_states_its_policy_in_words() {
    let house = House::new();
    house.works("set sign set --sign iwf.key --owner ncmec.example --owner self.example");
    let verify = "set verify set --trust iwf.pub --trust ncmec.pub --trust self.pub";
    house.works(&format!("{verify} --- iwf"));
    house.works(&format!("{verify} --- any of ncmec, iwf.example"));
    house.fails(
        &format!("{verify} --- 2 of iwf, ncmec, self"),
        "untrusted-set",
    );
    house.fails(&format!("{verify} --- ncmec"), "untrusted-set");
    house.works("set cosign set --sign self.key --trust iwf.pub");
    house.works(&format!("{verify} --- 2 of iwf, ncmec, self"));
    house.fails(
        &format!("{verify} --- all of iwf, ncmec, self"),
        "untrusted-set",
    );
    house.fails(&format!("{verify} --- 2 of iwf, ncmec"), "untrusted-set");
    let error = house.fails(&format!("{verify} --- 2 of iwf, nspcc"), "bad-trust-policy");
    assert!(
        error.contains("names nspcc, and no key has that name"),
        "{error}"
    );
    let check = "check iwf.csv --set set --trust iwf.pub --trust self.pub";
    house.works(&format!("{check} --- 2 of iwf, self"));
    house.fails(&format!("{check} --- 3 of iwf, self"), "bad-trust-policy");
    let check = "check iwf.csv --set set --trust iwf.pub --trust ncmec.pub";
    house.fails(&format!("{check} --- all of iwf, ncmec"), "untrusted-set");
}

/// What a host does not trust is refused, however well it is signed.
#[test]
fn a_device_refuses_a_purpose_that_its_host_does_not_trust() {
    use presend::matchset::{MatchSet, Purpose};
    let house = House::new();
    let manifest = house.read("set/manifest.txt").into_bytes();
    let index = std::fs::read(house.0.path().join("set/index.bin")).unwrap();
    let keys: Vec<VerifierKey> = vec![house.read("iwf.pub").parse().unwrap()];
    let now = house.manifest().not_before;
    for (purposes, code) in [
        (Purpose::ALL.to_vec(), None),
        (vec![Purpose::Demo], None),
        (
            vec![Purpose::Csam, Purpose::Terrorism],
            Some("purpose-not-allowed"),
        ),
        (Vec::new(), Some("purpose-not-allowed")),
    ] {
        let mut trust = TrustPolicy::worded("1 of iwf", &keys).unwrap();
        trust.purposes = purposes;
        let opened = MatchSet::open(&manifest, &index, &trust, now);
        assert_eq!(opened.err().map(|error| error.code()), code);
    }
    // The list is closed: a word that is not in it is no purpose, whoever signs it.
    let key = SignerKey::parse(&house.read("iwf.key")).unwrap();
    let text = house
        .manifest()
        .to_text()
        .replace("purpose: demo", "purpose: politics");
    let note = key.sign(&text);
    let trust = TrustPolicy::any_of(keys);
    let error = MatchSet::open(note.as_bytes(), &index, &trust, now).unwrap_err();
    assert_eq!(error.code(), "unknown-purpose");
}
