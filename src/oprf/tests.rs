//! The vectors of RFC 9497, appendix A.1.2, step by step.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use super::client::blind_with;
use super::{EvaluatorKey, PinnedKey, PublicKey, Request};
use curve25519_dalek::scalar::Scalar;
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
use zeroize::Zeroizing;

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    let digits = (0..hex.len()).step_by(2);
    digits
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
        .collect()
}

fn array<const N: usize>(hex: &Value) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}

fn arrays<const N: usize>(list: &Value) -> Vec<[u8; N]> {
    list.as_array().unwrap().iter().map(array).collect()
}

fn scalar(hex: &Value) -> Scalar {
    Scalar::from_canonical_bytes(array(hex)).unwrap()
}

#[test]
fn every_step_is_that_of_the_rfc() {
    let file: Value =
        serde_json::from_str(include_str!("../../tests/vectors/oprf.rfc9497.json")).unwrap();
    assert_eq!(file["identifier"], "ristretto255-SHA512");
    assert_eq!(file["mode"], 1);
    let key = EvaluatorKey::derive(&array(&file["seed"]), &bytes(&file["keyInfo"])).unwrap();
    let secret = key.to_secret_text();
    assert_eq!(key.public().to_bytes(), array(&file["pkSm"]));
    assert_eq!(
        *secret,
        format!(
            "presend-evaluator-key-v1:{}:{}\n",
            key.public().id(),
            base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes(&file["skSm"]))
        )
    );
    let public = PublicKey::from_bytes(&array(&file["pkSm"])).unwrap();
    let pinned = PinnedKey::from_signed_manifest(public);

    let (mut vectors, mut elements) = (0, 0);
    for vector in file["vectors"].as_array().unwrap() {
        let inputs: Vec<_> = vector["Input"]
            .as_array()
            .unwrap()
            .iter()
            .map(bytes)
            .collect();
        let blinds = vector["Blind"]
            .as_array()
            .unwrap()
            .iter()
            .map(scalar)
            .collect();
        let (pending, request) = blind_with(&pinned, &inputs, Zeroizing::new(blinds)).unwrap();
        assert_eq!(request.elements, arrays(&vector["BlindedElement"]));

        let request = Request::from_bytes(&request.to_bytes()).unwrap();
        let nonce = scalar(&vector["ProofRandomScalar"]);
        let response = key.evaluate_with(&request, |_| nonce).unwrap();
        assert_eq!(response.elements, arrays(&vector["EvaluationElement"]));
        assert_eq!(response.proof, array(&vector["Proof"]));

        let outputs = pending.finalize(&response).unwrap();
        assert_eq!(*outputs, arrays(&vector["Output"]));
        assert_eq!(key.evaluate(&inputs).unwrap(), arrays(&vector["Output"]));
        vectors += 1;
        elements += inputs.len();
    }
    assert!(vectors >= 3 && elements >= 4, "{vectors} vectors");
}
