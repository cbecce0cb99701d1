/** Problem documents (RFC 9457): every answer of the worker that is not the thing asked for. */

/** `type` is left out: it is then `about:blank`, and the title is the status' own phrase (RFC 9457, section 4.2.1). */
const titles = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  500: 'Internal Server Error',
} as const;

export type ProblemStatus = keyof typeof titles;

/** `detail` is for the person reading it and never repeats what was sent; `code` is for programs, and stable. */
export function problem(status: ProblemStatus, detail: string, headers: Record<string, string> = {}, code?: string): Response {
  return Response.json(
    { title: titles[status], status, detail, ...(code === undefined ? {} : { code }) },
    { status, headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
  );
}
