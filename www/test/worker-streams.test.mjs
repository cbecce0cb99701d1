// How bytes go through the worker on Node: one piece at a time, whoever is the slower one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { BodyFailure, BodyReader } from '../dist/worker/body.js';
import { Digesting } from '../dist/worker/digests.js';
import { nodeDigester } from '../dist/worker/node-digest.js';
import { MultipartScanner } from '../dist/worker/multipart.js';
import { nodeFetch } from '../dist/worker/node-fetch.js';
import { pulled } from '../dist/worker/node-stream.js';
import { Room, Upload } from '../dist/worker/upload.js';

const piece = () => new Uint8Array(65_536).fill(7);

/** A stream of so many pieces, and how many of them were asked for. */
function counted(pieces) {
  const counter = { given: 0 };
  counter.stream = new ReadableStream({
    pull(controller) {
      if (counter.given++ < pieces) controller.enqueue(piece());
      else controller.close();
    },
  }, { highWaterMark: 0 });
  return counter;
}

async function origin(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, stop };
}

describe('a stream of Node as a web stream', () => {
  it('reads no further than it is asked to, and loses nothing', async () => {
    let made = 0;
    const source = new Readable({ highWaterMark: 65_536, read() {
      this.push(made++ < 200 ? Buffer.from(piece()) : null);
    } });
    const reader = pulled(source).getReader();
    for (let read = 0; read < 10; read++) assert.equal((await reader.read()).value.length, 65_536);
    await wait(20);
    assert.ok(made <= 14, `${made} pieces for 10`);
    let rest = 0;
    while (!(await reader.read()).done) rest++;
    assert.equal(rest, 190);
  });

  it('fails where the source breaks off, and ends it where nobody wants more', async () => {
    const broken = new Readable({ read() {} });
    broken.on('error', () => {});
    const reading = pulled(broken).getReader().read();
    broken.destroy(new Error('gone'));
    await assert.rejects(reading, /gone/);
    const closed = new Readable({ read() {} });
    const waiting = pulled(closed).getReader().read();
    closed.destroy();
    await assert.rejects(waiting, /ended before its end/);
    const left = new Readable({ read() {} });
    await pulled(left).cancel();
    assert.equal(left.destroyed, true);
  });
});

describe('asking an origin on Node', () => {
  it('hands on bytes, length, redirects and encodings as they come', async () => {
    const came = [];
    const server = await origin((request, response) => {
      let length = 0;
      request.on('data', (bytes) => (length += bytes.length));
      request.on('end', () => {
        came.push([request.method, request.url, request.headers['content-length'], request.headers['transfer-encoding'], length]);
        response.writeHead(303, { location: '/elsewhere', 'content-encoding': 'gzip', 'set-cookie': ['a=1', 'b=2'] }).end('not gzip');
      });
    });
    const told = await nodeFetch(`${server.url}a?b=%2F`, { method: 'PUT', headers: { 'content-length': String(3 * 65_536) }, body: counted(3).stream });
    assert.deepEqual([told.status, told.headers.get('location'), told.headers.get('content-encoding'), await told.text()], [303, '/elsewhere', 'gzip', 'not gzip']);
    assert.deepEqual(told.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(told.headers.get('connection'), null);
    await (await nodeFetch(server.url, { method: 'POST', body: counted(2).stream })).text();
    await (await nodeFetch(server.url, { method: 'POST', headers: { 'content-length': '2' }, body: Uint8Array.of(1, 2) })).text();
    await (await nodeFetch(server.url, { method: 'GET' })).text();
    assert.deepEqual(came, [['PUT', '/a?b=%2F', '196608', undefined, 196_608], ['POST', '/', undefined, 'chunked', 131_072], ['POST', '/', '2', undefined, 2], ['GET', '/', undefined, undefined, 0]]);
    await server.stop();
  });

  it('takes no more of a body than the origin does', async () => {
    let go;
    const server = await origin((request, response) => {
      request.pause();
      go = () => request.resume().on('end', () => response.end('all'));
    });
    // The kernel's buffers hold some megabytes: what is beyond them has to wait.
    const body = counted(1600);
    const answer = nodeFetch(server.url, { method: 'PUT', body: body.stream });
    await wait(400);
    assert.ok(body.given < 400, `${body.given} of 1600 pieces`);
    go();
    assert.equal(await (await answer).text(), 'all');
    assert.equal(body.given, 1601);
    await server.stop();
  });

  it('gives back an early answer, and fails where there is none', async () => {
    const early = await origin((_request, response) => response.writeHead(413, { connection: 'close' }).end('too much'));
    const body = counted(1600);
    const answer = await nodeFetch(early.url, { method: 'PUT', body: body.stream });
    assert.deepEqual([answer.status, await answer.text()], [413, 'too much']);
    await early.stop();
    await assert.rejects(nodeFetch(early.url, { method: 'PUT', body: counted(3).stream }));
    const rude = await origin((request) => request.socket.destroy());
    await assert.rejects(nodeFetch(rude.url, { method: 'PUT', body: counted(1600).stream }));
    await rude.stop();
  });

  it('uses a connection again, and lets an idle one go before the origin does', async () => {
    let connections = 0;
    // It does not say how long it keeps a connection: Node's client would heed that by itself.
    const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(200, { connection: 'keep-alive' }).end('stored')));
    server.keepAliveTimeout = 5_000;
    server.on('connection', () => connections++);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const put = async () => (await nodeFetch(`http://127.0.0.1:${server.address().port}/`, { method: 'PUT', body: counted(1).stream })).text();
    await put();
    await wait(50);
    await put();
    assert.equal(connections, 1);
    await wait(4_500);
    await put();
    assert.equal(connections, 2);
    server.closeAllConnections();
    server.close();
  });

  it('breaks the request off where the body does, and where it is told to', async () => {
    const ends = [];
    const server = await origin((request) => {
      request.resume();
      request.on('error', () => {});
      request.on('close', () => ends.push(request.complete));
    });
    const broken = new ReadableStream({ start(controller) {
      controller.enqueue(piece());
      setTimeout(() => controller.error(new Error('broke off')), 50);
    } });
    await assert.rejects(nodeFetch(server.url, { method: 'PUT', body: broken }), /broke off/);
    const stop = new AbortController();
    const told = nodeFetch(server.url, { method: 'PUT', headers: { 'content-length': '99999' }, body: new ReadableStream({ start: (controller) => controller.enqueue(piece()) }), signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(told, { name: 'AbortError' });
    await wait(50);
    assert.deepEqual(ends, [false, false], 'the origin took neither for whole');
    await server.stop();
  });
});

describe('reading a body', () => {
  it('waits so long for each piece, whatever the pieces before it took', async () => {
    let control;
    const reader = new BodyReader(new ReadableStream({ start: (controller) => (control = controller) }), 120);
    for (let round = 0; round < 4; round++) {
      setTimeout(() => control.enqueue(Uint8Array.of(round)), 80);
      assert.deepEqual(await reader.next(), Uint8Array.of(round));
    }
    // Whoever reads may take its time.
    await wait(200);
    setTimeout(() => control.enqueue(Uint8Array.of(9)), 80);
    assert.deepEqual(await reader.next(), Uint8Array.of(9));
    const started = performance.now();
    await assert.rejects(reader.next(), (error) => error instanceof BodyFailure && error.why === 'slow');
    const took = performance.now() - started;
    assert.ok(took > 100 && took < 1000, `${took} ms`);
  });
});

describe('pieces on workerd', () => {
  it('have more room where they fill it, and a small one keeps no room of a large one', async (t) => {
    // workerd is known by it.
    globalThis.IdentityTransformStream = class {};
    t.after(() => delete globalThis.IdentityTransformStream);
    const rooms = [];
    const sizes = [Infinity, Infinity, 200_000, 70_000, 1000, 10, Infinity, 5];
    const sent = [];
    const body = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        const { view } = controller.byobRequest;
        const size = sizes.shift();
        if (size === undefined) {
          controller.close();
          controller.byobRequest.respond(0);
          return;
        }
        rooms.push(view.byteLength >> 10);
        const bytes = new Uint8Array(view.buffer, view.byteOffset, Math.min(size, view.byteLength)).fill(rooms.length);
        sent.push([bytes.length, rooms.length]);
        controller.byobRequest.respond(bytes.length);
      },
    });
    const reader = new BodyReader(body, 1000);
    const got = [];
    for (let next = await reader.next(); next; next = await reader.next()) got.push(next);
    // At the end: nobody has written into a piece after it was handed out.
    assert.deepEqual(got.map((bytes) => [bytes.length, bytes[0]]), sent);
    assert.ok(got.every((bytes) => bytes.every((value) => value === bytes[0])));
    assert.deepEqual(rooms, [64, 256, 256, 256, 256, 64, 64, 256]);
    assert.ok(got.every((bytes) => bytes.buffer.byteLength <= 2 * bytes.length), 'a piece keeps at most twice what it has');
  });
});

describe('what an upload holds', () => {
  const drain = async (body, more, length) => {
    const room = new Room(16 << 20);
    const upload = new Upload({ reader: new BodyReader(body, 1000), scanner: undefined, mediaType: 'image/jpeg', length, pictureBytes: 4 << 20, room, isPicture: async () => true, digesting: async () => new Digesting(['sha256'], nodeDigester), check: async () => ({ kind: 'clear' }), goesOn: ({ kind }) => kind === 'clear', now: Date.now, ...more });
    let error;
    try {
      for await (const bytes of upload.going()) upload.keeps(bytes.length);
    } catch (caught) {
      error = caught;
    }
    const before = room.held;
    upload.done();
    return { room, before, error };
  };

  it('is counted: one buffer where the length is told, at most three times as much where it is not', async () => {
    const size = 20 * 65_536;
    const told = await drain(counted(20).stream, {}, size);
    assert.deepEqual([told.before, told.room.held], [size, 0]);
    assert.ok(told.room.most <= size + 65_536, `${told.room.most} bytes for ${size}`);
    const untold = await drain(counted(20).stream, {}, undefined);
    assert.equal(untold.room.held, 0);
    assert.ok(untold.room.most >= size && untold.room.most <= 3 * size, `${untold.room.most} bytes for ${size}`);
  });

  it('is digested as it comes, each picture for itself', async () => {
    const seen = [];
    const check = async (picture, { sha256 }) => {
      seen.push([picture.length, Buffer.from(sha256).toString('hex')]);
      return { kind: 'clear' };
    };
    const digest = (...pieces) => pieces.reduce((hash, bytes) => hash.update(bytes), createHash('sha256')).digest('hex');
    await drain(counted(3).stream, { check }, 3 * 65_536);
    assert.deepEqual(seen.splice(0), [[3 * 65_536, digest(piece(), piece(), piece())]]);
    const part = (name, text) => `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n${text}\r\n`;
    const [first, second] = ['1'.repeat(3000), '2'.repeat(100)];
    const form = new Blob([part('a', first), part('b', second), '--x--\r\n']).stream();
    await drain(form, { check, scanner: new MultipartScanner('x') }, undefined);
    assert.deepEqual(seen, [[3000, digest(first)], [100, digest(second)]]);
  });

  it('is counted down to nothing where it is stopped', async () => {
    for (const more of [{ check: async () => ({ kind: 'known', purpose: 'demo' }) }, { pictureBytes: 65_536 }]) {
      const { room, error } = await drain(counted(20).stream, more, undefined);
      assert.equal(error.message, 'the upload was stopped');
      assert.equal(room.held, 0);
      assert.ok(room.most >= 65_536);
    }
  });
});
