// A tiny static server with the content security policy that the package promises to work under. It remembers every
// request, so that a test can say exactly what was asked for.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

export const csp = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'";

/**
 * Serves the folders of `mounts` ({ '/prefix/': folder }); the object may be changed while the server runs. `connect` are
 * origins that a page may ask too.
 */
export async function startServer(mounts, { connect = [] } = {}) {
  const policy = connect.length > 0 ? `${csp}; connect-src 'self' ${connect.join(' ')}` : csp;
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = find(mounts, path);
    const status = file === undefined ? 404 : 200;
    requests.push({ method: request.method, path, status });
    response.writeHead(status, {
      'content-security-policy': policy,
      'content-type': types[extname(file ?? '')] ?? 'application/octet-stream',
      'cache-control': 'no-store',
    });
    response.end(file === undefined ? '' : readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    mounts,
    requests,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

function find(mounts, path) {
  const prefix = Object.keys(mounts).filter((start) => path.startsWith(start)).sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return undefined;
  const file = join(mounts[prefix], normalize(`/${path.slice(prefix.length)}`));
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
