/** What `presend/worker` exports everywhere. */
export type { Worker, WorkerOptions } from './worker.js';
export { StartupError, type Budget, type Environment, type OnUpload, type Role } from './settings.js';
export type { Span, Store, StoredFile } from './store.js';
export type { Log, Outcome, Severity } from './operations.js';
export type { TokenGate } from './tokens.js';
