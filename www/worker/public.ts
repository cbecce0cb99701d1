/** What `presend/worker` exports everywhere. */
export type { Usage, Worker, WorkerOptions } from './worker.js';
export { StartupError, type Environment, type OnUpload, type Role } from './settings.js';
export type { Budget } from './limits.js';
export type { Span, Store, StoredFile } from './store.js';
export type { Log, Severity } from './operations.js';
export type { Outcome } from './router.js';
export type { TokenGate } from './tokens.js';
