//! One check's worth of probes for each contender. Seeds are fixed, so a request is always the same
//! and its answer is made once: what is timed is the device alone, or the evaluator alone.

use presend::oprf::{
    EvaluatorKey, FixedBase, OprfError, PinnedKey, Precomputed, Request, Response, Seed, blind,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use voprf::{EvaluationElement, Proof, Ristretto255, VoprfClient};
use wasm_bindgen::prelude::*;

fn thrown(error: OprfError) -> JsError {
    JsError::new(error.code())
}

fn seed() -> Seed {
    Seed::new([7; 32]).unwrap_or_else(|_| unreachable!())
}

/// Inputs as long as a probe.
pub fn inputs(count: usize) -> Vec<[u8; 40]> {
    let numbers = (0..count as u64).map(|i| {
        let mut input = [0x5a; 40];
        input[32..].copy_from_slice(&i.to_le_bytes());
        input
    });
    numbers.collect()
}

/// The evaluator's key of this bench.
pub fn key() -> EvaluatorKey {
    EvaluatorKey::derive(&[3; 32], b"bench").unwrap_or_else(|_| unreachable!())
}

/// presend: the device on both ways, and the evaluator.
#[wasm_bindgen]
pub struct Presend {
    key: EvaluatorKey,
    pinned: PinnedKey,
    base: FixedBase,
    inputs: Vec<[u8; 40]>,
    multiplied: Response,
    fixed: Response,
    request: Request,
    ready: Option<Precomputed>,
}

#[wasm_bindgen]
impl Presend {
    /// Room for `count` probes.
    #[wasm_bindgen(constructor)]
    pub fn new(count: usize) -> Result<Presend, JsError> {
        let (key, inputs) = (key(), inputs(count));
        let pinned = PinnedKey::from_signed_manifest(*key.public());
        let base = FixedBase::new(&pinned);
        let (_, request) = blind(&pinned, &inputs, seed()).map_err(thrown)?;
        let multiplied = key.blind_evaluate(&request, seed()).map_err(thrown)?;
        let precomputed = Precomputed::new(&base, count, seed()).map_err(thrown)?;
        let (_, other) = precomputed.blind(&inputs).map_err(thrown)?;
        let fixed = key.blind_evaluate(&other, seed()).map_err(thrown)?;
        Ok(Self {
            key,
            pinned,
            base,
            inputs,
            multiplied,
            fixed,
            request,
            ready: None,
        })
    }

    /// Tables of the two fixed points.
    pub fn tables(&mut self) {
        self.base = FixedBase::new(&self.pinned);
    }

    /// RFC 9497 to the letter: blind, verify, finalize. The outputs.
    pub fn multiply(&self) -> Result<Vec<u8>, JsError> {
        let (pending, _) = blind(&self.pinned, &self.inputs, seed()).map_err(thrown)?;
        let outputs = pending.finalize(&self.multiplied).map_err(thrown)?;
        Ok(outputs.as_flattened().to_vec())
    }

    /// What can be done before a picture is chosen.
    pub fn prepare(&mut self) -> Result<(), JsError> {
        let precomputed = Precomputed::new(&self.base, self.inputs.len(), seed());
        self.ready = Some(precomputed.map_err(thrown)?);
        Ok(())
    }

    /// What is left to do then: blind, verify, finalize. The outputs.
    #[wasm_bindgen(js_name = afterChoosing)]
    pub fn after_choosing(&mut self) -> Result<Vec<u8>, JsError> {
        let ready = self
            .ready
            .take()
            .ok_or_else(|| JsError::new("not prepared"))?;
        let (pending, _) = ready.blind(&self.inputs).map_err(thrown)?;
        let outputs = pending.finalize(&self.fixed).map_err(thrown)?;
        Ok(outputs.as_flattened().to_vec())
    }

    /// The evaluator's answer to one request, with its proof.
    pub fn evaluate(&self) -> Result<usize, JsError> {
        let response = self.key.blind_evaluate(&self.request, seed());
        Ok(response.map_err(thrown)?.elements.len())
    }

    /// The outputs without a device.
    pub fn outputs(&self) -> Result<Vec<u8>, JsError> {
        let outputs = self.key.evaluate(&self.inputs).map_err(thrown)?;
        Ok(outputs.as_flattened().to_vec())
    }

    /// The public key.
    #[wasm_bindgen(js_name = publicKey)]
    pub fn public_key(&self) -> Vec<u8> {
        self.key.public().to_bytes().to_vec()
    }

    /// All inputs, 40 bytes each.
    #[wasm_bindgen(js_name = allInputs)]
    pub fn all_inputs(&self) -> Vec<u8> {
        self.inputs.as_flattened().to_vec()
    }

    /// Answers a peer: blinded elements to evaluated ones and the proof behind them.
    pub fn answer(&self, blinded: &[u8]) -> Result<Vec<u8>, JsError> {
        let request = Request {
            key: self.pinned.id(),
            elements: blinded.as_chunks().0.to_vec(),
        };
        let response = self.key.blind_evaluate(&request, seed()).map_err(thrown)?;
        let mut bytes = response.elements.as_flattened().to_vec();
        bytes.extend(response.proof);
        Ok(bytes)
    }
}

type Peer = Ristretto255;

/// The `voprf` crate's device, batched as far as it goes.
#[wasm_bindgen]
pub struct VoprfCrate {
    inputs: Vec<[u8; 40]>,
    answer: Vec<EvaluationElement<Peer>>,
    proof: Proof<Peer>,
    key: <Peer as voprf::Group>::Elem,
}

#[wasm_bindgen]
impl VoprfCrate {
    /// Room for `count` probes, which presend's evaluator answers.
    #[wasm_bindgen(constructor)]
    pub fn new(count: usize) -> Result<VoprfCrate, JsError> {
        let wrong = |_| JsError::new("the peer refused");
        let presend = Presend::new(count)?;
        let blinded = Self::blind(&presend.inputs)?;
        let messages = blinded.iter().flat_map(|b| b.message.serialize());
        let answer = presend.answer(&messages.collect::<Vec<u8>>())?;
        let (elements, proof) = answer.split_at(32 * count);
        let elements = elements.chunks(32).map(EvaluationElement::deserialize);
        Ok(Self {
            answer: elements.collect::<Result<_, _>>().map_err(wrong)?,
            proof: Proof::deserialize(proof).map_err(wrong)?,
            key: <Peer as voprf::Group>::deserialize_elem(&presend.public_key())
                .map_err(|_| JsError::new("no key"))?,
            inputs: presend.inputs,
        })
    }

    fn blind(inputs: &[[u8; 40]]) -> Result<Vec<voprf::VoprfClientBlindResult<Peer>>, JsError> {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let blinded = inputs
            .iter()
            .map(|input| VoprfClient::blind(input, &mut rng));
        let blinded = blinded.collect::<Result<_, _>>();
        blinded.map_err(|_| JsError::new("the peer could not blind"))
    }

    /// Blind, verify, finalize. The outputs.
    pub fn multiply(&self) -> Result<Vec<u8>, JsError> {
        let wrong = |_| JsError::new("the peer refused");
        let states: Vec<_> = Self::blind(&self.inputs)?
            .into_iter()
            .map(|b| b.state)
            .collect();
        let outputs =
            VoprfClient::batch_finalize(&self.inputs, &states, &self.answer, &self.proof, self.key);
        let outputs: Result<Vec<_>, _> = outputs.map_err(wrong)?.collect();
        Ok(outputs.map_err(wrong)?.concat())
    }
}
