// The oblivious function of private sets against another implementation of RFC 9497, in both roles.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { DLEQProof, derivePrivateKey, Evaluation, EvaluationRequest, generatePublicKey, Oprf, VOPRFClient, VOPRFServer } from '@cloudflare/voprf-ts';
import { CryptoNoble } from '@cloudflare/voprf-ts/crypto-noble';
import { buildPrograms } from '../../scripts/lib/demo-build.mjs';
import { built } from '../../scripts/lib/project.mjs';

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const seed = (number) => number.toString(16).padStart(2, '0').repeat(32);
const info = new TextEncoder().encode('interop');

/** Inputs of 0 to 8 bytes and one long one; two of them are the same. */
const inputs = [...Array.from({ length: 9 }, (_, length) => new Uint8Array(length).fill(length)), new Uint8Array(3).fill(3), new Uint8Array(300).fill(9)];

describe('presend and @cloudflare/voprf-ts', { timeout: 300_000 }, () => {
  const { group } = new VOPRFServer(suite, new Uint8Array(32).fill(1), CryptoNoble);
  const elements = (list) => list.map((element) => hex(element.serialize(true)));
  const read = (list) => list.map((text) => group.desElt(bytes(text)));
  let program;
  let lines;
  let key;
  const ask = async (what) => {
    program.stdin.write(`${JSON.stringify(what)}\n`);
    const { value, done } = await lines.next();
    assert.ok(!done, 'the program ended');
    return JSON.parse(value);
  };

  before(async () => {
    await buildPrograms((text) => console.log(`# ${text}`));
    program = spawn(built('examples', 'oprf-interop'), { stdio: ['pipe', 'pipe', 'inherit'] });
    lines = createInterface(program.stdout)[Symbol.asyncIterator]();
    key = await ask({ do: 'key', seed: seed(5), info: hex(info) });
  });
  after(() => program?.stdin.end());

  it('derive the same keys', async () => {
    const secret = await derivePrivateKey(Oprf.Mode.VOPRF, suite, bytes(seed(5)), info, CryptoNoble);
    assert.equal(hex(secret), key.secret);
    assert.equal(hex(generatePublicKey(suite, secret, CryptoNoble)), key.public);
  });

  it('give the same outputs for inputs in the clear', async () => {
    const server = new VOPRFServer(suite, bytes(key.secret), CryptoNoble);
    const theirs = [];
    for (const input of inputs) theirs.push(hex(await server.evaluate(input)));
    const { outputs } = await ask({ do: 'outputs', inputs: inputs.map(hex) });
    assert.deepEqual(outputs, theirs);
    assert.equal(new Set(outputs).size, inputs.length - 1);
  });

  for (const fixedBase of [false, true]) {
    it(`our device, ${fixedBase ? 'fixed-base' : 'RFC'} blinding, and their server`, async () => {
      const { blinded } = await ask({ do: 'blind', public: key.public, inputs: inputs.map(hex), seed: seed(6), fixedBase });
      const server = new VOPRFServer(suite, bytes(key.secret), CryptoNoble);
      const { evaluated, proof } = await server.blindEvaluate(new EvaluationRequest(read(blinded)));
      const { outputs } = await ask({ do: 'finalize', evaluated: elements(evaluated), proof: hex(proof.serialize()) });
      assert.deepEqual(outputs, (await ask({ do: 'outputs', inputs: inputs.map(hex) })).outputs);
    });

    it(`our device, ${fixedBase ? 'fixed-base' : 'RFC'} blinding, refuses another key of theirs`, async () => {
      const { blinded } = await ask({ do: 'blind', public: key.public, inputs: inputs.map(hex), seed: seed(7), fixedBase });
      const server = new VOPRFServer(suite, new Uint8Array(32).fill(1), CryptoNoble);
      const { evaluated, proof } = await server.blindEvaluate(new EvaluationRequest(read(blinded)));
      const answer = await ask({ do: 'finalize', evaluated: elements(evaluated), proof: hex(proof.serialize()) });
      assert.deepEqual(answer, { error: 'bad-proof' });
    });
  }

  it('their device and our evaluator', async () => {
    const client = new VOPRFClient(suite, bytes(key.public), CryptoNoble);
    const [finalizeData, request] = await client.blind(inputs);
    const { evaluated, proof } = await ask({ do: 'evaluate', blinded: elements(request.blinded), seed: seed(8) });
    const evaluation = new Evaluation(Oprf.Mode.VOPRF, read(evaluated), DLEQProof.deserialize(group.id, bytes(proof), CryptoNoble));
    const outputs = (await client.finalize(finalizeData, evaluation)).map(hex);
    assert.deepEqual(outputs, (await ask({ do: 'outputs', inputs: inputs.map(hex) })).outputs);
  });

  it('their device refuses our evaluator under another key', async () => {
    const other = generatePublicKey(suite, new Uint8Array(32).fill(1), CryptoNoble);
    const client = new VOPRFClient(suite, other, CryptoNoble);
    const [finalizeData, request] = await client.blind(inputs);
    const { evaluated, proof } = await ask({ do: 'evaluate', blinded: elements(request.blinded), seed: seed(8) });
    const evaluation = new Evaluation(Oprf.Mode.VOPRF, read(evaluated), DLEQProof.deserialize(group.id, bytes(proof), CryptoNoble));
    await assert.rejects(client.finalize(finalizeData, evaluation));
  });
});
