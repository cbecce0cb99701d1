/** What went wrong in the caller's own code. Nothing that happens to a picture ends up here: that is a verdict. */
export class PresendError extends Error {
  override readonly name = 'PresendError';
  /** Stable, in kebab-case. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** An error of the core, as the class that callers can test for. */
export function fromCore(error: unknown): unknown {
  const { name, code, message } = (error ?? {}) as Partial<PresendError>;
  return name === 'PresendError' && typeof code === 'string' ? new PresendError(code, message ?? code, { cause: error }) : error;
}
