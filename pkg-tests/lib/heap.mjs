// What an isolate of workerd has in use, told by its inspector after a full collection of garbage.
import WebSocket from 'ws';

/**
 * Bytes: `used` of JavaScript's heap, `buffers` outside of it, without the memory of WebAssembly. Connects for each question
 * and goes away again, so that nothing is kept for an inspector.
 */
export async function heapOf({ url, inspector }) {
  const list = new URL('/json', inspector);
  list.protocol = 'http:';
  const targets = await (await fetch(list)).json();
  const target = targets.find(({ id }) => String(id).startsWith('core:user:'));
  if (!target) throw new Error('the inspector knows no worker');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    let last = 0;
    const asked = (method) => new Promise((resolve, reject) => {
      const id = ++last;
      const late = setTimeout(() => reject(new Error(`${method}: the inspector is silent`)), 10_000);
      const take = (text) => {
        const { id: of, result, error } = JSON.parse(text);
        if (of !== id) return;
        clearTimeout(late);
        socket.off('message', take);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      };
      socket.on('message', take);
      socket.send(JSON.stringify({ id, method }));
    });
    // Twice: what the first one finalizes, the second one frees.
    for (let round = 0; round < 2; round++) {
      const collected = asked('HeapProfiler.collectGarbage');
      // workerd lets an isolate collect when it next has a request.
      const poke = setInterval(() => fetch(url).then((answer) => answer.arrayBuffer()).catch(() => {}), 50);
      await collected.finally(() => clearInterval(poke));
    }
    const { usedSize, backingStorageSize } = await asked('Runtime.getHeapUsage');
    return { used: usedSize, buffers: backingStorageSize };
  } finally {
    socket.terminate();
  }
}
