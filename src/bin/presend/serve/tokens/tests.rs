#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use super::*;
use serde_json::Value;
use std::time::Duration;

const RFC: &str = include_str!("../../../../../tests/vectors/privacy-pass.rfc9578.json");

struct Vector {
    key: Vec<u8>,
    challenge: Vec<u8>,
    token: Vec<u8>,
}

fn vectors() -> Vec<Vector> {
    let document: Value = serde_json::from_str(RFC).unwrap();
    let hex = |value: &Value| {
        let text = value.as_str().unwrap();
        let pairs = (0..text.len()).step_by(2).map(|at| &text[at..at + 2]);
        pairs.map(|pair| u8::from_str_radix(pair, 16)).collect()
    };
    let vectors = document["vectors"].as_array().unwrap();
    let read = |vector: &Value| Vector {
        key: Result::unwrap(hex(&vector["pkS"])),
        challenge: Result::unwrap(hex(&vector["token_challenge"])),
        token: Result::unwrap(hex(&vector["token"])),
    };
    vectors.iter().map(read).collect()
}

fn gate(names: &[&str]) -> TokenGate {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    TokenGate::new("issuer.example", &BASE64.encode(&vectors()[0].key), &names).unwrap()
}

#[test]
fn tokens_of_the_rfc_are_signed_by_its_key() {
    let all = vectors();
    assert_eq!(all.len(), 5);
    for Vector {
        key,
        challenge,
        token,
    } in all
    {
        let gate = TokenGate::new("issuer.example", &BASE64.encode(&key), &[]).unwrap();
        assert_eq!(token.len(), TOKEN);
        assert_eq!(token[34..66], Sha256::digest(&challenge)[..]);
        assert_eq!(token[66..98], gate.key_id);
        assert!(gate.key.verify(&token[..SIGNED], &token[SIGNED..]).is_ok());
        for at in [0, 2, 34, 66, 97, SIGNED, TOKEN - 1] {
            let mut other = token.clone();
            other[at] ^= 1;
            assert!(gate.key.verify(&other[..SIGNED], &other[SIGNED..]).is_err());
        }
    }
}

#[test]
fn a_challenge_is_laid_out_as_in_the_rfc() {
    // The third vector is for two names and has no context, the first for one name and a context.
    let all = vectors();
    let ours = gate(&["foo.example", "bar.example"]).challenge_of(20_000);
    let theirs = &all[2].challenge;
    assert_eq!(ours[..18], theirs[..18]);
    assert_eq!((ours[18], theirs[18]), (32, 0));
    assert_eq!(ours[19 + 32..], theirs[19..]);
    let one = gate(&["origin.example"]).challenge_of(20_000);
    assert_eq!(one[..19], all[0].challenge[..19]);
    assert_eq!(one[51..], all[0].challenge[51..]);
    assert_ne!(one, gate(&["origin.example"]).challenge_of(20_001));
}

#[test]
fn a_token_of_another_challenge_does_not_pay() {
    let gate = gate(&["origin.example"]);
    let token = BASE64.encode(&vectors()[0].token);
    let now = UNIX_EPOCH + Duration::from_secs(20_000 * DAY_SECONDS);
    let value = format!("PrivateToken token=\"{token}\"");
    assert_eq!(token_of(&value).unwrap()[..], vectors()[0].token[..]);
    assert_eq!(gate.redeem(&value, now), Redeemed::Bad);
}

#[test]
fn one_token_and_nothing_else_is_read() {
    let token = BASE64.encode([7; TOKEN]);
    let bare = token.trim_end_matches('=');
    for good in [
        format!("PrivateToken token=\"{token}\""),
        format!("privatetoken  token = {bare} "),
    ] {
        assert_eq!(token_of(&good), Some([7; TOKEN]), "{good}");
    }
    for bad in [
        "PrivateToken".to_owned(),
        format!("Bearer token=\"{token}\""),
        format!("PrivateToken token=\"{token}"),
        format!("PrivateToken other=\"{token}\""),
        format!("PrivateToken token=\"{token}\", PrivateToken token=\"{token}\""),
        format!("PrivateToken token=\"{}\"", BASE64.encode([7; TOKEN - 1])),
    ] {
        assert_eq!(token_of(&bad), None, "{bad}");
    }
}

#[test]
fn a_token_is_spent_once_in_its_two_days() {
    let gate = gate(&[]);
    let (first, second) = ([1; 16], [2; 16]);
    assert_eq!(gate.spend(9, first, 10), Redeemed::Paid);
    assert_eq!(gate.spend(10, first, 10), Redeemed::Paid);
    assert_eq!(gate.spend(9, first, 10), Redeemed::Spent);
    assert_eq!(gate.spend(9, second, 10), Redeemed::Paid);
    assert_eq!(gate.spend(10, first, 11), Redeemed::Spent);
    assert_eq!(gate.spend(11, first, 11), Redeemed::Paid);
    // The ninth day is forgotten: its tokens are refused before they get here.
    let days = gate.spent.lock().unwrap();
    let mut known: Vec<_> = days.iter().map(|spent| spent.day).collect();
    known.sort_unstable();
    assert_eq!(known, [10, 11]);
}

#[test]
fn more_tokens_than_can_be_remembered_do_not_pay() {
    let gate = gate(&[]);
    for number in 0..MOST_SPENT as u128 {
        assert_eq!(gate.spend(10, number.to_be_bytes(), 10), Redeemed::Paid);
    }
    assert_eq!(gate.spend(10, [255; 16], 10), Redeemed::Spent);
    assert_eq!(gate.spend(11, [255; 16], 11), Redeemed::Paid);
}

#[test]
fn another_kind_of_key_is_refused() {
    let good = vectors()[0].key.clone();
    let mut rsa = good.clone();
    // The last byte of `id-RSASSA-PSS`; another one names another algorithm.
    let at = rsa.windows(2).position(|pair| pair == [1, 10]).unwrap();
    rsa[at + 1] = 1;
    for bad in [&rsa[..], &good[..good.len() - 1], b"", b"no key"] {
        assert!(TokenGate::new("issuer.example", &BASE64.encode(bad), &[]).is_err());
    }
    assert!(TokenGate::new("", &BASE64.encode(&good), &[]).is_err());
}
