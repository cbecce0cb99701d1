/** Problem documents (RFC 9457): every answer of the worker that is not the thing asked for. */

/** `type` is left out: it is then `about:blank`, and the title is the status' own phrase (RFC 9457, section 4.2.1). */
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  416: 'Range Not Satisfiable',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
} as const;

export type ProblemStatus = keyof typeof titles;

export interface ProblemExtras {
  headers?: Readonly<Record<string, string>>;
  /** Further members of the document. */
  members?: Readonly<Record<string, unknown>>;
}

/** `detail` is for the person reading it and never repeats what was sent; `code` is for programs, and stable. */
export function problem(status: ProblemStatus, code: string, detail: string, { headers = {}, members = {} }: ProblemExtras = {}): Response {
  return Response.json(
    { title: titles[status], status, code, detail, ...members },
    { status, headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } },
  );
}
