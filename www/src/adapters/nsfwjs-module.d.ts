/** An optional peer, which is not there when this package is built. */
declare module 'nsfwjs' {
  export const load: import('./nsfwjs.js').NsfwModule['load'];
}
