/** What an operator sees: health, counters by class of outcome, log lines. Nothing in it comes from a picture or a person. */
import { problem } from './problem.js';
import type { Answered, Outcome, Route } from './router.js';

export type Severity = 'INFO' | 'WARN' | 'ERROR';
/** Takes one line of JSON. */
export type Log = (line: string, severity: Severity) => void;

/** The place's own log, under the method for the severity. */
export const consoleLog: Log = (line, severity) => console[severity === 'ERROR' ? 'error' : severity === 'WARN' ? 'warn' : 'log'](line);

/**
 * Log records with the names of OpenTelemetry's log data model (`SeverityText`, `Body`, `Attributes`). What may be an
 * attribute is a closed list of words and codes: no address, no name, no size, no duration, no identifier.
 */
export class Journal {
  readonly #log: Log;
  readonly #counts = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  event(severity: Severity, body: string, attributes: Readonly<Record<string, string | number>> = {}): void {
    this.#log(JSON.stringify({ Timestamp: new Date().toISOString(), SeverityText: severity, Body: body, Attributes: attributes, Resource: { 'service.name': 'presend-worker' } }), severity);
  }

  /** One request: counted, and written down by role, outcome and status. */
  request(role: string, outcome: Outcome, status: number): void {
    const name = `${role} ${outcome}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.event(outcome === 'failed' ? 'ERROR' : 'INFO', 'request', { role, outcome, status });
  }

  /** The text format of Prometheus. Of this isolate alone: whoever runs many adds them up. */
  metrics(): string {
    const lines = [...this.#counts].sort().map(([name, count]) => {
      const [role = '', outcome = ''] = name.split(' ');
      return `presend_requests_total{role="${role}",outcome="${outcome}"} ${count}`;
    });
    return ['# HELP presend_requests_total Requests by role and class of outcome.', '# TYPE presend_requests_total counter', ...lines, ''].join('\n');
  }
}

/** A reason why the worker is not ready: a stable code, never more. */
export type NotReady = { readonly role: string; readonly code: string };

const plain = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** `/healthz`: the worker runs. `/readyz`: it can do its work. `/metrics`: for whoever has the token, else not there. */
export function operationsRoutes(journal: Journal, check: () => Promise<readonly NotReady[]>, token: string | undefined): readonly Route[] {
  const methods = ['GET', 'HEAD'];
  const answered = (response: Response): Answered => ({ response, outcome: response.ok ? 'answered' : 'refused' });
  return [
    { role: 'health', methods, matches: (path) => path === '/healthz', answer: async () => answered(Response.json({ status: 'ok' }, { headers: plain })) },
    {
      role: 'health',
      methods,
      matches: (path) => path === '/readyz',
      async answer() {
        const missing = await check();
        if (missing.length === 0) return answered(Response.json({ status: 'ready' }, { headers: plain }));
        return answered(problem(503, 'not-ready', 'The worker cannot do all of its work yet; `missing` says what is wrong.', { members: { missing } }));
      },
    },
    {
      role: 'health',
      methods,
      matches: (path) => path === '/metrics' && token !== undefined,
      async answer({ request }) {
        const given = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
        if (given === undefined || !(await same(given, token!))) {
          return answered(problem(401, 'metrics-token', 'This address wants the token for metrics.', { headers: { 'www-authenticate': 'Bearer' } }));
        }
        return answered(new Response(journal.metrics(), { headers: { ...plain, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } }));
      },
    },
  ];
}

/** Compares digests, so that the time it takes says nothing about the token. */
async function same(left: string, right: string): Promise<boolean> {
  const digest = async (text: string) => new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const [a, b] = [await digest(left), await digest(right)];
  return a.reduce((difference, byte, at) => difference | (byte ^ b[at]!), 0) === 0;
}
