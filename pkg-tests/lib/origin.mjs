// Where clean uploads go: it remembers what came, as digests, and how.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

export async function startOrigin() {
  const uploads = [];
  const server = createServer((request, response) => {
    const digest = createHash('sha256');
    const upload = { method: request.method, url: request.url, headers: request.headers, length: 0, whole: false, ended: false };
    uploads.push(upload);
    request.on('data', (piece) => {
      upload.length += piece.length;
      digest.update(piece);
    });
    request.on('error', () => {});
    request.on('close', () => {
      upload.whole = request.complete;
      upload.sha256 = digest.digest('hex');
      upload.ended = true;
    });
    request.on('end', () => response.writeHead(201, { 'content-type': 'text/plain', 'x-origin': 'yes' }).end('stored'));
  });
  server.requestTimeout = 0;
  // On a busy machine a connection that the origin ends is met by the next upload, which is nobody's fault.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/base`,
    uploads,
    /** The uploads that the origin has in full. */
    whole: () => uploads.filter(({ whole }) => whole),
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
