/** Where people find help: the directory, and how a few fitting places are chosen from it. Works without a network. */
export { directory } from './directory.js';
export { helpCountries, pickHelp, type HelpItem, type HelpPurpose, type HelpQuery } from './pick.js';
export type { CallLink, DirectoryPurpose, HelpDirectory, HelpEntry, HelpSource, ShownDirectory, ShownEntry, TextLink } from './types.js';
