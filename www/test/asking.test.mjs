// Who carries the core's questions: every failure reaches the core, and nothing else is sent.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { converse, post, TokenWanted } from '../dist/asking.js';

/** A core that asks these steps and then is done; remembers what it was told. */
function conversation(...steps) {
  const told = [];
  return {
    told,
    step: () => steps[told.filter(([what]) => what !== 'free').length] ?? { type: 'done', verdict: 'the verdict' },
    answer: (bytes) => told.push(['answer', [...bytes]]),
    fail: (why) => told.push(['fail', why]),
    free: () => told.push(['free']),
  };
}

const evaluate = (set, ...body) => ({ type: 'evaluate', set, body: Uint8Array.from(body) });
const fetchStep = (set, ...body) => ({ type: 'fetch', set, body: Uint8Array.from(body) });

describe('converse', () => {
  it('asks each set\'s own evaluator and mirror, in the core\'s order', async () => {
    const core = conversation(evaluate(0, 1), evaluate(1, 2), fetchStep(1, 3));
    const asked = [];
    const send = async (url, body) => {
      asked.push([url, ...body]);
      return Uint8Array.of(body[0] + 10);
    };
    const sets = [{ evaluator: 'a' }, { evaluator: 'b', mirror: 'c' }];
    assert.equal(await converse(core, sets, send), 'the verdict');
    assert.deepEqual(asked, [['a', 1], ['b', 2], ['c', 3]]);
    assert.deepEqual(core.told, [['answer', [11]], ['answer', [12]], ['answer', [13]], ['free']]);
  });

  it('tells the core where there is no address, and where there is no answer', async () => {
    const core = conversation(evaluate(0, 1), fetchStep(1, 2), evaluate(7, 3));
    const send = async () => {
      throw new Error('no network');
    };
    await converse(core, [{}, { mirror: 'c' }], send);
    assert.deepEqual(core.told, [['fail', 'offline'], ['fail', 'offline'], ['fail', 'offline'], ['free']]);
  });

  it('pays where a token is wanted, once for each question, and only the evaluator', async () => {
    const core = conversation(evaluate(0, 1), evaluate(1, 2), evaluate(2, 3), fetchStep(2, 4), evaluate(3, 5));
    const asked = [];
    const send = async (url, body, authorization) => {
      asked.push([url, body[0], authorization]);
      if (url === 'd' || authorization === undefined) throw new TokenWanted(`challenge of ${url}`);
      return Uint8Array.of(9);
    };
    const paid = [];
    const pay = async (set, challenge) => {
      paid.push([set, challenge]);
      if (set === 2) throw new Error('no issuer');
      return set === 1 ? undefined : `token ${set}`;
    };
    await converse(core, [{ evaluator: 'a' }, { evaluator: 'b' }, { evaluator: 'c', mirror: 'm' }, { evaluator: 'd' }], send, pay);
    assert.deepEqual(asked, [['a', 1, undefined], ['a', 1, 'token 0'], ['b', 2, undefined], ['c', 3, undefined], ['m', 4, undefined], ['d', 5, undefined], ['d', 5, 'token 3']]);
    assert.deepEqual(paid, [[0, 'challenge of a'], [1, 'challenge of b'], [2, 'challenge of c'], [3, 'challenge of d']]);
    assert.deepEqual(core.told, [['answer', [9]], ['fail', 'offline'], ['fail', 'offline'], ['fail', 'offline'], ['fail', 'offline'], ['free']]);
  });

  it('frees the core\'s side also when it breaks down', async () => {
    const core = { ...conversation(), step: () => { throw new WebAssembly.RuntimeError('unreachable'); } };
    await assert.rejects(converse(core, []), WebAssembly.RuntimeError);
    assert.deepEqual(core.told, [['free']]);
  });
});

describe('post', () => {
  /** Serves one handler; gives its address and what was asked. */
  async function serve(handler) {
    const asked = [];
    const server = createServer((request, response) => {
      asked.push(request);
      handler(request, response);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}/`, asked, stop: () => new Promise((resolve) => server.close(resolve)) };
  }

  it('sends the question as bytes, with no cookie and no referrer', async () => {
    const server = await serve((_request, response) => response.end(Buffer.from([4, 5])));
    assert.deepEqual([...(await post(server.url, Uint8Array.of(1, 2, 3)))], [4, 5]);
    const [{ method, headers }] = server.asked;
    assert.equal(method, 'POST');
    assert.equal(headers['content-type'], 'application/octet-stream');
    assert.equal(headers['content-length'], '3');
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.referer, undefined);
    await server.stop();
  });

  it('says where a token is wanted, and sends the one it is given', async () => {
    const challenge = 'PrivateToken challenge="AAAA", token-key="BBBB"';
    for (const [status, header, wanted] of [[429, challenge, true], [401, challenge, true], [403, challenge, false], [429, 'Basic realm="x"', false]]) {
      const server = await serve((request, response) => response.writeHead(request.headers.authorization === 'PrivateToken token="x"' ? 200 : status, { 'www-authenticate': header }).end());
      await assert.rejects(post(server.url, Uint8Array.of(1)), (error) => (error instanceof TokenWanted) === wanted && error.challenge === (wanted ? challenge : undefined));
      assert.equal((await post(server.url, Uint8Array.of(1), 'PrivateToken token="x"')).length, 0);
      assert.deepEqual(server.asked.map(({ headers }) => headers.authorization), [undefined, 'PrivateToken token="x"']);
      await server.stop();
    }
  });

  it('takes no redirect, no error and no endless answer', async () => {
    for (const handler of [
      (_request, response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
      (_request, response) => response.writeHead(429).end('slow down'),
      (_request, response) => response.writeHead(200, { 'content-length': 1e9 }).write('x'),
    ]) {
      const server = await serve(handler);
      await assert.rejects(post(server.url, Uint8Array.of(1)));
      server.asked.forEach(({ socket }) => socket.destroy());
      await server.stop();
    }
  });
});
