/**
 * A way to pay for a question without saying who asks: Privacy Pass tokens of type 2, Blind RSA (RFC 9577, RFC 9578).
 * An issuer gives them to whom it wants to, and cannot tell later which one was spent; so a limit needs no identity.
 * The cryptography is that of `@cloudflare/privacypass-ts`, which the host installs and hands in.
 */
import type { Waiting } from './limits.js';
import { hex } from './store.js';

export interface TokenGate {
  /** The value of `WWW-Authenticate`. */
  challenge(): Promise<string>;
  /** Takes the value of `Authorization`. `spend` remembers a name, and says so where it knows it already. */
  redeem(authorization: string, spend: (name: string) => Promise<Waiting>): Promise<'paid' | 'spent' | 'bad'>;
}

interface Token {
  authInput: { nonce: Uint8Array; challengeDigest: Uint8Array; tokenKeyId: Uint8Array };
}

interface Challenge {
  serialize(): Uint8Array;
}

/** The part of `@cloudflare/privacypass-ts` that is used (0.8). */
export interface PrivacyPassLibrary {
  TOKEN_TYPES: { BLIND_RSA: unknown };
  AuthorizationHeader: { parse(type: never, header: string): { token: Token }[] };
  WWWAuthenticateHeader: new (challenge: never, tokenKey: Uint8Array, maxAge?: number) => { toString(quoted?: boolean): string };
  util: { convertRSASSAPSSToEnc(key: Uint8Array): BufferSource | Uint8Array };
  publicVerif: {
    BlindRSAMode: { PSS: number };
    Origin: new (mode: never, names?: string[]) => { verify(token: never, key: CryptoKey): Promise<boolean>; createTokenChallenge(issuer: string, context: Uint8Array): Challenge };
  };
}

export interface PrivacyPassOptions {
  /** `import * as library from '@cloudflare/privacypass-ts'`. */
  library: PrivacyPassLibrary;
  /** The issuer's name, as its directory is found under. */
  issuer: string;
  /** The issuer's public key as its directory states it: base64url of an SPKI with RSASSA-PSS. */
  issuerKey: string;
  /** Names of this evaluator that tokens are bound to. */
  names?: readonly string[];
}

/** Tokens are for one day, and taken on the next one too, so that nothing has to be remembered for longer. */
const DAY_MS = 86_400_000;
export const REMEMBERED_SECONDS = 2 * 86_400;

export function privacyPass({ library, issuer, issuerKey, names }: PrivacyPassOptions, now: () => number = Date.now): TokenGate {
  const { Origin, BlindRSAMode } = library.publicVerif;
  const origin = new Origin(BlindRSAMode.PSS as never, names && [...names]);
  const keyBytes = fromBase64url(issuerKey);
  const key = once(() => crypto.subtle.importKey('spki', library.util.convertRSASSAPSSToEnc(keyBytes) as BufferSource, { name: 'RSA-PSS', hash: 'SHA-384' }, false, ['verify']));
  const keyId = once(() => sha256(keyBytes));
  /** Its context is the day, so a token says nothing more about when it was asked for. */
  const challengeOf = async (day: number): Promise<Challenge> => origin.createTokenChallenge(issuer, await sha256(new TextEncoder().encode(`presend evaluator ${day}`)));
  const today = (): number => Math.floor(now() / DAY_MS);
  return {
    async challenge() {
      const { WWWAuthenticateHeader } = library;
      return new WWWAuthenticateHeader((await challengeOf(today())) as never, keyBytes, 86_400).toString(true);
    },
    async redeem(authorization, spend) {
      try {
        const [first, second] = library.AuthorizationHeader.parse(library.TOKEN_TYPES.BLIND_RSA as never, authorization);
        if (!first || second) return 'bad';
        const { token } = first;
        const { nonce, challengeDigest, tokenKeyId } = token.authInput;
        const digests = await Promise.all([today(), today() - 1].map(async (day) => hex(await sha256((await challengeOf(day)).serialize()))));
        if (!digests.includes(hex(challengeDigest)) || hex(tokenKeyId) !== hex(await keyId())) return 'bad';
        if (!(await origin.verify(token as never, await key()))) return 'bad';
        return (await spend(`token ${hex(nonce)}`)) === undefined ? 'paid' : 'spent';
      } catch {
        return 'bad';
      }
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));

function fromBase64url(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
