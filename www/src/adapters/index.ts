/** Places to put the guard in: pages of your own, and uploaders. Importing this changes nothing. */
export { guardedFetch } from './fetch.js';
export { gate, gateAll, type GateOptions, isPicture } from './gate.js';
export { guardFiles, type InputOptions } from './input.js';
export { dropzoneAccept, dropzoneValidator, filePondBeforeAdd, guardUppy, type UploaderOptions, type UppyLike } from './uploaders.js';
