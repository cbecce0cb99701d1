//! The pseudorandom function as its users see it: equal outputs on every way, against the `voprf`
//! crate in both roles, and a refusal with its own name for everything that is not right.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "evaluator")]

use base64::{Engine, prelude::BASE64_STANDARD};
use curve25519_dalek::scalar::Scalar;
use presend::oprf::{
    Element, EvaluatorKey, FixedBase, OprfError, Output, Pending, PinnedKey, Precomputed,
    PublicKey, Request, Response, Seed, blind,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The identity's encoding.
const IDENTITY: Element = [0; 32];

fn key(number: u8) -> EvaluatorKey {
    EvaluatorKey::derive(&[number; 32], b"tests").unwrap()
}

fn pin(key: &EvaluatorKey) -> PinnedKey {
    let public = PublicKey::from_bytes(&key.public().to_bytes()).unwrap();
    PinnedKey::from_signed_manifest(public)
}

fn seed(number: u8) -> Seed {
    Seed::new([number; 32]).unwrap()
}

/// Inputs of all lengths from 0 on, with one that comes twice.
fn inputs(count: usize) -> Vec<Vec<u8>> {
    let mut rng = ChaCha20Rng::seed_from_u64(count as u64);
    let mut inputs: Vec<_> = (0..count).map(|length| vec![0; length]).collect();
    inputs.iter_mut().for_each(|input| rng.fill_bytes(input));
    if count > 2 {
        inputs[count - 1] = inputs[1].clone();
    }
    inputs
}

fn answer(key: &EvaluatorKey, request: &Request) -> Response {
    let request = Request::from_bytes(&request.to_bytes()).unwrap();
    let response = key.blind_evaluate(&request, seed(250)).unwrap();
    Response::from_bytes(&response.to_bytes()).unwrap()
}

/// A request for three inputs, its answer, and what waits for it.
fn conversation(number: u8) -> (EvaluatorKey, Pending, Request, Response) {
    let key = key(number);
    let (pending, request) = blind(&pin(&key), &inputs(3), seed(number)).unwrap();
    let response = answer(&key, &request);
    (key, pending, request, response)
}

#[test]
fn every_way_gives_what_direct_evaluation_gives() {
    let (key, mut checked) = (key(1), 0);
    let pinned = pin(&key);
    let base = FixedBase::new(&pinned);
    for count in [1, 2, 3, 40, 300] {
        let inputs = inputs(count);
        let expected = key.evaluate(&inputs).unwrap();
        let number = count as u8;

        let (pending, request) = blind(&pinned, &inputs, seed(number)).unwrap();
        let multiplied = pending.finalize(&answer(&key, &request)).unwrap();
        assert_eq!(*multiplied, expected);

        // All blinds ready, half of them ready with one to spare, and none ready.
        let all = Precomputed::new(&base, count, seed(number)).unwrap();
        let mut half = Precomputed::start(&base, count + 1, seed(number)).unwrap();
        assert_eq!(half.advance(count / 2), count + 1 - count / 2);
        let none = Precomputed::start(&base, count, seed(number)).unwrap();
        let mut requests = Vec::new();
        for precomputed in [all, half, none] {
            let (pending, fixed) = precomputed.blind(&inputs).unwrap();
            assert!(
                fixed
                    .elements
                    .iter()
                    .all(|element| !request.elements.contains(element))
            );
            let response = answer(&key, &fixed);
            assert_eq!(*pending.finalize(&response).unwrap(), expected);
            requests.push(fixed);
        }
        assert!(requests.iter().all(|request| *request == requests[0]));
        checked += count;
    }
    assert!(checked >= 300);
}

#[test]
fn the_same_input_is_blinded_anew_each_time() {
    let pinned = pin(&key(2));
    let inputs = [b"same", b"same"];
    let (_, first) = blind(&pinned, &inputs, seed(1)).unwrap();
    let (_, second) = blind(&pinned, &inputs, seed(2)).unwrap();
    let base = FixedBase::new(&pinned);
    let fixed = [1, 2].map(|number| {
        let precomputed = Precomputed::new(&base, 2, seed(number)).unwrap();
        precomputed.blind(&inputs).unwrap().1
    });
    let mut all: Vec<Element> = [&first, &second, &fixed[0], &fixed[1]]
        .into_iter()
        .flat_map(|request| request.elements.clone())
        .collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 8);
    let (_, again) = blind(&pinned, &inputs, seed(1)).unwrap();
    assert_eq!(again, first);
}

mod second_opinion {
    use super::*;
    use voprf::{BlindedElement, EvaluationElement, Proof, Ristretto255, VoprfClient, VoprfServer};

    type Peer = Ristretto255;

    fn peer_outputs(server: &VoprfServer<Peer>, inputs: &[Vec<u8>]) -> Vec<Output> {
        let outputs = inputs.iter().map(|input| server.evaluate(input).unwrap());
        outputs
            .map(|output| output.as_slice().try_into().unwrap())
            .collect()
    }

    fn secret_of(key: &EvaluatorKey) -> Vec<u8> {
        let text = key.to_secret_text();
        BASE64_STANDARD
            .decode(text.trim().rsplit(':').next().unwrap())
            .unwrap()
    }

    #[test]
    fn our_device_against_their_server() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let server = VoprfServer::<Peer>::new_from_seed(&[5; 32], b"peer").unwrap();
        let ours = EvaluatorKey::derive(&[5; 32], b"peer").unwrap();
        let pinned = pin(&ours);
        let public = <Peer as voprf::Group>::serialize_elem(server.get_public_key());
        assert_eq!(pinned.public().to_bytes(), public.as_slice());
        let base = FixedBase::new(&pinned);
        for count in [1, 7, 64] {
            let inputs = inputs(count);
            let expected = peer_outputs(&server, &inputs);
            assert_eq!(ours.evaluate(&inputs).unwrap(), expected);
            let precomputed = Precomputed::new(&base, count, seed(9)).unwrap();
            let ways = [
                blind(&pinned, &inputs, seed(8)).unwrap(),
                precomputed.blind(&inputs).unwrap(),
            ];
            for (pending, request) in ways {
                let blinded = request.elements.iter();
                let blinded: Vec<_> = blinded
                    .map(|element| BlindedElement::<Peer>::deserialize(element).unwrap())
                    .collect();
                let result = server.batch_blind_evaluate(&mut rng, &blinded).unwrap();
                let elements = result.messages.iter();
                let response = Response {
                    key: pinned.id(),
                    request: request.digest(),
                    elements: elements
                        .map(|e| e.serialize().as_slice().try_into().unwrap())
                        .collect(),
                    proof: result.proof.serialize().as_slice().try_into().unwrap(),
                };
                assert_eq!(*pending.finalize(&response).unwrap(), expected);
            }
        }
    }

    #[test]
    fn their_device_against_our_evaluator() {
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        let key = key(6);
        let server = VoprfServer::<Peer>::new_with_key(&secret_of(&key)).unwrap();
        for count in [1, 7, 64] {
            let inputs = inputs(count);
            let blinded: Vec<_> = inputs
                .iter()
                .map(|input| VoprfClient::<Peer>::blind(input, &mut rng).unwrap())
                .collect();
            let request = Request {
                key: key.public().id(),
                elements: blinded
                    .iter()
                    .map(|blinded| blinded.message.serialize().as_slice().try_into().unwrap())
                    .collect(),
            };
            let response = answer(&key, &request);
            let states: Vec<_> = blinded.into_iter().map(|blinded| blinded.state).collect();
            let evaluated: Vec<_> = response
                .elements
                .iter()
                .map(|element| EvaluationElement::<Peer>::deserialize(element).unwrap())
                .collect();
            let proof = Proof::deserialize(&response.proof).unwrap();
            let inputs_of_peer: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
            let outputs: Vec<Output> = VoprfClient::batch_finalize(
                &inputs_of_peer,
                &states,
                &evaluated,
                &proof,
                server.get_public_key(),
            )
            .unwrap()
            .map(|output| output.unwrap().as_slice().try_into().unwrap())
            .collect();
            assert_eq!(outputs, key.evaluate(&inputs).unwrap());
        }
    }
}

mod refusals {
    use super::*;

    /// What the device says to an answer that was tampered with.
    fn tampered(change: impl FnOnce(&mut Response)) -> OprfError {
        let (_, pending, _, mut response) = conversation(11);
        change(&mut response);
        pending.finalize(&response).unwrap_err()
    }

    /// What the evaluator says to a request that was tampered with.
    fn asked(change: impl FnOnce(&mut Request)) -> OprfError {
        let (key, _, mut request, _) = conversation(12);
        change(&mut request);
        key.blind_evaluate(&request, seed(1)).unwrap_err()
    }

    #[test]
    fn an_untouched_answer_is_not_refused() {
        let (key, pending, _, response) = conversation(11);
        let expected = key.evaluate(&inputs(3)).unwrap();
        assert_eq!(*pending.finalize(&response).unwrap(), expected);
    }

    #[test]
    fn another_key() {
        let other = key(13);
        let id = other.public().id();
        assert_eq!(tampered(|response| response.key = id), OprfError::WrongKey);
        assert_eq!(asked(|request| request.key = id), OprfError::WrongKey);
        // A lie about the key that was used is found by the proof.
        let (key, pending, mut request, _) = conversation(14);
        request.key = id;
        let mut response = other.blind_evaluate(&request, seed(3)).unwrap();
        response.key = key.public().id();
        request.key = key.public().id();
        response.request = request.digest();
        assert_eq!(
            pending.finalize(&response).unwrap_err(),
            OprfError::BadProof
        );
    }

    #[test]
    fn another_request() {
        let (_, _, _, old) = conversation(15);
        let key = key(15);
        let (pending, request) = blind(&pin(&key), &inputs(3), seed(99)).unwrap();
        assert_eq!(pending.finalize(&old).unwrap_err(), OprfError::WrongRequest);
        // Without the honest digest the proof still tells.
        let (pending, _) = blind(&pin(&key), &inputs(3), seed(99)).unwrap();
        let replayed = Response {
            request: request.digest(),
            ..old
        };
        assert_eq!(
            pending.finalize(&replayed).unwrap_err(),
            OprfError::BadProof
        );
    }

    #[test]
    fn another_count() {
        let wrong = |found| OprfError::WrongCount { expected: 3, found };
        let shorter = tampered(|response| {
            response.elements.pop();
        });
        assert_eq!(shorter, wrong(2));
        let longer = tampered(|response| response.elements.push([1; 32]));
        assert_eq!(longer, wrong(4));
        let bad = |found| OprfError::BadCount { most: 4096, found };
        assert_eq!(asked(|request| request.elements.clear()), bad(0));
        assert_eq!(
            asked(|request| request.elements = vec![[1; 32]; 4097]),
            bad(4097)
        );
    }

    #[test]
    fn the_identity() {
        let identity = OprfError::IdentityElement { index: 1 };
        assert_eq!(
            tampered(|response| response.elements[1] = IDENTITY),
            identity
        );
        assert_eq!(asked(|request| request.elements[1] = IDENTITY), identity);
    }

    #[test]
    fn an_element_that_comes_twice() {
        let duplicate = OprfError::DuplicateElement;
        assert_eq!(tampered(|r| r.elements[2] = r.elements[0]), duplicate);
        assert_eq!(asked(|r| r.elements[2] = r.elements[0]), duplicate);
    }

    /// Encodings that RFC 9496, appendix A.3, says to reject, by the rule they break.
    #[test]
    fn encodings_that_are_not_canonical() {
        let mut above = [0xff; 32]; // 2^255 - 1, above the field's order
        above[31] = 0x7f;
        let mut top_bit = [0; 32]; // the highest bit is set
        top_bit[31] = 0x80;
        let mut order_plus_one = above; // 1 + the field's order
        order_plus_one[0] = 0xee;
        let mut negative = [0; 32]; // an odd number
        negative[0] = 1;
        for bytes in [above, top_bit, order_plus_one, negative, [0xff; 32]] {
            let bad = OprfError::BadElement { index: 2 };
            assert_eq!(tampered(|response| response.elements[2] = bytes), bad);
            assert_eq!(asked(|request| request.elements[2] = bytes), bad);
            assert_eq!(
                PublicKey::from_bytes(&bytes).unwrap_err(),
                OprfError::BadPublicKey
            );
        }
        assert_eq!(
            PublicKey::from_bytes(&IDENTITY).unwrap_err(),
            OprfError::BadPublicKey
        );
    }

    #[test]
    fn a_proof_that_does_not_fit() {
        for byte in [0, 31, 32, 63] {
            let error = tampered(|response| response.proof[byte] ^= 1);
            assert_eq!(error, OprfError::BadProof, "byte {byte}");
        }
        // Scalars at the group's order and above are no scalars, though they would verify reduced.
        for half in [0, 32] {
            let error = tampered(|response| {
                let order = [
                    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde,
                    0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
                ];
                let mut carry = 0;
                for (byte, more) in response.proof[half..half + 32].iter_mut().zip(order) {
                    let sum = u16::from(*byte) + more + carry;
                    *byte = sum as u8;
                    carry = sum >> 8;
                }
            });
            assert_eq!(error, OprfError::BadProof);
        }
    }

    #[test]
    fn an_element_that_was_not_evaluated_with_the_key() {
        // Evaluated elements that change places are another evaluation.
        assert_eq!(tampered(|r| r.elements.swap(0, 1)), OprfError::BadProof);
        // So is one element of another key among honest ones, on both ways of blinding.
        let (key, other) = (key(16), key(17));
        let base = FixedBase::new(&pin(&key));
        for fixed in [false, true] {
            let (pending, request) = match fixed {
                false => blind(&pin(&key), &inputs(3), seed(4)).unwrap(),
                true => {
                    let precomputed = Precomputed::new(&base, 3, seed(4)).unwrap();
                    precomputed.blind(&inputs(3)).unwrap()
                }
            };
            let mut response = answer(&key, &request);
            let lie = Request {
                key: other.public().id(),
                elements: request.elements,
            };
            response.elements[1] = answer(&other, &lie).elements[1];
            assert_eq!(
                pending.finalize(&response).unwrap_err(),
                OprfError::BadProof
            );
        }
    }

    #[test]
    fn inputs_and_blinds_out_of_bounds() {
        let pinned = pin(&key(18));
        let none: [&[u8]; 0] = [];
        let bad = |found| OprfError::BadCount { most: 4096, found };
        assert_eq!(blind(&pinned, &none, seed(1)).unwrap_err(), bad(0));
        assert_eq!(blind(&pinned, &[[]; 4097], seed(1)).unwrap_err(), bad(4097));
        let base = FixedBase::new(&pinned);
        assert_eq!(Precomputed::new(&base, 0, seed(1)).unwrap_err(), bad(0));
        let precomputed = Precomputed::new(&base, 2, seed(1)).unwrap();
        let few = OprfError::TooFewBlinds {
            ready: 2,
            needed: 3,
        };
        assert_eq!(precomputed.blind(&inputs(3)).unwrap_err(), few);
        let precomputed = Precomputed::new(&base, 2, seed(1)).unwrap();
        assert_eq!(precomputed.blind(&none).unwrap_err(), bad(0));
        let long = [vec![0; 65_535], vec![0; 65_536]];
        let error = OprfError::BadInput { index: 1 };
        assert_eq!(blind(&pinned, &long, seed(1)).unwrap_err(), error);
        let precomputed = Precomputed::new(&base, 2, seed(1)).unwrap();
        assert_eq!(precomputed.blind(&long).unwrap_err(), error);
        assert_eq!(key(18).evaluate(&long).unwrap_err(), error);
        assert_eq!(key(18).evaluate(&long[..1]).unwrap().len(), 1);
        let long = vec![0; 65_536];
        assert_eq!(
            EvaluatorKey::derive(&[1; 32], &long).unwrap_err(),
            OprfError::CannotDerive
        );
    }
}

mod wire {
    use super::*;

    fn with_count(bytes: &[u8], at: usize, count: u32) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        bytes[at..at + 4].copy_from_slice(&count.to_le_bytes());
        bytes
    }

    #[test]
    fn the_layouts_are_what_they_say() {
        let (key, _, request, response) = conversation(20);
        let mut expected = b"OPRFREQ1".to_vec();
        expected.extend(key.public().id().0);
        expected.extend([3, 0, 0, 0]);
        expected.extend(request.elements.concat());
        assert_eq!(request.to_bytes(), expected);
        assert_eq!(expected.len(), Request::length(3));
        let mut expected = b"OPRFRES1".to_vec();
        expected.extend(key.public().id().0);
        expected.extend(request.digest());
        expected.extend([3, 0, 0, 0]);
        expected.extend(response.elements.concat());
        expected.extend(response.proof);
        assert_eq!(response.to_bytes(), expected);
        assert_eq!(expected.len(), Response::length(3));
        assert_eq!(
            (Request::length(512), Response::length(512)),
            (16_404, 16_484)
        );
    }

    #[test]
    fn what_was_written_is_read() {
        let (_, _, request, response) = conversation(21);
        assert!(Request::from_bytes(&request.to_bytes()) == Ok(request));
        assert!(Response::from_bytes(&response.to_bytes()) == Ok(response));
    }

    #[test]
    fn every_cut_and_every_byte_too_many_is_refused() {
        let (_, _, request, response) = conversation(22);
        let (request, response) = (request.to_bytes(), response.to_bytes());
        for length in 0..response.len() {
            let error = Response::from_bytes(&response[..length]).unwrap_err();
            let code = if length < 8 {
                "bad-oprf-message"
            } else {
                "wrong-message-length"
            };
            assert_eq!(error.code(), code, "{length}");
            if length < request.len() {
                assert_eq!(
                    Request::from_bytes(&request[..length]).unwrap_err().code(),
                    code
                );
            }
        }
        for bytes in [&request, &response] {
            let longer = [bytes.as_slice(), &[0]].concat();
            let (expected, found) = (bytes.len(), bytes.len() + 1);
            let error = OprfError::BadLength { expected, found };
            let errors = [
                Request::from_bytes(&longer).err(),
                Response::from_bytes(&longer).err(),
            ];
            assert!(errors.contains(&Some(error)));
        }
    }

    #[test]
    fn counts_are_bounded_before_anything_is_read() {
        let (_, _, request, response) = conversation(23);
        let bad = |found| OprfError::BadCount { most: 4096, found };
        for count in [0, 4097, u32::MAX] {
            let bytes = with_count(&request.to_bytes(), 16, count);
            assert_eq!(
                Request::from_bytes(&bytes).unwrap_err(),
                bad(count as usize)
            );
            let bytes = with_count(&response.to_bytes(), 32, count);
            assert_eq!(
                Response::from_bytes(&bytes).unwrap_err(),
                bad(count as usize)
            );
        }
        let bytes = with_count(&request.to_bytes(), 16, 4096);
        let (expected, found) = (Request::length(4096), Request::length(3));
        let error = OprfError::BadLength { expected, found };
        assert_eq!(Request::from_bytes(&bytes).unwrap_err(), error);
    }

    #[test]
    fn one_message_is_not_the_other() {
        let (_, _, request, response) = conversation(24);
        let expected = "response of an evaluator";
        let error = Response::from_bytes(&request.to_bytes()).unwrap_err();
        assert_eq!(error, OprfError::BadMagic { expected });
        let expected = "request for an evaluator";
        let error = Request::from_bytes(&response.to_bytes()).unwrap_err();
        assert_eq!(error, OprfError::BadMagic { expected });
    }
}

mod keys {
    use super::*;

    #[test]
    fn a_key_survives_its_text() {
        let key = key(30);
        let text = key.to_secret_text();
        assert!(text.starts_with("presend-evaluator-key-v1:") && text.ends_with('\n'));
        let again = EvaluatorKey::from_secret_text(&format!(" {}\r\n", *text)).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(
            again.evaluate(&inputs(3)).unwrap(),
            key.evaluate(&inputs(3)).unwrap()
        );
    }

    #[test]
    fn other_texts_are_refused() {
        let (text, other) = (key(31).to_secret_text(), key(32).to_secret_text());
        let parts: Vec<&str> = text.trim().split(':').collect();
        let others: Vec<&str> = other.trim().split(':').collect();
        let zero = "A".repeat(43) + "=";
        let order = "7dP1XBpjElj5nPei3vneFAAAAAAAAAAAAAAAAAAAABA=";
        let texts = [
            String::new(),
            parts[2].to_owned(),
            parts[..2].join(":"),
            format!("{}:", text.trim()),
            ["presend-evaluator-key-v2", parts[1], parts[2]].join(":"),
            [parts[0], others[1], parts[2]].join(":"),
            [parts[0], parts[1], others[2]].join(":"),
            [parts[0], parts[1], &parts[2][..40]].join(":"),
            [parts[0], parts[1], &zero].join(":"),
            [parts[0], parts[1], order].join(":"),
        ];
        for text in texts {
            let error = EvaluatorKey::from_secret_text(&text).unwrap_err();
            assert_eq!(error, OprfError::BadEvaluatorKey, "{text}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let (key, pending, request, response) = conversation(33);
        let base = FixedBase::new(&pin(&key));
        let precomputed = Precomputed::new(&base, 2, seed(1)).unwrap();
        let id = key.public().id();
        assert_eq!(id.to_string().len(), 16);
        assert_eq!(format!("{key:?}"), format!("EvaluatorKey({id}, hidden)"));
        assert_eq!(format!("{:?}", key.public()), format!("PublicKey({id})"));
        assert_eq!(format!("{pending:?}"), "Pending(3 elements)");
        assert_eq!(format!("{request:?}"), "Request(3 elements)");
        assert_eq!(format!("{response:?}"), "Response(3 elements)");
        assert_eq!(format!("{precomputed:?}"), "Precomputed(2 of 2)");
        assert_eq!(format!("{base:?}"), format!("FixedBase({id})"));
        let outputs = pending.finalize(&response).unwrap();
        assert_eq!(format!("{outputs:?}"), "Outputs(3 of 64 bytes)");
    }

    /// The nonce of a proof, which whoever knows the key can take out of it: s + c k.
    fn nonce(key: &EvaluatorKey, request: &Request, number: u8) -> Scalar {
        let proof = key.blind_evaluate(request, seed(number)).unwrap().proof;
        let text = key.to_secret_text();
        let secret = BASE64_STANDARD.decode(text.trim().rsplit(':').next().unwrap());
        let [secret, c, s] = [&secret.unwrap(), &proof[..32], &proof[32..]]
            .map(|bytes| Scalar::from_canonical_bytes(bytes.try_into().unwrap()).unwrap());
        s + c * secret
    }

    #[test]
    fn a_nonce_comes_once_even_where_the_seed_comes_twice() {
        let key = key(34);
        let [first, second] = [1, 2].map(|number| {
            let (_, request) = blind(&pin(&key), &inputs(2), seed(number)).unwrap();
            request
        });
        assert_eq!(nonce(&key, &first, 7), nonce(&key, &first, 7));
        assert_ne!(nonce(&key, &first, 7), nonce(&key, &second, 7));
        assert_ne!(nonce(&key, &first, 7), nonce(&key, &first, 8));
    }
}
