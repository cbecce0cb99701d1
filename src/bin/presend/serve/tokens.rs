//! Privacy Pass tokens of type 2 (Blind RSA) as payment: RFC 9577 for the headers, RFC 9578 for the
//! token. The same challenge as the edge worker's (`www/worker/tokens.ts`), so a token that one of
//! them asked for pays the other one too. An issuer cannot tell later which of its tokens was spent.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ring::signature::{RSA_PSS_2048_8192_SHA384, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use spki::SubjectPublicKeyInfoRef;
use spki::der::asn1::{ObjectIdentifier, UintRef};
use spki::der::{Decode, Reader, SliceReader};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// RFC 9578, section 8.2.2.
const BLIND_RSA: [u8; 2] = [0, 2];
/// `id-RSASSA-PSS`, which the key of an issuer is stated with (RFC 9578, section 6.5).
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// Bytes of the modulus, and so of a token's authenticator.
const MODULUS: usize = 256;
/// Type, nonce, digest of the challenge, id of the key: what the authenticator signs.
const SIGNED: usize = 2 + 32 + 32 + 32;
const TOKEN: usize = SIGNED + MODULUS;
/// Tokens are for one day, and taken on the next one too, so that nothing is remembered for longer.
const DAY_SECONDS: u64 = 86_400;
/// Spent tokens that are remembered for each day, about 9 MB; beyond them none is taken.
const MOST_SPENT: usize = 250_000;

/// base64url, with or without padding: clients differ.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What became of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It pays for one question.
    Paid,
    /// It has paid before, or there is no more room to remember that it did.
    Spent,
    /// It is none, or of another issuer, another evaluator or another day.
    Bad,
}

/// An issuer whose tokens pay here.
pub struct TokenGate {
    issuer: String,
    names: String,
    stated: Vec<u8>,
    key: UnparsedPublicKey<Vec<u8>>,
    key_id: [u8; 32],
    spent: Mutex<[Spent; 2]>,
}

/// First halves of the nonces of a day. A client chooses its nonces; one that chose them alike would
/// refuse only its own tokens.
#[derive(Default)]
struct Spent {
    day: u64,
    nonces: HashSet<[u8; 16]>,
}

impl TokenGate {
    /// `issuer`: its name. `key`: base64url of its public key as its directory states it. `names`:
    /// of this evaluator, that tokens are bound to; may be empty.
    ///
    /// # Errors
    /// A sentence, where the key is none of RSASSA-PSS with 2,048 bits, or a name is too long.
    pub fn new(issuer: &str, key: &str, names: &[String]) -> Result<Self, &'static str> {
        let wrong = "expected base64url of an issuer's public key: an SPKI of RSASSA-PSS with 2048 bits, as its directory states it";
        let names = names.join(",");
        if issuer.is_empty()
            || u16::try_from(issuer.len()).is_err()
            || u16::try_from(names.len()).is_err()
        {
            return Err("expected names of an issuer and of evaluators below 65536 bytes");
        }
        let stated = BASE64.decode(key.trim()).map_err(|_| wrong)?;
        let public = rsa_key(&stated).ok_or(wrong)?;
        Ok(Self {
            issuer: issuer.to_owned(),
            names,
            key: UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA384, public),
            key_id: Sha256::digest(&stated).into(),
            stated,
            spent: Mutex::default(),
        })
    }

    /// The value of `WWW-Authenticate` (RFC 9577, section 2.1).
    pub fn challenge(&self, now: SystemTime) -> String {
        format!(
            "PrivateToken challenge=\"{}\", token-key=\"{}\", max-age=\"{DAY_SECONDS}\"",
            BASE64.encode(self.challenge_of(day_of(now))),
            BASE64.encode(&self.stated)
        )
    }

    /// Takes the value of `Authorization` (RFC 9577, section 2.2).
    pub fn redeem(&self, authorization: &str, now: SystemTime) -> Redeemed {
        let today = day_of(now);
        let Some(token) = token_of(authorization) else {
            return Redeemed::Bad;
        };
        match self.verified(&token, today) {
            Some((day, nonce)) => self.spend(day, nonce, today),
            None => Redeemed::Bad,
        }
    }

    /// `TokenChallenge` of RFC 9577, section 2.1.1. Its context is the day, so a token says nothing
    /// more about when it was asked for.
    fn challenge_of(&self, day: u64) -> Vec<u8> {
        let context = Sha256::digest(format!("presend evaluator {day}"));
        let mut challenge = BLIND_RSA.to_vec();
        // Both lengths were held against 16 bits when the names were given.
        challenge.extend((self.issuer.len() as u16).to_be_bytes());
        challenge.extend(self.issuer.as_bytes());
        challenge.push(32);
        challenge.extend(context);
        challenge.extend((self.names.len() as u16).to_be_bytes());
        challenge.extend(self.names.as_bytes());
        challenge
    }

    /// The day that a token is for and the half of its nonce, where it is one of ours.
    fn verified(&self, token: &[u8; TOKEN], today: u64) -> Option<(u64, [u8; 16])> {
        let (signed, authenticator) = token.split_at_checked(SIGNED)?;
        let (kind, rest) = signed.split_at_checked(2)?;
        let (nonce, rest) = rest.split_at_checked(32)?;
        let (digest, key_id) = rest.split_at_checked(32)?;
        if kind != BLIND_RSA || key_id != self.key_id {
            return None;
        }
        let day = [today, today.saturating_sub(1)]
            .into_iter()
            .find(|day| Sha256::digest(self.challenge_of(*day)).as_slice() == digest)?;
        self.key.verify(signed, authenticator).ok()?;
        let half = nonce.first_chunk()?;
        Some((day, *half))
    }

    fn spend(&self, day: u64, nonce: [u8; 16], today: u64) -> Redeemed {
        let mut days = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        for old in days.iter_mut().filter(|old| old.day + 1 < today) {
            *old = Spent::default();
        }
        let place = days.iter().position(|known| known.day == day);
        let place = place.or_else(|| days.iter().position(|known| known.nonces.is_empty()));
        let Some(spent) = place.and_then(|place| days.get_mut(place)) else {
            return Redeemed::Spent;
        };
        spent.day = day;
        if spent.nonces.len() < MOST_SPENT && spent.nonces.insert(nonce) {
            Redeemed::Paid
        } else {
            Redeemed::Spent
        }
    }
}

fn day_of(now: SystemTime) -> u64 {
    now.duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs() / DAY_SECONDS)
}

/// The `RSAPublicKey` within an SPKI, where it is one that an issuer may have.
fn rsa_key(stated: &[u8]) -> Option<Vec<u8>> {
    let spki = SubjectPublicKeyInfoRef::from_der(stated).ok()?;
    let public = spki.subject_public_key.as_bytes()?;
    let mut reader = SliceReader::new(public).ok()?;
    let modulus = reader.sequence(|reader| {
        let modulus = UintRef::decode(reader)?;
        UintRef::decode(reader)?;
        Ok(modulus.as_bytes().len())
    });
    (spki.algorithm.oid == RSASSA_PSS && modulus.ok()? == MODULUS && reader.is_finished())
        .then(|| public.to_vec())
}

/// The one token of `PrivateToken token="…"`; anything else is none.
fn token_of(authorization: &str) -> Option<[u8; TOKEN]> {
    let (scheme, parameter) = authorization.trim().split_once(' ')?;
    let (name, value) = parameter.trim().split_once('=')?;
    if !scheme.eq_ignore_ascii_case("PrivateToken") || !name.trim().eq_ignore_ascii_case("token") {
        return None;
    }
    let value = value.trim();
    let quoted = value.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
    let text = quoted.unwrap_or(Some(value))?;
    BASE64.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests;
