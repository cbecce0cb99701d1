/** The check of a help directory, and its compilation: the same for the build and for updates. */
import type { HelpDirectory } from './types.js';

/** How long what was checked may be relied on. */
export declare const REVIEW_DAYS: number;
/** A directory that is not what it should be. */
export declare class DirectoryProblem extends Error {}
/** `raw` is what directory.json holds, or an update of it. */
export declare function compileDirectory(raw: unknown): HelpDirectory;
