/** The headers every answer carries. */

/** No inline script or style, nothing from elsewhere, no frame around the page; WebAssembly is compiled, `eval` is not. */
const contentSecurityPolicy = (connect: string): string => [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  `connect-src 'self'${connect && ` ${connect}`}`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Powers of a page that neither the check nor the dialog needs. */
const permissionsPolicy = [
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

const always: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissionsPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The same answer with the headers above; `connect` lists the other origins that a page may ask. */
export function secured(answer: Response, connect = ''): Response {
  const headers = new Headers(answer.headers);
  headers.set('content-security-policy', contentSecurityPolicy(connect));
  for (const [name, value] of Object.entries(always)) {
    headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, headers });
}
