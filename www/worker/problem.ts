/** Problem documents (RFC 9457): every answer of the worker that is not the thing asked for. */

/** `type` is left out: it is then `about:blank`, and the title is the status' own phrase (RFC 9457, section 4.2.1). */
const titles = {
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
} as const;

export type ProblemStatus = keyof typeof titles;

/** `detail` is for the person reading it; it never repeats what was sent. */
export function problem(status: ProblemStatus, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json(
    { title: titles[status], status, detail },
    { status, headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
  );
}
