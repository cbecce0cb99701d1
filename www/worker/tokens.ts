/** A way to pay for a question without saying who asks: Privacy Pass (RFC 9577, RFC 9578). See `presend/worker/tokens`. */

export interface TokenGate {
  /** The value of `WWW-Authenticate`. */
  challenge(): Promise<string>;
  /** Takes the value of `Authorization`. A token pays once. */
  redeem(authorization: string): Promise<'paid' | 'spent' | 'bad'>;
}
